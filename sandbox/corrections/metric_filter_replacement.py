"""PutMetricFilter with the name of an existing filter of the log group replaces it; moto adds a second one.

https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html
("Creates or updates a metric filter"). Terraform reads the first of the two, so a change would never be seen.
"""

import time
from typing import Any

from moto.logs.metric_filters import MetricFilters


def apply() -> None:
    moto_add_filter = MetricFilters.add_filter

    def add_filter(self: Any, filter_name: str, filter_pattern: str, log_group_name: str, transformations: Any) -> None:
        self.delete_filter(filter_name, log_group_name)
        moto_add_filter(self, filter_name, filter_pattern, log_group_name, transformations)
        self.metric_filters[-1]["creationTime"] = int(time.time() * 1000)

    MetricFilters.add_filter = add_filter
