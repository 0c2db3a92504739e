"""The tables of the module, as JSON beside it: alerts, the packs that they are in, and what is known of vendors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from alerts.catalogue import catalogue, packs
from pipeline.vendors import VENDORS

ALERT_TABLE = "alerts.json.tftpl"
"""Read as a template: names, account and region stand in it as expressions."""
PACK_TABLE = "packs.json"
VENDOR_TABLE = "vendors.json"

Resources = Mapping[str, Mapping[str, Any]]


def of_alerts(filters: Resources, alarms: Resources, told: Mapping[str, Any]) -> dict[str, Any]:
    """What every filter and alarm sets, by its name; of an alarm also how severe it is, and all that could be told."""
    return {
        "filters": _named(filters),
        "alarms": {
            name: {**_without(alarm, "alarm_description"), "severity": str(catalogue()[name].severity),
                   "told": told[name]}
            for name, alarm in _named(alarms).items()
        },
    }  # fmt: skip


def of_packs(filters: Resources, alarms: Resources) -> dict[str, Any]:
    """The packs that every filter and alarm is in."""
    members = packs()
    metrics = {(alert.namespace, alert.metric): id_ for id_, alert in catalogue().items() if not alert.parameters}

    def of(alert: str) -> list[str]:
        return sorted(pack for pack, ids in members.items() if alert in ids)

    def fed(one: Mapping[str, Any]) -> str:
        metric = one["metric_transformation"]
        return metrics[metric["namespace"], metric["name"]]

    return {
        "filters": {name: of(fed(one)) for name, one in _named(filters).items()},
        "alarms": {name: of(name) for name in _named(alarms)},
    }


def of_vendors() -> dict[str, Any]:
    """The form of a vendor's endpoint, whether it is waited for, and how SNS is to sign."""
    return {
        name: {
            "endpoint": vendor.endpoint,
            "expressions": vendor.form.expressions(),
            "stand_in": vendor.form.stand_in,
            "confirms": vendor.confirms is True,
            "signature_version": vendor.signature_version,
        }
        for name, vendor in VENDORS.items()
    }


def _named(resources: Resources) -> dict[str, dict[str, Any]]:
    """By name, without the prefix that the module gives them."""
    return {
        str(one.get("alarm_name", one.get("name"))).replace("${var.name}-", ""): _without(one, "depends_on")
        for one in resources.values()
    }


def _without(arguments: Mapping[str, Any], left_out: str) -> dict[str, Any]:
    return {name: value for name, value in arguments.items() if name != left_out}
