"""The links between an event and the person on call, and what is wrong with them: what a walk along them tells.

A chain holds only the links that do not hold; all others do. So the chains of a thousand accounts fit in memory.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class LinkState(StrEnum):
    """Whether a link carries what it should. `unknown` where something could not be read; that is never `holds`."""

    holds = "holds"
    broken = "broken"
    unknown = "unknown"


class Step(StrEnum):
    """The links in their order. Those from `topic` on are there once per destination."""

    trail = "trail"
    delivery = "delivery"
    log_group = "log-group"
    filter = "filter"
    metric = "metric"
    alarm = "alarm"
    actions = "actions"
    topic = "topic"
    topic_policy = "topic-policy"
    topic_key = "topic-key"
    subscription = "subscription"
    message_filter = "message-filter"


SHARED = (Step.trail, Step.delivery, Step.log_group, Step.filter, Step.metric, Step.alarm, Step.actions)
"""The links that every destination of an alert needs."""

OWN = (Step.topic, Step.topic_policy, Step.topic_key, Step.subscription, Step.message_filter)
"""The links of one destination."""

_ORDER = {step: index for index, step in enumerate(Step)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """A link that does not hold. `message` is the end of a sentence; `partly` where some events still come through."""

    step: Step
    state: LinkState
    message: str
    partly: bool = False


@dataclass(frozen=True, slots=True)
class Route:
    """The links to one destination, by its name in the configuration."""

    name: str
    flaws: tuple[Flaw, ...] = ()

    @property
    def state(self) -> LinkState:
        """Whether what the alarm sends arrives here."""
        return worst(self.flaws)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """One alert: what is wrong with the links that its destinations share, and with those of each destination."""

    alert: str
    title: str
    flaws: tuple[Flaw, ...] = ()
    routes: tuple[Route, ...] = ()

    @property
    def state(self) -> LinkState:
        """Whether the alert would ring at one destination at least."""
        shared = worst(self.flaws)
        states = {route.state for route in self.routes}
        if shared is LinkState.broken or states == {LinkState.broken} or (shared is LinkState.holds and not states):
            return LinkState.broken
        if shared is LinkState.unknown or LinkState.holds not in states:
            return LinkState.unknown
        return LinkState.holds

    @property
    def whole(self) -> bool:
        """Whether every link to every destination holds."""
        return self.state is LinkState.holds and all(route.state is LinkState.holds for route in self.routes)

    @property
    def sentence(self) -> str:
        """What would happen, beginning with the alert; the first link that is broken, or else not known."""
        title = f'"{self.title}"'
        reached = [route.name for route in self.routes if route.state is LinkState.holds]
        missed = [route for route in self.routes if route.state is not LinkState.holds]
        match self.state:
            case LinkState.holds if missed:
                return f"{title} rings at {listed(reached)}, {self._missed(missed)}"
            case LinkState.holds:
                return f"{title} rings at {listed(reached)}"
            case LinkState.broken:
                flaw = self.first
                always = " always" if flaw is not None and flaw.partly else ""
                return f"{title} would not{always} ring: {self._told(flaw) if flaw else 'it has no destination'}"
            case _:
                flaw = self.first
                return f"{title} may not ring: {self._told(flaw) if flaw else ''}"

    @property
    def first(self) -> Flaw | None:
        """The first link that is broken, where none is the first that is not known; None where every link holds."""
        flaws = [*self.flaws, *(flaw for route in self.routes for flaw in route.flaws)]
        if (state := worst(flaws)) is LinkState.broken and self.state is LinkState.unknown:
            state = LinkState.unknown  # one destination is known to be out of reach, another is not
        return min((flaw for flaw in flaws if flaw.state is state), key=_rank, default=None)

    def _told(self, flaw: Flaw) -> str:
        """The flaw, and where it is one of several destinations that it keeps from ringing."""
        where = [route.name for route in self.routes if flaw in route.flaws]
        return f"at {where[0]}, {flaw.message}" if len(where) == 1 < len(self.routes) else flaw.message

    def _missed(self, routes: list[Route]) -> str:
        told = {route.name: first(route.flaws) for route in routes}
        return "; ".join(
            f"{'not' if flaw.state is LinkState.broken else 'perhaps not'} at {name}: {flaw.message}"
            for name, flaw in told.items()
        )


def worst(flaws: Iterable[Flaw]) -> LinkState:
    """The state of a run of links: broken where one is, else unknown where one is."""
    states = {flaw.state for flaw in flaws}
    return next((state for state in (LinkState.broken, LinkState.unknown) if state in states), LinkState.holds)


def first(flaws: Iterable[Flaw]) -> Flaw:
    """The first flaw along the links, the broken ones before those that are not known."""
    return min(flaws, key=_rank)


def _rank(flaw: Flaw) -> tuple[bool, bool, int]:
    return flaw.state is not LinkState.broken, flaw.partly, _ORDER[flaw.step]


def listed(names: Iterable[str]) -> str:
    """Names as a sentence lists them."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def broken(step: Step, message: str, *, partly: bool = False) -> Flaw:
    """A link that carries nothing, or with `partly` not everything."""
    return Flaw(step=step, state=LinkState.broken, message=message, partly=partly)


def unknown(step: Step, message: str) -> Flaw:
    """A link that nobody could look at."""
    return Flaw(step=step, state=LinkState.unknown, message=message)
