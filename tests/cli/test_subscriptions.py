import io
import json
from pathlib import Path

import pytest

from sandbox import control
from tests.cli.command import Command, settings
from tests.validators.deployment import deploy_subscription, deploy_topic
from tests.validators.designed import ILERT, MAIL, designed
from tests.validators.sandboxed import SandboxedAccount

TOKEN = "0" * 64


@pytest.fixture
def topics(account: SandboxedAccount, directory: Path, monkeypatch: pytest.MonkeyPatch) -> SandboxedAccount:
    """An account whose only subscription is confirmed at platform and pending at on-call, and its configuration."""
    one = account.pipeline.account
    entry = {"name": "production", "id": one.id, "region": one.region}
    text = settings({**entry, "check_role": "Auditor", "deploy_role": "Deployer"})
    (directory / "trailbell.yaml").write_text(text)
    monkeypatch.setenv("TF_VAR_ILERT_URL", ILERT)
    account.store_endpoints()
    for topic in account.pipeline.topics:
        deploy_topic(topic, account.client, None)
    platform = account.pipeline.subscriptions[1]
    account.confirm(platform.topic_arn, deploy_subscription(platform, account.client))
    return account


def pending(account: SandboxedAccount) -> str:
    """The token of on-call's subscription."""
    arn = deploy_subscription(account.pipeline.subscriptions[0], account.client)
    return control.confirmation_token(account.aws.url, arn)


def link(account: SandboxedAccount, token: str) -> str:
    return f"{account.aws.url}/?Action=ConfirmSubscription&TopicArn={account.pipeline.topics[0].arn}&Token={token}"


@pytest.mark.moto
def test_every_subscription_is_listed_with_what_to_do(trailbell: Command, topics: SandboxedAccount) -> None:
    pending(topics)
    ended = trailbell("subscriptions")
    assert (ended.status, ended.stderr) == (1, "")
    heading, *lines = ended.stdout.splitlines()
    assert heading == f"production  {topics.pipeline.account.id}  eu-west-1"
    assert lines[0].startswith("  pending    bell-on-call -> https://api.ilert.com/...#")
    assert "ilert confirms by itself when the alert source is of the type Amazon CloudWatch." in lines[1]
    assert any(
        line.startswith("  confirmed  bell-platform -> https://integrations.taskcall.com/...#") for line in lines
    )
    assert lines[-1] == "2 subscriptions: 1 confirmed, 1 pending"
    assert "planted" not in ended.stdout
    assert [line for line in lines if len(line) > 100] == []


@pytest.mark.moto
def test_what_is_missing_or_undeclared_is_told(trailbell: Command, topics: SandboxedAccount) -> None:
    collector = "https://collector.example/planted"
    topics.client("sns").subscribe(TopicArn=topics.pipeline.topics[0].arn, Protocol="https", Endpoint=collector)
    ended = trailbell("subscriptions")
    assert ended.status == 1
    assert "Nobody declared it: do not confirm it." in ended.stdout
    assert "Never deployed, or forgotten by SNS after 48 hours: deploy, or --resend." in ended.stdout
    assert ended.stdout.splitlines()[-1] == "3 subscriptions: 1 confirmed, 1 pending, 1 missing, 1 undeclared"


@pytest.mark.moto
def test_json_is_all_there_is_on_stdout(trailbell: Command, topics: SandboxedAccount) -> None:
    pending(topics)
    ended = trailbell("subscriptions", "--json")
    assert (ended.status, ended.stderr) == (1, "")
    report = json.loads(ended.stdout)
    (account,) = report["accounts"]
    assert [(one["destination"], one["state"]) for one in account["subscriptions"]] == [
        ("on-call", "pending"),
        ("platform", "confirmed"),
    ]
    counts = {"subscriptions": 2, "confirmed": 1, "pending": 1, "missing": 0, "asked": 0, "undeclared": 0}
    assert (report["schema"], account["unread"], report["summary"]) == (1, [], counts)


@pytest.mark.moto
def test_link_confirms_and_the_account_is_well(trailbell: Command, topics: SandboxedAccount) -> None:
    ended = trailbell("subscriptions", "--confirm", link(topics, pending(topics)))
    assert (ended.status, ended.stderr) == (0, "")
    assert ended.stdout.startswith("confirmed: bell-on-call -> https://api.ilert.com/...#")
    listed = trailbell("subscriptions")
    assert (listed.status, listed.stdout.splitlines()[-1]) == (0, "2 subscriptions: 2 confirmed")


