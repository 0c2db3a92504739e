"""The page of the ninety faults, made from the table in faults.yaml and from the tests that commit each fault.

What Trailbell says of a fault is taken from its tests, so that the page claims nothing that is not tried: a test names
its row by `@pytest.mark.fault(row)`, and each finding that it expects by a tuple of status, part and field.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from validators.finding import Status

ROOT = Path(__file__).resolve().parent.parent
TESTS = ROOT / "tests" / "validators" / "faults"
TABLE = Path(__file__).with_name("faults.yaml")

_STATUSES = frozenset(map(str, Status))
_TOOLS = {"terraform": "terraform plan", "prowler": "Prowler", "config": "AWS Config", "driftctl": "driftctl"}
_REMARK = re.compile(r" \((run|memory)\)$")
_INTRODUCTION = """\
# Ninety faults

<!-- Made by `make docs` from docs/faults.yaml and the tests in tests/validators/faults/; change it there. -->

What silently keeps an alerting pipeline from ringing, one row each, what `trailbell check` says of it, and what other
tools see.

- **Trailbell says**: status, part and field of the findings, as the tests expect them. `missing`, `changed` and
  `unmanaged` are drift, `unhealthy` is a sign of trouble at run time, `unchecked` is what could not be read and so is
  no pass.
- **tried**: the tests that commit the fault, against a local AWS, or, `(recorded)`, with AWS's answer written down
  where the local AWS cannot show the fault.
- **terraform plan**: Terraform 1.11 with provider 5.100, of a configuration that declares the resource. **Prowler**
  5.46 with its 21 checks on this chain. **AWS Config**: its managed rules, by the documentation of 2023. **driftctl**:
  its last state, of 2025, which finds missing and undeclared resources and compares no attributes.
- `(run)`: seen in a run of that tool on a faulty account. `(memory)`: not looked up. The rest is from source or
  documentation.
"""


@dataclass(frozen=True, slots=True)
class Proof:
    """One test of a row: where it stands, the findings it expects, and whether AWS's answers were written down."""

    file: str
    name: str
    findings: tuple[tuple[str, ...], ...]
    recorded: bool


def table() -> dict[str, dict[int, dict[str, str]]]:
    """The rows by section, as faults.yaml has them."""
    loaded: dict[str, dict[int, dict[str, str]]] = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    return loaded


def proofs(folder: Path = TESTS) -> dict[int, list[Proof]]:
    """The tests of each row, by their markers; nothing is imported."""
    found: dict[int, list[Proof]] = {}
    for path in sorted(folder.glob("test_*.py")):
        for function in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(function, ast.FunctionDef) and (rows := [*_rows(function)]):
                for row in rows:
                    found.setdefault(row, []).append(_proof(path, function))
    return found


def _rows(function: ast.FunctionDef) -> Iterator[int]:
    for decorator in function.decorator_list:
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "pytest.mark.fault":
            yield from (ast.literal_eval(argument) for argument in decorator.args)


def _proof(path: Path, function: ast.FunctionDef) -> Proof:
    arguments = {argument.arg for argument in function.args.args}
    findings = dict.fromkeys(found for node in ast.walk(function) if (found := _finding(node)))
    return Proof(path.name, function.name, tuple(findings), bool(arguments & {"recorded", "stubs"}))


def _finding(node: ast.AST) -> tuple[str, ...] | None:
    """The tuple of status, part and field that this is, if it is one."""
    if not isinstance(node, ast.Tuple) or not all(isinstance(one, ast.Constant) for one in node.elts):
        return None
    values: tuple[Any, ...] = ast.literal_eval(node)
    return values if len(values) == 3 and values[0] in _STATUSES else None  # noqa: PLR2004


def faults_page() -> str:
    """docs/faults.md."""
    found = proofs()
    sections = (_section(title, rows, found) for title, rows in table().items())
    return "\n".join([_INTRODUCTION, _sums(), *sections])


def _sums() -> str:
    """How many rows each tool sees; `partly` also where it sees under a condition."""
    faults = [fault for section in table().values() for fault in section.values()]
    header = ["| of the ninety | sees | partly, or under a condition | misses |", "| --- | --- | --- | --- |"]
    return "\n".join([*header, *(_sum(title, [fault[tool] for fault in faults]) for tool, title in _TOOLS.items()), ""])


def _sum(title: str, verdicts: list[str]) -> str:
    plain = [_REMARK.sub("", verdict) for verdict in verdicts]
    sees, misses = plain.count("sees"), sum(verdict.startswith("misses") for verdict in plain)
    return f"| {title} | {sees} | {len(plain) - sees - misses} | {misses} |"


def _section(title: str, rows: dict[int, dict[str, str]], found: dict[int, list[Proof]]) -> str:
    header = [
        f"| # | fault | Trailbell says | seen by | {' | '.join(_TOOLS.values())} | tried |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    lines = (_row(row, fault, found.get(row, [])) for row, fault in rows.items())
    return "\n".join([f"## {title}", "", *header, *lines, ""])


def _row(row: int, fault: dict[str, str], tests: list[Proof]) -> str:
    others = (fault[tool] for tool in _TOOLS)
    tried = "; ".join(map(_tried, tests))
    cells = (str(row), fault["fault"], _says(fault, tests), f"`{fault['by']}`", *others, tried)
    return f"| {' | '.join(cells)} |"


def _says(fault: dict[str, str], tests: list[Proof]) -> str:
    findings = dict.fromkeys(finding for test in tests for finding in test.findings)
    said = [f"{status} `{'.'.join(filter(None, rest))}`" for status, *rest in findings]
    return "; ".join([*said, *([fault["instead"]] if "instead" in fault else [])])


def _tried(test: Proof) -> str:
    """The name of a test in words, and where it stands; not the line, which moves."""
    link = f"[{test.name.removeprefix('test_').replace('_', ' ')}](../tests/validators/faults/{test.file})"
    return f"{link} (recorded)" if test.recorded else link
