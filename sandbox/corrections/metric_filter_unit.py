"""A metric filter without a unit has the unit None; moto says nothing of it, and Terraform would add it.

https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_MetricTransformation.html
("If you omit this, the unit is set as None").
"""

from typing import Any

from moto.logs.metric_filters import MetricFilters


def apply() -> None:
    moto_add_filter = MetricFilters.add_filter

    def add_filter(self: Any, filter_name: str, filter_pattern: str, log_group_name: str, transformations: Any) -> None:
        with_unit = [{"unit": "None"} | transformation for transformation in transformations]
        moto_add_filter(self, filter_name, filter_pattern, log_group_name, with_unit)

    MetricFilters.add_filter = add_filter
