import re
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.policy_condition import Known, both, either, holds, like, opposite

ALARM = "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:bell-root-usage"
CONTEXT = {"aws:sourcearn": ALARM, "aws:sourceaccount": "111122223333", "aws:securetransport": "true", "aws:gone": None}
ANSWERS = st.sampled_from([True, False, None])
GLOBS = st.text("ab*?", max_size=8)


@pytest.mark.parametrize(
    ("operator", "key", "value", "expected"),
    [
        ("StringEquals", "aws:SourceAccount", "111122223333", True),
        ("StringEquals", "AWS:SourceAccount", "111122223333", True),
        ("StringEquals", "aws:SourceAccount", ["444455556666", "111122223333"], True),
        ("StringEquals", "aws:SourceAccount", "444455556666", False),
        ("StringEquals", "aws:SourceAccount", "1111*", False),
        ("StringNotEquals", "aws:SourceAccount", ["444455556666", "111122223333"], False),
        ("StringNotEquals", "aws:SourceAccount", ["444455556666"], True),
        ("StringEqualsIgnoreCase", "aws:SourceArn", ALARM.upper(), True),
        ("StringNotEqualsIgnoreCase", "aws:SourceArn", ALARM.upper(), False),
        ("StringLike", "aws:SourceAccount", "1111*", True),
        ("StringNotLike", "aws:SourceAccount", "1111????3333", False),
        ("ArnLike", "aws:SourceArn", "arn:aws:cloudwatch:*:111122223333:alarm:bell-*", True),
        ("ArnEquals", "aws:SourceArn", "arn:aws:cloudwatch:*:111122223333:alarm:*", True),
        ("ArnLike", "aws:SourceArn", "arn:aws:cloudwatch:eu-west-1:444455556666:alarm:*", False),
        ("ArnLike", "aws:SourceArn", "arn:aws:*:alarm:bell-root-usage:::", False),
        ("ArnNotLike", "aws:SourceArn", "arn:aws:sns:*:*:*", True),
        ("ArnLike", "aws:SourceArn", "*", None),
        ("Bool", "aws:SecureTransport", True, True),
        ("Bool", "aws:SecureTransport", "False", False),
        ("Null", "aws:Gone", "true", True),
        ("Null", "aws:SourceArn", "true", False),
        ("Null", "aws:SourceArn", False, True),
        ("StringEquals", "aws:Gone", "x", False),
        ("StringEqualsIfExists", "aws:Gone", "x", True),
        ("StringNotEquals", "aws:Gone", "x", True),
        ("StringEqualsIfExists", "aws:SourceAccount", "x", False),
        ("StringEquals", "aws:NeverHeardOf", "x", None),
        ("StringEqualsIfExists", "aws:NeverHeardOf", "x", None),
        ("NumericEquals", "aws:SourceAccount", "1", None),
        ("NumericEqualsIfExists", "aws:Gone", "1", None),
        ("ForAllValues:StringEquals", "aws:SourceAccount", "111122223333", None),
        ("StringLike", "aws:SourceArn", "arn:${aws:PrincipalTag/x}:*", None),
        ("StringEquals", "aws:SourceAccount", [], False),
    ],
)  # fmt: skip
def test_operator_answers_as_iam_does_or_not_at_all(operator: str, key: str, value: Any, expected: Known) -> None:
    assert holds({operator: {key: value}}, CONTEXT) is expected


def test_every_key_of_every_operator_must_hold() -> None:
    own, other = {"aws:SourceAccount": "111122223333"}, {"aws:SourceAccount": "444455556666"}
    assert holds({"StringEquals": {**own, "aws:SourceArn": ALARM}}, CONTEXT) is True
    assert holds({"StringEquals": own, "StringLike": other}, CONTEXT) is False


def test_key_that_is_not_known_does_not_hide_one_that_fails() -> None:
    assert holds({"StringEquals": {"aws:NeverHeardOf": "x", "aws:SourceAccount": "444455556666"}}, CONTEXT) is False


@pytest.mark.parametrize("condition", ["text", None, [], {"StringEquals": "text"}])
def test_condition_of_another_form_cannot_be_told(condition: Any) -> None:
    assert holds(condition, CONTEXT) is None


def test_no_condition_holds() -> None:
    assert holds({}, CONTEXT) is True


@given(GLOBS, st.text("ab", max_size=8))
def test_wildcards_match_what_a_regular_expression_matches(pattern: str, text: str) -> None:
    naive = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    assert like(pattern, text) is (re.fullmatch(naive, text) is not None)


def test_pattern_with_many_asterisks_takes_no_long_time() -> None:
    started = time.process_time()
    assert not like("*a" * 1000 + "b", "a" * 2000)
    assert time.process_time() - started < 1


@given(st.lists(ANSWERS))
def test_unknown_answer_never_decides(answers: list[Known]) -> None:
    surely = [[True if known is None else known for known in answers], [bool(known) for known in answers]]
    for join in (both, either):
        possible = {join(known) for known in surely}
        assert join(answers) is (possible.pop() if len(possible) == 1 else None)


@given(ANSWERS)
def test_opposite_of_the_opposite_is_the_same(answer: Known) -> None:
    assert opposite(opposite(answer)) is answer
