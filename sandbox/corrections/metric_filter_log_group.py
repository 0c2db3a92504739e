"""A metric filter belongs to its log group: it needs one, is counted there, and is deleted with it; not so in moto.

ResourceNotFoundException: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html
metricFilterCount: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_LogGroup.html
"""

from typing import Any

from moto.logs.exceptions import ResourceNotFoundException
from moto.logs.models import LogGroup, LogsBackend, logs_backends


def apply() -> None:
    moto_put_metric_filter = LogsBackend.put_metric_filter
    moto_delete_log_group = LogsBackend.delete_log_group
    moto_to_describe_dict = LogGroup.to_describe_dict

    def put_metric_filter(self: Any, filter_name: str, pattern: str, log_group_name: str, transformations: Any) -> None:
        if log_group_name not in self.groups:
            raise ResourceNotFoundException
        moto_put_metric_filter(self, filter_name, pattern, log_group_name, transformations)

    def delete_log_group(self: Any, log_group_name: str) -> None:
        moto_delete_log_group(self, log_group_name)
        filters = self.filters.metric_filters
        self.filters.metric_filters = [one for one in filters if one["logGroupName"] != log_group_name]

    def to_describe_dict(self: Any) -> dict[str, Any]:
        filters = logs_backends[self.account_id][self.region].filters.get_matching_filters(log_group_name=self.name)
        return {**moto_to_describe_dict(self), "metricFilterCount": len(filters)}

    LogsBackend.put_metric_filter = put_metric_filter
    LogsBackend.delete_log_group = delete_log_group
    LogGroup.to_describe_dict = to_describe_dict
