"""An alert in an account: the metric filter that counts events, and the alarm that watches the count."""

from __future__ import annotations

from dataclasses import dataclass

from alerts.pattern import PatternSyntaxError, parse, same_meaning
from pipeline.account import Account
from pipeline.fact import fact

MAXIMUM_ACTIONS = 5
"""Actions of an alarm per state: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html"""

MAXIMUM_DESCRIPTION = 1024
"""Characters of an alarm's description, same page."""

Dimensions = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, eq=False)
class FilterPattern:
    """A filter pattern's text. Equal when it means the same: order, blanks, quotes and brackets do not count."""

    text: str

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, FilterPattern):
            return NotImplemented
        if self.text == other.text:
            return True
        try:
            return same_meaning(parse(self.text), parse(other.text))
        except PatternSyntaxError:
            return False

    def __hash__(self) -> int:
        # Equal patterns can differ in every character, so nothing of the text can stand in the hash.
        return hash(FilterPattern)

    def __str__(self) -> str:
        return self.text


def numbered(name: str, count: int) -> tuple[str, ...]:
    """The names of the filters of one alert. The first bears the name itself, so that it stays when more are needed."""
    return (name, *(f"{name}-{number}" for number in range(2, count + 1)))


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricFilter:
    """A metric filter with its one metric transformation. `default_value` None publishes nothing without a match."""

    account: Account
    name: str
    log_group: str
    pattern: FilterPattern = fact("critical", "The filter counts other events than declared.")
    metric_name: str = fact("critical", "The filter feeds another metric than the alarm watches.")
    metric_namespace: str = fact("critical", "The filter feeds another namespace than the alarm watches.")
    metric_value: str = fact("critical", "An event counts for more or less than declared.", default="1")
    default_value: float | None = fact("medium", "The alarm returns to OK later or sooner than declared.", default=0)
    unit: str = fact("low", "The metric has another unit than the alarm expects.", default="None")
    dimensions: Dimensions = fact("critical", "The metric is split in another way than the alarm expects.", default=())
    apply_on_transformed_logs: bool = fact(
        "critical", "The filter looks at transformed events, which may have other fields than it names.", default=False
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """A CloudWatch alarm on one metric. Actions are the ARNs of topics, in alphabetical order."""

    account: Account
    name: str
    description: str = fact("low", "Who is called reads another text than declared.", default="")
    metric_name: str = fact("critical", "The alarm watches another metric than the filter feeds.")
    metric_namespace: str = fact("critical", "The alarm watches another namespace than the filter feeds.")
    dimensions: Dimensions = fact("critical", "The alarm watches another part of the metric.", default=())
    unit: str | None = fact("high", "The alarm looks only at data of this unit.", default=None)
    statistic: str = fact("critical", "The alarm does not count events as declared.", default="Sum")
    period: int = fact("high", "Events are counted over another time.", default=300)
    evaluation_periods: int = fact("high", "The alarm waits for another number of periods.", default=1)
    datapoints_to_alarm: int | None = fact("high", "Another number of periods must breach.", default=None)
    threshold: float = fact("critical", "Another number of events rings.", default=1)
    comparison_operator: str = fact(
        "critical", "The threshold is compared another way.", default="GreaterThanOrEqualToThreshold"
    )
    treat_missing_data: str = fact("high", "Quiet times count differently: OK may never come.", default="notBreaching")
    actions_enabled: bool = fact("critical", "The alarm changes its state and tells nobody.", default=True)
    alarm_actions: tuple[str, ...] = fact("critical", "The alarm rings elsewhere than declared, or nowhere.")
    ok_actions: tuple[str, ...] = fact("high", "Incidents may stay open when all is well again.", default=())
    insufficient_data_actions: tuple[str, ...] = fact("low", "A lack of data is told elsewhere.", default=())

    @property
    def arn(self) -> str:
        """The ARN of the alarm."""
        return self.account.arn("cloudwatch", f"alarm:{self.name}")
