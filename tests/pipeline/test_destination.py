import pytest

from pipeline.configuration import Configuration
from pipeline.destination import Destination
from tests.pipeline.written import loaded, refusal, small

URL = '{vendor: ilert, url: "env:ILERT_URL"}'
UUID = "1e2d3c4b-1234-4321-abcd-0123456789ab"
KINDS = {
    "https": '{url: "env:A_URL"}',
    "email": '{email: "env:ON_CALL_MAIL"}',
    "topic": "{topic: alarms}",
    "lambda": "{lambda: on-alarm}",
    "sqs": "{sqs: alarms}",
    "slack": "{slack: {workspace: T07EA123LEP, channel: C07EZ1ABC23}}",
    "teams": f'{{teams: {{tenant: {UUID}, team: {UUID}, channel: "19:abc@thread.tacv2"}}}}',
    "forwarder": '{forwarder: {slack: "ssm:/on-call/slack"}}',
}


def destination(written: str) -> Destination:
    configuration: Configuration = loaded(small(URL, written))[0]
    return configuration.destinations["on-call"]


def refused(written: str) -> str:
    return refusal(small(URL, written)).removeprefix("trailbell.yaml:2:3: destinations.on-call: ")


@pytest.mark.parametrize("kind", KINDS)
def test_a_destination_is_of_the_kind_that_its_key_tells(kind: str) -> None:
    assert destination(KINDS[kind]).kind == kind


def test_a_destination_without_a_channel_names_nobody() -> None:
    expected = "names nobody: give vendor and url, or one of email, topic, lambda, sqs, slack, teams, forwarder"
    assert refused("{display_name: Bell}") == expected


def test_a_vendor_needs_its_url() -> None:
    assert refused("{vendor: ilert}") == (
        "url is missing: where the vendor's endpoint is found, as env:NAME or ssm:/path"
    )


def test_two_channels_are_two_destinations() -> None:
    told = refused('{url: "env:A_URL", lambda: on-alarm}')
    assert told == "names url and lambda; a destination is one of them: make it two, and route to both"


@pytest.mark.parametrize("setting", ["vendor: ilert", 'signature_version: "1"', "confirms: true", "delivery: {}"])
def test_what_is_for_an_endpoint_is_refused_elsewhere(setting: str) -> None:
    told = refused(f'{{email: "env:MAIL", {setting}}}')
    assert told == f"{setting.partition(':')[0]} is for an endpoint by url, not for email; remove it"


def test_an_existing_topic_keeps_its_display_name() -> None:
    assert "an existing topic is never changed" in refused("{topic: alarms, display_name: Bell}")


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ('{email: "on-call@example.com"}', "email: a mail address is personal data and must not stand here"),
        ('{topic: "arn:aws:sqs:eu-west-1:111122223333:alarms"}', "topic: should be an ARN such as arn:aws:sns:"),
        ('{lambda: "arn:aws:lambda:eu-west-1:111122223333:function:f:7"}', "lambda: should be an ARN without"),
        ("{slack: {workspace: acme, channel: C07EZ1ABC23}}", "workspace: should be the id of a workspace"),
        ("{slack: {workspace: T07EA123LEP, channel: '#alarms'}}", "channel: should be the id of a channel"),
        ("{forwarder: {slack: 'https://hooks.slack.com/services/T/B/key'}}", "slack: an address holds a key"),
        ("{forwarder: {slack: 'env:SLACK_URL'}}", "referred to as ssm:/path or secretsmanager:NAME"),
        ("{slack: 'https://hooks.slack.com/services/T/B/key'}", "write forwarder: {slack: ssm:/path}"),
        ("{teams: 'ssm:/trailbell/teams'}", "write forwarder: {teams: ssm:/path}"),
        ("{syslog: {host: logs.example.com}}", "write forwarder: {syslog: {host: ...}}"),
        ("{forwarder: {}}", "names nothing; a forwarder takes one of slack, teams, syslog"),
        ("{forwarder: {slack: 'ssm:/a', teams: 'ssm:/b'}}", "names slack and teams; a forwarder takes one of"),
        ("{forwarder: {syslog: {host: 'tcp://logs.example.com'}}}", "host: should be a host such as logs.example.com"),
    ],
)  # fmt: skip
def test_a_channel_in_another_form_is_told_with_the_form(written: str, told: str) -> None:
    assert told in refusal(small(URL, written))


@pytest.mark.parametrize(
    "written",
    [
        "{email: on-call@example.com}",
        "{forwarder: {slack: 'https://hooks.example/key'}}",
        "{slack: 'https://hooks.example/key'}",
    ],
)
def test_what_must_not_stand_there_is_not_repeated(written: str) -> None:
    told = refusal(small(URL, written))
    assert "on-call@example.com" not in told
    assert "hooks.example" not in told


@pytest.mark.parametrize("name", ["raw", "raw_message_delivery"])
def test_raw_delivery_is_refused_with_the_reason(name: str) -> None:
    told = refused(f'{{url: "env:A_URL", {name}: true}}')
    assert told == "raw delivery stays off: endpoints know and check a message by SNS's envelope; remove it"


@pytest.mark.parametrize("name", ["key", "api_key", "token"])
def test_a_key_beside_the_address_is_refused_without_repeating_it(name: str) -> None:
    told = refused(f"{{vendor: ilert, {name}: il1api0123}}")
    assert told == (
        "a vendor's key is part of the endpoint's address: write url: env:NAME, and put the whole address into the "
        "variable"
    )


def test_a_signature_that_the_vendor_cannot_check_is_refused() -> None:
    assert refused('{vendor: grafana-oncall, url: "env:A_URL", signature_version: "2"}') == (
        "signature_version 2 is SHA-256, and Grafana OnCall drops what is not signed with SHA-1; remove it, or write "
        "vendor: https where yours takes it"
    )


def test_a_signature_version_needs_no_quotes() -> None:
    assert destination('{url: "env:A_URL", signature_version: 1}').signature_version == "1"


def test_a_display_name_is_one_line() -> None:
    told = refusal(small(URL, '{url: "env:A_URL", display_name: "a\\nb"}'))
    assert told.endswith("display_name: holds a line break or a character that cannot be shown; SNS takes one line")


def test_a_vendor_written_almost_right_is_guessed() -> None:
    told = refusal(small(URL, '{vendor: Alert Ops, url: "env:A_URL"}'))
    assert told.endswith("unknown vendor 'Alert Ops'; did you mean 'alertops'?")
