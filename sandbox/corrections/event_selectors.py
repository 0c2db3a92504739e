"""A trail says whether it has custom event or Insights selectors, and has a default one; moto says never and none.

https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_Trail.html (HasCustomEventSelectors)
https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PutEventSelectors.html: the default selector logs all
management events, and a put replaces what was there. Putting just the default does not count as custom on AWS:
https://github.com/hashicorp/terraform-provider-aws/issues/4040
"""

from typing import Any

from moto.cloudtrail.models import Trail

DEFAULT = {
    "ReadWriteType": "All",
    "IncludeManagementEvents": True,
    "DataResources": [],
    "ExcludeManagementEventSources": [],
}


def apply() -> None:
    moto_description = Trail.description

    def description(self: Any, include_region: bool = False) -> dict[str, Any]:
        described: dict[str, Any] = moto_description(self, include_region)
        selectors, advanced = self.get_event_selectors()
        described["HasCustomEventSelectors"] = bool(advanced) or selectors != [DEFAULT]
        described["HasInsightSelectors"] = bool(self.insight_selectors)
        return described

    def put_event_selectors(self: Any, event_selectors: Any, advanced_event_selectors: Any) -> None:
        self.event_selectors = [DEFAULT | one for one in event_selectors or []]
        self.advanced_event_selectors = advanced_event_selectors or []

    def get_event_selectors(self: Any) -> tuple[list[Any], list[Any]]:
        if self.advanced_event_selectors:
            return [], self.advanced_event_selectors
        return self.event_selectors or [DEFAULT], []

    def put_insight_selectors(self: Any, insight_selectors: list[Any]) -> None:
        self.insight_selectors = insight_selectors

    Trail.description = description
    Trail.put_event_selectors = put_event_selectors
    Trail.get_event_selectors = get_event_selectors
    Trail.put_insight_selectors = put_insight_selectors
