"""The table of our rules, made from their files; the rest of docs/policies.md is written by hand."""

from __future__ import annotations

import re
from pathlib import Path

from policies import FOLDER

PAGE = Path(__file__).parent / "policies.md"
BEGIN, END = "<!-- Made by `make docs` from policies/. -->", "<!-- end -->"

_RULE = re.compile(r'(?:id=)?"(TRAILBELL_\w+)",\s+(?:name=)?"([^"]+)"')
"""The id and the name as they stand in a rule's file; to import the rules would take checkov, and seconds."""


def policies_page() -> str:
    """docs/policies.md with the table as it should be."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    return f"{before}{BEGIN}\n\n{_table()}\n\n{END}{rest.partition(END)[2]}"


def _table() -> str:
    return "\n".join(["| rule | what must hold |", "| --- | --- |", *map(_row, sorted(FOLDER.glob("*/[!_]*.py")))])


def _row(path: Path) -> str:
    found = _RULE.search(path.read_text(encoding="utf-8"))
    if found is None:
        raise ValueError(f"{path} has no rule with an id and a name")
    return f"| [`{found[1]}`](../policies/{path.relative_to(FOLDER)}) | {found[2]} |"
