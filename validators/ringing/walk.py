"""Walk every alert of an account from the trail to its destinations."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.pipeline import Pipeline
from pipeline.watch import watches
from validators.reading import Reading, Unread
from validators.ringing.alert import watching
from validators.ringing.deployed import Deployed
from validators.ringing.link import Chain, Route, Step, unknown
from validators.ringing.notification import routes
from validators.ringing.trail import recording


def walk(desired: Pipeline, reading: Reading) -> tuple[Chain, ...]:
    """The chain of each alert, in the order of the design; `desired` has fingerprints in place of references."""
    return tuple(_chains(Deployed(desired, reading)))


def unwalked(desired: Pipeline, unread: Unread) -> tuple[Chain, ...]:
    """The chain of each alert in an account of which too little could be read, or nothing that makes sense."""
    flaws = (unknown(Step.trail, f"the account could not be read ({unread})"),)
    return tuple(Chain(alert=alert.id, title=alert.title, flaws=flaws) for alert in desired.alerts)


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
