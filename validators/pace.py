"""How fast one account's calls may follow each other, so that a check is not throttled and throttles nobody else.

AWS counts per account, region and call. Only calls that a check makes several times are listed; the SDK's retries do
the rest.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from types import MappingProxyType

RATES: Mapping[tuple[str, str], float] = MappingProxyType(
    {
        ("cloudtrail", ""): 10.0,
        ("cloudwatch", "describe_alarm_history"): 3.0,
        ("cloudwatch", "describe_alarms"): 9.0,
        ("logs", "describe_log_groups"): 5.0,
        ("logs", "describe_metric_filters"): 5.0,
        ("organizations", ""): 10.0,
    }
)
"""Calls per second, of one operation or (with no operation) of all of a service together:
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html,
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html,
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html. Of DescribeMetricFilters and
Organizations no number is published; these are what was seen not to be throttled."""


class Pace:
    """The pace of one account in one region: a bucket of a second's worth of calls for each rate."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._left: dict[tuple[str, str], tuple[float, float]] = {}

    def wait(self, service: str, operation: str) -> None:
        """Sleep until this call is due."""
        for key in ((service, operation), (service, "")):
            if (rate := RATES.get(key)) is not None and (pause := self._pause(key, rate)) > 0:
                time.sleep(pause)

    def _pause(self, key: tuple[str, str], rate: float) -> float:
        """Take a call out of the bucket, on credit where it is empty; how long to wait for it."""
        with self._lock:
            now = time.monotonic()
            left, then = self._left.get(key, (rate, now))
            left = min(rate, left + (now - then) * rate) - 1
            self._left[key] = (left, now)
            return max(0.0, -left / rate)
