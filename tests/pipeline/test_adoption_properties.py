"""Whatever an account holds: what is adopted is designed again exactly, and the rest is named."""

from dataclasses import replace
from typing import TypeVar

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alerts.document import parse
from alerts.validation import validate
from pipeline.adoption import adopt
from pipeline.adoption_text import text_of
from pipeline.alert import Alarm, FilterPattern, MetricFilter
from pipeline.configuration import Configuration
from pipeline.design import design
from pipeline.found import Found, FoundTopic
from tests.pipeline.test_adoption import ACCOUNT, ALARM, ENTRY, FILTER, LISTENER, TRAIL

AnyPart = TypeVar("AnyPart", Alarm, MetricFilter)
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x7f"), min_size=1, max_size=20)
TOPICS = [ACCOUNT.arn("sns", name) for name in ("Alarms", "9-alarms", "alarms", "Audit")]
PATTERNS = (FILTER.pattern.text, '{ $.userIdentity.type = "Root" }', "[ip, user]", "ERROR", "{ broken")


def filters() -> st.SearchStrategy[MetricFilter]:
    return st.builds(
        lambda name, metric, pattern, default, unit: replace(
            FILTER, name=name, metric_name=metric, pattern=FilterPattern(pattern), default_value=default, unit=unit
        ),
        TEXT,
        st.sampled_from(["A", "B", "C"]),
        st.sampled_from(PATTERNS),
        st.sampled_from([None, 0.0, 1.5]),
        st.sampled_from(["None", "Count"]),
    )


def alarms() -> st.SearchStrategy[Alarm]:
    some = st.lists(st.sampled_from(TOPICS), unique=True, min_size=1, max_size=3).map(lambda arns: tuple(sorted(arns)))
    told = some.flatmap(lambda ringing: st.tuples(st.just(ringing), st.just(ringing) | st.just(()) | some))
    return st.builds(
        lambda name, metric, description, threshold, periods, told: replace(
            ALARM, name=name, metric_name=metric, description=description, threshold=threshold,
            evaluation_periods=periods, alarm_actions=told[0], ok_actions=told[1],
        ),
        TEXT,
        st.sampled_from(["A", "B", "C"]),
        st.just("") | TEXT,
        st.sampled_from([1.0, 2.5, 7.0, 0.0]),
        st.integers(1, 3),
        told,
    )  # fmt: skip


def several(parts: st.SearchStrategy[AnyPart]) -> st.SearchStrategy[list[AnyPart]]:
    """Under names of their own, and mostly one for each metric."""
    alone = st.lists(parts, min_size=2, max_size=3, unique_by=(lambda one: one.name, lambda one: one.metric_name))
    return alone | st.lists(parts, max_size=4, unique_by=lambda one: one.name)


@given(
    several(filters()),
    several(alarms()),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_is_adopted_is_designed_again_and_everything_else_is_named(
    metric_filters: list[MetricFilter], listed: list[Alarm]
) -> None:
    fed = {one.metric_name for one in metric_filters}
    watching = tuple(one for one in listed if one.metric_name in fed)
    topics = tuple(FoundTopic(arn=arn, listeners=(LISTENER,)) for arn in TOPICS)
    found = Found(account=ACCOUNT, trail=TRAIL, metric_filters=tuple(metric_filters), alarms=watching, topics=topics)
    adoption = adopt(found, ENTRY)
    left = {what for what, _ in adoption.left}
    if not adoption.settings:
        assert {f"alarm {one.name}" for one in watching} <= left
        return
    document = parse(text_of(found, adoption), "adopted.yaml")
    (pipeline,) = design(validate(Configuration, document), document)
    deployed = {one.name: one for one in watching}
    assert all(alarm == replace(deployed[alarm.name], account=alarm.account) for alarm in pipeline.alarms)
    assert {f"alarm {name}" for name in deployed.keys() - {one.name for one in pipeline.alarms}} <= left
