"""Alerts of the catalogue beside the standards and guides that they come from."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from alerts import catalogue as shipped
from alerts.alert import Severity
from alerts.catalogue import catalogue, packs

ALERTS = tuple(catalogue().values())
SECURITY_HUB: dict[str, str] = json.loads(Path(__file__).with_name("security_hub.json").read_text())
"""Filter patterns as https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html prescribes."""


@pytest.mark.parametrize("control", SECURITY_HUB)
def test_a_security_hub_control_has_the_prescribed_text(control: str) -> None:
    found = [alert.patterns for alert in ALERTS if f"Security Hub: {control}" in alert.controls]
    assert found == [(SECURITY_HUB[control],)]


@pytest.mark.parametrize("control", SECURITY_HUB)
def test_a_security_hub_control_rings_at_the_first_event(control: str) -> None:
    (alert,) = (alert for alert in ALERTS if f"Security Hub: {control}" in alert.controls)
    assert (alert.statistic, alert.comparison, alert.threshold) == ("Sum", "GreaterThanOrEqualToThreshold", 1)


def test_the_security_hub_pack_holds_the_alerts_with_such_a_control() -> None:
    with_control = [alert.id for alert in ALERTS if any(c.startswith("Security Hub") for c in alert.controls)]
    assert list(packs()["security-hub"]) == with_control


@pytest.mark.parametrize(
    ("standard", "section", "count"),
    [("CIS 1.2", 3, 14), ("CIS 1.4", 4, 15), ("CIS 3.0", 4, 15), ("CIS 5.0", 4, 15), ("CIS 7.0", 5, 15)],
)
def test_the_monitoring_section_of_cis_is_complete(standard: str, section: int, count: int) -> None:
    wanted = {f"{standard}: {section}.{number}" for number in range(1, count + 1)}
    assert wanted - {control for alert in ALERTS for control in alert.controls} == set()


def test_the_example_of_alertops_is_as_in_its_guide() -> None:
    alert = catalogue()["console-sign-in-failures"]
    assert alert.model_dump(include={*GUIDE}) == GUIDE


GUIDE: dict[str, Any] = {
    "pattern": '{ ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication") }',
    "filter_name": "ConsoleSignInFailures",
    "namespace": "CloudTrailMetrics",
    "metric_name": "ConsoleSigninFailureCount",
    "metric_value": "1",
    "comparison": "GreaterThanThreshold",
    "threshold": 3,
    "period": 300,
    "severity": Severity.medium,
    "packs": ("alertops",),
}


@pytest.mark.parametrize(
    "name",
    [
        "ec2-imdsv1-allowed",
        "guardduty-suppressed",
        "ram-shared-external",
        "s3-acl-public",
        "s3-public-block-removed",
        "sts-assume-role-external",
    ],
)
def test_a_field_nobody_has_seen_in_a_live_event_is_said_to_be_unverified(name: str) -> None:
    text = (shipped.FOLDER / f"{name}.yaml").read_text()
    assert re.search(r"^# Unverified field path: .*\n(# .*\n)*condition:\n", text, re.MULTILINE)