@pytest.mark.moto
def test_token_is_read_from_stdin_and_confirmation_told_as_json(
    trailbell: Command, topics: SandboxedAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(pending(topics) + "\n"))
    ended = trailbell("subscriptions", "--confirm", "-", "--json")
    assert (ended.status, json.loads(ended.stdout)["confirmed"]["state"]) == (0, "confirmed")


@pytest.mark.moto
def test_token_that_is_used_up_is_told_in_one_message(trailbell: Command, topics: SandboxedAccount) -> None:
    pending(topics)
    ended = trailbell("subscriptions", "--confirm", TOKEN)
    assert (ended.status, ended.stdout) == (2, "")
    assert ended.stderr.startswith("nothing was confirmed: nothing that is declared waits for this link or token.")
    assert len(ended.stderr.splitlines()) == 1


@pytest.mark.moto
def test_new_confirmations_are_asked_for(trailbell: Command, topics: SandboxedAccount) -> None:
    ended = trailbell("subscriptions", "--resend")
    assert (ended.status, ended.stderr) == (0, "")
    assert ended.stdout.splitlines()[-1] == "2 subscriptions: 1 confirmed, 1 asked"
    assert trailbell("subscriptions").stdout.splitlines()[-1] == "2 subscriptions: 1 confirmed, 1 pending"


@pytest.mark.moto
def test_account_that_cannot_be_read_exits_with_two_and_is_no_list(
    trailbell: Command, topics: SandboxedAccount
) -> None:
    topics.fail("sns", "ListSubscriptionsByTopic")
    ended = trailbell("subscriptions")
    assert ended.status == 2
    assert "could not be read or done: sns:ListSubscriptionsByTopic: access denied" in " ".join(ended.stdout.split())
    assert ended.stdout.splitlines()[-1] == "0 subscriptions"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            f"https://example.org/?Action=ConfirmSubscription&TopicArn=arn&Token={TOKEN}",
            "is for the topic arn, which is",
        ),
        ("planted", "the text is neither a link nor a token of SNS"),
    ],
)
def test_link_that_is_not_genuine_is_refused_before_aws_is_asked(
    trailbell: Command, configuration: Path, monkeypatch: pytest.MonkeyPatch, text: str, told: str
) -> None:
    monkeypatch.setenv("ILERT_URL", ILERT)
    ended = trailbell("subscriptions", "--confirm", text)
    assert (ended.status, ended.stdout) == (2, "")
    assert "Invalid value for --confirm: the text" in ended.stderr
    assert told in ended.stderr
    assert "planted" not in ended.stderr
    assert TOKEN not in ended.stderr


def test_confirming_and_asking_anew_exclude_each_other(trailbell: Command, configuration: Path) -> None:
    ended = trailbell("subscriptions", "--confirm", TOKEN, "--resend")
    assert (ended.status, ended.stdout) == (2, "")
    assert "--confirm confirms one, --resend asks for all that are left; give one of them" in ended.stderr


def test_missing_endpoint_is_told_with_what_to_export(trailbell: Command, configuration: Path) -> None:
    ended = trailbell("subscriptions")
    assert (ended.status, ended.stdout) == (2, "")
    assert "ILERT_URL is not set: export TF_VAR_ILERT_URL='https://...'" in ended.stderr


@pytest.mark.moto
def test_of_a_mailbox_only_the_domain_is_shown_with_who_confirms(
    trailbell: Command, account: SandboxedAccount, directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = account.pipeline.account
    accounts = [{"name": "production", "id": one.id, "region": one.region, "check_role": "Auditor"}]
    written = {"name": "bell", "destinations": {"mailbox": {"email": "env:ON_CALL_MAIL"}}, "accounts": accounts}
    (directory / "trailbell.yaml").write_text(json.dumps(written))
    monkeypatch.setenv("TF_VAR_ON_CALL_MAIL", MAIL)
    account.pipeline = designed(one.id, destinations=written["destinations"], routes={}, trail={})
    deploy_topic(account.pipeline.topics[0], account.client, None)
    deploy_subscription(account.pipeline.subscriptions[0], account.client)
    ended = trailbell("subscriptions")
    assert ended.status == 1
    assert "pending    bell-mailbox -> email:...@example.com#" in ended.stdout
    assert "Copy the link of the mail from AWS Notifications" in ended.stdout
    assert "planted" not in ended.stdout + ended.stderr
