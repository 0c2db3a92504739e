from collections.abc import Callable
from typing import Any

import pytest

from pipeline.fact import facts
from pipeline.trail import EventSelector, Trail
from tests.validators.deployment import deploy_bucket, deploy_key, deploy_topic, deploy_trail, put_insights
from tests.validators.designed import designed, differing, needed
from tests.validators.sandboxed import SandboxedAccount
from tests.validators.stubbed import StubbedClients, stubbed_session
from validators import trail
from validators.reading import Unread


@pytest.fixture
def deployed(account: SandboxedAccount) -> SandboxedAccount:
    """The account with its trail, and with what CloudTrail wants to see before it makes one."""
    pipeline = account.pipeline
    assert pipeline.key is not None
    for topic in pipeline.topics:
        deploy_topic(topic, account.client, None)
    deploy_bucket(needed(pipeline.bucket), account.client, None)
    deploy_trail(pipeline.trail, account.client, deploy_key(pipeline.key, account.client))
    return account


def read(account: SandboxedAccount) -> Trail:
    (observed,) = trail.read(account.session(), account.pipeline)
    return observed


def update(**settings: Any) -> Callable[[SandboxedAccount], None]:
    return lambda account: account.client("cloudtrail").update_trail(Name=account.pipeline.trail.name, **settings)


def stop(account: SandboxedAccount) -> None:
    account.client("cloudtrail").stop_logging(Name=account.pipeline.trail.name)


def another_bucket(account: SandboxedAccount) -> None:
    name = f"elsewhere-{account.pipeline.account.id}"
    account.client("s3").create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    update(S3BucketName=name)(account)


def another_key(account: SandboxedAccount) -> None:
    update(KmsKeyId=account.client("kms").create_key()["KeyMetadata"]["Arn"])(account)


def another_topic(account: SandboxedAccount) -> None:
    account.client("sns").create_topic(Name="elsewhere")
    update(SnsTopicName="elsewhere")(account)


def selector(**settings: Any) -> Callable[[SandboxedAccount], None]:
    def put(account: SandboxedAccount) -> None:
        account.client("cloudtrail").put_event_selectors(
            TrailName=account.pipeline.trail.name, EventSelectors=[settings]
        )

    return put


def advanced_selector(account: SandboxedAccount) -> None:
    fields = [{"Field": "eventCategory", "Equals": ["Management"]}, {"Field": "eventName", "Equals": ["StopLogging"]}]
    account.client("cloudtrail").put_event_selectors(
        TrailName=account.pipeline.trail.name, AdvancedEventSelectors=[{"Name": "one", "FieldSelectors": fields}]
    )


TAMPERINGS: dict[str, Callable[[SandboxedAccount], None]] = {
    "logging": stop,
    "multi_region": update(IsMultiRegionTrail=False),
    "include_global_service_events": update(IncludeGlobalServiceEvents=False, IsMultiRegionTrail=False),
    "organization": update(IsOrganizationTrail=True),
    "log_file_validation": update(EnableLogFileValidation=False),
    "bucket": another_bucket,
    "key_prefix": update(S3KeyPrefix="elsewhere"),
    "log_group_arn": update(CloudWatchLogsLogGroupArn="arn:aws:logs:eu-west-1:111122223333:log-group:elsewhere:*"),
    "delivery_role_arn": update(CloudWatchLogsRoleArn="arn:aws:iam::111122223333:role/elsewhere"),
    "kms_key_arn": another_key,
    "topic_arn": another_topic,
    "event_selectors": selector(ReadWriteType="WriteOnly", IncludeManagementEvents=True),
    "data_events": selector(DataResources=[{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}]),
    "advanced_event_selectors": advanced_selector,
    "insight_selectors": lambda account: put_insights(account.pipeline.trail, account.client, []),
}
ALSO = {
    # CloudTrail refuses a multi-region trail without the events of global services.
    "include_global_service_events": {"multi_region"},
    # Advanced selectors take the place of the basic ones.
    "advanced_event_selectors": {"event_selectors"},
}


def test_deployed_trail_equals_the_designed_one(deployed: SandboxedAccount) -> None:
    assert read(deployed) == deployed.pipeline.trail


@pytest.mark.parametrize("fact", TAMPERINGS)
def test_tampering_is_seen_in_its_field(deployed: SandboxedAccount, fact: str) -> None:
    TAMPERINGS[fact](deployed)
    assert differing(deployed.pipeline.trail, read(deployed)) == {fact} | ALSO.get(fact, set())


def test_every_fact_is_tampered_with() -> None:
    assert set(TAMPERINGS) == {name for name, _ in facts(Trail)}


