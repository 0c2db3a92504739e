"""The fields of an event, and what they can hold."""

from __future__ import annotations

import pytest

from alerts import fields
from alerts.expression import EventField, Holds
from alerts.pattern import parse
from alerts.pattern.printer import print_selector
from alerts.pattern.tree import JsonPattern, NotExists, Selector


def selector(text: str) -> Selector:
    tree = parse(f"{{ {text} NOT EXISTS }}").tree
    assert isinstance(tree, JsonPattern)
    assert isinstance(tree.condition, NotExists)
    return tree.condition.selector


@pytest.mark.parametrize(
    ("path", "holds"),
    [
        ("$.eventName", Holds.TEXT),
        ("$.userIdentity.invokedBy", Holds.TEXT),
        ("$.resources[*].ARN", Holds.TEXT),
        ("$.readOnly", Holds.BOOLEAN),
        ("$.requestParameters.readOnly", Holds.ANYTHING),
        ("$.userIdentity", Holds.ANYTHING),
    ],
)
def test_what_cloudtrail_describes_is_known_and_the_rest_can_hold_anything(path: str, holds: Holds) -> None:
    assert fields.field_at(selector(path)) == EventField(selector(path), holds)


def test_a_sign_in_tells_its_result_under_its_own_name() -> None:
    assert print_selector(fields.result_of("SwitchRole").selector) == "$.responseElements.SwitchRole"
