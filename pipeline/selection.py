"""Which alerts an account gets, and whether they fit CloudWatch's limits and ring somewhere."""

from __future__ import annotations

import difflib
from collections import ChainMap, Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TypeVar, cast

from pydantic import ValidationError

from alerts.alert import Alert
from alerts.catalogue import catalogue, packs, with_parameters
from alerts.document import Path_
from alerts.ignore import Ignore
from alerts.pattern import check_log_group, parse
from alerts.quiet import SUFFIX, audited, twin
from pipeline.alert import MAXIMUM_ACTIONS, numbered
from pipeline.choice import NONE, Adjustment, Alerts, ignoring
from pipeline.configuration import AccountEntry, Configuration
from pipeline.direct import without_alerts
from pipeline.routing import wrong_destinations

Wrong = tuple[Path_, str]
AnyIgnore = TypeVar("AnyIgnore", bound=Ignore)


def today_utc() -> date:
    """The day by which ignores expire, the same wherever the configuration is read."""
    return datetime.now(UTC).date()


def selected(
    configuration: Configuration, entry: AccountEntry, index: int, today: date | None = None
) -> tuple[tuple[Alert, ...], list[Wrong]]:
    """The alerts of one account by id, and what is wrong with the choice. Expired ignores do not apply."""
    choice = Choice.of(configuration.alerts, entry.alerts, index, today or today_utc())
    wrong = [*choice.unknown()]
    if wrong:
        return (), wrong
    chosen, wrong = choice.chosen()
    if chosen or not wrong:
        wrong += _too_many(configuration, entry, chosen, choice.place("packs"))
    for alert in chosen:
        wrong += wrong_destinations(configuration, alert, choice.setting_place(alert.id, "destinations"))
    return chosen, wrong


def alike(entries: Iterable[AccountEntry]) -> tuple[tuple[int, ...], ...]:
    """The positions of accounts that say the same of alerts, together: of a thousand most do, and get the same."""
    groups: list[tuple[Alerts | None, list[int]]] = []
    for index, entry in enumerate(entries):
        found = next((at for said, at in groups if said == entry.alerts), None)
        if found is None:
            groups.append((entry.alerts, [index]))
        else:
            found.append(index)
    return tuple(tuple(at) for _, at in groups)


