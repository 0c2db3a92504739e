import dataclasses
from typing import Any

import pytest

from pipeline.confirmation import Confirmation
from pipeline.notification import Subscription
from pipeline.pipeline import Pipeline
from pipeline.secret import fingerprint
from sandbox import control
from tests.validators.deployment import deploy_subscription, deploy_topic
from tests.validators.designed import ENDPOINTS, ILERT, TASKCALL
from tests.validators.sandboxed import SandboxedAccount
from validators import subscriptions
from validators.session import Clients
from validators.subscriptions import AccountSubscriptions, Listed, NotConfirmedError, State

UNDECLARED = "https://collector.example/planted"


@pytest.fixture
def topics(account: SandboxedAccount) -> SandboxedAccount:
    """An account with its topics and nothing that listens to them."""
    account.store_endpoints()
    for topic in account.pipeline.topics:
        deploy_topic(topic, account.client, None)
    return account


def subscribe(account: SandboxedAccount, index: int = 0) -> str:
    """A declared subscription, still pending."""
    return deploy_subscription(account.pipeline.subscriptions[index], account.client)


def of_account(account: SandboxedAccount) -> AccountSubscriptions:
    return subscriptions.of_account(account.pipeline, ENDPOINTS, account.clients)


def states(account: SandboxedAccount) -> list[tuple[str, State]]:
    return [(one.destination, one.state) for one in of_account(account).subscriptions]


def token(account: SandboxedAccount, arn: str) -> str:
    return control.confirmation_token(account.aws.url, arn)


def attributes(account: SandboxedAccount, arn: str) -> dict[str, str]:
    found: dict[str, str] = account.client("sns").get_subscription_attributes(SubscriptionArn=arn)["Attributes"]
    return found


def deploying(account: SandboxedAccount) -> Pipeline:
    """Its pipeline with a role to deploy by."""
    own = dataclasses.replace(account.pipeline.account, deploy_role="Deployer")
    return dataclasses.replace(account.pipeline, account=own)


def confirm(account: SandboxedAccount, secret: str, topic_arn: str | None = None) -> Listed:
    return subscriptions.confirm([deploying(account)], Confirmation(secret, topic_arn), ENDPOINTS)


