from __future__ import annotations

import pytest
from pydantic import ValidationError

from alerts.alert import Severity
from tests.alerts.lines import SMALLEST, alert, refusal


def test_an_alert_needs_four_lines() -> None:
    smallest = alert()
    assert smallest.model_fields_set == set(SMALLEST)
    assert smallest.severity is Severity.high


def test_the_defaults_ring_at_the_first_event_and_come_back() -> None:
    smallest = alert()
    assert (smallest.statistic, smallest.comparison, smallest.threshold) == ("Sum", "GreaterThanOrEqualToThreshold", 1)
    assert (smallest.period, smallest.evaluation_periods, smallest.missing_data) == (300, 1, "notBreaching")
    assert (smallest.default_value, smallest.notify_ok, smallest.notify_insufficient_data) == (0, True, False)


@pytest.mark.parametrize("key", ["id", "title", "severity"])
def test_none_of_the_others_may_be_missing(key: str) -> None:
    assert refusal(**{key: "why: because"}).endswith(f"own.yaml:1:1: {key} is missing; add it")


@pytest.mark.parametrize(
    ("identity", "metric"), [("root-usage", "RootUsage"), ("s3", "S3"), ("a-1-b", "A1B"), ("mfa-removed", "MfaRemoved")]
)
def test_the_metric_is_named_after_the_id(identity: str, metric: str) -> None:
    assert alert(id=f"id: {identity}").metric == metric


def test_a_metric_name_of_its_own_comes_first() -> None:
    assert alert("metric_name: Root").metric == "Root"


def test_without_dimensions_quiet_minutes_publish_zero() -> None:
    assert alert().published_default == 0


def test_quiet_minutes_may_publish_nothing() -> None:
    assert alert("default_value: null").published_default is None


def test_with_dimensions_nothing_is_published_for_quiet_minutes() -> None:
    assert alert("dimensions: {Region: $.awsRegion}", "watch: {Region: eu-west-1}").published_default is None


@pytest.mark.parametrize("period", [10, 30, 60, 300, 86_400])
def test_a_legal_period_is_taken(period: int) -> None:
    assert alert(f"period: {period}").period == period


@pytest.mark.parametrize("period", [-60, 0, 1, 7, 20, 45, 59, 61, 90])
def test_another_period_is_refused(period: int) -> None:
    message = f"period: a period is 10, 30 or a multiple of 60 seconds, got {period}"
    assert refusal(f"period: {period}") == f"own.yaml:5:1: {message}"


def test_a_whole_day_may_be_looked_at() -> None:
    assert alert("period: 3600", "evaluation_periods: 24").evaluation_periods == 24


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["period: 3600", "evaluation_periods: 25"],
         "period times evaluation_periods is over a day (86400 s); lower one"),
        (["period: 86460"], "period times evaluation_periods is over a day (86400 s); lower one"),
        (["evaluation_periods: 2", "datapoints_to_alarm: 3"], "datapoints_to_alarm is larger than evaluation_periods"),
        (["dimensions: {Region: $.awsRegion}", "watch: {Region: eu-west-1}", "default_value: 0"],
         "default_value cannot be used with dimensions; remove one of them"),
        (["dimensions: {Region: $.awsRegion}"],
         "the alarm would watch a metric that nothing feeds: give watch a value for each dimension"),
        (["watch: {Region: eu-west-1}"],
         "the alarm would watch a metric that nothing feeds: give watch a value for each dimension"),
    ],
)  # fmt: skip
def test_lines_that_contradict_each_other_are_refused(lines: list[str], message: str) -> None:
    assert refusal(*lines) == f"own.yaml:1:1: the file: {message}"


def test_dimensions_may_say_that_there_is_no_default_value() -> None:
    lines = ["dimensions: {Region: $.awsRegion}", "watch: {Region: eu-west-1}", "default_value: null"]
    assert alert(*lines).default_value is None


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("treshold: 3", "unknown key 'treshold'; did you mean 'threshold'?"),
        ("threshold: 0", "threshold: should be greater than 0, got 0"),
        ("threshold: -1", "threshold: should be greater than 0, got -1"),
        ("threshold: .inf", "threshold: should be a finite number, got inf"),
        ("threshold: .nan", "threshold: should be a finite number, got nan"),
        ("default_value: .nan", "default_value: should be a finite number, got nan"),
        ("evaluation_periods: 0", "evaluation_periods: should be greater than or equal to 1, got 0"),
        ("datapoints_to_alarm: 0", "datapoints_to_alarm: should be greater than or equal to 1, got 0"),
        ("statistic: Mean",
         "statistic: should be 'Sum', 'SampleCount', 'Average', 'Minimum' or 'Maximum', got 'Mean'"),
        ("missing_data: ok",
         "missing_data: should be 'notBreaching', 'breaching', 'ignore' or 'missing', got 'ok'"),
        ("metric_value: two", "metric_value: is a number or a field of the event such as $.count, got 'two'"),
        ("metric_name: a:b", "metric_name: should be a name without : * and $, such as FailedSignIns, got 'a:b'"),
        ("namespace: ''", "namespace: should be a name without : * and $, such as FailedSignIns, got ''"),
        ("filter_name: a*b", "filter_name: should be a name without : and *, such as failed-sign-ins, got 'a*b'"),
        ("runbook: on the wiki", "runbook: should be a valid URL, relative URL without a base, got 'on the wiki'"),
        ("packs: core", "packs: should be a list, got 'core'"),
        ("examples: {nomatch: []}", "unknown key 'nomatch'; did you mean 'no_match'?"),
        ("examples: {match: [ConsoleLogin]}", "examples.match.0: should hold keys and values, got 'ConsoleLogin'"),
        ("dimensions: {a: $.a, b: $.b, c: $.c, d: $.d}", "dimensions: CloudWatch Logs takes 3 dimensions, got 4"),
        ("dimensions: {Region: awsRegion}",
         "dimensions: a dimension's value is a field of the event such as $.awsRegion, got 'awsRegion'"),
    ],
)  # fmt: skip
def test_what_cloudwatch_does_not_take_is_refused(line: str, message: str) -> None:
    assert refusal(line).split(": ", 1)[1] == message


