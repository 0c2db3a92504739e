"""The Terraform of the stand-in as the files of a module: variables in place of settings, alerts chosen by pack.

What differs from alert to alert lies in tables, which one filter and one alarm resource go through.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from cli.exporting.descriptions import fitting, told_of
from cli.exporting.readme import EXAMPLE, readme
from cli.exporting.stand_in import Terraform, expressed, pipeline
from cli.exporting.tables import ALERT_TABLE, PACK_TABLE, VENDOR_TABLE, of_alerts, of_packs, of_vendors
from cli.exporting.variables import variables
from pipeline.description import CONSOLES

FILTERS, ALARMS = "aws_cloudwatch_log_metric_filter", "aws_cloudwatch_metric_alarm"
TAGGED = frozenset(
    {"aws_cloudtrail", "aws_cloudwatch_log_group", ALARMS, "aws_iam_role", "aws_kms_key", "aws_s3_bucket",
     "aws_sns_topic", "aws_sqs_queue"}
)  # fmt: skip
"""Resources that take tags: a module sets no default tags of a provider."""


def files(terraform: Terraform) -> dict[str, str]:
    """The module's files by their names; the same on every machine."""
    told = expressed(told_of(pipeline()))
    resources = _renamed(terraform["resource"])
    filters, alarms = resources.pop(FILTERS), resources.pop(ALARMS)
    _parametrise(resources)
    resources[FILTERS] = {"alert": _each(filters, "filters")}
    resources[ALARMS] = {"alert": {**_each(alarms, "alarms"), **_RINGING}}
    for type_ in TAGGED & resources.keys():
        for arguments in resources[type_].values():
            arguments["tags"] = "${var.tags}"
    parameters = variables()
    return {
        "main.tf.json": _json(
            {"data": _DATA, "locals": _LOCALS | fitting(next(iter(told.values()))["lines"]), "resource": resources}
        ),
        "variables.tf.json": _json({"variable": parameters}),
        "outputs.tf.json": _json({"output": _OUTPUTS}),
        "versions.tf.json": _json({"terraform": _versions(terraform["terraform"])}),
        "README.md": readme(parameters, _OUTPUTS),
        "examples/complete/main.tf": EXAMPLE,
        VENDOR_TABLE: _json(of_vendors()),
        PACK_TABLE: _json(of_packs(filters, alarms)),
        ALERT_TABLE: _json(of_alerts(filters, alarms, told)),
    }


def _json(document: Any) -> str:
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _renamed(resources: Mapping[str, Any]) -> dict[str, Any]:
    """Resources by names that a person would give, everywhere where they are referred to, without cdktf's notes."""
    text = json.dumps(resources, ensure_ascii=False)
    for named in resources.values():
        for name, arguments in named.items():
            path = arguments["//"]["metadata"]["path"]
            text = text.replace(json.dumps(name, ensure_ascii=False)[1:-1], _name(path))
    made: dict[str, Any] = json.loads(text)
    for named in made.values():
        for arguments in named.values():
            del arguments["//"]
    return made


def _name(path: str) -> str:
    """`account/topic-NAME-on-call/policy` is `topic_policy`."""
    _, construct, *rest = path.split("/")
    kind, _, name = construct.partition("-")
    if kind in ("topic", "subscription"):
        construct = kind
    elif kind == "queue":
        construct = "dead_letters"
    elif kind in ("filter", "alarm"):
        construct = re.sub(r"\W", "_", name)
    return re.sub(r"\W", "_", "_".join([construct, *(part for part in rest if part != "Resource")]))


def _parametrise(resources: dict[str, Any]) -> None:
    """Settings that become variables."""
    resources["aws_cloudwatch_log_group"]["log_group"]["retention_in_days"] = "${var.log_retention_days}"
    for rule in resources["aws_s3_bucket_lifecycle_configuration"]["bucket_lifecycle"]["rule"]:
        rule["expiration"] = [{"days": "${var.bucket_retention_days}"}]
        rule["noncurrent_version_expiration"] = [{"noncurrent_days": "${var.bucket_retention_days}"}]
    resources["aws_sns_topic"]["topic"]["signature_version"] = "${local.vendor.signature_version}"
    resources["aws_sns_topic_subscription"]["subscription"] |= {
        "endpoint": "${var.endpoint}",
        "endpoint_auto_confirms": "${coalesce(var.endpoint_auto_confirms, local.vendor.confirms)}",
        "lifecycle": [{"precondition": [{
            "condition": "${alltrue([for one in local.vendor.expressions : can(regex(one, var.endpoint))]) "
            "&& !can(regex(local.vendor.stand_in, var.endpoint))}",
            "error_message": 'endpoint has not the form of ${local.vendor.endpoint} (the vendor "https" takes any).',
        }]}],
    }  # fmt: skip


