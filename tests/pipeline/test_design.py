import dataclasses
import os
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.catalogue import catalogue, packs
from pipeline.design import designs
from pipeline.pipeline import Pipeline, identity
from pipeline.secret import EnvironmentReference, ParameterReference
from tests.pipeline.partitions import REGIONS
from tests.pipeline.written import SMALL, designed, loaded, the_pipeline

FULL = """\
name: watch
tags: {owner: security, stage: all}
trail: {notify: files}
destinations:
  on-call: {vendor: ilert, url: "env:ILERT_URL"}
  platform: {vendor: alertops, url: "ssm:/watch/url", display_name: Watch, signature_version: "1", confirms: true}
  files: {vendor: https, url: "env:FILES_URL"}
  idle: {vendor: https, url: "env:IDLE_URL"}
routes: {critical: [on-call, platform], high: [on-call], low: [platform]}
alerts: {packs: [all]}
accounts:
  - {name: one, id: "111122223333", region: REGION, deploy_role: D, check_role: C, external_id: xy, tags: {stage: one}}
  - {name: two, id: "444455556666", region: REGION}
"""


def full(partition: str = "aws") -> Pipeline:
    return designed(FULL.replace("REGION", REGIONS[partition]))[0]


PIPELINE = full()


def the(kind: str, name: str, pipeline: Pipeline = PIPELINE) -> Any:
    """The one part of this kind and name."""
    (found,) = [part for part in pipeline.parts() if identity(part) == (kind, name)]
    return found


def test_accounts_come_in_the_order_of_the_file_with_their_roles_and_tags() -> None:
    one, two = (pipeline.account for pipeline in designed(FULL.replace("REGION", "eu-west-1")))
    assert (one.name, one.deploy_role, one.check_role, one.external_id) == ("one", "D", "C", "xy")
    assert one.tags == (("owner", "security"), ("stage", "one"))
    assert (two.name, two.deploy_role, two.check_role, two.external_id) == ("two", None, None, None)
    assert two.tags == (("owner", "security"), ("stage", "all"))


def test_two_accounts_differ_in_nothing_but_the_account() -> None:
    one, two = designed(FULL.replace("REGION", "eu-west-1"))
    names = [str(sorted(map(identity, pipeline.parts()))) for pipeline in (one, two)]
    assert names[0].replace("111122223333", "444455556666") == names[1]


@pytest.mark.parametrize("partition", REGIONS)
def test_every_arn_is_of_the_accounts_partition(partition: str) -> None:
    arns = {word for word in repr(full(partition)).replace('"', "'").split("'") if word.startswith("arn:")}
    assert len(arns) > 10
    assert {arn.split(":")[1] for arn in arns} == {partition}


def test_the_parts_name_each_other() -> None:
    trail = PIPELINE.trail
    assert PIPELINE.key is not None
    assert trail.bucket == PIPELINE.bucket.name
    assert trail.log_group_arn == PIPELINE.log_group.arn
    assert trail.delivery_role_arn == PIPELINE.delivery_role.arn
    assert trail.topic_arn == the("topic", "watch-files").arn
    encrypted = [part for part in PIPELINE.parts() if hasattr(part, "kms_key_arn")]
    assert len(encrypted) == 3 + len(PIPELINE.topics) + len(PIPELINE.dead_letter_queues)
    assert {part.kms_key_arn for part in encrypted} == {PIPELINE.key.arn}
    assert {part.log_group for part in PIPELINE.metric_filters} == {PIPELINE.log_group.name}
    topics = {topic.arn for topic in PIPELINE.topics}
    assert {arn for alarm in PIPELINE.alarms for arn in alarm.alarm_actions} <= topics
    assert {subscription.topic_arn for subscription in PIPELINE.subscriptions} == topics
    queues = {queue.arn for queue in PIPELINE.dead_letter_queues}
    assert {subscription.dead_letter_queue_arn for subscription in PIPELINE.subscriptions} == queues


def test_each_alarm_watches_the_metric_that_a_filter_feeds() -> None:
    fed = {(part.metric_namespace, part.metric_name) for part in PIPELINE.metric_filters}
    assert [(alarm.metric_namespace, alarm.metric_name) in fed for alarm in PIPELINE.alarms] == [True] * len(
        packs()["all"]
    )