@dataclass(frozen=True, slots=True)
class Choice:
    """What the configuration says of one account's alerts: the common lines, the account's own, and both together."""

    common: Alerts
    own: Alerts | None
    index: int
    today: date
    alerts: Alerts
    known: Mapping[str, Alert]
    packs: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, common: Alerts, own: Alerts | None, index: int, today: date) -> Choice:
        """What is said of the account of this index in the file."""
        alerts = common.merged(own) if own else common
        known = ChainMap({alert.id: alert for alert in alerts.own}, cast("dict[str, Alert]", catalogue()))
        return cls(common, own, index, today, alerts, known, {**alerts.own_packs, **packs()})

    def place(self, field: str, *rest: str | int) -> Path_:
        """Where the user wrote this: at the account, or in the common lines."""
        here = self.own is not None and field in self.own.model_fields_set
        if self.own is not None and field in ("adjust", "parameters", "own_packs") and rest:
            here = rest[0] in getattr(self.own, field)
        if field == "ignore" and rest:
            number = int(rest[0])
            here = number >= len(self.common.ignore)
            rest = (number - len(self.common.ignore) * here, *rest[1:])
        return (*(("accounts", self.index) if here else ()), "alerts", field, *rest)

    def setting_place(self, alert_id: str, setting: str) -> Path_:
        """Where the user wrote this setting of an alert, such as its destinations, or else the alert."""
        name = alert_id.removesuffix(SUFFIX)
        adjustment = self.alerts.adjust.get(name)
        if adjustment is not None and getattr(adjustment, setting) is not None:
            return self.place("adjust", name, setting)
        own = [at for at, alert in enumerate(self.alerts.own) if alert.id == name]
        return self.place("own", own[0], setting) if own else self.place("packs")

    def unknown(self) -> Iterator[Wrong]:
        """Names that nothing has, and names that two things have."""
        alerts, known = self.alerts, self.known
        for field, values, allowed in (
            ("packs", alerts.packs, self.packs),
            ("enable", alerts.enable, known),
            ("disable", alerts.disable, known),
            ("adjust", tuple(alerts.adjust), known),
            ("parameters", tuple(alerts.parameters), known),
        ):
            by_name = field in ("adjust", "parameters")
            for at, value in enumerate(values):
                if value not in allowed:
                    yield self.place(field, value if by_name else at), _unknown(field, value, allowed)
        yield from self._unknown_in_own_packs()
        yield from self._unknown_in_scopes()
        for alert_id, count in Counter(alert.id for alert in alerts.own).items():
            if count > 1:
                yield self.place("own"), f"two alerts of your own have the id '{alert_id}'; rename one"

    def _unknown_in_own_packs(self) -> Iterator[Wrong]:
        for name, members in self.alerts.own_packs.items():
            if name in packs():
                yield self.place("own_packs", name), f"alerts.own_packs: there is a pack '{name}' already; rename yours"
            for at, member in enumerate(members):
                if member not in self.known:
                    where = self.place("own_packs", name, at)
                    yield where, _unknown(f"own_packs.{name}", member, self.known)

    def _unknown_in_scopes(self) -> Iterator[Wrong]:
        for at, ignored in enumerate(self.alerts.ignore):
            for field, names, allowed in (("packs", ignored.packs, self.packs), ("alerts", ignored.alerts, self.known)):
                for number, name in enumerate(names):
                    if name not in allowed:
                        where = self.place("ignore", at, field, number)
                        yield where, _unknown("packs" if field == "packs" else "ignore", name, allowed)

    def chosen(self) -> tuple[tuple[Alert, ...], list[Wrong]]:
        """The alerts, each with what is given, adjusted and ignored; and what is wrong with them."""
        alerts = self.alerts
        names = {name for pack in alerts.packs for name in self.packs[pack]}
        names |= {*alerts.enable, *alerts.adjust, *alerts.parameters, *(alert.id for alert in alerts.own)}
        found: list[Alert] = []
        wrong: list[Wrong] = []
        for name in sorted(names - set(alerts.disable)):
            try:
                found += self._adjusted(self._given(name))
            except _RefusedError as refused:
                wrong.append((self.place(refused.field, *refused.rest), f"alerts.{refused.field}{refused}"))
        return tuple(found), wrong

    def _given(self, name: str) -> Alert:
        """The alert, with its parameters if it needs any."""
        alert = self.known[name]
        values = self.alerts.parameters.get(name)
        if not alert.parameters and values is None:
            return alert
        try:
            return with_parameters(name, values or {})
        except (KeyError, ValueError) as error:
            own = "is your own alert; write the values into its condition"
            reason = own if isinstance(error, KeyError) else str(error)
            raise _RefusedError("parameters", name, f".{name}: {reason}") from None

    def _adjusted(self, alert: Alert) -> tuple[Alert, ...]:
        """The alert with what is adjusted and ignored; or its twin so, and the alert as it is for the auditor."""
        adjustment = self.alerts.adjust.get(alert.id, Adjustment())
        ignored = self.ignored(alert.id)
        try:
            paging = self._twin(alert, adjustment, ignored) if adjustment.quiet else alert
            paging = paging.model_copy(update={"ignore": self._current(paging.ignore)}) if paging.ignore else paging
            paging = adjustment.model_copy(update={"ignore": self._current(adjustment.ignore or ())}).apply(paging)
        except ValueError as error:
            raise _RefusedError("adjust", alert.id, f".{alert.id}: {_reason(error)}") from None
        try:
            paging = ignoring(paging, ignored)
        except ValueError as error:
            reason = _reason(error).removeprefix(f"{alert.id}: ").rstrip(".")
            remedy = "or name the packs or alerts that the ignore is for"
            raise _RefusedError("ignore", None, f": {alert.id}: {reason}; {remedy}") from None
        return (audited(alert), paging) if adjustment.quiet else (paging,)

    def _twin(self, alert: Alert, adjustment: Adjustment, ignored: tuple[Ignore, ...]) -> Alert:
        if alert.quiet is None and not alert.ignore and not ignored and adjustment.model_fields_set == {"quiet"}:
            raise ValueError("quiet: the twin would ring as often as the alert; add ignore, or another threshold")
        return twin(alert)

    def ignored(self, alert_id: str) -> tuple[Ignore, ...]:
        """What is ignored for this alert besides its own lines."""
        mine = [
            ignored
            for ignored in self.alerts.ignore
            if not (ignored.packs or ignored.alerts)
            or alert_id in ignored.alerts
            or any(alert_id in self.packs[pack] for pack in ignored.packs)
        ]
        return tuple(ignored.alone() for ignored in self._current(mine))

    def _current(self, ignored: Iterable[AnyIgnore]) -> tuple[AnyIgnore, ...]:
        return tuple(some for some in ignored if not some.expired(self.today))


class _RefusedError(Exception):
    """Why an alert cannot be had, and the line that asks for it."""

    def __init__(self, field: str, name: str | None, message: str) -> None:
        self.field = field
        self.rest = (name,) if name is not None else ()
        super().__init__(message)


def _reason(error: ValueError) -> str:
    if isinstance(error, ValidationError):
        return error.errors()[0]["msg"].removeprefix("Value error, ")
    return str(error)


def _unknown(field: str, value: str, known: Mapping[str, object]) -> str:
    if field == "packs":
        return f"alerts.packs: no pack is named '{value}'; known are {', '.join(sorted(known))}"
    close = difflib.get_close_matches(value, known, 1)
    hint = f"did you mean '{close[0]}'?" if close else "see alerts/catalogue, or write it under alerts.own"
    return f"alerts.{field}: no alert is named '{value}'; {hint}"


def _too_many(configuration: Configuration, entry: AccountEntry, alerts: tuple[Alert, ...], at: Path_) -> list[Wrong]:
    """What does not fit CloudWatch's limits, or would ring nowhere."""
    wrong: list[Wrong] = []
    if not alerts and not without_alerts(configuration, entry):
        nothing = f"or say alerts: {NONE}, if the trail alone is to tell (docs/paths.md)"
        wrong.append((at, f"account {entry.name} has no alert: name a pack, or enable one; {nothing}"))
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
        alarm_name = alert.alarm_name or f"{configuration.name}-{alert.id}"
        named.setdefault(("alarm name", alarm_name), []).append(alert.id)
    for (what, name), ids in named.items():
        if len(ids) > 1:
            yield f"the alerts {', '.join(ids)} share the {what} {name}; give each its own"
