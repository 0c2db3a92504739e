from typing import Any

import pytest

from cli.judgement.attribution import Attribution
from cli.judgement.finding import Failure, Finding
from pipeline.design import design
from tests.cli.judgement.found import CHECKOVS
from tests.modules.synthesis import stack_of
from tests.pipeline.written import loaded

TEXT = """\
trail: {notify: platform}
destinations:
  on-call: {vendor: ilert, url: "env:ILERT_URL"}
  platform: {vendor: taskcall, url: "ssm:/platform"}
alerts:
  packs: [cis]
  own:
    - {id: busy, title: Busy, severity: high, pattern: "{ $.a = 1 }", filter_name: audit/busy}
accounts:
  - {name: production, id: "111122223333", region: eu-west-1}
"""
CONFIGURATION, DOCUMENT = loaded(TEXT)
(PIPELINE,) = design(CONFIGURATION, DOCUMENT)


@pytest.fixture(scope="module")
def terraform() -> dict[str, Any]:
    return stack_of(PIPELINE)


def attributed(terraform: dict[str, Any], address: str, argument: str = "") -> Finding:
    failure = Failure(CHECKOVS, "production/cdk.tf.json", address, "", argument)
    return Attribution(CONFIGURATION, DOCUMENT, PIPELINE, terraform).finding(failure)


def only(terraform: dict[str, Any], type_: str) -> str:
    (name,) = terraform["resource"][type_]
    return str(name)


def test_every_resource_of_a_stack_belongs_to_a_part(terraform: dict[str, Any]) -> None:
    addresses = [f"{type_}.{name}" for type_, named in terraform["resource"].items() for name in named]
    found = {address: attributed(terraform, address).origin.what for address in addresses}
    assert [address for address, what in found.items() if what.startswith("account ")] == []


def test_a_metric_filter_with_a_slash_in_its_name_belongs_to_its_alert(terraform: dict[str, Any]) -> None:
    filters = terraform["resource"]["aws_cloudwatch_log_metric_filter"]
    (name,) = [name for name, arguments in filters.items() if arguments["name"] == "audit/busy"]
    assert attributed(terraform, f"aws_cloudwatch_log_metric_filter.{name}").origin.what == "alert busy"


def test_a_resource_that_checkov_names_without_its_type_gets_it_back(terraform: dict[str, Any]) -> None:
    name = only(terraform, "aws_cloudtrail")
    assert attributed(terraform, f"resource.{name}").failure.address == f"aws_cloudtrail.{name}"


def test_an_argument_leads_to_the_line_that_sets_it(terraform: dict[str, Any]) -> None:
    place = attributed(terraform, f"aws_cloudtrail.{only(terraform, 'aws_cloudtrail')}", "sns_topic_name").origin.place
    assert (place.line, place.column) == (1, 9)


def test_what_belongs_to_no_part_is_the_account_s(terraform: dict[str, Any]) -> None:
    found = attributed(terraform, "provider.aws")
    assert (found.origin.what, found.origin.place.line) == ("account production", 10)
    assert found.failure.address == "provider.aws"
