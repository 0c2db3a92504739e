from html.parser import HTMLParser

import pytest

from alerts.alert import Severity
from tests.validators.reports.sample import MISSING, PRODUCTION, STAGING, UNCHECKED, finding, hostile, of, run
from tests.validators.reports.walked_sample import HOSTILE_CHAIN, RINGING, WALKED
from validators.finding import AccountReport
from validators.reports.markdown import MAXIMUM_BYTES, MOST_SENTENCES, render


def tags(text: str) -> set[str]:
    found: set[str] = set()

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.add(tag)
            assert attrs == []

        def handle_comment(self, data: str) -> None:
            raise AssertionError(data)

    Tags().feed(text)
    return found


def test_finding_is_a_row_below_the_counts() -> None:
    report = run(AccountReport(PRODUCTION, (finding(),)), AccountReport(STAGING, ()))
    assert render(report).splitlines() == [
        "## Trailbell: 1 of 2 accounts not in sync",
        "",
        "Accounts: 1 in sync, 1 drift. Findings: 1 medium. Checked at 2026-03-07 08:05 UTC.",
        "",
        "<table>",
        "<tr><th>Severity</th><th>Status</th><th>Account</th><th>What</th><th>Meaning</th><th>Expected</th>"
        "<th>Observed</th><th>Repair</th></tr>",
        "<tr><td>medium</td><td>changed</td><td><code>production</code></td>"
        "<td><code>alarm bell-root-usage threshold</code></td><td>Another number of events rings.</td>"
        "<td><code>1</code></td><td><code>5</code></td><td>cdktf deploy production</td></tr>",
        "</table>",
    ]


def test_all_in_sync_is_one_heading_and_no_table() -> None:
    assert render(of()).splitlines() == [
        "## Trailbell: 1 account in sync",
        "",
        "Accounts: 1 in sync. Findings: none. Checked at 2026-03-07 08:05 UTC.",
    ]


def test_missing_part_needs_no_values() -> None:
    assert "<td></td><td></td>" in render(of(MISSING))


def test_account_that_could_not_be_read_is_not_in_sync() -> None:
    assert render(of(UNCHECKED)).startswith("## Trailbell: 1 of 1 account not in sync\n\nAccounts: 1 unchecked.")


def test_text_from_aws_makes_no_markup_and_ends_no_table() -> None:
    text = render(hostile())
    assert tags(text) == {"table", "tr", "th", "td", "code"}
    table = text[text.index("<table>") :]
    assert "\n\n" not in table  # a blank line would end the HTML block, and Markdown would begin
    assert len(table.splitlines()) == 4
    assert all(line.isprintable() for line in text.replace("\N{WORD JOINER}", "").splitlines())


@pytest.mark.parametrize("column", ["message", "repair"])
def test_text_mentions_nobody(column: str) -> None:
    assert "@somebody" not in render(of(finding(**{column: "ask @somebody"})))


def test_summary_stays_within_what_github_takes_and_counts_what_it_leaves_out() -> None:
    wide = "\N{FULLWIDTH AMPERSAND}&" * 2000
    findings = [finding(resource=f"{number} {wide}", severity=Severity.low) for number in range(200)]
    text = render(of(MISSING, *findings))
    size = len(text.encode())
    assert 0.9 * MAXIMUM_BYTES < size <= MAXIMUM_BYTES < 1024 * 1024
    rows = text.count("<tr><td>")
    assert text.endswith(f"</table>\n\n{201 - rows} more findings: see the other reports of this run.\n")
    assert "trail bell" in text


def test_alerts_that_would_not_ring_are_told_above_the_findings() -> None:
    lines = render(run(WALKED)).splitlines()
    assert "Alerts: 3 of 6 alerts would ring, of 1 it is not known." in lines[2]
    assert "<li><code>production</code> &quot;Root used&quot; would not ring: the alarm is off</li>" in lines


def test_account_whose_alerts_ring_is_only_counted() -> None:
    text = render(run(RINGING))
    assert "Alerts: 1 of 1 alert would ring." in text
    assert "<li>" not in text


def test_names_of_others_in_chains_make_no_markup() -> None:
    text = render(run(AccountReport(PRODUCTION, (), chains=(HOSTILE_CHAIN,))))
    assert tags(text) == {"ul", "li", "code"}
    assert "@somebody" not in text


def test_many_silent_alerts_are_counted() -> None:
    accounts = [AccountReport(PRODUCTION, (), chains=WALKED.chains)] * 9
    text = render(run(*accounts))
    assert text.count("<li>") == MOST_SENTENCES + 1
    assert "<li>and 16 more</li>" in text