def test_the_defaults_ring() -> None:
    pipeline = the_pipeline()
    assert pipeline.trail.logging
    assert pipeline.trail.multi_region
    assert pipeline.trail.log_file_validation
    assert pipeline.key is not None
    assert pipeline.log_group.retention_days == 365
    assert {part.default_value for part in pipeline.metric_filters} == {0}
    assert {(alarm.treat_missing_data, alarm.statistic, alarm.actions_enabled) for alarm in pipeline.alarms} == {
        ("notBreaching", "Sum", True)
    }
    assert all(alarm.alarm_actions and alarm.ok_actions == alarm.alarm_actions for alarm in pipeline.alarms)
    assert not any(alarm.insufficient_data_actions for alarm in pipeline.alarms)
    assert {alarm.unit for alarm in pipeline.alarms} == {None}
    assert {(part.raw_message_delivery, bool(part.dead_letter_queue_arn)) for part in pipeline.subscriptions} == {
        (False, True)
    }


def test_a_severity_without_route_rings_where_the_next_higher_one_does() -> None:
    by_severity = {alert.severity: f"watch-{alert.id}" for alert in catalogue().values()}
    rings = {
        severity.value: [arn.rpartition(":")[2] for arn in the("alarm", name).alarm_actions]
        for severity, name in by_severity.items()
    }
    assert rings == {
        "critical": ["watch-on-call", "watch-platform"],
        "high": ["watch-on-call"],
        "medium": ["watch-on-call"],
        "low": ["watch-platform"],
    }


def test_a_destination_that_nothing_rings_at_is_not_built() -> None:
    assert [topic.name for topic in PIPELINE.topics] == ["watch-files", "watch-on-call", "watch-platform"]


def test_an_alert_becomes_a_filter_and_an_alarm_in_its_own_words() -> None:
    own = """\
alerts:
  own:
    - id: big-download
      title: Big download
      severity: critical
      why: "Somebody copies the house. "
      respond: Ask them.
      runbook: https://example.org/download
      controls: [ABC 1]
      pattern: "{ $.eventName = GetObject }"
      threshold: 9.5
      period: 60
      evaluation_periods: 3
      datapoints_to_alarm: 2
      statistic: Maximum
      comparison: GreaterThanThreshold
      missing_data: ignore
      filter_name: BigDownload
      metric_name: Bytes
      namespace: Own
      metric_value: $.bytes
      unit: Bytes
      dimensions: {Region: $.awsRegion, Bucket: $.bucket}
      watch: {Region: eu-west-1, Bucket: logs}
      notify_ok: false
      notify_insufficient_data: true
"""
    pipeline = the_pipeline(SMALL + own)
    (metric_filter,), (alarm,) = pipeline.metric_filters, pipeline.alarms
    topic = ("arn:aws:sns:eu-west-1:111122223333:trailbell-on-call",)
    assert metric_filter == type(metric_filter)(
        account=pipeline.account,
        name="BigDownload",
        log_group="/aws/cloudtrail/trailbell",
        pattern=metric_filter.pattern,
        metric_name="Bytes",
        metric_namespace="Own",
        metric_value="$.bytes",
        default_value=None,
        unit="Bytes",
        dimensions=(("Bucket", "$.bucket"), ("Region", "$.awsRegion")),
    )
    assert metric_filter.pattern.text == "{ $.eventName = GetObject }"
    assert alarm == type(alarm)(
        account=pipeline.account,
        name="trailbell-big-download",
        description=alarm.description,
        metric_name="Bytes",
        metric_namespace="Own",
        dimensions=(("Bucket", "logs"), ("Region", "eu-west-1")),
        unit="Bytes",
        statistic="Maximum",
        period=60,
        evaluation_periods=3,
        datapoints_to_alarm=2,
        threshold=9.5,
        comparison_operator="GreaterThanThreshold",
        treat_missing_data="ignore",
        alarm_actions=topic,
        ok_actions=(),
        insufficient_data_actions=topic,
    )


def test_a_vendor_decides_on_signature_and_confirmation_unless_the_destination_does() -> None:
    assert the("topic", "watch-on-call").signature_version == "2"
    assert the("topic", "watch-platform").signature_version == "1"
    confirms = {part.destination: part.confirms for part in PIPELINE.subscriptions}
    assert confirms == {"on-call": True, "platform": True, "files": False}


