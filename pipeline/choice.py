"""Which alerts are deployed, as the user writes it: packs, single alerts, changes, and what is ignored."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from alerts.alert import Alert, Severity
from alerts.alert_values import Comparison, MissingData, Period, Statistic, Threshold
from alerts.catalogue import catalogue
from alerts.condition_values import ALSO_ALONE, Section, one_or_many
from alerts.form import shown
from alerts.ignore import Ignore
from alerts.shorthand import expand
from pipeline.section import AT_LEAST_ONE, Form

PackName = Annotated[
    str,
    Form(
        r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$",
        "should be lower-case words joined by hyphens that begin with a letter, such as our-pack",
    ),
]
GivenValues = dict[str, Annotated[tuple[str, ...], BeforeValidator(one_or_many), ALSO_ALONE]]

_NOT_COPIED = frozenset({"id", "metric_name", "filter_name", "alarm_name", "packs", "quiet"})
_LOOKED_FOR = frozenset({"condition", "pattern"})


class ScopedIgnore(Ignore):
    """Events that do not count, for all alerts or only for some. The keys of a condition, and why."""

    packs: tuple[str, ...] = Field((), description="Only for the alerts of these packs.")
    alerts: tuple[str, ...] = Field((), description="Only for these alerts; with `packs`, also for these.")

    def alone(self) -> Ignore:
        """The ignore without its scope, as an alert takes it."""
        return Ignore.model_validate(self.model_dump(exclude_unset=True, exclude={"packs", "alerts"}))


class Adjustment(Section):
    """What differs from the alert as shipped."""

    severity: Severity | None = Field(None, description="Another severity.")
    threshold: Threshold | None = Field(None, description="Another threshold.")
    period: Period | None = Field(None, description="Another period, in seconds.")
    evaluation_periods: int | None = Field(None, ge=1, description="Another number of periods.")
    datapoints_to_alarm: int | None = Field(None, ge=1, description="How many of these periods must breach.")
    statistic: Statistic | None = Field(None, description="Another statistic.")
    comparison: Comparison | None = Field(None, description="Another comparison.")
    missing_data: MissingData | None = Field(None, description="Another meaning of times without data.")
    notify_ok: bool | None = Field(None, description="Whether destinations are told of OK.")
    notify_insufficient_data: bool | None = Field(
        None, description="Whether they are told of missing data; it comes only with `missing_data: missing`."
    )
    destinations: Annotated[tuple[str, ...], AT_LEAST_ONE] | None = Field(
        None, description="Where it rings, instead of the route of its severity."
    )
    ignore: tuple[Ignore, ...] | None = Field(None, description="Events that do not count, on top of the alert's own.")
    quiet: bool | None = Field(
        None,
        description="Keep the alert as it is, with low severity, and page on a twin `ID-quiet` that all of this, and "
        "everything that is ignored, applies to.",
    )

    def apply(self, alert: Alert) -> Alert:
        """The alert with what is set here; raises ValueError where the result is no alert."""
        said = self.model_dump(exclude_none=True, exclude_unset=True, exclude={"quiet", "ignore"})
        changed = Alert.model_validate(alert.model_dump(exclude_unset=True) | said) if said else alert
        return ignoring(changed, self.ignore or ())


def ignoring(alert: Alert, ignored: tuple[Ignore, ...]) -> Alert:
    """The alert without these events; raises ValueError where CloudWatch does not take it."""
    if not ignored:
        return alert
    said = {"ignore": [some.model_dump(exclude_unset=True) for some in (*alert.ignore, *ignored)]}
    return Alert.model_validate(alert.model_dump(exclude_unset=True) | said)


def _copied(written: Any) -> Any:
    """An alert of one's own that starts from a shipped one: everything that it does not name stays."""
    if not isinstance(written, dict) or "copy" not in written:
        return written
    source = _shipped(str(written["copy"]))
    own = expand({key: value for key, value in written.items() if key != "copy"})
    left_out = set(_NOT_COPIED)
    if _LOOKED_FOR & own.keys():
        left_out |= _LOOKED_FOR | {"examples"}
    if (_LOOKED_FOR | {"ignore"}) & own.keys():
        left_out.add("controls")
    return source.model_dump(exclude_unset=True, exclude=left_out) | own


def _shipped(alert_id: str) -> Alert:
    found = catalogue().get(alert_id)
    if found is None:
        close = difflib.get_close_matches(alert_id, catalogue(), 1)
        hint = f"did you mean '{close[0]}'?" if close else "see docs/alerts.md"
        raise ValueError(f"copy: no shipped alert is named '{alert_id}'; {hint}")
    if found.parameters:
        raise ValueError(f"copy: '{alert_id}' needs parameters; give them under alerts.parameters instead")
    return found


class _OrCopy:
    """In the JSON Schema: `copy` and `id` are enough, beside whatever changes."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        copy = {"type": "object", "required": ["copy", "id"], "properties": {"copy": {"type": "string"}}}
        return {"anyOf": [handler(schema), copy]}


OwnAlert = Annotated[Alert, BeforeValidator(_copied), _OrCopy()]


class Alerts(Section):
    """Which alerts are deployed. What an account says replaces the common line; what it adjusts is added to them."""

    packs: tuple[str, ...] = Field((), description="Packs of the catalogue, such as cis; `all` holds every alert.")
    enable: tuple[str, ...] = Field((), description="Single alerts of the catalogue on top.")
    disable: tuple[str, ...] = Field((), description="Alerts that are not deployed after all.")
    adjust: dict[str, Adjustment] = Field({}, description="Changes per alert; an alert named here is deployed too.")
    own: tuple[OwnAlert, ...] = Field(
        (), description="Alerts of your own, as in the catalogue; with `copy: ID` all that is not said is as shipped."
    )
    own_packs: dict[PackName, tuple[str, ...]] = Field({}, description="Packs of your own: a name, and its alerts.")
    ignore: tuple[ScopedIgnore, ...] = Field((), description="Events that do not count; an account adds its own.")
    parameters: dict[str, GivenValues] = Field(
        {}, description="What alerts need to know, by alert and name; an alert named here is deployed too."
    )

    def merged(self, account: Alerts) -> Alerts:
        """These common lines with an account's own on top."""
        if isinstance(account, NoAlerts):
            return account
        said = {name: getattr(account, name) for name in account.model_fields_set}
        adjust = {**self.adjust, **account.adjust}
        for name in self.adjust.keys() & account.adjust.keys():
            own = account.adjust[name]
            adjust[name] = self.adjust[name].model_copy(update={key: getattr(own, key) for key in own.model_fields_set})
        added = {
            "adjust": adjust,
            "own_packs": {**self.own_packs, **account.own_packs},
            "ignore": (*self.ignore, *account.ignore),
            "parameters": {**self.parameters, **account.parameters},
        }
        return self.model_copy(update=said | added)


class NoAlerts(Alerts):
    """`alerts: none`: nothing is counted and no alarm made; whoever is told is told of log files, by the trail itself.

    A word of its own, so that an empty list of packs stays the mistake that it mostly is.
    """

    def merged(self, account: Alerts) -> Alerts:
        """An account's own lines alone."""
        return account


NONE = "none"


def _chosen(written: Any) -> Any:
    if written == NONE:
        return NoAlerts()
    if not isinstance(written, Mapping | Alerts):
        raise ValueError(f"should hold keys and values, or the word {NONE} (docs/paths.md), got {shown(written)}")
    return written


class _OrNone:
    """In the JSON Schema: the section, or the word."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [handler(schema), {"const": NONE}]}


AlertsOrNone = Annotated[Alerts, BeforeValidator(_chosen), _OrNone()]
