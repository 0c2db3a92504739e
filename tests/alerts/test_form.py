from typing import Annotated

import pytest
from pydantic import BaseModel, ValidationError

from alerts.form import Form

Day = Annotated[str, Form(r"^[0-9]{4}-[0-9]{2}$", "should be a month, such as 2026-11")]


class Month(BaseModel):
    month: Day | None = None
    others: dict[Day, int] = {}


def refusal(**given: object) -> str:
    with pytest.raises(ValidationError) as caught:
        Month.model_validate(given)
    (error,) = caught.value.errors()
    return str(error["ctx"]["error"])


def test_what_has_the_form_is_taken_as_it_is() -> None:
    assert Month.model_validate({"month": "2026-11", "others": {"2026-12": 1}}).month == "2026-11"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("November", "'November'"),
        ("2026-11\n", "'2026-11\N{REPLACEMENT CHARACTER}'"),
        (11, "11"),
        (True, "True"),
        ([1], "a list"),
        ({"a": 1}, "keys and values"),
        ("x" * 200, f"'{'x' * 100}...'"),
    ],
)
def test_what_has_not_the_form_is_told_in_words_with_an_example(given: object, shown: str) -> None:
    assert refusal(month=given) == f"should be a month, such as 2026-11, got {shown}"


def test_an_address_is_never_shown_since_it_may_hold_a_secret() -> None:
    assert refusal(month="https://example.com/pl4nt3d") == "should be a month, such as 2026-11, got an address"


def test_a_number_that_would_have_the_form_as_text_is_to_be_put_in_quotes() -> None:
    class Year(BaseModel):
        year: Annotated[str, Form(r"^[0-9]{4}$", "should be a year")]

    with pytest.raises(ValidationError, match="should be a year, got 2026; put it in quotes"):
        Year.model_validate({"year": 2026})


def test_a_key_has_a_form_as_well() -> None:
    assert refusal(others={"soon": 1}) == "should be a month, such as 2026-11, got 'soon'"


def test_editors_are_told_the_regular_expression() -> None:
    schema = Month.model_json_schema()["properties"]
    assert schema["month"]["anyOf"][0]["pattern"] == "^[0-9]{4}-[0-9]{2}$"
    assert [*schema["others"]["patternProperties"]] == ["^[0-9]{4}-[0-9]{2}$"]