def _each(resources: Mapping[str, Any], table: str) -> dict[str, Any]:
    """One resource for every entry of the table; what an entry does not set is left to the provider."""
    shared, one = next(iter(resources.values())), f"local.alerts.{table}[each.key]"
    arguments = {name for resource in resources.values() for name in resource} - {"depends_on"}
    each: dict[str, Any] = {name: f"${{try({one}.{name}, null)}}" for name in arguments}
    if "metric_transformation" in each:
        inner = {name for resource in resources.values() for name in resource["metric_transformation"]}
        each["metric_transformation"] = [{n: f"${{try({one}.metric_transformation.{n}, null)}}" for n in inner}]
    return {"for_each": f"${{toset(local.{table})}}", "depends_on": shared["depends_on"], **each}


def _versions(terraform: Mapping[str, Any]) -> dict[str, Any]:
    version = terraform["required_providers"]["aws"]["version"]
    return {
        "required_version": terraform["required_version"],
        "required_providers": {"aws": {"source": "hashicorp/aws", "version": version}},
    }


def _chosen(table: str) -> str:
    return f"${{[for name, packs in local.packs.{table} : name if contains(packs, var.pack)]}}"


_FURTHER = "try(var.topic_arns[local.alerts.alarms[each.key].severity], [])"
_RINGING = {
    "alarm_description": "${local.descriptions[each.key]}",
    "alarm_actions": f"${{concat(local.alerts.alarms[each.key].alarm_actions, {_FURTHER})}}",
    "ok_actions": f"${{concat(local.alerts.alarms[each.key].ok_actions, {_FURTHER})}}",
    "lifecycle": [{"precondition": [{
        "condition": f"${{alltrue([for one in {_FURTHER} : split(\":\", one)[3] == local.region])}}",
        "error_message": "topic_arns names a topic outside ${local.region}: an alarm rings in its own region only.",
    }]}],
}  # fmt: skip
_DATA: dict[str, dict[str, dict[str, str]]] = {
    "aws_caller_identity": {"current": {}},
    "aws_partition": {"current": {}},
    "aws_region": {"current": {}},
}
_LOCALS = {
    # Inside the quotes that it gets as JSON: the table is JSON before it is anything else.
    "account_name": r'${regex("^\"(.*)\"$", jsonencode(var.account_name))[0]}',
    "account_id": "${data.aws_caller_identity.current.account_id}",
    # The id, since version 6 of the provider calls the name otherwise than version 5.
    "region": "${data.aws_region.current.id}",
    "partition": "${data.aws_partition.current.partition}",
    "dns_suffix": "${data.aws_partition.current.dns_suffix}",
    "console": f"${{lookup({json.dumps(CONSOLES)}, local.partition, {json.dumps(CONSOLES['aws'])})}}",
    "alerts": f'${{jsondecode(templatefile("${{path.module}}/{ALERT_TABLE}", '
    "{var = {name = var.name, account_name = local.account_name}, local = {account_id = local.account_id, "
    "region = local.region, partition = local.partition, dns_suffix = local.dns_suffix, console = local.console}}))}",
    "vendor": f'${{jsondecode(file("${{path.module}}/{VENDOR_TABLE}"))[var.vendor]}}',
    # Of a file that holds no expression: which alerts there are is known even while the account is not.
    "packs": f'${{jsondecode(file("${{path.module}}/{PACK_TABLE}"))}}',
    "filters": _chosen("filters"),
    "alarms": _chosen("alarms"),
}
_OUTPUTS = {
    "trail_arn": {"description": "The trail.", "value": "${aws_cloudtrail.trail.arn}"},
    "bucket": {"description": "The bucket of the trail's log files.", "value": "${aws_s3_bucket.bucket.bucket}"},
    "log_group_name": {
        "description": "The log group that the trail delivers to.",
        "value": "${aws_cloudwatch_log_group.log_group.name}",
    },
    "key_arn": {"description": "The key that encrypts all of it.", "value": "${aws_kms_key.key.arn}"},
    "topic_arn": {"description": "The topic that alarms ring at.", "value": "${aws_sns_topic.topic.arn}"},
    "dead_letter_queue_url": {
        "description": "Where messages wait that the endpoint did not take.",
        "value": "${aws_sqs_queue.dead_letters.url}",
    },
    "alarm_names": {
        "description": "Every alarm.",
        "value": "${sort([for alarm in aws_cloudwatch_metric_alarm.alert : alarm.alarm_name])}",
    },
}
