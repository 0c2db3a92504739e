"""Alerts whose condition takes several filters."""

import pytest

from pipeline.pipeline import identity
from tests.pipeline.written import SMALL, refusal, the_pipeline

MANY_NAMES = ", ".join(f"Event{'x' * 30}{number:02}" for number in range(60))
SPLIT = f"""\
alerts:
  own:
    - {{id: mine, title: Mine, severity: low, condition: {{event: [{MANY_NAMES}]}}}}
    - {{id: other, title: Other, severity: low, condition: {{event: CreateRoute}}}}
"""


def test_an_alert_of_several_filters_has_one_metric_and_one_alarm() -> None:
    pipeline = the_pipeline(SMALL + SPLIT)
    filters = [part for part in pipeline.metric_filters if part.metric_name == "Mine"]
    assert [part.name for part in filters] == ["trailbell-mine", "trailbell-mine-2", "trailbell-mine-3"]
    assert {(part.metric_namespace, part.metric_value, part.default_value) for part in filters} == {
        ("CloudTrailMetrics", "1", 0)
    }
    assert [alarm.name for alarm in pipeline.alarms if alarm.metric_name == "Mine"] == ["trailbell-mine"]


def test_an_alert_whose_second_filter_has_the_name_of_another_alert_is_refused() -> None:
    text = SPLIT.replace("id: other", "id: mine-2")
    assert refusal(SMALL + text) == (
        "trailbell.yaml:5:1: the alerts mine, mine-2 share the filter name trailbell-mine-2; give each its own"
    )


@pytest.mark.parametrize(
    "changed",
    [
        SPLIT.replace("CreateRoute", "DeleteRoute"),
        SPLIT.replace("title: Other", "title: Else"),
        SPLIT.replace("event: CreateRoute}", "event: CreateRoute}, ignore: [{region: a, reason: noise}]"),
        SPLIT.replace("CreateRoute", f"[CreateRoute, {MANY_NAMES.replace('Event', 'Other')}]"),
    ],
    ids=["condition", "title", "ignore", "more filters"],
)
def test_a_changed_alert_changes_its_own_filters_and_alarm_only(changed: str) -> None:
    before = {identity(part): part for part in the_pipeline(SMALL + SPLIT).parts()}
    after = {identity(part): part for part in the_pipeline(SMALL + changed).parts()}
    different = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    assert different
    assert [name for _, name in different if not name.startswith("trailbell-other")] == []
