"""The values that an alert holds, in the forms that CloudWatch takes: periods, thresholds, names, filter patterns."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from alerts.form import Form
from alerts.pattern import PatternSyntaxError, parse
from alerts.pattern.limits import MAXIMUM_LENGTH as MAXIMUM_PATTERN_LENGTH
from alerts.shorthand import NOTIFY_SCHEMA, THRESHOLD_SCHEMA, refuse_short_notify, refuse_short_threshold

SHORT_PERIODS = (10, 30)
MINUTE = 60

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


AlertId = Annotated[
    str,
    Form(r"^[a-z0-9]+(-[a-z0-9]+)*$", "should be lower-case words and numbers joined by hyphens, such as key-made"),
    Field(max_length=64),
]
Period = Annotated[int, AfterValidator(_period)]
Threshold = Annotated[float, Field(gt=0, allow_inf_nan=False)]
ThresholdOrShort = Annotated[Threshold, BeforeValidator(refuse_short_threshold), WithJsonSchema(THRESHOLD_SCHEMA)]
ShortNotify = Annotated[None, BeforeValidator(refuse_short_notify), WithJsonSchema(NOTIFY_SCHEMA)]
FilterPatternText = Annotated[str, Field(min_length=1), AfterValidator(_pattern)]
MetricName = Annotated[
    str,
    Form(r"^[^:*$]+$", "should be a name without : * and $, such as FailedSignIns"),
    Field(min_length=1, max_length=255),
]
FilterName = Annotated[
    str,
    Form(r"^[^:*]+$", "should be a name without : and *, such as failed-sign-ins"),
    Field(min_length=1, max_length=512),
]
