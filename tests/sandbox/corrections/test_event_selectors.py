from typing import Any

from tests.sandbox.local import Aws

DEFAULT = {"ReadWriteType": "All", "IncludeManagementEvents": True}
WRITES = {"ReadWriteType": "WriteOnly", "IncludeManagementEvents": True}
ADVANCED = {"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]}


def put(aws: Aws, **selectors: Any) -> dict[str, Any]:
    """The trail as described afterwards."""
    cloudtrail = aws.client("cloudtrail")
    if not cloudtrail.describe_trails()["trailList"]:
        aws.trail("trail")
    if selectors:
        cloudtrail.put_event_selectors(TrailName="trail", **selectors)
    return dict(cloudtrail.describe_trails()["trailList"][0])


def test_plain_moto_never_reports_custom_selectors(plain: Aws) -> None:
    assert put(plain, EventSelectors=[WRITES])["HasCustomEventSelectors"] is False


def test_custom_selectors_are_reported(corrected: Aws) -> None:
    assert put(corrected, EventSelectors=[WRITES])["HasCustomEventSelectors"] is True


def test_advanced_selectors_are_custom(corrected: Aws) -> None:
    assert put(corrected, AdvancedEventSelectors=[ADVANCED])["HasCustomEventSelectors"] is True


def test_a_new_trail_has_no_custom_selectors(corrected: Aws) -> None:
    assert put(corrected)["HasCustomEventSelectors"] is False


def test_the_default_selector_is_not_custom(corrected: Aws) -> None:
    put(corrected, EventSelectors=[WRITES])
    assert put(corrected, EventSelectors=[DEFAULT])["HasCustomEventSelectors"] is False


def test_plain_moto_has_no_default_selector(plain: Aws) -> None:
    put(plain)
    assert plain.client("cloudtrail").get_event_selectors(TrailName="trail")["EventSelectors"] == []


def test_a_new_trail_logs_all_management_events(corrected: Aws) -> None:
    put(corrected)
    selectors = corrected.client("cloudtrail").get_event_selectors(TrailName="trail")["EventSelectors"]
    assert selectors == [DEFAULT | {"DataResources": [], "ExcludeManagementEventSources": []}]


def test_basic_selectors_replace_advanced_ones(corrected: Aws) -> None:
    put(corrected, AdvancedEventSelectors=[ADVANCED])
    put(corrected, EventSelectors=[WRITES])
    got = corrected.client("cloudtrail").get_event_selectors(TrailName="trail")
    assert got["EventSelectors"][0]["ReadWriteType"] == "WriteOnly"
    assert got["AdvancedEventSelectors"] == []


def with_insights(aws: Aws) -> bool:
    put(aws)
    aws.client("cloudtrail").put_insight_selectors(
        TrailName="trail", InsightSelectors=[{"InsightType": "ApiCallRateInsight"}]
    )
    return bool(aws.client("cloudtrail").describe_trails()["trailList"][0]["HasInsightSelectors"])


def test_plain_moto_never_reports_insight_selectors(plain: Aws) -> None:
    assert with_insights(plain) is False


def test_insight_selectors_are_reported(corrected: Aws) -> None:
    assert with_insights(corrected) is True
