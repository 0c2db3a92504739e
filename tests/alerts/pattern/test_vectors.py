"""Patterns, events and verdicts: the language as a whole.

`vectors.jsonl` is the project's own, written from the rules; "match": null means that the pattern is refused, "why"
names the rule. Where the recorded results of CloudWatch's TestMetricFilter lie beside the repository, they are run too.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from alerts.pattern import PatternSyntaxError, parse

OWN = Path(__file__).with_name("vectors.jsonl")
RECORDED = Path(__file__).parents[4] / "shared" / "vectors" / "patterns.jsonl"
NOT_EVIDENCE = ("UNVERIFIED", "DISPUTED")

Row = tuple[str, str | None, bool | None]


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def rows(path: Path, reason: str) -> list[object]:
    return [
        pytest.param((row["pattern"], row["event"], row["match"]), id=f"{number}: {row[reason][:60]}")
        for number, row in enumerate(read(path), 1)
        if not any(word in row[reason] for word in NOT_EVIDENCE)
    ]


def recorded_rows() -> list[object]:
    if RECORDED.exists():
        return rows(RECORDED, "note")
    missing = "the recorded vectors (shared/vectors/patterns.jsonl) are not beside this repository: only its own ran"
    return [pytest.param(("", "", True), marks=pytest.mark.skip(reason=missing), id="recorded vectors absent")]


def verdict(row: Row) -> bool | None:
    pattern, event, _ = row
    try:
        return parse(pattern).matches(event or "")
    except PatternSyntaxError:
        return None


@pytest.mark.parametrize("row", rows(OWN, "why"))
def test_the_verdict_is_that_of_the_rules(row: Row) -> None:
    assert verdict(row) is row[2]


@pytest.mark.parametrize("row", recorded_rows())
def test_the_verdict_is_that_of_cloudwatch(row: Row) -> None:
    assert verdict(row) is row[2]


ACCEPTED = sorted({row["pattern"] for row in read(OWN) if row["match"] is not None})


@pytest.mark.parametrize("pattern", ACCEPTED)
def test_the_printed_pattern_parses_back_to_the_same(pattern: str) -> None:
    assert parse(str(parse(pattern))) == parse(pattern)
