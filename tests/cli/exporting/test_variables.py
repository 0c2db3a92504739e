import json
import re
from typing import Any

import pytest

from cli.exporting.variables import variables
from pipeline.log_group import RETENTION_DAYS


def rule(name: str) -> Any:
    (found,) = variables()[name]["validation"]
    return found


@pytest.mark.parametrize("name", variables())
def test_every_variable_says_what_it_is_and_has_a_default_but_the_endpoint(name: str) -> None:
    variable = variables()[name]
    assert variable["description"]
    assert ("default" in variable) == (name != "endpoint")


@pytest.mark.parametrize("name", [name for name, variable in variables().items() if "validation" in variable])
def test_what_is_refused_is_told_with_the_name_of_the_variable(name: str) -> None:
    assert rule(name)["error_message"].startswith(f"{name} should ")
    assert f"var.{name}" in rule(name)["condition"]


def test_retention_takes_what_cloudwatch_logs_takes() -> None:
    assert f"contains([{', '.join(map(str, RETENTION_DAYS))}]," in rule("log_retention_days")["condition"]


def expression(name: str) -> str:
    """The regular expression of the rule; what Terraform and Python read alike."""
    found = re.search(r'regex\(("(?:[^"\\]|\\.)*"),', rule(name)["condition"])
    assert found
    text: str = json.loads(found[1])
    return text


@pytest.mark.parametrize("given", ["production", 'Prod "EU" & ${x} \\', "a" * 40])
def test_an_account_may_be_called_anything_that_fits_a_message(given: str) -> None:
    assert re.search(expression("account_name"), given)


@pytest.mark.parametrize("given", ["", "a" * 41, "two\nlines", "Mün", "tab\tin"])
def test_what_does_not_fit_a_message_is_no_name_of_an_account(given: str) -> None:
    assert not re.search(expression("account_name"), given)


def test_no_sensitive_variable_is_validated_by_itself_since_terraform_would_show_it() -> None:
    assert [name for name, one in variables().items() if one.get("sensitive") and "validation" in one] == []


@pytest.mark.parametrize(
    ("arn", "taken"),
    [
        ("arn:aws:sns:eu-west-1:111122223333:chat", True),
        ("arn:aws-cn:sns:cn-north-1:111122223333:chat", True),
        ("arn:aws:sns:eu-west-1:111122223333:chat.fifo", False),  # as in the configuration
        ("arn:aws:sqs:eu-west-1:111122223333:chat", False),
        ("chat", False),
    ],
)
def test_a_further_topic_is_given_by_its_arn(arn: str, taken: bool) -> None:
    assert bool(re.search(expression("topic_arns"), arn)) is taken
