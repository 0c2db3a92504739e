"""Walk every alert of an account from the trail to its destinations, and what the trail itself tells."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.pipeline import Pipeline
from pipeline.watch import watches
from validators.reading import Reading, Unread
from validators.ringing.alert import watching
from validators.ringing.deployed import Deployed
from validators.ringing.link import Chain, Route, Step, unknown
from validators.ringing.notification import routes, tells, told
from validators.ringing.trail import recording, running

TRAIL, LOG_FILES = "trail.notify", "New log files"
"""What the trail's own notices are called among the alerts."""


def walk(desired: Pipeline, reading: Reading) -> tuple[Chain, ...]:
    """The chain of each alert, in the order of the design; `desired` has fingerprints in place of references."""
    return tuple(_chains(Deployed(desired, reading)))


def unwalked(desired: Pipeline, unread: Unread) -> tuple[Chain, ...]:
    """The chain of each alert in an account of which too little could be read, or nothing that makes sense."""
    flaws = (unknown(Step.trail, f"the account could not be read ({unread})"),)
    named = [(alert.id, alert.title) for alert in desired.alerts]
    named += [(TRAIL, LOG_FILES)] if tells(desired) else []
    return tuple(Chain(alert=name, title=title, flaws=flaws) for name, title in named)


def _chains(deployed: Deployed) -> Iterator[Chain]:
    recorded = tuple(recording(deployed))
    known: dict[tuple[Route, ...], tuple[Route, ...]] = {}  # alerts share their routes, mostly
    for watch in watches(deployed.desired):
        found = tuple(routes(deployed, watch.alarm))
        yield Chain(
            alert=watch.alert.id,
            title=watch.alert.title,
            flaws=(*recorded, *watching(deployed, watch)),
            routes=known.setdefault(found, found),
        )
    if tells(deployed.desired):
        yield Chain(alert=TRAIL, title=LOG_FILES, flaws=tuple(running(deployed)), routes=(told(deployed),))