@pytest.mark.parametrize("value", ["1", "-2", "0.5", "$.count", "$.detail.count"])
def test_a_metric_value_is_a_number_or_a_field(value: str) -> None:
    assert alert(f"metric_value: '{value}'").metric_value == value


@pytest.mark.parametrize("identity", ["Root", "root_usage", "-root", "root-", "root--usage", ""])
def test_an_id_is_words_joined_by_hyphens(identity: str) -> None:
    words = "should be lower-case words and numbers joined by hyphens, such as key-made"
    assert refusal(id=f"id: '{identity}'") == f"own.yaml:1:1: id: {words}, got '{identity}'"


def test_an_id_has_at_most_64_characters() -> None:
    assert refusal(id=f"id: {'x' * 65}").startswith("own.yaml:1:1: id: should have at most 64 characters")


def test_a_severity_is_one_of_four() -> None:
    message = "severity: should be 'critical', 'high', 'medium' or 'low', got 'urgent'"
    assert refusal(severity="severity: urgent") == f"own.yaml:3:1: {message}"


def test_a_pattern_of_1024_characters_is_taken() -> None:
    text = f"{{ $.a = {'x' * 1014} }}"
    assert len(alert(pattern=f"pattern: '{text}'").pattern) == 1024


def test_a_longer_pattern_is_refused_with_its_length() -> None:
    message = "the filter pattern is 1025 characters long, CloudWatch Logs takes 1024; split the alert in two"
    assert refusal(pattern=f"pattern: '{{ $.a = {'x' * 1015} }}'") == f"own.yaml:4:1: pattern: {message}"


def test_a_pattern_that_cloudwatch_refuses_is_shown_with_a_caret() -> None:
    first, source, caret = refusal(pattern="pattern: '{ $.a == 1 }'").splitlines()
    assert first.startswith("own.yaml:4:1: pattern: ")
    assert source.strip() == "{ $.a == 1 }"
    assert source[caret.index("^")] == "="


def test_an_empty_pattern_would_count_every_event_and_is_refused() -> None:
    message = "pattern: string should have at least 1 character, got ''"
    assert refusal(pattern="pattern: ''") == f"own.yaml:4:1: {message}"


def test_an_alert_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="Instance is frozen"):
        alert().title = "Another"  # type: ignore[misc]


def test_the_threshold_may_be_a_sentence() -> None:
    said = alert("threshold: {count: 3, within: 5 minutes, datapoints: 1 of 2}")
    assert (said.threshold, said.period, said.evaluation_periods, said.datapoints_to_alarm) == (3, 300, 2, 1)


def test_notify_may_be_a_section() -> None:
    said = alert("notify: {ok: false, insufficient_data: true}")
    assert (said.notify_ok, said.notify_insufficient_data) == (False, True)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("threshold: {counts: 3}", "threshold: unknown key 'counts'; known here: count, within, datapoints"),
        ("threshold: {within: 60}", "threshold: count is missing; write it like {count: 3, within: 5 minutes}"),
        ("threshold: {count: 3, within: soon}",
         "threshold: within is a number of seconds, or such as 5 minutes; got 'soon'"),
        ("threshold: {count: 3, datapoints: 2}",
         "threshold: datapoints is such as '2 of 3': two of the last three periods breach; got 2"),
        ("threshold: {count: 3, within: 61}", "a period is 10, 30 or a multiple of 60 seconds, got 61"),
        ("threshold: {count: 3, within: 2 days}",
         "the file: period times evaluation_periods is over a day (86400 s); lower one"),
        ("threshold: {count: 3, datapoints: 3 of 2}", "datapoints_to_alarm is larger than evaluation_periods"),
        ("notify: {okay: true}", "notify: unknown key 'okay'; known here: ok, insufficient_data"),
        ("notify: true", "notify: should be a section such as {ok: true, insufficient_data: false}"),
    ],
)  # fmt: skip
def test_a_short_form_that_is_wrong_is_refused(line: str, message: str) -> None:
    assert refusal(line).endswith(message)


def test_changed_copy_of_an_alert_has_patterns_of_its_own() -> None:
    first = alert(pattern="condition: {event: CreateUser}")
    assert first.patterns is first.patterns
    second = first.model_copy(update={"condition": alert(pattern="condition: {event: DeleteUser}").condition})
    assert "DeleteUser" in second.patterns[0]
    assert "CreateUser" in first.patterns[0]
    assert first == alert(pattern="condition: {event: CreateUser}")
