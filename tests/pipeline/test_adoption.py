from dataclasses import replace
from typing import Any

import pytest
import yaml

from alerts.catalogue import catalogue
from alerts.document import parse
from alerts.validation import validate
from pipeline.account import Account
from pipeline.adoption import Adoption, adopt, slug
from pipeline.adoption_text import text_of
from pipeline.alert import Alarm, FilterPattern, MetricFilter
from pipeline.configuration import Configuration
from pipeline.found import Found, FoundTopic, FoundTrail, Listener
from pipeline.secret import fingerprint
from tests.validators.console import PATTERN

ACCOUNT = Account(name="production", id="111122223333", region="eu-west-1")
ENTRY = {"name": "production", "id": "111122223333", "region": "eu-west-1"}
TOPIC = ACCOUNT.arn("sns", "CloudTrailAlarms")
ENDPOINT = "https://notify.alertops.com/POSTAlert/planted-key/Custom"
FILTER = MetricFilter(
    account=ACCOUNT,
    name="ConsoleSignInFailures",
    log_group="by-hand",
    pattern=FilterPattern(PATTERN),
    metric_name="ConsoleSigninFailureCount",
    metric_namespace="CloudTrailMetrics",
    default_value=None,
)
ALARM = Alarm(
    account=ACCOUNT,
    name="Console sign-in failures",
    metric_name="ConsoleSigninFailureCount",
    metric_namespace="CloudTrailMetrics",
    threshold=3,
    comparison_operator="GreaterThanThreshold",
    treat_missing_data="missing",
    datapoints_to_alarm=1,
    alarm_actions=(TOPIC,),
    ok_actions=(TOPIC,),
)
TRAIL = FoundTrail(
    name="by-hand", log_group="by-hand", bucket="logs/x", role="service-role/Deliver", multi_region=True,
    log_file_validation=True, topic_arn=None,
)  # fmt: skip
LISTENER = Listener(endpoint=fingerprint(ENDPOINT), vendor="alertops", confirmed=True)


def found(**different: Any) -> Found:
    """AlertOps's example, or something different of it."""
    parts = {
        "trail": TRAIL,
        "metric_filters": (FILTER,),
        "alarms": (ALARM,),
        "topics": (FoundTopic(arn=TOPIC, listeners=(LISTENER,)),),
    }
    return Found(account=ACCOUNT, **{**parts, **different})


def adopted(**different: Any) -> Adoption:
    return adopt(found(**different), ENTRY)


def own(adoption: Adoption) -> dict[str, Any]:
    (alert,) = adoption.settings["alerts"]["own"]
    return dict(alert)


def test_a_pattern_that_a_shipped_alert_has_is_a_copy_of_it_with_what_differs() -> None:
    assert own(adopted()) == {
        "copy": "console-sign-in-failures",
        "id": "console-sign-in-failures-by-hand",
        "alarm_name": "Console sign-in failures",
        "alarm_description": "",
        "filter_name": "ConsoleSignInFailures",
        "metric_name": "ConsoleSigninFailureCount",
        "datapoints_to_alarm": 1,
        "missing_data": "missing",
        "default_value": None,
    }


def test_a_pattern_that_means_the_same_as_a_shipped_one_keeps_its_text() -> None:
    text = '{ ($.errorMessage = "Failed authentication") && ($.eventName = "ConsoleLogin") }'
    alert = own(adopted(metric_filters=(replace(FILTER, pattern=FilterPattern(text)),)))
    assert (alert["copy"], alert["pattern"]) == ("cis-console-auth-failure", text)


def test_any_other_pattern_is_an_alert_of_ones_own() -> None:
    other = replace(FILTER, pattern=FilterPattern("{ $.eventName = Strange }"))
    alert = own(adopted(metric_filters=(other,), alarms=(replace(ALARM, description="Strange things"),)))
    assert "copy" not in alert
    assert (alert["id"], alert["title"], alert["pattern"]) == (
        "console-sign-in-failures-by-hand",
        "Strange things",
        "{ $.eventName = Strange }",
    )


