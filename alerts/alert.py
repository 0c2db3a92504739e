"""One alert: what to look for in CloudTrail's events, how many are too many, and what to do then.

An alert becomes one metric filter and one alarm. It knows nothing of accounts and destinations. For now it looks for
events with a raw CloudWatch Logs filter pattern.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, HttpUrl, field_validator, model_validator

from alerts.pattern import PatternSyntaxError, parse

MAXIMUM_PATTERN_LENGTH = 1024
"""Characters of a filter pattern: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html"""

MAXIMUM_DIMENSIONS = 3
"""Dimensions of a metric filter, same page."""

MAXIMUM_ALARM_SPAN = 86_400
"""Seconds that period times evaluation periods may span: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html"""

SHORT_PERIODS = (10, 30)
MINUTE = 60


class Severity(StrEnum):
    """How bad it is; the routes of a configuration turn it into destinations."""

    critical = "critical"
    high = "high"
    medium = "medium"
    low = "low"


Statistic = Literal["Sum", "SampleCount", "Average", "Minimum", "Maximum"]
Comparison = Literal[
    "GreaterThanOrEqualToThreshold",
    "GreaterThanThreshold",
    "LessThanThreshold",
    "LessThanOrEqualToThreshold",
]
MissingData = Literal["notBreaching", "breaching", "ignore", "missing"]
Unit = Literal[
    "None", "Count", "Percent", "Seconds", "Microseconds", "Milliseconds", "Bytes", "Kilobytes", "Megabytes",
    "Gigabytes", "Terabytes", "Bits", "Kilobits", "Megabits", "Gigabits", "Terabits", "Count/Second", "Bytes/Second",
    "Kilobytes/Second", "Megabytes/Second", "Gigabytes/Second", "Terabytes/Second", "Bits/Second", "Kilobits/Second",
    "Megabits/Second", "Gigabits/Second", "Terabits/Second",
]  # fmt: skip


def _period(value: int) -> int:
    if value in SHORT_PERIODS or (value >= MINUTE and value % MINUTE == 0):
        return value
    raise ValueError(f"a period is 10, 30 or a multiple of 60 seconds, got {value}")


def _pattern(text: str) -> str:
    if len(text) > MAXIMUM_PATTERN_LENGTH:
        excess = f"{len(text)} characters long, CloudWatch Logs takes {MAXIMUM_PATTERN_LENGTH}"
        raise ValueError(f"the filter pattern is {excess}; split the alert in two")
    try:
        parse(text)
    except PatternSyntaxError as error:
        raise ValueError(str(error)) from None
    return text


AlertId = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
Period = Annotated[int, AfterValidator(_period)]
Threshold = Annotated[float, Field(gt=0, allow_inf_nan=False)]
FilterPatternText = Annotated[str, Field(min_length=1), AfterValidator(_pattern)]
MetricName = Annotated[str, Field(min_length=1, max_length=255, pattern=r"^[^:*$]+$")]


class Examples(BaseModel):
    """CloudTrail events that prove the alert: each is one event as CloudTrail writes it, or the fields that matter."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    match: tuple[dict[str, Any], ...] = Field((), description="Events that must make the alert count.")
    no_match: tuple[dict[str, Any], ...] = Field((), description="Events that must not.")


