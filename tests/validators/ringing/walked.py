"""A designed account that was changed on paper, and what a walk along its chains says of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any

from alerts.alert import Severity
from pipeline.pipeline import Part, Pipeline, identity
from tests.validators.designed import designed, resolved
from validators.reading import Observation, Reading, Unobserved, Unread
from validators.ringing.link import Chain
from validators.ringing.walk import TRAIL, walk

DENIED = Unread("sns:GetTopicAttributes", "access denied")
PIPELINE = resolved(designed())
ROOT, BUSY = "cis-root-usage", "busy-region"
"""The alerts of the pipeline: the first rings at on-call, the other at on-call and platform."""


def part(kind: str, name: str = "") -> Any:
    """The designed part of a kind whose name holds this text."""
    return next(one for one in PIPELINE.parts() if identity(one)[0] == kind and name in one.name)


def chains(
    *changed: Part,
    without: Iterable[Part] = (),
    failed: dict[str, Unread] | None = None,
    observations: Iterable[Observation] = (),
    unobserved: Iterable[Unobserved] = (),
    pipeline: Pipeline = PIPELINE,
) -> dict[str, Chain]:
    """The chains by alert, of an account as designed but for what was changed, taken away or could not be read.

    What the trail itself tells of log files is no alert: see `notices`.
    """
    every = _walked(*changed, without=without, failed=failed, observations=observations, unobserved=unobserved,
                    pipeline=pipeline)  # fmt: skip
    return {chain.alert: chain for chain in every if chain.alert != TRAIL}


def notices(*changed: Part, **how: Any) -> Chain:
    """The chain of the trail's own notices of log files."""
    return next(chain for chain in _walked(*changed, **how) if chain.alert == TRAIL)


def _walked(
    *changed: Part,
    without: Iterable[Part] = (),
    failed: dict[str, Unread] | None = None,
    observations: Iterable[Observation] = (),
    unobserved: Iterable[Unobserved] = (),
    pipeline: Pipeline = PIPELINE,
) -> tuple[Chain, ...]:
    failed = failed or {}
    gone = {identity(one) for one in without}
    parts = {identity(one): one for one in pipeline.parts()} | {identity(one): one for one in changed}
    left = [one for key, one in parts.items() if key not in gone and key[0] not in failed]
    reading = Reading(parts=left, observations=[*observations], failed=failed, unobserved=[*unobserved])
    return walk(pipeline, reading)


def sentence(*changed: Part, alert: str = ROOT, **how: Any) -> str:
    """What is said of one alert."""
    return chains(*changed, **how)[alert].sentence


def but(one: Part | Pipeline, **different: Any) -> Any:
    """A part, or a whole pipeline, with some fields changed."""
    return dataclasses.replace(one, **different)


def observation(kind: str, resource: str, field: str, observed: str = "", **different: Any) -> Observation:
    """A critical sign of ill health."""
    plain: dict[str, Any] = {"expected": "", "severity": Severity.critical, "message": "It ails.", "repair": "heal it"}
    return Observation(part=kind, resource=resource, field=field, observed=observed, **{**plain, **different})
