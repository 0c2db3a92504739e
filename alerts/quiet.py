"""Keep an alert as a standard prescribes it, and page on a narrower twin.

An auditor wants the filter to the letter, and it counts so much that nobody can be woken for it. So the alert stays as
it is, with the lowest severity, and its twin rings: without what is ignored, and with the threshold of `quiet`.
"""

from __future__ import annotations

from alerts.alert import Alert, Severity

SUFFIX = "-quiet"
_OWN = frozenset({"quiet", "filter_name", "alarm_name", "metric_name", "examples", "packs", "controls"})
_LOOKED_FOR = frozenset({"condition", "pattern"})


def twin(alert: Alert) -> Alert:
    """The alert that pages: what `quiet` says, and else what the alert says. It meets no control."""
    said = alert.model_dump(exclude_unset=True, exclude=set(_OWN))
    quiet = alert.quiet.model_dump(exclude_unset=True) if alert.quiet else {}
    if _LOOKED_FOR & quiet.keys():
        said = {key: value for key, value in said.items() if key not in _LOOKED_FOR}
    named = {"id": f"{alert.id}{SUFFIX}", "metric_name": f"{alert.metric}Quiet"}
    return Alert.model_validate(said | quiet | named)


def audited(alert: Alert) -> Alert:
    """The alert as its standard prescribes it, for the auditor: nothing ignored, and of low severity."""
    return alert.model_copy(update={"ignore": (), "severity": Severity.low, "quiet": None})
