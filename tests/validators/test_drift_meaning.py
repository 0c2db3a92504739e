"""What is compared by meaning, and how values are shown."""

import dataclasses
import json
from typing import Any

import pytest

from pipeline.alert import FilterPattern
from pipeline.pipeline import Part, Pipeline, identity
from pipeline.policy_document import PolicyDocument, allow
from pipeline.trail import EventSelector
from tests.validators.designed import designed, needed, resolved
from validators.drift import compare, shown
from validators.reading import Reading

WANTED = resolved(designed())
BUCKET = needed(WANTED.bucket)


def with_part(pipeline: Pipeline, changed: Part) -> Reading:
    """The same with one part in place of the one of its name."""
    return Reading(parts=[changed if identity(part) == identity(changed) else part for part in pipeline.parts()])


def test_of_a_policy_only_the_statements_that_differ_are_shown() -> None:
    kept, removed = allow("Kept", "s3:GetObject", "a"), allow("Removed", "s3:PutObject", "b")
    added = allow("Added", "s3:DeleteObject", "c")
    wanted = dataclasses.replace(WANTED, bucket=dataclasses.replace(BUCKET, policy=PolicyDocument((kept, removed))))
    observed = dataclasses.replace(BUCKET, policy=PolicyDocument((added, kept)))
    (finding,) = compare(wanted, with_part(wanted, observed))
    assert json.loads(str(finding.expected)) == [removed]
    assert json.loads(str(finding.observed)) == [added]


def test_policy_that_is_gone_is_shown_against_the_whole() -> None:
    (finding,) = compare(WANTED, with_part(WANTED, dataclasses.replace(BUCKET, policy=None)))
    assert BUCKET.policy is not None
    assert json.loads(str(finding.expected)) == [*BUCKET.policy.statements]
    assert finding.observed is None


@pytest.mark.parametrize(
    "policy",
    [
        lambda one, two: (two, one),
        lambda one, two: ({**one, "Sid": "Renamed"}, two),
        lambda one, two: ({**one, "Action": ["S3:getobject"]}, two),
    ],
    ids=["order", "sid", "list-and-case"],
)
def test_policy_that_differs_in_form_only_is_no_drift(policy: Any) -> None:
    one, two = allow("One", "s3:GetObject", "a"), allow("Two", "s3:PutObject", "b")
    wanted = dataclasses.replace(WANTED, bucket=dataclasses.replace(BUCKET, policy=PolicyDocument((one, two))))
    observed = dataclasses.replace(BUCKET, policy=PolicyDocument(policy(one, two)))
    assert compare(wanted, with_part(wanted, observed)) == ()


@pytest.mark.parametrize(
    "text",
    [
        "{($.eventName=RunInstances)&&($.errorCode NOT EXISTS)}",
        '{ ($.errorCode NOT EXISTS) && ($.eventName = "RunInstances") }',
        '{ (($.eventName = "RunInstances")) && $.errorCode NOT EXISTS }',
    ],
    ids=["blanks-and-quotes", "order", "brackets"],
)
def test_filter_pattern_that_differs_in_form_only_is_no_drift(text: str) -> None:
    wanted = next(part for part in WANTED.metric_filters if part.name == "bell-busy-region")
    observed = dataclasses.replace(wanted, pattern=FilterPattern(text))
    assert compare(WANTED, with_part(WANTED, observed)) == ()


def test_clause_that_mutes_a_filter_pattern_is_drift() -> None:
    wanted = WANTED.metric_filters[0]
    text = str(wanted.pattern).rstrip("} ") + ' && ($.sourceIPAddress != "203.0.113.7") }'
    (finding,) = compare(WANTED, with_part(WANTED, dataclasses.replace(wanted, pattern=FilterPattern(text))))
    assert (finding.field, finding.observed) == ("pattern", text)


def test_filter_pattern_that_cannot_be_understood_is_drift() -> None:
    wanted = WANTED.metric_filters[0]
    (finding,) = compare(WANTED, with_part(WANTED, dataclasses.replace(wanted, pattern=FilterPattern("{ broken"))))
    assert (finding.field, finding.observed) == ("pattern", "{ broken")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (True, True),
        (5, 5),
        (0.5, 0.5),
        ("text", "text"),
        (("a", 1), ("a", 1)),
        (FilterPattern("{ $.a = b }"), "{ $.a = b }"),
        (PolicyDocument(({"Effect": "Deny"},)), '[{"Effect": "Deny"}]'),
        (
            (("deliver", PolicyDocument(({"Effect": "Deny"},))),),
            (("deliver", '[{"Effect": "Deny"}]'),),
        ),
        ((EventSelector(),), ("All management events",)),
    ],
)
def test_value_is_shown_as_json_can_hold_it(value: Any, expected: Any) -> None:
    assert shown(value) == expected