class Alert(BaseModel):
    """What to look for and when to ring. Names, limits and defaults are CloudWatch's; see each field."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: AlertId = Field(description="Lower-case words joined by hyphens; part of the names in the account.")
    title: str = Field(min_length=1, max_length=120, description="What happened, in a few words.")
    severity: Severity = Field(description="critical, high, medium or low; routes turn it into destinations.")
    why: str = Field("", description="Why it matters.")
    respond: str = Field("", description="What to do first when it rings.")
    runbook: HttpUrl | None = Field(None, description="Address of a longer text on what to do.")
    pattern: FilterPatternText = Field(description="CloudWatch Logs filter pattern, at most 1,024 characters.")
    threshold: Threshold = Field(1, description="How many events; compared with the statistic of one period.")
    period: Period = Field(300, description="Seconds over which events are counted: 10, 30 or a multiple of 60.")
    evaluation_periods: int = Field(1, ge=1, description="How many recent periods are looked at.")
    datapoints_to_alarm: int | None = Field(
        None, ge=1, description="How many of these periods must breach; all of them by default."
    )
    statistic: Statistic = Field("Sum", description="Sum counts events; the others suit metric values of your own.")
    comparison: Comparison = Field(
        "GreaterThanOrEqualToThreshold", description="How the statistic is compared with the threshold."
    )
    missing_data: MissingData = Field(
        "notBreaching", description="With notBreaching the alarm returns to OK, so that the incident closes."
    )
    filter_name: str | None = Field(
        None,
        min_length=1,
        max_length=512,
        pattern=r"^[^:*]+$",
        description="Name of the metric filter; else derived.",
    )
    metric_name: MetricName | None = Field(None, description="Name of the metric; else the id in PascalCase.")
    namespace: MetricName = Field("CloudTrailMetrics", description="Namespace of the metric.")
    metric_value: str = Field(
        "1",
        min_length=1,
        max_length=100,
        description="What one event adds: a number, or a field such as $.count.",
    )
    default_value: float | None = Field(
        0,
        allow_inf_nan=False,
        description="What is published in minutes with events that do not match; none with dimensions.",
    )
    unit: Unit = Field("None", description="CloudWatch's unit of the metric.")
    dimensions: dict[str, str] = Field({}, description="Up to three: dimension name to field, such as $.awsRegion.")
    watch: dict[str, str] = Field({}, description="With dimensions: the value of each one that the alarm watches.")
    notify_ok: bool = Field(True, description="Tell the destinations when the alarm returns to OK.")
    notify_insufficient_data: bool = Field(False, description="Tell them when the alarm has no data.")
    packs: tuple[str, ...] = Field((), description="The packs that hold this alert.")
    controls: tuple[str, ...] = Field((), description="Controls of standards it meets, such as 'CIS 3.0: 4.3'.")
    attack: tuple[str, ...] = Field((), description="MITRE ATT&CK techniques, such as T1078.004.")
    examples: Examples = Field(Examples(), description="Events that must and must not match.")

    @field_validator("dimensions")
    @classmethod
    def _few_dimensions(cls, value: dict[str, str]) -> dict[str, str]:
        if len(value) > MAXIMUM_DIMENSIONS:
            raise ValueError(f"CloudWatch Logs takes {MAXIMUM_DIMENSIONS} dimensions, got {len(value)}")
        if wrong := [field for field in value.values() if not field.startswith("$.")]:
            raise ValueError(f"a dimension's value is a field of the event such as $.awsRegion, got {wrong[0]!r}")
        return value

    @field_validator("metric_value")
    @classmethod
    def _number_or_field(cls, value: str) -> str:
        if not re.fullmatch(r"\$\.\S+|[+-]?\d+(\.\d+)?", value):
            raise ValueError(f"is a number or a field of the event such as $.count, got {value!r}")
        return value

    @model_validator(mode="after")
    def _fits_cloudwatch(self) -> Self:
        if self.dimensions and "default_value" in self.model_fields_set and self.default_value is not None:
            raise ValueError("default_value cannot be used with dimensions; remove one of them")
        if set(self.dimensions) != set(self.watch):
            raise ValueError("the alarm would watch a metric that nothing feeds: give watch a value for each dimension")
        if self.period * self.evaluation_periods > MAXIMUM_ALARM_SPAN:
            raise ValueError(f"period times evaluation_periods is over a day ({MAXIMUM_ALARM_SPAN} s); lower one")
        if self.datapoints_to_alarm is not None and self.datapoints_to_alarm > self.evaluation_periods:
            raise ValueError("datapoints_to_alarm is larger than evaluation_periods")
        return self

    @property
    def metric(self) -> str:
        """Name of the metric: the given one, or the id in PascalCase (`root-usage` gives `RootUsage`)."""
        return self.metric_name or "".join(word.capitalize() for word in self.id.split("-"))

    @property
    def published_default(self) -> float | None:
        """The default value as published: none where dimensions are used, since CloudWatch Logs refuses both."""
        return None if self.dimensions else self.default_value
