"""Which controls of CIS and AWS Security Hub a set of alerts meets, and which checkers accept their texts.

Speaks of the controls that ask for an alert. Two checkers read the text of a filter and not its meaning: Security Hub
wants its own text, Prowler certain clauses (alerts/prowler.py). Asks neither of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from alerts.alert import Alert
from alerts.catalogue import catalogue
from alerts.filter_patterns import FilterPatterns
from alerts.pattern import same_meaning
from alerts.prowler import CHECKS

CIS_VERSIONS = ("1.2", "1.4", "1.5", "2.0", "3.0", "4.0", "5.0", "6.0", "7.0")
NEWEST_IN_SECURITY_HUB = "5.0"
"""https://docs.aws.amazon.com/securityhub/latest/userguide/cis-aws-foundations-benchmark.html"""

_MONITORING = {"1.2": "3", "6.0": "5", "7.0": "5"}
"""The section on monitoring, where it is not 4."""

_SECURITY_HUB = {1: 2, 2: 3, 3: 1}
"""CIS's subject to the number in Security Hub's CloudWatch controls, where they differ."""

_LAST_IN_SECURITY_HUB = 14


Deployed = Sequence[tuple[Alert, FilterPatterns]]


class Verdict(StrEnum):
    """Whether a control is met. With another text of the same meaning, Security Hub may say no."""

    met = "yes"
    other_text = "other text"
    unmet = "no"
    outside = "outside"
    """Nothing that Trailbell deploys can meet it."""


@dataclass(frozen=True, slots=True)
class Control:
    """A control or check, by the name its standard gives it, and the verdict."""

    name: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Texts:
    """What the checkers say of one alert's text; None where a checker has no such control."""

    alert: str
    security_hub: Verdict | None
    prowler: Verdict | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """One subject of the standards: its controls, the alerts that are for it, and those that are missing."""

    subject: str
    cis: Control | None = None
    security_hub: Control | None = None
    prowler: Control | None = None
    texts: tuple[Texts, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def unmet(self) -> bool:
        """Whether CIS's or Security Hub's control is not met, though it could be."""
        verdicts = {control.verdict for control in (self.cis, self.security_hub) if control}
        return not verdicts <= {Verdict.met, Verdict.outside}


def coverage(alerts: Iterable[Alert], version: str) -> tuple[Coverage, ...]:
    """The controls of this version of CIS that ask for an alert, with Security Hub's and Prowler's for the subject."""
    standard = f"CIS {version}: "
    named = {name for alert in catalogue().values() for name in alert.controls if name.startswith(standard)}
    numbers = sorted((name.removeprefix(standard) for name in named), key=_by_number)
    deployed = [(alert, FilterPatterns.of(alert)) for alert in alerts]
    return tuple(_coverage(deployed, version, number) for number in numbers)


def _by_number(number: str) -> tuple[int, ...]:
    return tuple(map(int, number.split(".")))


def _coverage(deployed: Deployed, version: str, number: str) -> Coverage:
    cis = f"CIS {version}: {number}"
    subject = _subject(version, number)
    hub = _security_hub(subject)
    # From CIS 5.0 on, one control asks for one event more than Security Hub's text holds: it takes two alerts.
    needed = {alert.id: alert.title for name in (cis, _named(hub)) for alert in _naming(name, catalogue().values())}
    alerts = [alert for alert, _ in deployed]
    meant = {*needed, *(alert.id for name in (cis, _named(hub)) for alert in _naming(name, alerts))}
    said = [_texts(alert.id, filters, hub, subject) for alert, filters in deployed]
    texts = tuple(text for text in said if text.alert in meant or Verdict.met in (text.security_hub, text.prowler))
    own = any(alert.id not in catalogue() for alert in _naming(cis, alerts))
    missing = () if own else tuple(needed.keys() - {alert.id for alert in alerts})
    return Coverage(
        subject=[*needed.values()][-1],
        cis=Control(number, Verdict.unmet if missing else Verdict.met),
        security_hub=_best(hub, [text.security_hub for text in texts]),
        prowler=_best(CHECKS[subject].name if subject else None, [text.prowler for text in texts]),
        texts=texts,
        missing=missing,
    )


def _subject(version: str, number: str) -> int | None:
    """The subject's number in the section on monitoring, which is the same in every version."""
    section, _, subject = number.partition(".")
    return int(subject) if section == _MONITORING.get(version, "4") else None


def _security_hub(subject: int | None) -> str | None:
    if subject is None or subject > _LAST_IN_SECURITY_HUB:
        return None
    return f"CloudWatch.{_SECURITY_HUB.get(subject, subject)}"


def _named(hub: str | None) -> str:
    return f"Security Hub: {hub}"


def _naming(control: str, alerts: Iterable[Alert]) -> Iterable[Alert]:
    return (alert for alert in alerts if control in alert.controls)


def _texts(alert_id: str, filters: FilterPatterns, hub: str | None, subject: int | None) -> Texts:
    return Texts(
        alert=alert_id,
        security_hub=_security_hub_says(filters, hub) if hub else None,
        prowler=_prowler_says(filters, subject) if subject else None,
    )


def _security_hub_says(filters: FilterPatterns, hub: str) -> Verdict:
    """Security Hub wants the prescribed text without an addition."""
    prescribed = _prescribed(hub)
    if prescribed.texts[0] in filters.texts:
        return Verdict.met
    meant = any(same_meaning(pattern, prescribed.patterns[0]) for pattern in filters.patterns)
    return Verdict.other_text if meant else Verdict.unmet


@cache
def _prescribed(hub: str) -> FilterPatterns:
    """The catalogue holds Security Hub's texts to the letter."""
    (alert,) = _naming(_named(hub), catalogue().values())
    return FilterPatterns.of(alert)


def _prowler_says(filters: FilterPatterns, subject: int) -> Verdict:
    return Verdict.met if any(map(CHECKS[subject].accepts, filters.texts)) else Verdict.unmet


def _best(name: str | None, verdicts: Iterable[Verdict | None]) -> Control | None:
    """The control met by whichever text meets it best."""
    if name is None:
        return None
    given = {*verdicts}
    return Control(name, next((verdict for verdict in Verdict if verdict in given), Verdict.unmet))
