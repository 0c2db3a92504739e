import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from pipeline.acceptance import Acceptance, expired, matches
from pipeline.advice import advice
from tests.pipeline.written import loaded, refusal, small

ROGUE = {"status": "unmanaged", "part": "subscription", "resource": "arn:topic -> https://x", "field": ""}


def rule(**settings: object) -> Acceptance:
    return Acceptance.model_validate({"reason": "known", **settings})


@pytest.mark.parametrize(
    ("settings", "fits"),
    [
        ({"part": "subscription"}, True),
        ({"part": "alarm"}, False),
        ({"part": "subscription", "status": "unmanaged"}, True),
        ({"part": "subscription", "status": "missing"}, False),
        ({"resource": "arn:topic -> https://x"}, True),
        ({"resource": "arn:topic -> *"}, True),
        ({"resource": "arn:other -> *"}, False),
        ({"part": "subscription", "field": "confirmation"}, False),
    ],
)
def test_a_rule_fits_where_all_that_it_says_is_so(settings: dict[str, str], fits: bool) -> None:
    assert rule(**settings).fits(**ROGUE) is fits


@pytest.mark.parametrize(
    ("account", "concerned"), [(None, True), ("production", True), ("111122223333", True), ("staging", False)]
)
def test_an_account_is_meant_by_name_or_id_and_all_are_where_none_is_named(account: str, concerned: bool) -> None:
    assert rule(part="alarm", account=account).concerns("production", "111122223333") is concerned


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("a*c", "abc", True),
        ("a*c", "ac", True),
        ("a*c", "abcd", False),
        ("*b", "ab", True),
        ("a*", "", False),
        ("a*a", "a", False),
        ("a*b*c", "a-b-c", True),
        ("a*b*c", "a-c-b", False),
        ("a.c", "abc", False),
        ("[ab]", "a", False),
        ("a?", "ab", False),
    ],
)
def test_an_asterisk_stands_for_anything_and_nothing_else_does(pattern: str, text: str, expected: bool) -> None:
    assert matches(pattern, text) is expected


@given(st.lists(st.text(alphabet="ab", max_size=3), min_size=1, max_size=6), st.data())
def test_whatever_stands_for_the_asterisks_the_pattern_matches(pieces: list[str], data: st.DataObject) -> None:
    between = [data.draw(st.text(alphabet="ab", max_size=3)) for _ in pieces[1:]]
    text = pieces[0] + "".join(filled + piece for filled, piece in zip(between, pieces[1:], strict=True))
    assert matches("*".join(pieces), text)


def test_the_worst_pattern_takes_no_time() -> None:
    begun = time.process_time()
    assert not matches("*a" * 1000 + "b", "a" * 2000)
    assert time.process_time() - begun < 1


def test_a_rule_applies_on_its_last_day_and_not_after_it() -> None:
    said = rule(part="alarm", until="2026-03-07")
    assert [said.expired(date(2026, 3, day)) for day in (6, 7, 8)] == [False, False, True]


def test_a_rule_without_a_last_day_never_expires() -> None:
    assert rule(part="alarm").expired(date(9999, 12, 31)) is False


def test_an_expired_rule_is_told_with_its_place() -> None:
    rules = [rule(part="alarm"), rule(part="trail", until="2026-01-31")]
    assert [*expired(rules, date(2026, 3, 7))] == [
        (
            ("ignore", 1),
            "this ignore (known) ended on 2026-01-31, so its findings count again; remove it, or set a later day",
        )
    ]


def test_synth_and_check_say_that_a_rule_has_expired() -> None:
    text = small(more="ignore:\n  - {part: alarm, reason: known, until: 2026-01-31}\n")
    (said,) = advice(*loaded(text), date(2026, 3, 7))
    assert str(said).startswith("trailbell.yaml:6:5: this ignore (known) ended on 2026-01-31")


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("{reason: known}", "would accept whatever happens; name at least one of part, resource and field"),
        ("{status: missing, account: production, reason: known}", "name at least one of part, resource and field"),
        ("{resource: '*', reason: known}", "'*' is every resource; leave the key out, and name a part or a field"),
        ("{resource: '* **', reason: known}", "is every resource"),
        ("{part: alarm}", "ignore.0.reason"),
        ("{part: nosuch, reason: known}", "no finding is about a part 'nosuch'; the parts are alarm, auditor-role, "),
        ("{part: alarm, reason: ' '}", "is empty; say why it needs nobody's attention"),
        ("{part: alarm, status: unchecked, reason: x}", "what could not be read cannot be accepted"),
        ("{part: alarm, reason: x, until: soon}", "ignore.0.until"),
        ("{part: alarm, reason: x, untill: 2026-01-01}", "unknown key 'untill'; did you mean 'until'?"),
    ],
)
def test_a_rule_that_accepts_too_much_or_says_too_little_is_refused(written: str, message: str) -> None:
    assert message in refusal(small(more=f"ignore:\n  - {written}\n"))


def test_a_name_longer_than_any_of_aws_is_refused() -> None:
    with pytest.raises(ValidationError, match="at most 2048"):
        rule(resource="a" * 2049)