def test_what_is_there_stays_under_its_name_and_what_is_taken_over_is_named() -> None:
    settings = adopted().settings
    assert settings["existing"] == {
        "trail": "by-hand",
        "bucket": "logs/x",
        "log_group": "by-hand",
        "role": "service-role/Deliver",
    }
    assert settings["destinations"] == {
        "cloud-trail-alarms": {"topic": "CloudTrailAlarms", "vendor": "alertops", "url": "env:CLOUD_TRAIL_ALARMS_URL"}
    }
    assert settings["accounts"][0]["adopted"] == {
        "alarms": ["Console sign-in failures"],
        "metric_filters": ["ConsoleSignInFailures"],
    }


def test_a_weaker_trail_is_described_as_it_is() -> None:
    settings = adopted(trail=replace(TRAIL, multi_region=False, log_file_validation=False)).settings
    assert settings["trail"] == {"encryption": "sse-s3", "multi_region": False, "log_file_validation": False}


def test_an_alarm_that_rings_at_some_topics_only_names_them() -> None:
    other = FoundTopic(arn=ACCOUNT.arn("sns", "Other"), listeners=())
    second = replace(FILTER, name="Second", metric_name="Second", pattern=FilterPattern("{ $.a = 1 }"))
    watching = replace(ALARM, name="second", metric_name="Second", alarm_actions=(other.arn,), ok_actions=())
    adoption = adopted(metric_filters=(FILTER, second), alarms=(ALARM, watching), topics=(*found().topics, other))
    first, own_second = adoption.settings["alerts"]["own"]
    assert (first["destinations"], own_second["destinations"]) == (("cloud-trail-alarms",), ("other",))
    assert own_second["notify_ok"] is False
    assert adoption.left == ()


def test_a_topic_that_is_told_of_no_ok_though_others_are_is_a_destination_without() -> None:
    other = FoundTopic(arn=ACCOUNT.arn("sns", "Mail"), listeners=())
    ringing = replace(ALARM, alarm_actions=(TOPIC, other.arn))
    adoption = adopted(alarms=(ringing,), topics=(*found().topics, other))
    assert adoption.settings["destinations"]["mail"] == {"topic": "Mail", "notify_ok": False}
    assert adoption.left == ()


@pytest.mark.parametrize(
    ("different", "left"),
    [
        (
            {"alarms": ()},
            ("metric filter ConsoleSignInFailures", "no alarm watches its metric, unless by an expression"),
        ),
        (
            {"metric_filters": (FILTER, replace(FILTER, name="Again"))},
            ("alarm Console sign-in failures", "2 filters feed its metric; an alert of your own has one"),
        ),
        (
            {"alarms": (ALARM, replace(ALARM, name="Again"))},
            ("alarm Again", "another alarm watches the same metric, and an alert has one alarm"),
        ),
        (
            {"alarms": (replace(ALARM, actions_enabled=False),)},
            ("alarm Console sign-in failures", "its actions are off; turn them on, or delete it"),
        ),
        (
            {"alarms": (replace(ALARM, unit="Count"),)},
            ("alarm Console sign-in failures", "no alert can say its unit"),
        ),
        (
            {"alarms": (replace(ALARM, statistic="p99"),)},
            ("alarm Console sign-in failures", "it watches a percentile"),
        ),
        (
            {"metric_filters": (replace(FILTER, pattern=FilterPattern("")),)},
            ("alarm Console sign-in failures", "its filter pattern is empty, and counts every event"),
        ),
        (
            {"metric_filters": (replace(FILTER, pattern=FilterPattern("{ $.a = ")),)},
            (
                "alarm Console sign-in failures",
                "no alert can say its pattern: expected a value, but the pattern ends here",
            ),
        ),
        (
            {"alarms": (replace(ALARM, alarm_actions=(), ok_actions=()),)},
            ("alarm Console sign-in failures", "it rings nowhere: it has no action for ALARM"),
        ),
        (
            {"alarms": (replace(ALARM, alarm_actions=(ACCOUNT.arn("lambda", "function:x"), TOPIC)),)},
            ("alarm Console sign-in failures", "it rings at something that is no topic"),
        ),
        (
            {"alarms": (replace(ALARM, ok_actions=(ACCOUNT.arn("sns", "Other"),)),)},
            ("alarm Console sign-in failures", "it tells others of OK than of ALARM"),
        ),
    ],
)
def test_what_cannot_be_said_is_left_alone_with_the_reason(different: dict[str, Any], left: tuple[str, str]) -> None:
    assert adopted(**different).left == (left,)


