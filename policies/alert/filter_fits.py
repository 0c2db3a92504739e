"""CloudWatch Logs takes patterns of up to 1,024 characters.

A check of single resources, not of the graph: checkov's graph of terraform_json takes a pattern for HCL and cuts it up.
https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html
"""

from __future__ import annotations

from typing import Any

from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck

from policies.terraform import Values

MAXIMUM_PATTERN = 1024


class FilterFits(BaseResourceCheck):  # type: ignore[misc]
    """Judges the pattern as it is written."""

    def __init__(self) -> None:
        super().__init__(
            id="TRAILBELL_FILTER_FITS",
            name="A filter pattern has at most 1,024 characters",
            categories=[CheckCategories.LOGGING],
            supported_resources=["aws_cloudwatch_log_metric_filter"],
            guideline="Split the alert in two, or shorten its pattern.",
        )

    def scan_resource_conf(self, conf: dict[str, Any]) -> CheckResult:
        """checkov calls this with the arguments of one metric filter."""
        self.evaluated_keys = ["pattern"]
        length = len(Values(conf).text("pattern"))
        if length <= MAXIMUM_PATTERN:
            return CheckResult.PASSED
        self.details.append(f"the pattern has {length} characters")
        return CheckResult.FAILED


check = FilterFits()
