import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from alerts.errors import InputError
from tests.validators.reports.sample import HOSTILE, MISSING, PRODUCTION, STAGING, UNCHECKED, finding
from tests.validators.reports.walked_sample import RINGING, WALKED
from validators.finding import AccountReport, Shown
from validators.reports import json as report
from validators.reports.schema import read, schema

PUBLISHED = Path(__file__).parents[3] / "docs/report.schema.json"
VALUES = (True, False, 5, 0.5, None, "text", "", ("a", ("b", 1)), (), HOSTILE)
REPORTS = (
    AccountReport(PRODUCTION, (MISSING, UNCHECKED, *(finding(expected=value) for value in VALUES))),
    AccountReport(STAGING, ()),
)


def document(**different: Any) -> dict[str, Any]:
    return {**json.loads(report.render(REPORTS)), **different}


def written(path: Path, text: str) -> Path:
    part = path / "part.json"
    part.write_text(text, encoding="utf-8")
    return part


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as refused:
        read(path)
    return str(refused.value)


def test_report_is_valid_by_the_published_schema() -> None:
    published = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(published)
    assert [error.message for error in Draft202012Validator(published).iter_errors(document())] == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"schema": 2},
        {"more": 1},
        {"accounts": [{}]},
        {"summary": {}},
        {"accounts": [{**document()["accounts"][1], "id": "1"}]},
    ],
)
def test_what_is_no_report_is_not_valid_by_the_published_schema(wrong: dict[str, Any]) -> None:
    assert not Draft202012Validator(json.loads(schema())).is_valid(document(**wrong))


def test_report_comes_back_as_it_was(tmp_path: Path) -> None:
    back = read(written(tmp_path, report.render(REPORTS))).accounts
    assert [one.findings for one in back] == [one.findings for one in REPORTS]
    assert [(one.account.name, one.account.id, one.account.region) for one in back] == [
        ("production", "111122223333", "eu-west-1"),
        ("staging", "444455556666", "us-east-1"),
    ]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_value_keeps_its_kind(tmp_path: Path, value: Shown) -> None:
    part = written(tmp_path, report.render([AccountReport(PRODUCTION, (finding(expected=value),))]))
    back = read(part).accounts[0].findings[0].expected
    assert (back, type(back)) == (value, type(value))


def test_name_of_an_account_cannot_steer_a_terminal(tmp_path: Path) -> None:
    part = written(tmp_path, report.render(REPORTS).replace("production", r"\u001b[31m"))
    assert read(part).accounts[0].account.name == "\N{REPLACEMENT CHARACTER}[31m"


@pytest.mark.parametrize("text", ["", "no json", "[" * 100_000, '{"schema": 1'])
def test_what_is_no_json_is_told_with_the_remedy(tmp_path: Path, text: str) -> None:
    assert refusal(written(tmp_path, text)) == (
        f"{tmp_path}/part.json: is no JSON; give what `trailbell check --json` printed"
    )


def test_what_is_no_text_is_told_with_the_remedy(tmp_path: Path) -> None:
    part = tmp_path / "part.json"
    part.write_bytes(b'"\xff"')
    assert "is no JSON" in refusal(part)


def test_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.json") == f"{tmp_path}/none.json: cannot read this file: No such file or directory"


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"schema": 2}, "schema: Input should be 1"),
        ({"more": 1}, "more: Extra inputs are not permitted"),
        ({"accounts": [{**document()["accounts"][1], "id": "12"}]}, "accounts.0.id: String should match pattern"),
        ({"accounts": [{**document()["accounts"][1], "region": "\x1b"}]}, "accounts.0.region: String should match"),
    ],
)
def test_report_of_another_form_is_told_by_its_place(tmp_path: Path, wrong: dict[str, Any], message: str) -> None:
    assert refusal(written(tmp_path, json.dumps(document(**wrong)))).startswith(f"{tmp_path}/part.json: {message}")


def test_of_many_mistakes_the_first_are_told(tmp_path: Path) -> None:
    accounts = [{"name": str(number)} for number in range(100)]
    assert len(refusal(written(tmp_path, json.dumps(document(accounts=accounts)))).splitlines()) == 5


def test_chains_come_back_as_they_were(tmp_path: Path) -> None:
    reports = [WALKED, RINGING]
    back = read(written(tmp_path, report.render(reports))).accounts
    assert [one.chains for one in back] == [one.chains for one in reports]


def test_chains_are_valid_by_the_published_schema() -> None:
    published = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    assert Draft202012Validator(published).is_valid(json.loads(report.render([WALKED])))


def test_report_of_an_earlier_version_has_no_chains(tmp_path: Path) -> None:
    assert read(written(tmp_path, report.render(REPORTS))).accounts[0].chains == ()
