from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from alerts.document import Document
from alerts.errors import InputError
from pipeline.configuration import Configuration
from pipeline.design import design
from pipeline.environment import inspect, require, value
from tests.pipeline.written import loaded

TEXT = """\
destinations:
  on-call: {vendor: ilert, url: "env:ILERT_URL"}
  parameter: {vendor: ilert, url: "ssm:/trailbell/url"}
  platform: {vendor: https, url: "env:PLATFORM_URL"}
accounts:
  - {name: production, id: "111122223333", region: eu-west-1}
"""
CONFIGURATION, DOCUMENT = loaded(TEXT)
ADDRESS = "https://api.ilert.com/pl4nt3d"


WELL = {"TF_VAR_ILERT_URL": ADDRESS, "TF_VAR_PLATFORM_URL": "https://a.example/"}
WRONG_FORM = (
    "trailbell.yaml:2:28: destination on-call: ILERT_URL does not start with https://; expected the webhook URL of an "
    "'Amazon CloudWatch' alert source, https://api.ilert.com/..."
)

Check = Callable[[Configuration, Document, Mapping[str, str]], None]


def complaints(check: Check, environment: Mapping[str, str]) -> list[str]:
    with pytest.raises(InputError) as caught:
        check(CONFIGURATION, DOCUMENT, environment)
    return str(caught.value).splitlines()


def test_an_endpoint_is_read_under_terraforms_name_first_for_that_is_deployed() -> None:
    assert value("A", {"A": "own", "TF_VAR_A": "terraform's"}) == "terraform's"
    assert value("A", {"A": "own"}) == "own"
    assert value("A", {"A": "", "TF_VAR_A": ""}) is None


@pytest.mark.parametrize("check", [inspect, require])
@pytest.mark.parametrize("prefix", ["", "TF_VAR_"])
def test_with_every_endpoint_set_under_either_name_all_is_well(check: Check, prefix: str) -> None:
    check(CONFIGURATION, DOCUMENT, {name.replace("TF_VAR_", prefix): url for name, url in WELL.items()})


def test_synth_needs_no_endpoint() -> None:
    inspect(CONFIGURATION, DOCUMENT, {})


def test_every_missing_endpoint_is_told_with_what_to_export() -> None:
    assert complaints(require, {}) == [
        "trailbell.yaml:2:28: destination on-call: ILERT_URL is not set: export TF_VAR_ILERT_URL='https://...', "
        "the webhook URL of an 'Amazon CloudWatch' alert source, https://api.ilert.com/...",
        "trailbell.yaml:4:29: destination platform: PLATFORM_URL is not set: export TF_VAR_PLATFORM_URL='https://...', "
        "https://host/path",
    ]


@pytest.mark.parametrize("check", [inspect, require])
@pytest.mark.parametrize("name", ["ILERT_URL", "TF_VAR_ILERT_URL"])
def test_an_endpoint_of_the_wrong_form_is_told_without_being_repeated(check: Check, name: str) -> None:
    environment = {"TF_VAR_PLATFORM_URL": "https://a.example/", name: "http://api.ilert.com/pl4nt3d"}
    assert complaints(check, environment) == [WRONG_FORM]


def test_missing_and_malformed_endpoints_are_told_together() -> None:
    told = complaints(require, {"TF_VAR_ILERT_URL": "http://api.ilert.com/pl4nt3d"})
    assert [line.split(": ")[0] for line in told] == ["trailbell.yaml:2:28", "trailbell.yaml:4:29"]


def test_an_endpoint_that_rings_in_none_of_these_accounts_need_not_be_set() -> None:
    pipelines = design(CONFIGURATION, DOCUMENT)
    without_platform = [
        replace(one, subscriptions=tuple(s for s in one.subscriptions if s.destination != "platform"))
        for one in pipelines
    ]
    require(CONFIGURATION, DOCUMENT, {"ILERT_URL": ADDRESS}, without_platform)
    with pytest.raises(InputError, match="PLATFORM_URL is not set"):
        require(CONFIGURATION, DOCUMENT, {"ILERT_URL": ADDRESS}, pipelines)


MAIL = """\
destinations:
  mailbox: {email: "env:ON_CALL_MAIL"}
  chat: {forwarder: {slack: "ssm:/chat"}}
accounts:
  - {name: production, id: "111122223333", region: eu-west-1}
"""


def refused_mail(check: Check, environment: Mapping[str, str]) -> str:
    configuration, document = loaded(MAIL)
    with pytest.raises(InputError) as caught:
        check(configuration, document, environment)
    return str(caught.value)


def test_a_mail_address_that_is_not_set_is_asked_for_as_one() -> None:
    assert refused_mail(require, {}) == (
        "trailbell.yaml:2:13: destination mailbox: ON_CALL_MAIL is not set: export "
        "TF_VAR_ON_CALL_MAIL='on-call@example.com', a mail address"
    )


@pytest.mark.parametrize("given", ["https://planted.example/", "planted", "planted@localhost", "planted@a.example, b"])
def test_what_is_no_mail_address_is_told_without_repeating_it(given: str) -> None:
    told = refused_mail(inspect, {"TF_VAR_ON_CALL_MAIL": given})
    assert told.endswith("ON_CALL_MAIL is not a mail address, such as on-call@example.com")
    assert "planted" not in told


def test_a_mail_address_will_do() -> None:
    configuration, document = loaded(MAIL)
    require(configuration, document, {"ON_CALL_MAIL": "on-call+alarms@mail.example.com"})
