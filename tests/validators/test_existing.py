"""What a check says of resources that were there before, each made by hand as AWS's guides say."""

from collections.abc import Callable
from typing import Any

import pytest

from pipeline.bucket import PUBLIC_ACCESS_BLOCK
from tests.validators.designed import ENDPOINTS, designed
from tests.validators.findings import finding, findings
from tests.validators.handmade import build, document, key_policy
from tests.validators.pasted import paste
from tests.validators.sandboxed import SandboxedAccount
from validators.finding import Status
from validators.local_endpoint import reach_by_address
from validators.run import check

CONTROL_TOWER = {"trail": "aws-controltower-BaselineCloudTrail", "log_group": "aws-controltower/CloudTrailLogs"}
EVERYTHING = {
    "trail": "management-events",
    "bucket": "handmade-logs/cloudtrail",
    "log_group": "CloudTrail/Default",
    "role": "service-role/CloudTrail_CloudWatchLogs_Role",
    "key": "alias/security",
}
QUIET: dict[str, Any] = {"trail": {"encryption": "kms"}, "auditor": None}

Tamper = Callable[[SandboxedAccount], object]


@pytest.fixture
def exists(account: SandboxedAccount) -> Callable[..., SandboxedAccount]:
    """The account whose named resources were made by hand, and the rest deployed."""

    def made(existing: dict[str, str], **sections: Any) -> SandboxedAccount:
        account_id = account.pipeline.account.id
        existing = {name: value.replace("handmade", f"handmade-{account_id}") for name, value in existing.items()}
        account.pipeline = designed(account_id, **{**QUIET, **sections}, existing=existing)
        build(account.pipeline, account.client)
        account.deploy()
        return account

    return made


@pytest.mark.parametrize(
    "existing",
    [CONTROL_TOWER, EVERYTHING, *({name: EVERYTHING[name]} for name in ("bucket", "log_group", "role", "key"))],
    ids=" ".join,
)
def test_what_aws_guides_build_by_hand_is_in_sync(
    exists: Callable[..., SandboxedAccount], existing: dict[str, str]
) -> None:
    assert findings(exists(existing)) == []


@pytest.mark.parametrize("existing", [CONTROL_TOWER, EVERYTHING], ids=" ".join)
def test_alerts_on_what_was_built_by_hand_ring(
    exists: Callable[..., SandboxedAccount], existing: dict[str, str]
) -> None:
    (report,) = check([exists(existing).pipeline], ENDPOINTS)
    assert [chain.sentence for chain in report.chains if not chain.whole] == []


def test_a_key_known_by_its_own_arn_is_in_sync(account: SandboxedAccount) -> None:
    made = account.client("kms").create_key(Policy=key_policy(account.pipeline.account))["KeyMetadata"]
    account.pipeline = designed(account.pipeline.account.id, **QUIET, existing={"key": made["Arn"]})
    account.deploy()
    assert findings(account) == []


def update_trail(**settings: Any) -> Tamper:
    return lambda account: account.client("cloudtrail").update_trail(Name=EVERYTHING["trail"], **settings)


def refuse_role(account: SandboxedAccount) -> None:
    trust = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
    account.client("iam").update_assume_role_policy(
        RoleName="CloudTrail_CloudWatchLogs_Role", PolicyDocument=document(trust)
    )


def take_policies(account: SandboxedAccount) -> None:
    iam, role = account.client("iam"), "CloudTrail_CloudWatchLogs_Role"
    for one in iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]:
        iam.detach_role_policy(RoleName=role, PolicyArn=one["PolicyArn"])


def close_bucket(account: SandboxedAccount) -> None:
    account.client("s3").delete_bucket_policy(Bucket=account.pipeline.bucket.name)


def open_bucket(account: SandboxedAccount) -> None:
    account.client("s3").delete_public_access_block(Bucket=account.pipeline.bucket.name)


def close_key(account: SandboxedAccount) -> None:
    kms = account.client("kms")
    root = {"AWS": account.pipeline.account.root_arn}
    policy = document({"Effect": "Allow", "Principal": root, "Action": "kms:*", "Resource": "*"})
    key_id = kms.describe_key(KeyId="alias/security")["KeyMetadata"]["KeyId"]
    kms.put_key_policy(KeyId=key_id, PolicyName="default", Policy=policy)


def disable_key(account: SandboxedAccount) -> None:
    kms = account.client("kms")
    kms.disable_key(KeyId=kms.describe_key(KeyId="alias/security")["KeyMetadata"]["KeyId"])


def other_log_group(account: SandboxedAccount) -> None:
    account.client("logs").create_log_group(logGroupName="other")
    arn = account.pipeline.account.arn("logs", "log-group:other")
    update_trail(CloudWatchLogsLogGroupArn=f"{arn}:*")(account)


UPDATE = "aws cloudtrail update-trail --region eu-west-1 --name management-events"


