"""What Terraform takes over with the next deployment: alarms and metric filters that somebody made by hand.

They stay as they are: a deployment that changes one of them adopts nothing, so each must be described as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pydantic import Field

from alerts.alert import Alert
from alerts.document import Path_
from pipeline.alert import numbered
from pipeline.section import Section

Identity = tuple[str, str]


class Adopted(Section):
    """Names of what is taken over. As long as they stand here, it keeps its own tags, and gets none of the others."""

    alarms: tuple[str, ...] = Field((), description="Alarms, by name: an alert of alerts.own must have the name.")
    metric_filters: tuple[str, ...] = Field((), description="Metric filters of the log group, by name.")

    def identities(self) -> Iterator[Identity]:
        """Kind and name of each."""
        yield from (("alarm", name) for name in self.alarms)
        yield from (("metric-filter", name) for name in self.metric_filters)


def own_alarms(alerts: Iterable[Alert]) -> bool:
    """Whether some alarm has a name of its own, outside of the prefix."""
    return any(alert.alarm_name for alert in alerts)


def undescribed(adopted: Adopted, prefix: str, index: int, alerts: Iterable[Alert]) -> Iterator[tuple[Path_, str]]:
    """What is to be taken over and stands nowhere as an alert: there is nothing that Terraform could take it for."""
    alarms: set[str] = set()
    filters: set[str] = set()
    for alert in alerts:
        alarms.add(alert.alarm_name or f"{prefix}-{alert.id}")
        filters.update(numbered(alert.filter_name or f"{prefix}-{alert.id}", len(alert.patterns)))
    for field, key, names, known in (
        ("alarms", "alarm_name", adopted.alarms, alarms),
        ("metric_filters", "filter_name", adopted.metric_filters, filters),
    ):
        for at, name in enumerate(names):
            if name not in known:
                text = f"adopted.{field}: no alert of this account has the {key} '{name}'; describe it, or remove it"
                yield ("accounts", index, "adopted", field, at), text
