"""Every fault is committed by a test, and the page says only what the tests expect."""

import re
import textwrap
from pathlib import Path

import pytest

from docs import faults


def test_table_has_the_ninety_rows_in_order() -> None:
    assert [row for section in faults.table().values() for row in section] == [*range(1, 91)]


def test_every_fault_has_a_test() -> None:
    assert sorted(set(range(1, 91)) - set(faults.proofs())) == []


def test_every_test_of_a_fault_names_a_row_of_the_table() -> None:
    assert sorted(set(faults.proofs()) - set(range(1, 91))) == []


def test_every_fault_is_told_by_a_finding_or_by_what_stands_in_its_place() -> None:
    rows = {row: fault for section in faults.table().values() for row, fault in section.items()}
    found = faults.proofs()
    assert [row for row in found if "instead" not in rows[row] and not any(test.findings for test in found[row])] == []


@pytest.mark.parametrize("tool", ["terraform plan", "Prowler", "AWS Config", "driftctl"])
def test_sums_of_each_tool_come_to_ninety(tool: str) -> None:
    (line,) = (line for line in faults.faults_page().splitlines() if re.match(rf"\| {tool} \| \d", line))
    assert sum(map(int, re.findall(r"\d+", line))) == 90


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    source = """
        @pytest.mark.fault(3)
        def test_one(deployed):
            assert told(deployed) == {("changed", "trail", "logging"), ("not", "a", "status")}

        @pytest.mark.fault(3, 4)
        def test_two(deployed, recorded):
            assert ("unhealthy", "trail", "health") in told(deployed)

        def test_of_no_fault(): ...
    """
    (tmp_path / "test_trail_faults.py").write_text(textwrap.dedent(source))
    return tmp_path


def test_findings_are_the_tuples_of_a_test_that_begin_with_a_status(folder: Path) -> None:
    assert [test.findings for test in faults.proofs(folder)[3]] == [
        (("changed", "trail", "logging"),),
        (("unhealthy", "trail", "health"),),
    ]


def test_test_may_commit_several_faults(folder: Path) -> None:
    assert [test.name for test in faults.proofs(folder)[4]] == ["test_two"]


def test_recorded_answers_are_told_from_a_local_aws(folder: Path) -> None:
    assert [test.recorded for test in faults.proofs(folder)[3]] == [False, True]
