import pytest

from pipeline.pipeline import Pipeline
from pipeline.requirement import ANY
from tests.pipeline.written import designed, refusal, small, the_pipeline

ILERT = '{vendor: ilert, url: "env:ILERT_URL"}'
TOLD = "trail: {notify: on-call}\n"
NONE = "alerts: none\n"
COLLECTOR = 'collector: {vendor_account: "733251395267", external_id: ours-17}\n'
SECOND = '  - {name: quiet, id: "444455556666", region: eu-west-1, alerts: none}\n'


def direct(more: str = "") -> Pipeline:
    return the_pipeline(small(more=TOLD + NONE + more))


def sids(document: object) -> list[str]:
    return [statement["Sid"] for statement in document.statements]  # type: ignore[attr-defined]


def test_without_alerts_nothing_is_made_that_counts_events() -> None:
    pipeline = direct()
    assert (pipeline.log_group, pipeline.delivery_role) == (None, None)
    assert (pipeline.metric_filters, pipeline.alarms) == ((), ())
    assert (pipeline.trail.log_group_arn, pipeline.trail.delivery_role_arn) == (None, None)


def test_without_alerts_the_trail_alone_may_publish() -> None:
    pipeline = direct()
    (topic,) = pipeline.topics
    assert pipeline.trail.topic_arn == topic.arn
    assert sids(topic.policy) == ["CloudTrailPublishes"]
    assert pipeline.key
    assert {"LogGroupEncrypts", "CloudWatchPublishes"}.isdisjoint(sids(pipeline.key.policy))


def test_one_account_among_others_may_have_no_alerts() -> None:
    production, quiet = designed(small(more=SECOND + TOLD))
    assert production.alarms
    assert production.log_group
    assert (quiet.alarms, quiet.log_group) == ((), None)


def test_one_account_among_others_may_have_alerts() -> None:
    (pipeline,) = designed(
        small("region: eu-west-1}", "region: eu-west-1, alerts: {enable: [cis-root-usage]}}", more=TOLD + NONE)
    )
    assert [alarm.name for alarm in pipeline.alarms] == ["trailbell-cis-root-usage"]


def test_who_sends_log_files_elsewhere_and_makes_nothing_else_needs_no_key_of_its_own() -> None:
    more = SECOND + "central: {account: production}\n"
    production, quiet = designed(small(more=more))
    assert production.key
    assert quiet.key is None
    assert quiet.trail.kms_key_arn == production.key.arn
    _, told = designed(small(more=more + TOLD))
    assert told.key
    assert told.topics[0].kms_key_arn == told.key.arn


def test_an_existing_trail_that_tells_an_existing_topic_needs_no_key_but_the_one_that_is_named() -> None:
    destinations = "destinations:\n  on-call: {topic: theirs}\n"
    text = small(f"destinations:\n  on-call: {ILERT}\n", destinations, more=TOLD + NONE)
    assert the_pipeline(text).key
    assert the_pipeline(text + "existing: {trail: theirs}\n").key is None
    checked = the_pipeline(text + "existing: {trail: theirs, key: alias/theirs}\n").key
    assert checked
    assert checked.alias == "alias/theirs"


def test_what_exists_in_every_account_is_of_use_where_one_of_them_has_alerts() -> None:
    production, quiet = designed(small(more=SECOND + TOLD + "existing: {log_group: theirs}\n"))
    assert production.log_group
    assert production.log_group.name == "theirs"
    assert quiet.log_group is None


def test_an_existing_trail_without_alerts_may_send_events_wherever_it_likes() -> None:
    pipeline = direct("existing: {trail: theirs}\n")
    assert pipeline.trail.log_group_arn is ANY
    assert pipeline.trail.topic_arn == pipeline.topics[0].arn


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (small(more=NONE), "trailbell.yaml:5:1: alerts: none: nobody would be told anything of account production; "),
        (small(more=SECOND), "trailbell.yaml:5:58: alerts: none: nobody would be told anything of account quiet; "),
        (
            small("region: eu-west-1}", "region: eu-west-1, existing: {log_group: theirs}}", more=TOLD + NONE),
            "trailbell.yaml:4:74: existing.log_group: with alerts: none nothing counts events there; remove it",
        ),
        (
            small(more=TOLD + NONE + "existing: {role: theirs}\n"),
            "trailbell.yaml:7:12: existing.role: with alerts: none nothing counts events there; remove it",
        ),
        (
            small(f"destinations:\n  on-call: {ILERT}\n", more=TOLD + NONE),
            "trailbell.yaml:3:9: trail.notify: no destination is named 'on-call'; none is described under destinations",
        ),
        (
            small(more=TOLD + "alerts: None\n"),
            "trailbell.yaml:6:1: alerts: should hold keys and values, or the word none (docs/paths.md), got 'None'",
        ),
        (
            small("region: eu-west-1}", "region: eu-west-1, alerts: [none]}", more=TOLD),
            "trailbell.yaml:4:63: accounts.0.alerts: should hold keys and values, or the word none (docs/paths.md), ",
        ),
        (
            small(f"destinations:\n  on-call: {ILERT}\n"),
            "trailbell.yaml:1:1: destinations: is missing; name at least one, which alerts ring at",
        ),
    ],
)
def test_who_is_told_nothing_and_what_nothing_uses_is_refused_at_its_line(text: str, told: str) -> None:
    assert refusal(text).startswith(told)


@pytest.mark.parametrize("more", [COLLECTOR, "central: {account: production, organization: o-a1b2c3d4e5}\n"])
def test_log_files_that_somebody_collects_need_neither_alerts_nor_a_destination(more: str) -> None:
    pipeline = the_pipeline(small(f"destinations:\n  on-call: {ILERT}\n", more=NONE + more))
    assert (pipeline.log_group, pipeline.topics) == (None, ())
