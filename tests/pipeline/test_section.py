from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from pipeline.section import ExternalId, Region, RoleName, Slug


@pytest.mark.parametrize(
    ("form", "text", "told"),
    [
        (RoleName, "arn:aws:iam::111122223333:role/Auditor", "so not an ARN, got 'arn:aws:iam"),
        (Region, "Ireland", "should be the code of a region, such as eu-west-1, got 'Ireland'"),
        (Slug, "My Account", "such as my-account, got 'My Account'"),
        (ExternalId, "two words", "should be an external id of 2 to 1224 letters, digits"),
        (ExternalId, "x", "should be an external id of 2 to 1224 letters, digits"),
        (ExternalId, 4711, "got 4711; put it in quotes"),
        (Region, True, "should be the code of a region, such as eu-west-1, got True"),
        (Region, ["eu-west-1"], "such as eu-west-1, got a list"),
    ],
)
def test_what_has_not_its_form_is_told_in_words(form: Any, text: Any, told: str) -> None:
    with pytest.raises(ValidationError, match="Value error") as refused:
        TypeAdapter(form).validate_python(text)
    assert told in str(refused.value)


def test_a_mistyped_arn_is_shown_whole() -> None:
    mistyped = "arn:aws:iam::111122223333:rolle/service-role/CloudTrail_CloudWatchLogs_Role"
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(RoleName).validate_python(mistyped)
    assert str(refused.value.errors()[0]["ctx"]["error"]).endswith(f"got '{mistyped}'")


def test_of_a_long_text_the_beginning_is_shown_as_one() -> None:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(Slug).validate_python("X" * 200)
    assert str(refused.value.errors()[0]["ctx"]["error"]).endswith(f"got '{'X' * 100}...'")


def test_an_address_in_the_wrong_place_is_not_repeated() -> None:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(Slug).validate_python("https://host/key")
    assert str(refused.value.errors()[0]["ctx"]["error"]).endswith("got an address")


def test_editors_are_told_the_regular_expression() -> None:
    assert TypeAdapter(Region).json_schema() == {"type": "string", "pattern": "^[a-z]{2}(-[a-z]+)+-[0-9]$"}