@pytest.mark.parametrize(
    ("tamper", "part", "field", "remedy"),
    [
        (
            lambda account: account.client("cloudtrail").stop_logging(Name="management-events"),
            "trail",
            "logging",
            "aws cloudtrail start-logging --region eu-west-1 --name management-events",
        ),
        (update_trail(IsMultiRegionTrail=False), "trail", "multi_region", f"{UPDATE} --is-multi-region-trail"),
        (
            update_trail(EnableLogFileValidation=False),
            "trail",
            "log_file_validation",
            f"{UPDATE} --enable-log-file-validation",
        ),
        (
            lambda account: account.client("cloudtrail").put_event_selectors(
                TrailName="management-events",
                EventSelectors=[{"ReadWriteType": "WriteOnly", "IncludeManagementEvents": True}],
            ),
            "trail",
            "event_selectors",
            "aws cloudtrail put-event-selectors --region eu-west-1 --trail-name management-events --event-selectors "
            """'[{"ReadWriteType":"All","IncludeManagementEvents":true}]'""",
        ),
        (close_bucket, "bucket", "policy", "aws s3api put-bucket-policy --bucket handmade-"),
        (refuse_role, "delivery-role", "trust_policy", "aws iam update-assume-role-policy --role-name CloudTrail_"),
        (take_policies, "delivery-role", "inline_policies", "aws iam put-role-policy --role-name CloudTrail_"),
        (close_key, "key", "policy", "aws kms put-key-policy --region eu-west-1 --key-id "),
        (disable_key, "key", "enabled", "aws kms enable-key --region eu-west-1 --key-id "),
    ],
    ids=lambda value: value if isinstance(value, str) and " " not in value else None,
)
def test_what_an_existing_resource_lacks_is_put_right_by_pasting_its_owners_remedy(
    exists: Callable[..., SandboxedAccount], tamper: Tamper, part: str, field: str, remedy: str
) -> None:
    account = exists(EVERYTHING)
    tamper(account)
    found = finding(account, part, field)
    assert found.status is Status.changed
    assert found.repair.startswith(remedy)
    assert "cdktf" not in found.repair
    paste(found.repair, account.client)
    assert findings(account) == []


def test_a_bucket_that_could_be_opened_is_closed_by_pasting_the_remedy(exists: Callable[..., SandboxedAccount]) -> None:
    account = exists(EVERYTHING)
    open_bucket(account)
    assert [(one.part, one.field) for one in findings(account)] == [("bucket", "public_access")]
    paste(finding(account, "bucket", "public_access").repair, account.client)
    assert findings(account) == []


def test_a_bucket_that_its_account_keeps_closed_needs_no_block_of_its_own(
    exists: Callable[..., SandboxedAccount],
) -> None:
    account = exists(EVERYTHING)
    open_bucket(account)
    s3control = account.client("s3control")
    reach_by_address(s3control)
    s3control.put_public_access_block(
        AccountId=account.pipeline.account.id,
        PublicAccessBlockConfiguration=dict.fromkeys(PUBLIC_ACCESS_BLOCK, True),
    )
    assert findings(account) == []


def test_a_trail_that_sends_to_another_log_group_is_turned_by_the_second_half_of_its_remedy(
    exists: Callable[..., SandboxedAccount],
) -> None:
    account = exists(EVERYTHING)
    other_log_group(account)
    named, _, turned = finding(account, "trail", "log_group_arn").repair.partition("; or turn it away from there: ")
    assert named == "name other, where its events go, as existing.log_group"
    paste(turned, account.client)
    assert findings(account) == []


def test_a_trail_without_log_group_is_told_once_with_the_command_that_gives_it_ours(
    exists: Callable[..., SandboxedAccount],
) -> None:
    account = exists({"trail": "management-events"})
    found = [one for one in findings(account) if one.part == "trail"]
    assert [(one.status, one.field) for one in found] == [(Status.changed, "log_group_arn")]
    group, role = account.pipeline.log_group, account.pipeline.delivery_role
    assert f"--cloud-watch-logs-log-group-arn '{group.arn}:*' --cloud-watch-logs-role-arn {role.arn}" in found[0].repair


def test_a_trail_that_does_not_notify_the_direct_path_is_told_with_the_command(
    exists: Callable[..., SandboxedAccount],
) -> None:
    account = exists(CONTROL_TOWER, trail={"notify": "on-call", "encryption": "sse-s3"})
    (found,) = findings(account)
    assert (found.part, found.field) == ("trail", "topic_arn")
    topic = account.pipeline.account.arn("sns", "bell-on-call")
    assert found.repair == f"{UPDATE.replace('management-events', CONTROL_TOWER['trail'])} --sns-topic-name {topic}"


def test_filters_of_others_in_an_existing_log_group_are_theirs(exists: Callable[..., SandboxedAccount]) -> None:
    account = exists(CONTROL_TOWER)
    put = account.client("logs").put_metric_filter
    transformation = {"metricName": "Theirs", "metricNamespace": "Theirs", "metricValue": "1"}
    group = account.pipeline.log_group.name
    put(logGroupName=group, filterName="theirs", filterPattern="x", metricTransformations=[transformation])
    assert findings(account) == []
    ours = account.pipeline.metric_filters[0]
    transformation |= {"metricName": ours.metric_name, "metricNamespace": ours.metric_namespace}
    put(logGroupName=group, filterName="feeds-ours", filterPattern="x", metricTransformations=[transformation])
    assert {(one.status, one.resource) for one in findings(account)} == {(Status.unmanaged, "feeds-ours")}


def test_an_existing_trail_that_is_not_there_is_missing_and_its_owners_to_make(account: SandboxedAccount) -> None:
    account.pipeline = designed(account.pipeline.account.id, **QUIET, existing=CONTROL_TOWER)
    found = {one.part: one for one in findings(account) if one.status is Status.missing}
    assert found["trail"].repair == (
        "create it, or name another one as existing.trail; without existing.trail one is created"
    )
    assert found["log-group"].repair.startswith("create it, or name another one as existing.log_group")
