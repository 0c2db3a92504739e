"""One alert: what to look for in CloudTrail's events, how many are too many, and what to do then.

An alert becomes an alarm and a metric filter, or several filters where one cannot hold its condition. It knows nothing
of accounts and destinations.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cached_property
from typing import Any, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    HttpUrl,
    ValidationInfo,
    field_validator,
    model_validator,
)

from alerts.alert_values import (
    AlertId,
    Comparison,
    FilterName,
    FilterPatternText,
    MetricName,
    MissingData,
    Period,
    ShortNotify,
    Statistic,
    Threshold,
    ThresholdOrShort,
    Unit,
)
from alerts.compiler import compile_expression
from alerts.condition import Condition
from alerts.condition_expression import express
from alerts.contradiction import contradiction
from alerts.expression import Expression, Not, Raw, all_of
from alerts.ignore import Ignore
from alerts.pattern import parse
from alerts.pattern.tree import JsonPattern
from alerts.shorthand import expand

MAXIMUM_DIMENSIONS = 3
"""Of a metric filter: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_MetricTransformation.html"""

MAXIMUM_ALARM_SPAN = 86_400
"""Seconds that period times evaluation periods may span: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html"""


class Severity(StrEnum):
    """How bad it is; the routes of a configuration turn it into destinations."""

    critical = "critical"
    high = "high"
    medium = "medium"
    low = "low"


class Examples(BaseModel):
    """CloudTrail events that prove the alert: each is one event as CloudTrail writes it, or the fields that matter."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    match: tuple[dict[str, Any], ...] = Field((), description="Events that must make the alert count.")
    no_match: tuple[dict[str, Any], ...] = Field((), description="Events that must not.")


class Parameter(BaseModel):
    """What has to be known before an alert can be deployed, such as the networks of an office."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    description: str = Field(min_length=1, description="What to give, in a few words.")
    example: tuple[str, ...] = Field(min_length=1, description="What the alert's own examples are proved with.")


class Quiet(BaseModel):
    """A narrower twin of an alert, which pages while the alert itself is kept for the auditor."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    condition: Condition | None = Field(None, description="What the twin looks for; else the same as the alert.")
    threshold: Threshold | None = Field(None, description="The twin's threshold.")
    period: Period | None = Field(None, description="The twin's period.")
    examples: Examples = Field(Examples(), description="Events that must and must not match the twin.")


class Alert(BaseModel):
    """What to look for and when to ring. Names, limits and defaults are CloudWatch's; see each field."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: AlertId = Field(description="Lower-case words joined by hyphens; part of the names in the account.")
    title: str = Field(min_length=1, max_length=120, description="What happened, in a few words.")
    severity: Severity = Field(description="critical, high, medium or low; routes turn it into destinations.")
    why: str = Field("", description="Why it matters.")
    respond: str = Field("", description="What to do first when it rings.")
    runbook: HttpUrl | None = Field(None, description="Address of a longer text on what to do.")
    condition: Condition | None = Field(None, description="What to look for; see docs/alert-language.md.")
    pattern: FilterPatternText | None = Field(
        None, description="Instead of a condition: a CloudWatch Logs filter pattern, at most 1,024 characters."
    )
    ignore: tuple[Ignore, ...] = Field((), description="Events that do not count, each with a reason.")
    quiet: Quiet | None = Field(None, description="What differs in the quiet twin, for those who ask for it.")
    parameters: dict[str, Parameter] = Field({}, description="What has to be given before the alert can be deployed.")
    threshold: ThresholdOrShort = Field(
        1,
        description="How many events; compared with the statistic of one period. Also as a section with `count`, "
        "`within` (such as 5 minutes) and `datapoints` (such as 1 of 1).",
    )
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
        "notBreaching",
        description="With notBreaching the alarm returns to OK, so that the incident closes; only with missing does it "
        "ever tell of a lack of data.",
    )
    filter_name: FilterName | None = Field(None, description="Name of the metric filter; else derived.")
    alarm_name: str | None = Field(
        None, min_length=1, max_length=255, description="Name of the alarm; else derived, under the prefix."
    )
    alarm_description: str | None = Field(
        None, max_length=1024, description="Description of the alarm; else made of what the alert says."
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
    notify: ShortNotify = Field(None, description="Short for the next two: a section with `ok`, `insufficient_data`.")
    notify_ok: bool = Field(True, description="Tell the destinations when the alarm returns to OK.")
    notify_insufficient_data: bool = Field(
        False, description="Tell them when the alarm has no data; it comes only with `missing_data: missing`."
    )
    destinations: tuple[str, ...] = Field((), description="Where it rings, instead of the route of its severity.")
    packs: tuple[str, ...] = Field((), description="The packs that hold this alert.")
    controls: tuple[str, ...] = Field((), description="Controls of standards it meets, such as 'CIS 3.0: 4.3'.")
    attack: tuple[str, ...] = Field((), description="MITRE ATT&CK techniques, such as T1078.004.")
    examples: Examples = Field(Examples(), description="Events that must and must not match.")

    @model_validator(mode="before")
    @classmethod
    def _in_full(cls, written: Any) -> Any:
        return expand(written)

    @field_validator("condition")
    @classmethod
    def _fits_filters(cls, value: Condition | None, info: ValidationInfo) -> Condition | None:
        if value is not None:
            expression = express(value)
            if (found := contradiction(expression)) is not None:
                raise ValueError(f"can never match: {found}")
            compile_expression(info.data.get("id", "the alert"), expression)
        return value

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

    @model_validator(mode="after")
    def _counts_once(self) -> Self:
        if self.condition is None and self.pattern is None:
            raise ValueError("condition is missing; add it, or a pattern")
        if self.condition is not None and self.pattern is not None:
            raise ValueError("has both condition and pattern; keep one of them, or move the pattern into the condition")
        count = len(self.patterns)
        if count > 1 and (self.statistic != "Sum" or self.default_value):
            parts = f"is split over {count} filters, whose counts add up only with"
            raise ValueError(f"{parts} statistic Sum and no default_value but 0; narrow the condition, or change these")
        return self

    def __copy__(self) -> Self:
        """A copy, which is made to be changed, forgets what follows from the fields."""
        copied = super().__copy__()
        for derived in ("expression", "patterns"):
            copied.__dict__.pop(derived, None)
        return copied

    @cached_property
    def expression(self) -> Expression | None:
        """What the alert looks for, without what it ignores; None where its pattern is no JSON pattern."""
        if self.condition is None:
            tree = parse(self.pattern or "").tree
            found: Expression | None = Raw(tree.condition) if isinstance(tree, JsonPattern) else None
        else:
            found = express(self.condition)
        if found is None and self.ignore:
            raise ValueError("only a condition or a JSON pattern can be narrowed with ignore; write one")
        return found and all_of([found, *(Not(express(ignored)) for ignored in self.ignore)])

    @cached_property
    def patterns(self) -> tuple[str, ...]:
        """The filter patterns that together count each event once: the one given, or those of the condition."""
        if self.pattern is not None and not self.ignore:
            return (self.pattern,)
        expression = self.expression
        return compile_expression(self.id, expression) if expression is not None else ()

    @property
    def metric(self) -> str:
        """Name of the metric: the given one, or the id in PascalCase (`root-usage` gives `RootUsage`)."""
        return self.metric_name or "".join(word.capitalize() for word in self.id.split("-"))

    @property
    def published_default(self) -> float | None:
        """The default value as published: none where dimensions are used, since CloudWatch Logs refuses both."""
        return None if self.dimensions else self.default_value
