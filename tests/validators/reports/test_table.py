import io
from datetime import UTC, datetime
from typing import Any

import pytest
from rich.console import Console

from alerts.alert import Severity
from alerts.errors import Place
from alerts.terminal import visible
from pipeline.account import Account
from validators.finding import AccountReport, Finding, Shown, Status
from validators.reports import table
from validators.reports.report import LONGEST_VALUE, compose
from validators.ringing.link import Chain, Route

ACCOUNT = Account(name="production", id="111122223333", region="eu-west-1")
HOSTILE = (
    "\x1b[31mred\x1b]0;title\x07 \x9b2J [bold]markup[/bold] [link=https://x.example]link[/link] \u202e\r\n\t\x00end"
)


@pytest.fixture(autouse=True)
def no_forced_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)


def finding(**different: Any) -> Finding:
    plain: dict[str, Any] = {
        "status": Status.changed,
        "part": "alarm",
        "resource": "bell-root-usage",
        "field": "threshold",
        "expected": 1,
        "observed": 5,
        "severity": Severity.critical,
        "message": "Another number of events rings.",
        "repair": "cdktf deploy production",
    }
    return Finding(**{**plain, **different})


def printed(*findings: Finding, terminal: bool = False, width: int = 100) -> str:
    file = io.StringIO()
    console = Console(file=file, width=width, highlight=False, markup=False, force_terminal=terminal or None)
    table.render([AccountReport(ACCOUNT, findings)], console)
    return file.getvalue()


def lines(text: str) -> list[str]:
    """The lines without the blanks that fill them up."""
    return [line.rstrip() for line in text.splitlines()]


def test_finding_is_told_in_five_lines_under_its_account() -> None:
    assert lines(printed(finding())) == [
        "production  111122223333  eu-west-1  drift",
        " critical changed   alarm bell-root-usage threshold",
        "                    Another number of events rings.",
        "          expected  1",
        "          observed  5",
        "          repair    cdktf deploy production",
        "",
        "1 account: 1 drift; findings: 1 changed",
    ]


def test_account_in_sync_is_one_line() -> None:
    assert lines(printed()) == ["production  111122223333  eu-west-1  in sync", "1 account: 1 in sync"]


def test_missing_part_needs_no_values() -> None:
    text = printed(finding(status=Status.missing, field="", expected="present", observed="absent"))
    assert lines(text)[1:4] == [
        " critical missing   alarm bell-root-usage",
        "                    Another number of events rings.",
        "          repair    cdktf deploy production",
    ]


def test_closing_line_counts_accounts_and_findings() -> None:
    file = io.StringIO()
    reports = [
        AccountReport(ACCOUNT, (finding(), finding(status=Status.unchecked))),
        AccountReport(ACCOUNT, (finding(status=Status.unchecked),)),
        AccountReport(ACCOUNT, ()),
    ]
    table.render(reports, Console(file=file, width=100))
    closing = file.getvalue().splitlines()[-1]
    assert closing == "3 accounts: 1 in sync, 1 drift, 1 unchecked; findings: 1 changed, 2 unchecked"


def test_share_without_an_account_is_told_as_such() -> None:
    file = io.StringIO()
    table.render([], Console(file=file, width=100))
    assert file.getvalue() == "0 accounts\n"


def test_not_on_a_terminal_there_are_no_escape_sequences() -> None:
    assert "\x1b" not in printed(finding())


def test_on_a_terminal_the_status_is_coloured() -> None:
    assert "\x1b[1;31mdrift\x1b[0m" in printed(finding(), terminal=True)


@pytest.mark.parametrize("width", [60, 80, 100])
def test_no_line_is_longer_than_the_console(width: int) -> None:
    long = finding(
        resource="arn:aws:sns:eu-west-1:111122223333:" + "bell" * 60,
        field="insufficient_data_actions",
        message="word " * 80,
        expected=("arn:aws:sns:eu-west-1:111122223333:" + "x" * 200,) * 5,
        observed="\N{BELL}\N{FULLWIDTH LATIN CAPITAL LETTER A}" * 400,
        repair="see to " + "y" * 300,
    )
    wide = Console(file=io.StringIO(), width=width)
    assert [line for line in printed(long, width=width).splitlines() if wide.measure(line).maximum > width] == []


