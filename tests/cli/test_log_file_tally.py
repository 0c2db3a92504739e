import io
from typing import Any

from rich.console import Console

from cli.log_file_tally import Tally, with_progress
from validators.chain import Checked, Kind, Verdict


def checked(account: str | None = "111122223333", region: str | None = "eu-west-1", **different: Any) -> Checked:
    given = {"kind": Kind.log_file, "where": "s3://bucket/key", "verdict": Verdict.valid, **different}
    return Checked(account=account, region=region, **given)


def tallied(*found: Checked, verbose: bool = False) -> Tally:
    tally = Tally(verbose=verbose)
    for one in found:
        tally.add(one)
    return tally


def printed(tally: Tally) -> list[str]:
    console = Console(file=io.StringIO(), width=100, highlight=False, markup=False)
    tally.render(console)
    return console.file.getvalue().splitlines()  # type: ignore[attr-defined,no-any-return]


def test_one_account_and_region_are_told_in_one_line() -> None:
    assert printed(tallied(checked(), checked(kind=Kind.digest))) == ["1 digest: 1 valid; 1 log file: 1 valid"]


def test_several_accounts_and_regions_are_told_each() -> None:
    found = [checked(), checked(kind=Kind.digest), checked(region="us-east-1", kind=Kind.digest)]
    found += [checked("444455556666", verdict=Verdict.missing), checked("444455556666", verdict=Verdict.unchecked)]
    lines = [" ".join(line.split()) for line in printed(tallied(*found))[-5:]]
    assert lines == [
        "account region digests log files found",
        "111122223333 eu-west-1 1 1 valid",
        "111122223333 us-east-1 1 0 valid",
        "444455556666 eu-west-1 0 2 1 missing, 1 unchecked",
        "2 digests: 2 valid; 3 log files: 1 valid, 1 missing, 1 unchecked",
    ]


def test_of_very_many_accounts_those_with_something_wrong_are_shown_first() -> None:
    many = [checked(f"{number:012d}") for number in range(150)]
    lines = printed(tallied(*many, checked("999999999999", verdict=Verdict.invalid)))
    assert any(line.startswith("999999999999") and line.endswith("1 invalid") for line in lines)
    assert "and 51 more accounts and regions: see --json" in lines
    assert len([line for line in lines if line.endswith("valid") and line[0].isdigit()]) <= 101


def test_a_table_is_no_wider_than_a_terminal() -> None:
    every = [
        checked(f"{number:012d}", verdict=verdict) for number in range(2) for verdict in Verdict for _ in range(99)
    ]
    assert [line for line in printed(tallied(*every)) if len(line) > 100] == []


def test_json_counts_what_there_is_of_each_account_and_region() -> None:
    found = [checked("444455556666", verdict=Verdict.gap, kind=Kind.period), checked()]
    assert tallied(*found).document()["places"] == [
        {"account": "111122223333", "region": "eu-west-1", "summary": {"log file": {"valid": 1}}},
        {"account": "444455556666", "region": "eu-west-1", "summary": {"period": {"gap": 1}}},
    ]


def test_what_is_about_no_account_is_told_and_counted_once() -> None:
    tally = tallied(checked(None, None, verdict=Verdict.unchecked, kind=Kind.period, reason="could not be read"))
    assert tally.document()["places"] == []
    assert tally.document()["summary"]["period"]["unchecked"] == 1
    assert tally.status() == 2


def test_progress_tells_how_many_accounts_were_looked_at_and_which_is_now() -> None:
    tally = tallied(checked(), checked("444455556666", "us-east-1"))
    assert tally.progress() == "2 accounts, now 444455556666 us-east-1; 0 digests; 2 log files: 2 valid"


def test_progress_of_one_account_and_region_counts_alone() -> None:
    assert tallied(checked()).progress() == "0 digests; 1 log file: 1 valid"


def test_progress_passes_every_verdict_on() -> None:
    found = [checked(), checked("444455556666")]
    assert [*with_progress(found, Tally(verbose=False))] == found
