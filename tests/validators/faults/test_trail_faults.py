"""Faults of the trail: rows 1 to 16 and 22 to 24 of docs/faults.yaml."""

import dataclasses
from typing import Any

import pytest

from alerts.catalogue import catalogue
from pipeline.configuration import Configuration
from pipeline.trail import EventSelector
from tests.validators.deployment import put_insights
from tests.validators.faults.told import the_finding, told
from tests.validators.recorded import Recorded
from tests.validators.sandboxed import SandboxedAccount


def update(account: SandboxedAccount, **settings: Any) -> None:
    account.client("cloudtrail").update_trail(Name=account.pipeline.trail.name, **settings)


def select(account: SandboxedAccount, **selector: Any) -> None:
    """One basic selector in place of those that were."""
    settings = {"ReadWriteType": "All", "IncludeManagementEvents": True, **selector}
    account.client("cloudtrail").put_event_selectors(TrailName=account.pipeline.trail.name, EventSelectors=[settings])


def select_advanced(account: SandboxedAccount, *fields: dict[str, Any]) -> None:
    """One advanced selector of management events in place of those that were."""
    management = {"Field": "eventCategory", "Equals": ["Management"]}
    selector = {"Name": "Management events selector", "FieldSelectors": [management, *fields]}
    account.client("cloudtrail").put_event_selectors(
        TrailName=account.pipeline.trail.name, AdvancedEventSelectors=[selector]
    )


@pytest.mark.fault(1)
def test_stopped_trail(deployed: SandboxedAccount) -> None:
    deployed.client("cloudtrail").stop_logging(Name=deployed.pipeline.trail.name)
    assert told(deployed) == {("changed", "trail", "logging")}


@pytest.mark.fault(2)
def test_deleted_trail(deployed: SandboxedAccount) -> None:
    deployed.client("cloudtrail").delete_trail(Name=deployed.pipeline.trail.name)
    assert told(deployed) == {("missing", "trail", "")}


@pytest.mark.fault(3)
def test_trail_of_one_region(deployed: SandboxedAccount) -> None:
    update(deployed, IsMultiRegionTrail=False)
    assert told(deployed) == {("changed", "trail", "multi_region")}


@pytest.mark.fault(4)
def test_trail_without_events_of_global_services(deployed: SandboxedAccount) -> None:
    # CloudTrail refuses to leave them out of a multi-region trail.
    update(deployed, IncludeGlobalServiceEvents=False, IsMultiRegionTrail=False)
    assert told(deployed) == {
        ("changed", "trail", "include_global_service_events"),
        ("changed", "trail", "multi_region"),
    }


@pytest.mark.fault(5)
def test_trail_without_digests(deployed: SandboxedAccount) -> None:
    update(deployed, EnableLogFileValidation=False)
    assert told(deployed) == {("changed", "trail", "log_file_validation")}


@pytest.mark.fault(6)
def test_log_files_to_another_bucket(deployed: SandboxedAccount) -> None:
    name = f"elsewhere-{deployed.pipeline.account.id}"
    deployed.client("s3").create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    update(deployed, S3BucketName=name)
    assert told(deployed) == {("changed", "trail", "bucket")}


@pytest.mark.fault(7)
def test_log_files_under_another_prefix(deployed: SandboxedAccount) -> None:
    update(deployed, S3KeyPrefix="elsewhere")
    assert told(deployed) == {("changed", "trail", "key_prefix")}


@pytest.mark.fault(8)
def test_events_to_another_log_group(deployed: SandboxedAccount) -> None:
    elsewhere = deployed.pipeline.account.arn("logs", "log-group:elsewhere:*")
    update(deployed, CloudWatchLogsLogGroupArn=elsewhere)
    assert told(deployed) == {("changed", "trail", "log_group_arn")}


@pytest.mark.fault(8)
def test_events_to_no_log_group(deployed: SandboxedAccount, recorded: Recorded) -> None:
    # moto leaves what it has where AWS takes an empty ARN for none.
    def detach(answer: dict[str, Any]) -> None:
        answer["trailList"][0].pop("CloudWatchLogsLogGroupArn")

    recorded.change("cloudtrail", "DescribeTrails", detach)
    assert told(deployed) == {("changed", "trail", "log_group_arn")}


@pytest.mark.fault(9)
def test_delivery_by_another_role(deployed: SandboxedAccount) -> None:
    update(deployed, CloudWatchLogsRoleArn=deployed.pipeline.account.role_arn("elsewhere"))
    assert told(deployed) == {("changed", "trail", "delivery_role_arn")}


@pytest.mark.fault(10)
def test_log_files_with_another_key(deployed: SandboxedAccount) -> None:
    update(deployed, KmsKeyId=deployed.client("kms").create_key()["KeyMetadata"]["Arn"])
    assert told(deployed) == {("changed", "trail", "kms_key_arn")}


@pytest.mark.fault(10)
def test_log_files_without_a_key(deployed: SandboxedAccount, recorded: Recorded) -> None:
    # moto leaves what it has where AWS takes an empty id for none.
    recorded.change("cloudtrail", "DescribeTrails", lambda answer: answer["trailList"][0].pop("KmsKeyId"))
    assert told(deployed) == {("changed", "trail", "kms_key_arn")}