def test_name_that_is_longer_than_a_line_is_told_whole() -> None:
    name = "".join(str(number) for number in range(100))
    assert name in "".join(printed(finding(resource=name), width=60).split())


@pytest.mark.parametrize("place", ["resource", "field", "message", "expected", "observed", "repair"])
@pytest.mark.parametrize("terminal", [False, True], ids=["file", "terminal"])
def test_text_of_others_cannot_steer_the_terminal(place: str, terminal: bool) -> None:
    text = printed(finding(**{place: HOSTILE}), terminal=terminal, width=300)
    harmless = printed(finding(**{place: "plain"}), terminal=terminal, width=300)
    assert text.count("\x1b") == harmless.count("\x1b")
    assert len(text.splitlines()) == len(harmless.splitlines())
    for control in ("\x07", "\x9b", "\u202e", "\x00", "\r", "\t"):
        assert control not in text
    assert "[bold]markup[/bold] [link=https://x.example]link[/link]" in text


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ("text", "text"),
        (True, "true"),
        (None, "none"),
        (300, "300"),
        (("a", "b"), '["a", "b"]'),
        ((), "[]"),
        ("", '""'),
    ],
)
def test_value_is_one_line(shown: Shown, expected: str) -> None:
    assert table.value(shown) == expected


def test_value_that_fits_is_whole() -> None:
    assert table.value("x" * LONGEST_VALUE) == "x" * LONGEST_VALUE


def test_long_value_is_cut_and_says_where_the_rest_is() -> None:
    text = table.value("x" * 5000)
    assert text == f"{'x' * LONGEST_VALUE}... (5000 characters, see --json)"


def test_letters_of_all_languages_are_kept() -> None:
    assert visible("Größe 測試 \N{BELL}") == "Größe 測試 \N{BELL}"


def test_a_finding_tells_the_line_that_it_comes_from_and_the_id_that_names_it() -> None:
    report = AccountReport(ACCOUNT, (finding(),))
    composed = compose([report], datetime(2026, 1, 1, tzinfo=UTC), lambda *_: Place("trailbell.yaml", 7, 3))
    file = io.StringIO()
    table.render([report], Console(file=file, width=100), composed.entries)
    assert f"from      trailbell.yaml:7:3  [{composed.entries[0].fingerprint[:8]}]" in file.getvalue()


def concerned(resource: str, *alerts: str, total: int = 83) -> list[str]:
    """What the table says of the alerts that depend on a resource, of so many in all."""
    chains = tuple(Chain(alert=f"alert-{number}", title="", routes=(Route("on-call"),)) for number in range(total))
    report = AccountReport(ACCOUNT, (finding(resource=resource, alerts=alerts),), chains=chains)
    file = io.StringIO()
    table.render([report], Console(file=file, width=100, highlight=False))
    return [
        line.split(maxsplit=1)[1].rstrip()
        for line in file.getvalue().splitlines()
        if line.startswith(" " * 10 + "alerts")
    ]


@pytest.mark.parametrize(
    ("alerts", "told"),
    [
        ([], []),
        (["root-usage"], ["root-usage"]),
        (["a", "b", "c"], ["a, b, c"]),
        (["a", "b", "c", "d", "e"], ["a, b, c and 2 more"]),
        ([f"alert-{number}" for number in range(83)], ["all 83 alerts"]),
        (["\x1b[31m"], ["\ufffd[31m"]),
    ],
)
def test_alerts_that_depend_on_it_are_told_in_one_line(alerts: list[str], told: list[str]) -> None:
    assert concerned("bell", *alerts) == told


def test_alert_that_the_resource_is_named_after_is_not_told_again() -> None:
    assert concerned("bell-root-usage", "root-usage") == []


def test_only_alert_that_there_is_goes_by_its_name() -> None:
    assert concerned("bell", "alert-0", total=1) == ["alert-0"]
