"""Findings as a run would bring them."""

from dataclasses import replace
from typing import Any

from alerts.errors import Place
from cli.judgement.finding import Failure, Finding, Judgement, Rule
from pipeline.account import Account
from pipeline.origin import Origin

PRODUCTION = Account(name="production", id="111122223333", region="eu-west-1")
STAGING = Account(name="staging", id="444455556666", region="us-east-1")
RINGS = Rule("TRAILBELL_ALARM_RINGS", "Every alarm has an ALARM action", "Name a topic in alarm_actions.", ours=True)
CHECKOVS = Rule("CKV_AWS_67", "Ensure CloudTrail is enabled in all Regions", "", ours=False)
ALARM = "aws_cloudwatch_metric_alarm.alarm-root_12"
FAILURE = Failure(RINGS, "production/cdk.tf.json", ALARM, "the alarm has no ALARM action", "alarm_actions")
FINDING = Finding(FAILURE, PRODUCTION, Origin("alert root", Place("trailbell.yaml", 7, 3)), in_plan=False)
ELSEWHERE = replace(FINDING, account=STAGING)
OF_CHECKOV = replace(
    FINDING,
    failure=Failure(CHECKOVS, "production/cdk.tf.json", "aws_cloudtrail.trail_34", "", "is_multi_region_trail"),
    origin=Origin("trail", Place("trailbell.yaml", 2, 1)),
)


def judgement(*findings: Finding, **different: Any) -> Judgement:
    """A judgement of two rules that held 40 times beside these findings."""
    given = {"rules": (RINGS, CHECKOVS), "held": 40, "skipped": (), "untold": ()} | different
    return Judgement(findings=findings, **given)
