import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox import session
from sandbox.certificate import NAME
from sandbox.loopback import request
from tests.cli.command import Command
from tests.sandbox.local import Aws, wait_until


@pytest.fixture
def running(trailbell: Command, directory: Path) -> Iterator[dict[str, str]]:
    """A sandbox that the command started in this directory, as its exports."""
    ended = trailbell("sandbox", "start")
    try:
        assert ended.status == 0, ended.stderr
        yield exports(ended.stdout)
    finally:
        session.stop(directory)


def exports(text: str) -> dict[str, str]:
    """The export lines, which must be all there is."""
    read: dict[str, str] = {}
    for line in text.splitlines():
        assert line.startswith("export "), line
        name, _, value = line.removeprefix("export ").partition("=")
        read[name] = value
    return read


@pytest.mark.moto
def test_sandbox_is_started_found_listed_and_stopped(
    trailbell: Command, directory: Path, running: dict[str, str]
) -> None:
    assert running["AWS_ENDPOINT_URL"].startswith("http://127.0.0.1:")
    assert exports(trailbell("sandbox", "env").stdout) == running
    assert json.loads(trailbell("sandbox", "incidents", "--json").stdout) == []
    assert trailbell("sandbox", "incidents").stdout.split() == [
        "STATUS",
        "ALARM",
        "ACCOUNT",
        "REGION",
        "AT",
        "OPENED",
    ]
    stopped = trailbell("sandbox", "stop")
    assert (stopped.status, stopped.stdout, stopped.stderr) == (0, "", "ended: aws, vendor\n")
    assert session.status(directory) is None


FORWARDERS = """\
destinations:
  chat: {forwarder: {slack: "ssm:/on-call/slack"}}
accounts:
  - {name: production, id: "111122223333", region: eu-west-1}
"""


@pytest.mark.moto
def test_what_a_forwarder_brought_to_a_webhook_is_shown_as_people_read_it(
    trailbell: Command, directory: Path, running: dict[str, str]
) -> None:
    assert trailbell("sandbox", "messages").stdout == ""
    (directory / "trailbell.yaml").write_text(FORWARDERS)
    stored = trailbell("sandbox", "webhooks")
    assert stored.stderr == "ssm:/on-call/slack in production is a webhook for chat\n"
    ssm = Aws(running["AWS_ENDPOINT_URL"]).client("ssm", "eu-west-1", "111122223333")
    webhook = ssm.get_parameter(Name="/on-call/slack", WithDecryption=True)["Parameter"]["Value"]
    text = {"type": "mrkdwn", "text": "a &lt;b&gt;\n\x1b[31mred"}
    button = {"type": "button", "text": {"type": "plain_text", "text": "Events"}, "url": "https://example.com/"}
    body = json.dumps({"blocks": [text, button]}).encode()
    assert request("POST", webhook, body, certificate=directory / ".sandbox" / NAME).succeeded
    shown = trailbell("sandbox", "messages").stdout
    assert shown.splitlines()[:2] == ["slack at chat", "  a <b>"]
    assert shown.endswith("  https://example.com/\n")
    assert "\x1b" not in shown
    (message,) = json.loads(trailbell("sandbox", "messages", "--json").stdout)
    assert message["links"] == ["https://example.com/"]


CHATS = """\
destinations:
  slack: {slack: {workspace: T07EA123LEP, channel: C07EZ1ABC23}}
accounts:
  - {name: production, id: "111122223333", region: eu-west-1}
"""


@pytest.mark.moto
def test_sandbox_lets_the_chat_service_into_the_workspaces_of_a_configuration(
    trailbell: Command, directory: Path, running: dict[str, str]
) -> None:
    (directory / "trailbell.yaml").write_text(CHATS)
    ended = trailbell("sandbox", "authorize")
    assert (ended.status, ended.stdout) == (0, "")
    assert ended.stderr == "slack T07EA123LEP lets account production in\n"
    chatbot = Aws(running["AWS_ENDPOINT_URL"]).client("chatbot", "eu-west-1", "111122223333")
    (workspace,) = chatbot.describe_slack_workspaces()["SlackWorkspaces"]
    assert workspace["SlackTeamId"] == "T07EA123LEP"


@pytest.mark.moto
def test_what_amazon_q_developer_told_is_shown_beside_what_forwarders_brought(
    trailbell: Command, directory: Path, running: dict[str, str]
) -> None:
    (directory / "trailbell.yaml").write_text(CHATS)
    trailbell("sandbox", "authorize")
    aws, account = Aws(running["AWS_ENDPOINT_URL"]), "111122223333"
    sns = aws.client("sns", "eu-west-1", account)
    topic = sns.create_topic(Name="alarms")["TopicArn"]
    aws.client("chatbot", "eu-west-1", account).create_slack_channel_configuration(
        ConfigurationName="alarms", IamRoleArn=f"arn:aws:iam::{account}:role/chat", SlackTeamId="T07EA123LEP",
        SlackChannelId="C07EZ1ABC23", SnsTopicArns=[topic],
    )  # fmt: skip
    sns.publish(TopicArn=topic, Message=json.dumps({"AlarmName": "root-usage", "NewStateValue": "ALARM"}))
    shown = wait_until(lambda: trailbell("sandbox", "messages").stdout)
    assert shown == "slack at T07EA123LEP/C07EZ1ABC23\n  ALARM: root-usage\n"


@pytest.mark.moto
def test_a_configuration_without_chats_needs_no_authorization(
    trailbell: Command, directory: Path, running: dict[str, str]
) -> None:
    assert running
    (directory / "trailbell.yaml").write_text(
        CHATS.replace("{slack: {workspace: T07EA123LEP, channel: C07EZ1ABC23}}", "{sqs: alarms}")
    )
    ended = trailbell("sandbox", "authorize")
    assert (ended.status, ended.stderr) == (0, "no destination of trailbell.yaml is a chat by Amazon Q Developer\n")


@pytest.mark.parametrize("verb", ["env", "incidents", "messages", "webhooks", "authorize"])
def test_without_a_sandbox_the_remedy_is_told(trailbell: Command, verb: str) -> None:
    ended = trailbell("sandbox", verb)
    assert (ended.status, ended.stdout) == (2, "")
    assert ended.stderr.startswith("no sandbox runs in ")
    assert ended.stderr.endswith("start one: trailbell sandbox start\n")


def test_stopping_without_a_sandbox_is_no_mistake(trailbell: Command) -> None:
    ended = trailbell("sandbox", "stop")
    assert (ended.status, ended.stdout, ended.stderr) == (0, "", "no sandbox runs here\n")


def test_record_that_cannot_be_understood_is_named(trailbell: Command, directory: Path) -> None:
    (directory / ".sandbox").mkdir()
    (directory / ".sandbox" / "state.json").write_text("{")
    ended = trailbell("sandbox", "env")
    assert (ended.status, ended.stdout) == (2, "")
    assert ".sandbox/state.json: cannot be understood" in ended.stderr
