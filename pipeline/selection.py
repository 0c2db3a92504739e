"""Which alerts an account gets, and whether they fit CloudWatch's limits and ring somewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from pydantic import ValidationError

from alerts.alert import Alert
from alerts.catalogue import catalogue, packs
from alerts.document import Path_
from pipeline.alert import MAXIMUM_ACTIONS
from pipeline.configuration import AccountEntry, Alerts, Configuration
from pipeline.log_group import MAXIMUM_METRIC_FILTERS

Wrong = tuple[Path_, str]


def selected(configuration: Configuration, entry: AccountEntry, index: int) -> tuple[tuple[Alert, ...], list[Wrong]]:
    """The alerts of one account by id, and what is wrong with the choice."""
    common = configuration.alerts
    alerts = common.merged(entry.alerts) if entry.alerts else common
    known = {**catalogue(), **{alert.id: alert for alert in alerts.own}}

    def place(field: str, *rest: str | int) -> Path_:
        own = entry.alerts is not None and field in entry.alerts.model_fields_set
        return (*(("accounts", index) if own else ()), "alerts", field, *rest)

    wrong: list[Wrong] = []
    for field, values, allowed in (
        ("packs", alerts.packs, packs()),
        ("enable", alerts.enable, known),
        ("disable", alerts.disable, known),
        ("adjust", tuple(alerts.adjust), known),
    ):
        wrong += [(place(field, value if field == "adjust" else at), _unknown(field, value, allowed))
                  for at, value in enumerate(values) if value not in allowed]  # fmt: skip
    repeated = [alert_id for alert_id, count in Counter(alert.id for alert in alerts.own).items() if count > 1]
    wrong += [(place("own"), f"two alerts of your own have the id '{alert_id}'; rename one") for alert_id in repeated]
    if wrong:
        return (), wrong
    chosen, wrong = _adjusted(known, alerts, place("adjust"))
    return chosen, wrong + _too_many(configuration, entry, chosen, place("packs"))


def _unknown(field: str, value: str, known: Mapping[str, object]) -> str:
    what = "pack" if field == "packs" else "alert"
    listed = ", ".join(sorted(known)) if what == "pack" else "see trailbell alerts list"
    return f"alerts.{field}: no {what} is named '{value}'; {'known are ' if what == 'pack' else ''}{listed}"


def _adjusted(known: Mapping[str, Alert], alerts: Alerts, at: Path_) -> tuple[tuple[Alert, ...], list[Wrong]]:
    names = {name for pack in alerts.packs for name in packs()[pack]}
    names |= {*alerts.enable, *alerts.adjust, *(alert.id for alert in alerts.own)}
    chosen: list[Alert] = []
    wrong: list[Wrong] = []
    for name in sorted(names - set(alerts.disable)):
        adjustment = alerts.adjust.get(name)
        try:
            chosen.append(adjustment.apply(known[name]) if adjustment else known[name])
        except ValidationError as error:
            wrong.append(
                (
                    (*at, name),
                    f"alerts.adjust.{name}: {error.errors()[0]['msg'].removeprefix('Value error, ')}",
                )
            )
    return tuple(chosen), wrong


def _too_many(configuration: Configuration, entry: AccountEntry, alerts: tuple[Alert, ...], at: Path_) -> list[Wrong]:
    """What does not fit CloudWatch's limits, or would ring nowhere."""
    wrong: list[Wrong] = []
    if not alerts:
        wrong.append((at, f"account {entry.name} has no alert: name a pack, or enable one"))
    if len(alerts) > (most := MAXIMUM_METRIC_FILTERS):
        wrong.append((at, f"account {entry.name} has {len(alerts)} alerts; a log group takes {most} metric filters"))
    for severity, names in configuration.routes.items():
        if len(names) > MAXIMUM_ACTIONS:
            text = f"routes.{severity}: {len(names)} destinations; an alarm takes {MAXIMUM_ACTIONS} actions"
            wrong.append((("routes", severity.value), text))
    for what, value in (
        ("metric", lambda a: (a.namespace, a.metric)),
        ("filter name", lambda a: a.filter_name or a.id),
    ):
        counts = Counter(map(value, alerts))
        twins = [alert.id for alert in alerts if counts[value(alert)] > 1]
        if twins:
            wrong.append((at, f"the alerts {', '.join(twins)} share one {what}; give each its own"))
    return wrong
