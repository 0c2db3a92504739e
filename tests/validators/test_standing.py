import dataclasses

import pytest

from alerts.alert import Severity
from tests.validators.reports.sample import AT, PRODUCTION, STAGING, finding, of
from validators.finding import AccountReport, Finding, Status
from validators.standing import Standing, digest, is_unknown, kept, restored, worst_first

(ENTRY,) = of(finding()).entries
SINCE = "2026-03-07T08:05:09+00:00"


def back(told: Finding) -> Standing:
    (entry,) = of(told).entries
    return restored(entry.fingerprint, SINCE, 3, kept(entry))


def test_finding_comes_back_as_it_was_kept() -> None:
    assert back(finding()) == Standing(
        fingerprint=ENTRY.fingerprint, account="production", since=AT, seen=3, severity=Severity.medium,
        status=Status.changed, title="alarm bell-root-usage threshold", message="Another number of events rings.",
        expected="1", observed="5",
    )  # fmt: skip


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"account": "a"}', kept(ENTRY).replace("medium", "worst")])
def test_what_was_not_kept_is_refused(text: str) -> None:
    with pytest.raises((ValueError, LookupError, TypeError)):
        restored("", SINCE, 1, text)


@pytest.mark.parametrize(
    "other",
    [
        finding(status=Status.unhealthy),
        finding(severity=Severity.low),
        finding(message="Said otherwise."),
        finding(expected=2),
        finding(observed="x" * 5000),
    ],
)
def test_digest_is_another_one_for_whatever_is_said_otherwise(other: Finding) -> None:
    assert digest(other) != digest(finding())


def test_digest_leaves_the_repair_out_because_it_is_no_news() -> None:
    assert digest(finding(repair="do something else")) == digest(finding())


def test_worst_comes_first_then_account_and_title() -> None:
    one = back(finding())
    worse = dataclasses.replace(one, severity=Severity.critical, account="z")
    other = dataclasses.replace(one, account="a")
    later = dataclasses.replace(one, title="z")
    assert worst_first([later, one, other, worse]) == (worse, other, one, later)


@pytest.mark.parametrize(
    ("unread", "unknown"),
    [
        (finding(status=Status.unchecked, part="account", resource="1", field=""), True),
        (finding(status=Status.unchecked, part="alarm", resource="*", field=""), True),
        (finding(status=Status.unchecked, part="alarm", resource="*", field="health"), True),
        (finding(status=Status.unchecked, part="alarm", resource="another", field="threshold"), False),
        (finding(status=Status.unchecked, part="trail", resource="*", field=""), False),
        (finding(part="alarm", resource="*"), False),
    ],
)
def test_only_what_covers_a_finding_leaves_it_unknown(unread: Finding, unknown: bool) -> None:
    assert is_unknown(kept(ENTRY), AccountReport(PRODUCTION, (unread,))) is unknown


def test_account_that_was_read_whole_leaves_nothing_unknown() -> None:
    assert not is_unknown(kept(ENTRY), AccountReport(STAGING, ()))
