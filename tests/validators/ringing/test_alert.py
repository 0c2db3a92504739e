import dataclasses
from typing import Any

import pytest

from pipeline.alert import FilterPattern
from tests.validators.designed import OWN_ALERT, designed, resolved
from tests.validators.ringing.walked import BUSY, DENIED, ROOT, but, chains, observation, part, sentence
from validators.reading import Unobserved
from validators.ringing.link import LinkState

FILTER, ALARM = part("metric-filter", "root"), part("alarm", "root")
BUSY_FILTER, BUSY_ALARM = part("metric-filter", "busy"), part("alarm", "busy")
MUTED = str(FILTER.pattern).rstrip("} ") + ' && ($.sourceIPAddress != "198.51.100.7") }'


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        (
            but(FILTER, metric_namespace="Elsewhere"),
            "the alarm watches CloudTrailMetrics/RootUsage, the filter publishes to Elsewhere/RootUsage",
        ),
        (
            but(ALARM, metric_name="Root"),
            "the alarm watches CloudTrailMetrics/Root, the filter publishes to CloudTrailMetrics/RootUsage",
        ),
        (
            but(FILTER, dimensions=(("Region", "$.awsRegion"),)),
            "the filter publishes CloudTrailMetrics/RootUsage by Region, the alarm watches it without dimensions",
        ),
        (but(ALARM, unit="Seconds"), "the alarm looks at data in Seconds, the filter publishes None"),
        (but(FILTER, metric_value="0"), "an event adds 0 to the metric: the threshold is never reached"),
        (
            but(FILTER, pattern=FilterPattern("{ $.eventName = Nothing }")),
            "the filter bell-cis-root-usage does not count CreateUser (eventSource iam.amazonaws.com, "
            "userIdentity.type Root, sourceIPAddress 203.0.113.24)",
        ),
        (
            but(ALARM, actions_enabled=False),
            "the actions of the alarm bell-cis-root-usage are disabled: it tells nobody",
        ),
        (but(ALARM, alarm_actions=()), "the alarm bell-cis-root-usage has no action for ALARM: it tells nobody"),
    ],
)
def test_events_that_are_not_counted_or_watched_ring_nobody(changed: Any, reason: str) -> None:
    assert sentence(changed) == f'"Root user used" would not ring: {reason}'


def test_alert_beside_a_broken_one_still_rings() -> None:
    assert chains(but(FILTER, metric_name="Else"))[BUSY].whole


def test_muting_clause_is_told_with_an_event_that_it_hides() -> None:
    assert sentence(but(FILTER, pattern=FilterPattern(MUTED))) == (
        '"Root user used" would not always ring: the filter bell-cis-root-usage does not count CreateUser '
        "(eventSource iam.amazonaws.com, userIdentity.type Root, sourceIPAddress 198.51.100.7)"
    )


def test_clause_that_mutes_one_address_does_not_silence_the_alert() -> None:
    pipeline = resolved(designed(alerts={"enable": ["cis-iam-policy-change"]}))
    (found,) = pipeline.metric_filters
    muted = but(
        found, pattern=FilterPattern(str(found.pattern).rstrip("} ") + ' && ($.sourceIPAddress != "10.0.0.1") }')
    )
    (chain,) = chains(muted, pipeline=pipeline).values()
    assert chain.sentence == (
        '"IAM policy changed" would not always ring: the filter bell-cis-iam-policy-change does not count '
        "PutUserPolicy (eventSource iam.amazonaws.com, userIdentity.type IAMUser, sourceIPAddress 10.0.0.1)"
    )


def test_pattern_that_is_written_another_way_still_counts() -> None:
    other = (
        "{ ($.eventType != AwsServiceEvent) && ($.userIdentity.invokedBy NOT EXISTS) && ($.userIdentity.type = Root) }"
    )
    assert chains(but(FILTER, pattern=FilterPattern(other)))[ROOT].whole


def test_pattern_that_counts_more_still_counts_the_alerts_events() -> None:
    assert chains(but(FILTER, pattern=FilterPattern("{ $.userIdentity.type = Root }")))[ROOT].whole


def test_filter_that_looks_at_transformed_events_is_not_known_to_count() -> None:
    assert chains(but(FILTER, apply_on_transformed_logs=True))[ROOT].state is LinkState.unknown


def test_pattern_that_is_not_understood_is_not_known() -> None:
    assert chains(but(FILTER, pattern=FilterPattern("{ broken")))[ROOT].state is LinkState.unknown


def test_another_pattern_of_an_alert_without_examples_is_not_known() -> None:
    changed = but(BUSY_FILTER, pattern=FilterPattern("{ $.eventName = RunInstances }"))
    assert chains(changed)[BUSY].state is LinkState.unknown


def test_metric_watched_renamed_together_still_rings() -> None:
    assert chains(but(FILTER, metric_name="Root"), but(ALARM, metric_name="Root"))[ROOT].whole


def test_other_value_of_a_watched_dimension_is_told() -> None:
    assert sentence(but(BUSY_ALARM, dimensions=(("Region", "us-east-1"),)), alert=BUSY).endswith(
        "the alarm watches Region us-east-1, declared is Region eu-west-1"
    )


def test_alert_that_lost_one_of_its_filters_rings_for_some_events() -> None:
    names = [f"NameOfAnEventThatIsRatherLong{number:03d}" for number in range(40)]
    own = {"id": "many", "title": "Many", "severity": "critical", "condition": {"event": names}}
    pipeline = resolved(designed(alerts={"own": [own]}))
    second = pipeline.metric_filters[1]
    found = chains(without=[second], pipeline=pipeline)["many"]
    assert found.sentence == '"Many" would not always ring: the filter bell-many-2 is not there'


def test_muted_alarm_rings_nobody() -> None:
    muted = observation("alarm", ALARM.name, "mute_rule", "night (ACTIVE)", message="A mute rule is active.")
    assert sentence(observations=[muted]) == (
        '"Root user used" would not ring: a mute rule is active (mute_rule: night (ACTIVE))'
    )


def test_alarm_that_stays_in_alarm_rings_no_more() -> None:
    stuck = observation("alarm", ALARM.name, "state", "ALARM since Monday")
    assert chains(observations=[dataclasses.replace(stuck, severity="high")])[ROOT].state is LinkState.broken  # type: ignore[arg-type]
    starved = dataclasses.replace(stuck, severity="high", observed="INSUFFICIENT_DATA since Monday")  # type: ignore[arg-type]
    assert chains(observations=[starved])[ROOT].whole


def test_mute_rules_that_nobody_could_read_leave_every_alert_unknown() -> None:
    unseen = Unobserved(part="alarm", field="mute rules", unread=DENIED)
    assert {chain.state for chain in chains(unobserved=[unseen]).values()} == {LinkState.unknown}


def test_alert_of_ones_own_is_walked_too() -> None:
    assert OWN_ALERT["id"] in chains()