def test_where_nothing_can_be_adopted_there_is_no_configuration() -> None:
    assert adopted(alarms=()).settings == {}


def test_the_text_is_a_configuration_and_says_who_listens_without_the_address() -> None:
    text = text_of(found(), adopted())
    assert "planted-key" not in text
    assert f"  # AlertOps: {fingerprint(ENDPOINT)}, confirmed\n  cloud-trail-alarms:\n" in text
    assert validate(Configuration, parse(text, "adopted.yaml")).accounts[0].name == "production"


def test_of_another_accounts_topic_nothing_is_said() -> None:
    theirs = FoundTopic(arn=TOPIC.replace(ACCOUNT.id, "999988887777"), listeners=())
    adoption = adopted(alarms=(replace(ALARM, alarm_actions=(theirs.arn,), ok_actions=()),), topics=(theirs,))
    assert f"  # another account's\n  cloud-trail-alarms:\n    topic: {theirs.arn}\n" in text_of(
        found(topics=(theirs,)), adoption
    )


def test_names_from_aws_are_data_wherever_they_stand() -> None:
    hostile = "a: [&x *x]\n# \u2028 {{}} \x1b[2J"
    adoption = adopted(
        alarms=(replace(ALARM, name=hostile), replace(ALARM, name=f"{hostile}again")),
        topics=(FoundTopic(arn=TOPIC, listeners=()),),
    )
    text = text_of(found(), adoption)
    assert "\x1b" not in text
    own_alarms = validate(Configuration, parse(text, "adopted.yaml")).accounts[0].adopted.alarms
    assert own_alarms == (hostile,)
    assert yaml.safe_load(text)["alerts"]["own"][0]["alarm_name"] == hostile


def test_alerts_of_one_name_get_a_number() -> None:
    second = replace(FILTER, name="Second", metric_name="Second")
    adoption = adopted(
        metric_filters=(FILTER, second),
        alarms=(ALARM, replace(ALARM, name="Console/sign-in failures", metric_name="Second")),
    )
    assert [one["id"] for one in adoption.settings["alerts"]["own"]] == [
        "console-sign-in-failures-by-hand",
        "console-sign-in-failures-by-hand-2",
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ConsoleSignInFailures", "console-sign-in-failures"),
        ("deletions/all", "deletions-all"),
        ("  ", "unnamed"),
        ("Größe", "gr-e"),
    ],
)
def test_a_slug_is_words_joined_by_hyphens(text: str, words: str) -> None:
    assert slug(text, 60) == words


def test_a_shipped_alert_is_recognised_by_its_pattern() -> None:
    shipped = catalogue()["cis-root-usage"]
    metric_filter = replace(FILTER, pattern=FilterPattern(shipped.patterns[0]))
    assert own(adopted(metric_filters=(metric_filter,)))["copy"] == "cis-root-usage"


def test_a_topic_that_several_or_no_endpoints_listen_to_is_a_topic_only() -> None:
    for listeners in ((), (LISTENER, replace(LISTENER, endpoint=fingerprint("https://example.com/x")))):
        settings = adopted(topics=(FoundTopic(arn=TOPIC, listeners=listeners),)).settings
        assert settings["destinations"] == {"cloud-trail-alarms": {"topic": "CloudTrailAlarms"}}


def test_a_topic_that_the_trail_tells_of_log_files_is_notified_and_rings_for_no_alert() -> None:
    audit = FoundTopic(arn=ACCOUNT.arn("sns", "Audit"), listeners=(LISTENER,))
    settings = adopted(trail=replace(TRAIL, topic_arn=audit.arn), topics=(*found().topics, audit)).settings
    assert settings["trail"] == {"encryption": "sse-s3", "notify": "audit"}
    assert settings["alerts"]["own"][0]["destinations"] == ("cloud-trail-alarms",)