def resend(account: SandboxedAccount) -> AccountSubscriptions:
    return subscriptions.resend(deploying(account), ENDPOINTS, account.clients)


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The actions of all calls that are made from now on, with the parameters of the last of each."""
    actions: dict[str, Any] = {}
    build = Clients.build

    def record(params: Any, model: Any, **_: Any) -> None:
        actions[f"{model.service_model.service_name}:{model.name}"] = params

    def recorded(self: Clients, service: str, region: str) -> Any:
        built = build(self, service, region)
        built.meta.events.register("before-parameter-build", record)
        return built

    monkeypatch.setattr(Clients, "build", recorded)
    return actions


def test_subscription_that_goes_while_it_is_read_is_missing_and_not_pending(topics: SandboxedAccount) -> None:
    arn = subscribe(topics)
    topics.confirm(topics.pipeline.subscriptions[0].topic_arn, arn)
    topics.fail("sns", "GetSubscriptionAttributes", error="NotFound")
    assert {state for _, state in states(topics)} == {State.missing}


def test_a_subscription_that_is_not_there_is_missing(topics: SandboxedAccount) -> None:
    assert states(topics) == [("on-call", State.missing), ("platform", State.missing)]


def test_a_subscription_that_is_not_confirmed_is_pending(topics: SandboxedAccount) -> None:
    subscribe(topics)
    assert states(topics) == [("on-call", State.pending), ("platform", State.missing)]


def test_a_confirmed_subscription_has_its_arn_and_tells_who_can_end_it(topics: SandboxedAccount) -> None:
    arn = subscribe(topics)
    topics.confirm(topics.pipeline.topics[0].arn, arn)
    confirmed = of_account(topics).subscriptions[0]
    topic_arn = topics.pipeline.topics[0].arn
    assert confirmed == Listed(
        topic_arn=topic_arn, destination="on-call", endpoint=fingerprint(ILERT), state=State.confirmed, arn=arn,
        authenticated=True,
    )  # fmt: skip


def test_an_account_is_well_when_all_that_is_declared_is_confirmed_and_nothing_else_is_there(
    topics: SandboxedAccount,
) -> None:
    for index, topic in enumerate(topics.pipeline.topics):
        assert not of_account(topics).well
        topics.confirm(topic.arn, subscribe(topics, index))
    assert of_account(topics).well
    topics.client("sns").subscribe(TopicArn=topics.pipeline.topics[0].arn, Protocol="https", Endpoint=UNDECLARED)
    assert not of_account(topics).well


def test_what_nobody_declared_is_shown_without_its_secret(topics: SandboxedAccount) -> None:
    topics.client("sns").subscribe(TopicArn=topics.pipeline.topics[0].arn, Protocol="https", Endpoint=UNDECLARED)
    undeclared = of_account(topics).subscriptions[0]
    assert (undeclared.declared, undeclared.state) == (False, State.pending)
    assert str(undeclared.endpoint).startswith("https://collector.example/...#")


def test_an_account_without_topics_misses_every_subscription(account: SandboxedAccount) -> None:
    account.store_endpoints()
    assert states(account) == [("on-call", State.missing), ("platform", State.missing)]


@pytest.mark.parametrize("operation", ["ListSubscriptionsByTopic", "GetSubscriptionAttributes"])
def test_a_denied_call_is_told_and_never_taken_for_missing(topics: SandboxedAccount, operation: str) -> None:
    topics.confirm(topics.pipeline.topics[0].arn, subscribe(topics))
    topics.fail("sns", operation)
    found = of_account(topics)
    assert found.subscriptions == ()
    assert [unread.call for unread in found.unread] == [f"sns:{operation}"]


def test_the_accounts_come_in_their_order_and_one_that_cannot_be_read_stops_no_other(
    topics: SandboxedAccount,
) -> None:
    other = dataclasses.replace(topics.pipeline, account=dataclasses.replace(topics.pipeline.account, id="9" * 12))
    control.fail_calls(topics.aws.url, service="sns", account="9" * 12)
    found = [*subscriptions.survey([other, topics.pipeline], ENDPOINTS)]
    assert [one.account.id for one in found] == ["9" * 12, topics.pipeline.account.id]
    assert found[0].unread
    assert found[1].subscriptions


def test_a_link_confirms_its_subscription_so_that_only_its_owner_can_end_it(topics: SandboxedAccount) -> None:
    arn = subscribe(topics)
    confirmed = confirm(topics, token(topics, arn), topics.pipeline.topics[0].arn)
    assert (confirmed.destination, confirmed.state, confirmed.arn) == ("on-call", State.confirmed, arn)
    assert attributes(topics, arn)["PendingConfirmation"] == "false"


def test_sns_is_asked_to_authenticate_whoever_unsubscribes(topics: SandboxedAccount, called: dict[str, Any]) -> None:
    topics.clients = Clients()
    confirm(topics, token(topics, subscribe(topics)))
    assert called["sns:ConfirmSubscription"]["AuthenticateOnUnsubscribe"] == "true"


def test_a_token_alone_finds_its_topic(topics: SandboxedAccount) -> None:
    subscribe(topics, 0)
    arn = subscribe(topics, 1)
    confirmed = confirm(topics, token(topics, arn))
    assert confirmed.destination == "platform"
    assert states(topics) == [("on-call", State.pending), ("platform", State.confirmed)]


def test_a_token_that_sns_does_not_know_confirms_nothing(topics: SandboxedAccount) -> None:
    subscribe(topics)
    with pytest.raises(NotConfirmedError, match=r"^nothing was confirmed: .*--resend"):
        confirm(topics, "0" * 64)
    assert states(topics)[0] == ("on-call", State.pending)


def test_a_link_to_what_is_confirmed_already_confirms_nothing(topics: SandboxedAccount) -> None:
    arn = subscribe(topics)
    topics.confirm(topics.pipeline.topics[0].arn, arn)
    with pytest.raises(NotConfirmedError, match="nothing that is declared waits"):
        confirm(topics, token(topics, arn))


def test_a_link_of_a_topic_where_all_is_confirmed_is_told_so(topics: SandboxedAccount) -> None:
    arn, topic_arn = subscribe(topics), topics.pipeline.topics[0].arn
    topics.confirm(topic_arn, arn)
    with pytest.raises(NotConfirmedError, match=rf"what is declared at {topic_arn} is confirmed already$"):
        confirm(topics, token(topics, arn), topic_arn)


def test_a_link_to_what_nobody_declared_is_not_used(topics: SandboxedAccount) -> None:
    topic_arn = topics.pipeline.topics[0].arn
    arn = topics.client("sns").subscribe(
        TopicArn=topic_arn, Protocol="https", Endpoint=UNDECLARED, ReturnSubscriptionArn=True
    )["SubscriptionArn"]
    with pytest.raises(NotConfirmedError, match="nothing that is declared waits"):
        confirm(topics, token(topics, arn), topic_arn)
    assert attributes(topics, arn)["PendingConfirmation"] == "true"


def test_a_link_that_turns_out_to_be_somebody_elses_is_told_with_how_to_end_it(topics: SandboxedAccount) -> None:
    topic_arn = topics.pipeline.topics[0].arn
    subscribe(topics)
    arn = topics.client("sns").subscribe(
        TopicArn=topic_arn, Protocol="https", Endpoint=UNDECLARED, ReturnSubscriptionArn=True
    )["SubscriptionArn"]
    with pytest.raises(NotConfirmedError, match=rf"nobody declared.* aws sns unsubscribe --subscription-arn {arn}$"):
        confirm(topics, token(topics, arn), topic_arn)


def test_an_account_that_cannot_be_read_is_named_and_nothing_is_confirmed(topics: SandboxedAccount) -> None:
    arn = subscribe(topics)
    topics.fail("sns", "ListSubscriptionsByTopic")
    with pytest.raises(
        NotConfirmedError, match=r"^account account-\d+ could not be read: sns:ListSubscriptionsByTopic"
    ):
        confirm(topics, token(topics, arn))


def test_an_account_that_cannot_be_read_keeps_no_other_from_confirming(topics: SandboxedAccount) -> None:
    unreadable = dataclasses.replace(topics.pipeline, account=dataclasses.replace(topics.pipeline.account, id="9" * 12))
    secret = Confirmation(token(topics, subscribe(topics)))
    control.fail_calls(topics.aws.url, service="sns", account="9" * 12)
    confirmed = subscriptions.confirm([unreadable, deploying(topics)], secret, ENDPOINTS)
    assert confirmed.destination == "on-call"


def test_a_role_that_may_not_confirm_is_told(topics: SandboxedAccount) -> None:
    arn = subscribe(topics)
    topics.fail("sns", "ConfirmSubscription")
    with pytest.raises(NotConfirmedError, match=r"^not confirmed: sns:ConfirmSubscription: .* the role that deploys$"):
        confirm(topics, token(topics, arn))


def test_what_was_forgotten_is_subscribed_again_as_designed(topics: SandboxedAccount) -> None:
    assert [one.state for one in resend(topics).subscriptions] == [State.asked, State.asked]
    assert states(topics) == [("on-call", State.pending), ("platform", State.pending)]
    (listed,) = topics.client("sns").list_subscriptions_by_topic(TopicArn=topics.pipeline.topics[1].arn)[
        "Subscriptions"
    ]
    assert (listed["Protocol"], listed["Endpoint"]) == ("https", TASKCALL)


def test_what_is_subscribed_again_has_its_designed_attributes(topics: SandboxedAccount) -> None:
    resend(topics)
    part = topics.pipeline.subscriptions[0]
    arn = subscribe_again(topics, part)
    found = attributes(topics, arn)
    assert found["RedrivePolicy"] == f'{{"deadLetterTargetArn": "{part.dead_letter_queue_arn}"}}'
    assert found["RawMessageDelivery"] == "false"


def subscribe_again(account: SandboxedAccount, part: Subscription) -> str:
    """The ARN of a pending subscription, which SNS tells to whoever subscribes again."""
    answer = account.client("sns").subscribe(
        TopicArn=part.topic_arn, Protocol="https", Endpoint=ILERT, ReturnSubscriptionArn=True
    )
    return str(answer["SubscriptionArn"])


def test_what_is_pending_is_asked_again_with_a_token_that_confirms(topics: SandboxedAccount) -> None:
    arn = subscribe(topics)
    assert resend(topics).subscriptions[0].state is State.asked
    confirm(topics, token(topics, arn))
    assert states(topics)[0] == ("on-call", State.confirmed)


def test_what_is_confirmed_or_undeclared_is_left_alone(topics: SandboxedAccount, called: dict[str, Any]) -> None:
    for index, topic in enumerate(topics.pipeline.topics):
        topics.confirm(topic.arn, subscribe(topics, index))
    topics.client("sns").subscribe(TopicArn=topics.pipeline.topics[0].arn, Protocol="https", Endpoint=UNDECLARED)
    topics.clients = Clients()
    assert [one.state for one in resend(topics).subscriptions].count(State.asked) == 0
    assert "sns:Subscribe" not in called


def test_a_topic_that_is_not_there_is_told(account: SandboxedAccount) -> None:
    account.store_endpoints()
    found = resend(account)
    assert [unread.call for unread in found.unread] == ["sns:Subscribe"]
    assert account.pipeline.topics[0].arn in found.unread[0].reason
    assert "planted" not in str(found)


def test_reading_and_writing_make_the_calls_that_are_listed_and_no_other_that_writes(
    topics: SandboxedAccount, called: dict[str, Any]
) -> None:
    topics.clients = Clients()
    arn = subscribe(topics)
    resend(topics)
    confirm(topics, token(topics, arn))
    reading = ("Get", "List", "AssumeRole")
    writing = {action for action in called if not action.partition(":")[2].startswith(reading)}
    assert writing == set(subscriptions.WRITE_PERMISSIONS)