def test_a_destination_decides_on_its_topics_display_name() -> None:
    assert {topic.name: topic.display_name for topic in PIPELINE.topics} == {
        "watch-files": "",
        "watch-on-call": "",
        "watch-platform": "Watch",
    }


def test_the_trail_publishes_to_the_topic_of_its_notices_and_to_no_other() -> None:
    publishing = [
        topic.name
        for topic in PIPELINE.topics
        if "cloudtrail.amazonaws.com" in {statement["Principal"]["Service"] for statement in topic.policy.statements}
    ]
    assert publishing == ["watch-files"]
    assert PIPELINE.key is not None
    assert "CloudTrailPublishes" in {statement["Sid"] for statement in PIPELINE.key.policy.statements}


def test_without_notices_the_trail_publishes_nowhere() -> None:
    pipeline = the_pipeline()
    assert pipeline.key is not None
    assert pipeline.trail.topic_arn is None
    assert "CloudTrailPublishes" not in {statement["Sid"] for statement in pipeline.key.policy.statements}


def test_without_a_key_everything_is_encrypted_by_the_services_themselves() -> None:
    pipeline = the_pipeline(SMALL + "trail: {encryption: sse-s3}\n")
    assert pipeline.key is None
    assert pipeline.bucket.sse_algorithm == "AES256"
    assert {part.kms_key_arn for part in pipeline.parts() if hasattr(part, "kms_key_arn")} == {None}


def test_what_is_set_of_the_trail_is_designed() -> None:
    settings = "{multi_region: false, log_file_validation: false, retention_days: {logs: 30, bucket: 90}}"
    pipeline = the_pipeline(SMALL + f"trail: {settings}\n")
    assert (pipeline.trail.multi_region, pipeline.trail.log_file_validation) == (False, False)
    assert (pipeline.log_group.retention_days, pipeline.bucket.expiration_days) == (30, 90)


def test_a_designed_pipeline_holds_references_and_no_endpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "ILERT_URL", "https://api.ilert.com/pl4nt3d")
    monkeypatch.setitem(os.environ, "TF_VAR_ILERT_URL", "https://api.ilert.com/pl4nt3d")
    pipeline = full()
    assert {part.destination: part.endpoint for part in pipeline.subscriptions} == {
        "files": EnvironmentReference("FILES_URL"),
        "on-call": EnvironmentReference("ILERT_URL"),
        "platform": ParameterReference("/watch/url"),
    }
    for part in (pipeline, *pipeline.parts()):
        assert "pl4nt3d" not in f"{part!s} {part!r}"


SLUG = st.from_regex(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", fullmatch=True)


@settings(deadline=None, max_examples=50)
@given(
    prefix=st.from_regex(r"[a-z][a-z0-9]{2,7}(-[a-z0-9]{1,5}){0,2}", fullmatch=True),
    destination=SLUG.filter(lambda name: len(name) <= 40),
    region=st.sampled_from([*REGIONS.values(), "ap-northeast-1", "us-isob-east-1"]),
)
def test_however_long_its_own_names_are_the_names_fit_into_aws(prefix: str, destination: str, region: str) -> None:
    text = SMALL.replace("on-call:", f"{destination}:").replace("eu-west-1", region)
    pipeline = the_pipeline(f'{text}name: "{prefix}"\nalerts: {{enable: [cis-vpc-change]}}\n')
    longest = {"bucket": 63, "delivery-role": 64, "dead-letter-queue": 80, "trail": 128, "topic": 256, "alarm": 255}
    for kind, name in map(identity, pipeline.parts()):
        assert len(name) <= longest.get(kind, 512)


TWO = SMALL + '  - {name: staging, id: "444455556666", region: us-east-1}\n'


def test_designs_are_made_as_often_as_they_are_gone_through() -> None:
    found = designs(*loaded(TWO))
    assert len(found) == 2
    assert [one.account for one in found] == [one.account for one in found] == [*found.accounts]


def test_design_of_one_account_is_found_by_its_id_and_region() -> None:
    found = designs(*loaded(TWO))
    staging = found.accounts[1]
    assert found.of(staging) == [*found][1]
    assert found.of(dataclasses.replace(staging, region="eu-north-1")) is None


def test_only_the_accounts_that_are_wanted_are_left() -> None:
    found = designs(*loaded(TWO)).only(lambda entry: entry.region == "us-east-1")
    assert [account.name for account in found.accounts] == ["staging"]
