"""Values that are put into the condition of an alert that needs them."""

from __future__ import annotations

from typing import Any

import pytest

from alerts.parameters import examples_of, filled, places

VALUES = {"networks": ["10.0.0.0/8", "192.0.2.1"], "one": ["x"]}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"region": "${one}"}, {"region": ["x"]}),
        ({"source_ip": {"outside": "${networks}"}}, {"source_ip": {"outside": ["10.0.0.0/8", "192.0.2.1"]}}),
        ({"region": ["a", "${networks}", "b"]}, {"region": ["a", "10.0.0.0/8", "192.0.2.1", "b"]}),
        ({"none": [{"region": "${one}"}]}, {"none": [{"region": ["x"]}]}),
        ({"region": "${other}"}, {"region": "${other}"}),
        ({"region": "a ${one}"}, {"region": "a ${one}"}),
        ({"any": [["a"]], "mfa": True}, {"any": [["a"]], "mfa": True}),
    ],
)
def test_values_stand_where_their_name_stood(condition: dict[str, Any], expected: dict[str, Any]) -> None:
    assert filled({"id": "${one}", "condition": condition}, VALUES) == {"id": "${one}", "condition": expected}


def test_the_places_of_a_condition_are_found_wherever_they_are() -> None:
    condition = {"region": "${one}", "none": [{"source_ip": {"outside": ["${networks}"]}}], "mfa": True}
    assert set(places(condition)) == {"one", "networks"}


def test_an_alert_is_proved_with_the_examples_of_its_parameters() -> None:
    assert examples_of({"parameters": {"one": {"description": "What.", "example": ["x"]}}}) == {"one": ["x"]}


@pytest.mark.parametrize(
    "parameters", [None, "text", {"one": "text"}, {"one": {}}, {"one": {"example": "x"}}, {"one": {"example": [1]}}]
)
def test_what_is_no_parameter_is_left_for_the_model_to_refuse(parameters: Any) -> None:
    assert examples_of({"parameters": parameters}) == {}
