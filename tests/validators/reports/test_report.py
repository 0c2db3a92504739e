import pytest

from alerts.alert import Severity
from pipeline.account import Account
from tests.validators.reports.sample import AT, MISSING, PRODUCTION, STAGING, UNCHECKED, finding, of, run
from validators.finding import AccountReport, Finding, Shown, Status
from validators.reports.report import cut, fingerprint, written


def test_accounts_keep_their_order_and_the_worst_finding_of_all_comes_first() -> None:
    low, critical = finding(severity=Severity.low), finding(severity=Severity.critical)
    report = run(AccountReport(STAGING, (low,)), AccountReport(PRODUCTION, (critical,)))
    assert [one.account.name for one in report.accounts] == ["staging", "production"]
    assert [entry.account.name for entry in report.entries] == ["production", "staging"]
    assert report.at == AT


def test_of_findings_as_bad_what_is_missing_comes_before_what_was_not_read() -> None:
    unread, missing = finding(status=Status.unchecked), finding(status=Status.missing)
    assert [entry.finding.status for entry in of(unread, missing).entries] == [Status.missing, Status.unchecked]


@pytest.mark.parametrize(
    "same",
    [
        finding(observed=6),
        finding(expected=2),
        finding(status=Status.unchecked),
        finding(severity=Severity.low),
        finding(message="Said in other words."),
    ],
)
def test_fingerprint_stays_the_same_whatever_is_said_of_the_field(same: Finding) -> None:
    assert fingerprint(PRODUCTION, same) == fingerprint(PRODUCTION, finding())


@pytest.mark.parametrize(
    "other", [finding(part="metric-filter"), finding(resource="bell-vpc-change"), finding(field="period")]
)
def test_fingerprint_is_another_one_for_another_field(other: Finding) -> None:
    assert fingerprint(PRODUCTION, other) != fingerprint(PRODUCTION, finding())


@pytest.mark.parametrize(
    "other",
    [Account(name="production", id="999900001111", region="eu-west-1"),
     Account(name="production", id="111122223333", region="us-east-1")],
)  # fmt: skip
def test_fingerprint_is_another_one_in_another_account_or_region(other: Account) -> None:
    assert fingerprint(other, finding()) != fingerprint(PRODUCTION, finding())


def test_fingerprint_does_not_depend_on_the_accounts_name() -> None:
    renamed = Account(name="live", id="111122223333", region="eu-west-1")
    assert fingerprint(renamed, finding()) == fingerprint(PRODUCTION, finding())


def test_fingerprint_is_pinned_because_code_scanning_and_histories_remember_it() -> None:
    assert fingerprint(PRODUCTION, finding()) == "1c113e482a775b4f34d941674d2061b9"


def test_two_findings_of_one_field_have_two_fingerprints_and_the_first_keeps_its_own() -> None:
    first, second = of(finding(), finding(observed=7)).entries
    assert first.fingerprint == fingerprint(PRODUCTION, finding())
    assert second.fingerprint != first.fingerprint


def test_sentences_tell_both_values_where_they_differ() -> None:
    (entry,) = of(finding()).entries
    assert entry.sentences == (
        "production: alarm bell-root-usage threshold changed. Another number of events rings. "
        "Expected 1, observed 5. Repair: cdktf deploy production."
    )


def test_sentences_of_a_missing_part_need_no_values() -> None:
    (entry,) = of(MISSING).entries
    assert entry.sentences == (
        "production: trail bell missing. Nothing is recorded: no alert can ring. Repair: cdktf deploy production."
    )


@pytest.mark.parametrize(
    ("told", "check"),
    [(finding(), "alarm/threshold"), (MISSING, "trail/missing"), (UNCHECKED, "key/unchecked"),
     (finding(status=Status.unchecked), "alarm/unchecked")],
)  # fmt: skip
def test_check_is_named_by_kind_and_field(told: Finding, check: str) -> None:
    (entry,) = of(told).entries
    assert entry.check == check


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "none"), (True, "true"), (5, "5"), ("", '""'), ("plain", "plain"), (("a", "ü"), '["a", "ü"]')],
)
def test_value_is_written_in_one_line(value: Shown, text: str) -> None:
    assert written(value) == text


def test_value_is_written_whole_and_without_control_characters() -> None:
    assert written("x" * 5000 + "\x1b\r") == "x" * 5000 + "\N{REPLACEMENT CHARACTER}" * 2


def test_long_text_is_cut_and_says_how_long_it_is() -> None:
    assert cut("x" * 200, 160) == f"{'x' * 160}... (200 characters)"
    assert cut("x" * 160, 160) == "x" * 160


def test_lines_of_a_value_stay_apart_in_its_one_line() -> None:
    assert written("Root user used.\nFirst: ask.") == "Root user used. \N{RETURN SYMBOL} First: ask."