def test_excluded_sources_and_data_events_are_read(deployed: SandboxedAccount) -> None:
    objects = {"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}
    sources = ["rdsdata.amazonaws.com", "kms.amazonaws.com"]
    selector(ReadWriteType="All", ExcludeManagementEventSources=sources, DataResources=[objects])(deployed)
    expected = EventSelector(exclude_management_event_sources=("kms.amazonaws.com", "rdsdata.amazonaws.com"))
    assert read(deployed).event_selectors == (expected,)
    assert read(deployed).data_events == ("AWS::S3::Object",)


def test_without_a_trail_there_is_none(account: SandboxedAccount) -> None:
    assert [*trail.read(account.session(), account.pipeline)] == []


@pytest.fixture
def second(deployed: SandboxedAccount) -> str:
    """The name of a second trail beside the pipeline's."""
    bucket = deployed.pipeline.trail.bucket
    deployed.client("cloudtrail").create_trail(Name="second", S3BucketName=bucket)
    return "second"


def names(account: SandboxedAccount) -> set[str]:
    return {one.name for one in trail.read(account.session(), account.pipeline)}


def select(account: SandboxedAccount, name: str, **settings: Any) -> None:
    account.client("cloudtrail").put_event_selectors(TrailName=name, EventSelectors=[settings])


def test_trail_that_records_the_same_events_is_read_too(deployed: SandboxedAccount, second: str) -> None:
    assert names(deployed) == {"bell", second}


def test_trail_of_data_events_is_no_duplicate(deployed: SandboxedAccount, second: str) -> None:
    objects = {"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}
    select(deployed, second, ReadWriteType="All", IncludeManagementEvents=False, DataResources=[objects])
    assert names(deployed) == {"bell"}


def test_trail_that_delivers_to_the_same_log_group_is_a_duplicate_whatever_it_records(
    deployed: SandboxedAccount, second: str
) -> None:
    select(deployed, second, ReadWriteType="All", IncludeManagementEvents=False)
    wanted = deployed.pipeline.trail
    deployed.client("cloudtrail").update_trail(
        Name=second,
        CloudWatchLogsLogGroupArn=f"{wanted.log_group_arn}:*",
        CloudWatchLogsRoleArn=wanted.delivery_role_arn,
    )
    assert names(deployed) == {"bell", second}


def test_denied_look_at_a_second_trail_is_told_of_that_trail_only(deployed: SandboxedAccount, second: str) -> None:
    select(deployed, second, ReadWriteType="WriteOnly", IncludeManagementEvents=True)
    deployed.fail("cloudtrail", "GetEventSelectors")
    assert names(deployed) == {"bell"}
    (unread,) = trail.unread_others(deployed.session(), deployed.pipeline)
    assert (unread.part, unread.field, unread.unread.call) == (
        "trail",
        "event_selectors",
        "cloudtrail:GetEventSelectors",
    )
    assert unread.resource.endswith(":trail/second")


def test_trail_of_another_region_is_told_from_the_pipelines_by_its_arn(stubs: StubbedClients) -> None:
    # AWS shows a multi-region trail in every region.
    arn = "arn:aws:cloudtrail:us-east-1:111122223333:trail/bell"
    shadow = {"Name": "bell", "TrailARN": arn, "HomeRegion": "us-east-1", "HasCustomEventSelectors": False}
    stubs.answer("cloudtrail", "describe_trails", {"trailList": [shadow]}, includeShadowTrails=True)
    assert [one.name for one in trail.read(stubbed_session(stubs), designed())] == [arn]


def test_trail_of_the_organization_is_no_duplicate(stubs: StubbedClients) -> None:
    # moto has no organization whose trails all accounts see.
    arn = "arn:aws:cloudtrail:us-east-1:999988887777:trail/bell"
    shadow = {"Name": "bell", "TrailARN": arn, "HomeRegion": "us-east-1", "IsOrganizationTrail": True}
    stubs.answer("cloudtrail", "describe_trails", {"trailList": [shadow]}, includeShadowTrails=True)
    assert [*trail.read(stubbed_session(stubs), designed())] == []


def test_more_insights_than_declared_are_no_difference(deployed: SandboxedAccount) -> None:
    wanted = deployed.pipeline.trail
    put_insights(wanted, deployed.client, ["ApiCallRateInsight", "ApiErrorRateInsight"])
    assert differing(wanted, read(deployed)) == set()


def test_trail_without_insights_is_read_where_aws_says_so_by_an_error(stubs: StubbedClients) -> None:
    # moto answers with an empty list.
    wanted = designed().trail
    found = {"Name": wanted.name, "TrailARN": wanted.arn}
    stubs.answer("cloudtrail", "describe_trails", {"trailList": [found]}, includeShadowTrails=True)
    stubs.answer("cloudtrail", "get_trail_status", {"IsLogging": True}, Name=wanted.arn)
    stubs.answer("cloudtrail", "get_event_selectors", {}, TrailName=wanted.arn)
    stubs.refuse("cloudtrail", "get_insight_selectors", "InsightNotEnabledException")
    (observed,) = trail.read(stubbed_session(stubs), designed())
    assert observed.insight_selectors == ()


@pytest.mark.parametrize(
    ("service", "operation", "action", "unread"),
    [
        ("cloudtrail", "GetTrailStatus", "cloudtrail:GetTrailStatus", {"logging"}),
        (
            "cloudtrail",
            "GetEventSelectors",
            "cloudtrail:GetEventSelectors",
            {"event_selectors", "data_events", "advanced_event_selectors"},
        ),
        ("cloudtrail", "GetInsightSelectors", "cloudtrail:GetInsightSelectors", {"insight_selectors"}),
        ("kms", "DescribeKey", "kms:DescribeKey", {"kms_key_arn"}),
    ],
)
def test_denied_call_leaves_only_its_own_fields_unread(
    deployed: SandboxedAccount, service: str, operation: str, action: str, unread: set[str]
) -> None:
    deployed.fail(service, operation)
    observed = read(deployed)
    assert differing(deployed.pipeline.trail, observed) == unread
    for name in unread:
        value = getattr(observed, name)
        assert isinstance(value, Unread)
        assert value.call == action


def test_an_organizations_trail_that_is_said_to_exist_here_is_told_by_its_arn(stubs: StubbedClients) -> None:
    arn = "arn:aws:cloudtrail:eu-west-1:999988887777:trail/organization"
    shadow = {"Name": "organization", "TrailARN": arn, "HomeRegion": "eu-west-1", "IsOrganizationTrail": True}
    stubs.answer("cloudtrail", "describe_trails", {"trailList": [shadow]}, includeShadowTrails=True)
    wanted = designed(existing={"trail": "organization"})
    assert [one.name for one in trail.read(stubbed_session(stubs), wanted)] == [arn]
