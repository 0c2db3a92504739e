import io

import pytest
from rich.console import Console

from tests.validators.reports.sample import PRODUCTION
from tests.validators.reports.walked_sample import CHAINS, HOSTILE_CHAIN, RINGING, WALKED, chain
from validators.finding import AccountReport
from validators.reports import table
from validators.reports.chain import WIDTH, render, text
from validators.reports.chain_sentences import MOST_SENTENCES, ringing, sentences
from validators.ringing.link import Route, Step, broken

EXPECTED = """\
production  111122223333  eu-west-1  3 of 6 alerts would ring, of 1 it is not known
  ✘ "Key deleted" would not always ring: the filter does not count ScheduleKeyDeletion
  ✘ "Root used" would not ring: the alarm is off
  ? "Trail stopped" may not ring: the trail could not be read (access denied)
  ✔ "Vpc changed" rings at on-call, not at platform: the policy of the topic bell-platform does not
    allow it: sns:Publish by CloudWatch
  ✔ "Route changed" rings at on-call
  ✔ "Policy changed" rings at on-call

1 account: 3 of 6 alerts would ring, of 1 it is not known
"""


def lines(printed: str) -> str:
    return "".join(f"{line.rstrip()}\n" for line in printed.splitlines())


def printed(*reports: AccountReport, encoding: str = "utf-8", terminal: bool = False, width: int = WIDTH) -> str:
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding=encoding, errors="strict")
    console = Console(
        file=file,
        width=width,
        highlight=False,
        markup=False,
        force_terminal=terminal,
        color_system="standard" if terminal else None,
    )
    render(reports, console)
    file.flush()
    return raw.getvalue().decode(encoding)


def test_every_alert_has_its_line() -> None:
    assert lines(text([WALKED])) == EXPECTED


def test_terminal_without_unicode_gets_words() -> None:
    marks = [line[:3].strip() for line in printed(WALKED, encoding="ascii").splitlines()[1:5]]
    assert marks == ["NO", "NO", "?", "ok"]


def test_terminal_gets_colours() -> None:
    assert "\x1b[1;31m" in printed(WALKED, terminal=True)


@pytest.mark.parametrize("width", [40, 80, 100])
def test_no_line_is_longer_than_the_console(width: int) -> None:
    long = AccountReport(PRODUCTION, (), chains=(chain("x" * 90, broken(Step.alarm, "arn:" + "y" * 300)),))
    assert max(map(len, printed(long, width=width).splitlines())) <= width


def test_text_of_others_cannot_steer_the_terminal() -> None:
    told = text([AccountReport(PRODUCTION, (), chains=(HOSTILE_CHAIN,))])
    for control in ("\x1b", "\x9b", "\u202e", "\x00", "\r", "\t"):
        assert control not in told


def test_accounts_are_told_together_at_the_end() -> None:
    assert text([WALKED, RINGING]).splitlines()[-1] == "2 accounts: 4 of 7 alerts would ring, of 1 it is not known"


def test_alerts_that_one_link_silences_are_told_in_one_sentence() -> None:
    stopped = broken(Step.trail, "the trail bell is stopped")
    silent = [chain(f"alert-{number}", stopped) for number in range(80)]
    assert [*sentences(silent)] == ['"Alert 0" and 79 more would not ring: the trail bell is stopped']


def test_alerts_that_one_link_silences_stand_below_what_that_is() -> None:
    stopped = broken(Step.trail, "the trail bell is stopped")
    silent = tuple(chain(f"alert-{number}", stopped) for number in range(3))
    told = text([AccountReport(PRODUCTION, (), chains=(silent[0], CHAINS[1], *silent[1:]))])
    assert lines(told).splitlines()[1:4] == [
        "  ✘ 3 alerts would not ring: the trail bell is stopped",
        '    "Alert 0", "Alert 1", "Alert 2"',
        '  ✘ "Root used" would not ring: the alarm is off',
    ]


def test_alerts_that_reach_different_destinations_are_told_apart() -> None:
    elsewhere = chain("key-used", routes=(Route("mail"), CHAINS[3].routes[1]))
    assert [told.count("more") for told in sentences([CHAINS[3], elsewhere])] == [0, 0]


def test_alerts_that_miss_one_destination_are_told_in_one_sentence() -> None:
    (told,) = sentences([CHAINS[3], CHAINS[3]])
    assert told.startswith('"Vpc changed" and 1 more ring at on-call, not at platform: ')


def test_what_is_worst_is_told_first() -> None:
    unknown, silent = CHAINS[2], CHAINS[1]
    assert [*sentences([unknown, silent])] == [silent.sentence, unknown.sentence]


def test_many_sentences_are_counted() -> None:
    silent = [chain(f"alert-{number}", broken(Step.alarm, f"alarm {number} is off")) for number in range(9)]
    told = [*sentences(silent)]
    assert len(told) == MOST_SENTENCES + 1
    assert told[-1] == "and 4 more; see trailbell check --chain"


def test_one_alert_is_counted_as_one() -> None:
    assert ringing(CHAINS[:1]) == "0 of 1 alert would ring"


def test_an_account_without_alerts_is_told_as_such() -> None:
    heading, *_, closing = lines(printed(AccountReport(PRODUCTION, ()))).splitlines()
    assert heading.endswith("  no alerts")
    assert closing == "1 account: no alerts"


def test_table_says_how_many_would_ring_and_which_would_not() -> None:
    file = io.StringIO()
    table.render([RINGING, WALKED], Console(file=file, width=100, highlight=False, markup=False))
    told = lines(file.getvalue()).splitlines()
    assert told[1] == " 1 of 1 alert would ring"
    assert ' - "Root used" would not ring: the alarm is off' in told
