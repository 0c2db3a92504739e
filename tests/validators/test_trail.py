from collections.abc import Callable
from typing import Any

import pytest

from pipeline.fact import facts
from pipeline.trail import EventSelector, Trail
from sandbox import control
from tests.validators.deployment import deploy_bucket, deploy_key, deploy_topic, deploy_trail
from tests.validators.designed import designed, differing
from tests.validators.sandboxed import SandboxedAccount
from tests.validators.stubbed import StubbedClients, stubbed_session
from validators import trail
from validators.reading import Observation, Unread


@pytest.fixture
def deployed(account: SandboxedAccount) -> SandboxedAccount:
    """The account with its trail, and with what CloudTrail wants to see before it makes one."""
    pipeline = account.pipeline
    assert pipeline.key is not None
    for topic in pipeline.topics:
        deploy_topic(topic, account.client, None)
    deploy_bucket(pipeline.bucket, account.client, None)
    deploy_trail(pipeline.trail, account.client, deploy_key(pipeline.key, account.client))
    return account


def read(account: SandboxedAccount) -> Trail:
    (observed,) = trail.read(account.session(), account.pipeline)
    return observed


def health(account: SandboxedAccount) -> list[Observation]:
    return [*trail.health(account.session(), account.pipeline)]


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
    fields = [{"Field": "eventCategory", "Equals": ["Management"]}, {"Field": "readOnly", "Equals": ["false"]}]
    account.client("cloudtrail").put_event_selectors(
        TrailName=account.pipeline.trail.name, AdvancedEventSelectors=[{"Name": "writes", "FieldSelectors": fields}]
    )


TAMPERINGS: dict[str, Callable[[SandboxedAccount], None]] = {
    "logging": stop,
    "multi_region": update(IsMultiRegionTrail=False),
    "include_global_service_events": update(IncludeGlobalServiceEvents=False, IsMultiRegionTrail=False),
    "log_file_validation": update(EnableLogFileValidation=False),
    "bucket": another_bucket,
    "key_prefix": update(S3KeyPrefix="elsewhere"),
    "log_group_arn": update(CloudWatchLogsLogGroupArn="arn:aws:logs:eu-west-1:111122223333:log-group:elsewhere:*"),
    "delivery_role_arn": update(CloudWatchLogsRoleArn="arn:aws:iam::111122223333:role/elsewhere"),
    "kms_key_arn": another_key,
    "topic_arn": another_topic,
    "event_selectors": selector(ReadWriteType="WriteOnly", IncludeManagementEvents=True),
    "advanced_event_selectors": advanced_selector,
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
    expected = EventSelector(
        exclude_management_event_sources=("kms.amazonaws.com", "rdsdata.amazonaws.com"),
        data_resources=("AWS::S3::Object",),
    )
    assert read(deployed).event_selectors == (expected,)


def test_without_a_trail_there_is_none(account: SandboxedAccount) -> None:
    assert [*trail.read(account.session(), account.pipeline)] == []


def test_shadow_of_a_trail_of_another_region_is_not_taken_for_this_one(stubs: StubbedClients) -> None:
    # AWS shows a multi-region trail in every region; by its name moto shows only the region's own.
    shadow = {"Name": "bell", "HomeRegion": "us-east-1", "IsMultiRegionTrail": True}
    asked = {"trailNameList": ["bell"], "includeShadowTrails": False}
    stubs.answer("cloudtrail", "describe_trails", {"trailList": [shadow]}, **asked)
    assert [*trail.read(stubbed_session(stubs), designed())] == []


@pytest.mark.parametrize(
    ("service", "operation", "action", "unread"),
    [
        ("cloudtrail", "GetTrailStatus", "cloudtrail:GetTrailStatus", {"logging"}),
        (
            "cloudtrail",
            "GetEventSelectors",
            "cloudtrail:GetEventSelectors",
            {"event_selectors", "advanced_event_selectors"},
        ),
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


def test_healthy_trail_has_nothing_to_observe(deployed: SandboxedAccount) -> None:
    assert health(deployed) == []


@pytest.mark.parametrize(
    "field",
    [
        "LatestDeliveryError",
        "LatestCloudWatchLogsDeliveryError",
        "LatestNotificationError",
        "LatestDigestDeliveryError",
    ],
)
def test_error_of_the_last_delivery_is_observed(deployed: SandboxedAccount, field: str) -> None:
    control.set_trail_status(deployed.aws.url, deployed.pipeline.trail.arn, **{field: "AccessDenied"})
    (observation,) = health(deployed)
    assert (observation.part, observation.resource, observation.field) == ("trail", "bell", field)
    assert observation.observed == "AccessDenied"


def test_long_error_is_cut(deployed: SandboxedAccount) -> None:
    control.set_trail_status(deployed.aws.url, deployed.pipeline.trail.arn, LatestDeliveryError="x" * 5000)
    assert len(health(deployed)[0].observed) == 200


def test_trail_that_is_gone_has_no_health(account: SandboxedAccount) -> None:
    assert health(account) == []
