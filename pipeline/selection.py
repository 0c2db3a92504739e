"""Which alerts an account gets, and whether they fit CloudWatch's limits and ring somewhere."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from pydantic import ValidationError

from alerts.alert import Alert
from alerts.catalogue import catalogue, packs
from alerts.document import Path_
from alerts.pattern import check_log_group, parse
from pipeline.alert import MAXIMUM_ACTIONS, numbered
from pipeline.configuration import AccountEntry, Alerts, Configuration

Wrong = tuple[Path_, str]


def selected(configuration: Configuration, entry: AccountEntry, index: int) -> tuple[tuple[Alert, ...], list[Wrong]]:
    """The alerts of one account by id, and what is wrong with the choice."""
    common = configuration.alerts
    alerts = common.merged(entry.alerts) if entry.alerts else common
    known = {**catalogue(), **{alert.id: alert for alert in alerts.own}}

    def place(field: str, *rest: str | int) -> Path_:
        own = entry.alerts is not None and field in entry.alerts.model_fields_set
        if field == "adjust" and rest:
            own = entry.alerts is not None and rest[0] in entry.alerts.adjust
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
    chosen, wrong = _adjusted(known, alerts, place)
    return chosen, wrong + _too_many(configuration, entry, chosen, place("packs"))


def _unknown(field: str, value: str, known: Mapping[str, object]) -> str:
    if field == "packs":
        return f"alerts.packs: no pack is named '{value}'; known are {', '.join(sorted(known))}"
    close = difflib.get_close_matches(value, known, 1)
    hint = f"did you mean '{close[0]}'?" if close else "see alerts/catalogue, or write it under alerts.own"
    return f"alerts.{field}: no alert is named '{value}'; {hint}"


def _adjusted(
    known: Mapping[str, Alert], alerts: Alerts, place: Callable[[str, str], Path_]
) -> tuple[tuple[Alert, ...], list[Wrong]]:
    names = {name for pack in alerts.packs for name in packs()[pack]}
    names |= {*alerts.enable, *alerts.adjust, *(alert.id for alert in alerts.own)}
    chosen: list[Alert] = []
    wrong: list[Wrong] = []
    for name in sorted(names - set(alerts.disable)):
        adjustment = alerts.adjust.get(name)
        try:
            chosen.append(adjustment.apply(known[name]) if adjustment else known[name])
        except ValidationError as error:
            text = error.errors()[0]["msg"].removeprefix("Value error, ")
            wrong.append((place("adjust", name), f"alerts.adjust.{name}: {text}"))
    return tuple(chosen), wrong


def _too_many(configuration: Configuration, entry: AccountEntry, alerts: tuple[Alert, ...], at: Path_) -> list[Wrong]:
    """What does not fit CloudWatch's limits, or would ring nowhere."""
    wrong: list[Wrong] = []
    if not alerts:
        wrong.append((at, f"account {entry.name} has no alert: name a pack, or enable one"))
    account = f"account {entry.name}"
    patterns = {
        name: parse(text)
        for alert in alerts
        for name, text in zip(numbered(alert.id, len(alert.patterns)), alert.patterns, strict=True)
    }
    wrong += [(at, str(found)) for found in check_log_group(account, patterns) if found.name == account]
    for severity, names in configuration.routes.items():
        if len(names) > MAXIMUM_ACTIONS:
            text = f"routes.{severity}: {len(names)} destinations; an alarm takes {MAXIMUM_ACTIONS} actions"
            wrong.append((("routes", severity.value), text))
    if not configuration.routes and (count := len(configuration.destinations)) > MAXIMUM_ACTIONS:
        text = f"without routes every alarm has {count} destinations, and takes {MAXIMUM_ACTIONS} actions; add routes"
        wrong.append((("destinations",), text))
    return wrong + [(at, text) for text in _shared(configuration, alerts)]


def _shared(configuration: Configuration, alerts: Iterable[Alert]) -> Iterable[str]:
    """Alerts that would count each other's events, or replace each other's filter."""
    named: dict[tuple[str, str], list[str]] = {}
    for alert in alerts:
        named.setdefault(("metric", f"{alert.namespace}/{alert.metric}"), []).append(alert.id)
        name = alert.filter_name or f"{configuration.name}-{alert.id}"
        for filter_name in numbered(name, len(alert.patterns)):
            named.setdefault(("filter name", filter_name), []).append(alert.id)
    for (what, name), ids in named.items():
        if len(ids) > 1:
            yield f"the alerts {', '.join(ids)} share the {what} {name}; give each its own"
