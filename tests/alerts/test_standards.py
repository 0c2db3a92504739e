"""What the checkers of others say of the shipped filters: Prowler reads their text, Security Hub wants its own."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from alerts.catalogue import catalogue, packs

CHECKS: dict[str, dict[str, Any]] = json.loads(Path(__file__).with_name("prowler_checks.json").read_text())
"""What Prowler 5.39's checks look for, by the check's name:
https://github.com/prowler-cloud/prowler/tree/master/prowler/providers/aws/services/cloudwatch"""


def expression(check: dict[str, Any]) -> str:
    """The regular expression that the check searches a filter's text for: all parts, mostly in any order."""
    if "in_order" in check:
        return ".+".join(check["in_order"])
    source = [rf"\$\.eventSource\s*=\s*.?{re.escape(check['source'])}"] if "source" in check else []
    names = [rf"\$\.eventName\s*=\s*.?{re.escape(name)}\b" for name in check["names"]]
    others = [rf"\$\.{re.escape(f)}\s*{o}\s*.?{re.escape(v)}" for f, o, v in check.get("others", ())]
    return "".join(f"(?=.*{part})" for part in (*source, *names, *others))


def accepted(check: dict[str, Any], text: str) -> bool:
    return re.search(expression(check), text, re.DOTALL) is not None


@pytest.mark.parametrize("name", CHECKS)
def test_prowler_accepts_the_filter(name: str) -> None:
    (text,) = catalogue()[CHECKS[name]["alert"]].patterns
    assert accepted(CHECKS[name], text)


@pytest.mark.parametrize("name", CHECKS)
def test_prowler_accepts_no_other_of_the_fifteen(name: str) -> None:
    others = [alert_id for alert_id in packs()["cis"] if alert_id != CHECKS[name]["alert"]]
    assert [alert_id for alert_id in others if accepted(CHECKS[name], catalogue()[alert_id].patterns[0])] == []


def test_each_of_the_fifteen_has_its_check() -> None:
    assert sorted(check["alert"] for check in CHECKS.values()) == sorted(packs()["cis"])
