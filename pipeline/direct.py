"""The direct path: a trail that itself tells of every log file, where an account has no alerts that count events.

docs/paths.md says when to choose it. An account that neither watches nor tells is no pipeline, and refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from alerts.document import Path_
from pipeline.choice import NONE, NoAlerts
from pipeline.configuration import AccountEntry, Configuration
from pipeline.existing import Existing
from pipeline.pipeline import Pipeline

_WATCHING = ("log_group", "role")


def without_alerts(configuration: Configuration, entry: AccountEntry) -> bool:
    """Whether `alerts: none` holds for this account."""
    return isinstance(entry.alerts or configuration.alerts, NoAlerts)


def without_idle_key(pipeline: Pipeline) -> Pipeline:
    """The pipeline less a key that would encrypt nothing: where log files lie elsewhere, only alerts would need one."""
    key = pipeline.key
    keys = [getattr(part, "kms_key_arn", None) for part in pipeline.parts()]
    # Compared as texts: the requirement of a part that exists equals anything.
    if key is None or pipeline.exists(key) or key.arn in map(str, keys):
        return pipeline
    return replace(pipeline, key=None)


def contradictions(configuration: Configuration) -> Iterator[tuple[Path_, str]]:
    """Accounts that tell nobody anything, with alerts or without, and what they name though nothing uses it."""
    if not configuration.destinations and any(
        not without_alerts(configuration, entry) for entry in configuration.accounts
    ):
        yield ("destinations",), "destinations: is missing; name at least one, which alerts ring at"
    if all(without_alerts(configuration, entry) for entry in configuration.accounts):
        yield from _unused(configuration.existing, ("existing",))
    told = bool(configuration.trail.notify or configuration.central)
    for index, entry in enumerate(configuration.accounts):
        if not without_alerts(configuration, entry):
            continue
        own = ("accounts", index)
        if not (told or entry.collector or configuration.collector):
            place = (*own, "alerts") if entry.alerts else ("alerts",)
            remedy = "name a destination as trail.notify (docs/paths.md), or packs of alerts"
            yield place, f"alerts: {NONE}: nobody would be told anything of account {entry.name}; {remedy}"
        yield from _unused(entry.existing, (*own, "existing"))


def _unused(existing: Existing, place: Path_) -> Iterator[tuple[Path_, str]]:
    """What is named there, and only alerts would use."""
    for field in _WATCHING:
        if getattr(existing, field):
            text = f"existing.{field}: with alerts: {NONE} nothing counts events there; remove it, or choose alerts"
            yield (*place, field), text