@pytest.mark.fault(11)
def test_selectors_without_management_events(deployed: SandboxedAccount) -> None:
    select(deployed, IncludeManagementEvents=False)
    assert told(deployed) == {("changed", "trail", "event_selectors")}


@pytest.mark.fault(12)
@pytest.mark.parametrize("kind", ["ReadOnly", "WriteOnly"])
def test_only_reads_or_only_writes(deployed: SandboxedAccount, kind: str) -> None:
    select(deployed, ReadWriteType=kind)
    assert told(deployed) == {("changed", "trail", "event_selectors")}


@pytest.mark.fault(13)
@pytest.mark.parametrize("source", ["kms.amazonaws.com", "rdsdata.amazonaws.com"])
def test_excluded_event_source(deployed: SandboxedAccount, source: str) -> None:
    select(deployed, ExcludeManagementEventSources=[source])
    assert told(deployed) == {("changed", "trail", "event_selectors")}


@pytest.mark.fault(14)
@pytest.mark.parametrize(
    "field", [{"Field": "readOnly", "Equals": ["false"]}, {"Field": "eventSource", "NotEquals": ["kms.amazonaws.com"]}]
)
def test_advanced_selector_that_filters(deployed: SandboxedAccount, field: dict[str, Any]) -> None:
    select_advanced(deployed, field)
    assert told(deployed) == {("changed", "trail", "event_selectors")}


@pytest.mark.fault(14)
def test_advanced_selector_of_single_events(deployed: SandboxedAccount) -> None:
    select_advanced(deployed, {"Field": "eventName", "Equals": ["ConsoleLogin"]})
    assert told(deployed) == {
        ("changed", "trail", "event_selectors"),
        ("changed", "trail", "advanced_event_selectors"),
    }


def test_advanced_selector_of_all_management_events_is_no_drift(deployed: SandboxedAccount) -> None:
    select_advanced(deployed)
    assert told(deployed) == set()


@pytest.mark.fault(15)
def test_declared_selectors_reset_to_the_default(deployed: SandboxedAccount) -> None:
    declared = (EventSelector(exclude_management_event_sources=("rdsdata.amazonaws.com",)),)
    trail = dataclasses.replace(deployed.pipeline.trail, event_selectors=declared)
    deployed.pipeline = dataclasses.replace(deployed.pipeline, trail=trail)
    assert told(deployed) == {("changed", "trail", "event_selectors")}


@pytest.mark.fault(16)
def test_removed_insight_selectors(deployed: SandboxedAccount) -> None:
    put_insights(deployed.pipeline.trail, deployed.client, [])
    assert told(deployed) == {("changed", "trail", "insight_selectors")}


@pytest.mark.fault(16)
def test_insights_that_aws_answers_for_by_an_error(deployed: SandboxedAccount, recorded: Recorded) -> None:
    # moto answers with an empty list.
    recorded.refuse("cloudtrail", "GetInsightSelectors", "InsightNotEnabledException")
    assert told(deployed) == {("changed", "trail", "insight_selectors")}


@pytest.fixture
def of_the_organization(deployed: SandboxedAccount) -> SandboxedAccount:
    """The account with a trail that records all accounts of its organization."""
    trail = dataclasses.replace(deployed.pipeline.trail, organization=True)
    deployed.pipeline = dataclasses.replace(deployed.pipeline, trail=trail)
    update(deployed, IsOrganizationTrail=True)
    return deployed


def test_trail_of_the_organization_is_in_sync(of_the_organization: SandboxedAccount) -> None:
    assert told(of_the_organization) == set()


@pytest.mark.fault(22)
def test_trail_that_no_longer_records_the_other_accounts(of_the_organization: SandboxedAccount) -> None:
    update(of_the_organization, IsOrganizationTrail=False)
    assert told(of_the_organization) == {("changed", "trail", "organization")}


@pytest.mark.fault(22)
def test_trail_of_the_organization_that_its_administrator_changed(of_the_organization: SandboxedAccount) -> None:
    update(of_the_organization, IsMultiRegionTrail=False)
    assert told(of_the_organization) == {("changed", "trail", "multi_region")}


@pytest.mark.fault(23)
def test_second_trail(deployed: SandboxedAccount) -> None:
    deployed.client("cloudtrail").create_trail(Name="second", S3BucketName=deployed.pipeline.trail.bucket)
    assert told(deployed) == {("unmanaged", "trail", "")}


@pytest.mark.fault(23)
def test_second_trail_of_another_region(deployed: SandboxedAccount) -> None:
    account = deployed.pipeline.account
    there = deployed.aws.client("cloudtrail", "us-east-1", account.id)
    there.create_trail(Name="bell", S3BucketName=deployed.pipeline.trail.bucket, IsMultiRegionTrail=True)
    assert told(deployed) == {("unmanaged", "trail", "")}
    assert the_finding(deployed).resource == f"arn:aws:cloudtrail:us-east-1:{account.id}:trail/bell"


@pytest.mark.fault(24)
def test_limit_of_an_events_size_is_told_where_the_trail_is_configured() -> None:
    told_of = Configuration.model_fields["trail"].description or ""
    assert "no event over 256 KB" in told_of
    assert "cloudtrail-params-omitted" in told_of
    assert "cloudtrail-params-omitted" in catalogue()
