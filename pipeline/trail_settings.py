"""What a user writes of the trail: what is recorded, and how it is kept."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from pipeline.log_group import RETENTION_DAYS
from pipeline.section import AT_LEAST_ONE, Region, Section, Slug


def _retention(days: int) -> int:
    if days not in RETENTION_DAYS:
        raise ValueError(
            f"CloudWatch Logs keeps events for one of {', '.join(map(str, RETENTION_DAYS))} days, got {days}"
        )
    return days


class RetentionDays(Section):
    """How long events are kept, in days."""

    logs: Annotated[int, AfterValidator(_retention)] = Field(365, description="In the log group.")
    bucket: int = Field(400, ge=1, le=36500, description="In the bucket.")


class TrailSettings(Section):
    """What is recorded and how it is kept."""

    multi_region: bool = Field(True, description="Record the events of all regions.")
    regions: Annotated[tuple[Region, ...], AT_LEAST_ONE] | None = Field(
        None,
        description="Regions whose deliveries are checked, where the organization closes the others; else all that "
        "are enabled.",
    )
    log_file_validation: bool = Field(True, description="Let CloudTrail sign digests of its log files.")
    encryption: Literal["kms", "sse-s3"] = Field(
        "kms",
        description="kms: a customer managed key for log files, log group, topics and queues; sse-s3: none.",
    )
    insights: tuple[Literal["ApiCallRateInsight", "ApiErrorRateInsight"], ...] = Field(
        (),
        description="Kinds of unusual activity that CloudTrail looks for by itself, at extra cost: "
        "ApiCallRateInsight, ApiErrorRateInsight.",
    )
    retention_days: RetentionDays = Field(RetentionDays(), description="How long events are kept.")
    notify: Slug | None = Field(
        None,
        description="A destination that is told of every delivered log file (the trail's own notification).",
    )
