"""Destinations that are no vendor's endpoint: forwarders, functions, chats, mailboxes, and topics of somebody else."""

from typing import Any

import pytest

from pipeline.pipeline import identity
from pipeline.policy_document import PolicyDocument
from tests.validators.chatting import SLACK
from tests.validators.designed import designed, resolved
from tests.validators.ringing.walked import DENIED, but, chains, observation
from validators.reading import Unobserved
from validators.ringing.link import LinkState, Route, Step

FOREIGN = "arn:aws:sns:eu-west-1:111122223333:theirs"
PIPELINE = resolved(
    designed(
        trail={},
        destinations={
            "chat": {"forwarder": {"slack": "ssm:/on-call/slack"}},
            "code": {"lambda": "arn:aws:lambda:eu-west-1:111122223333:function:ours"},
            "slack": SLACK,
            "theirs": {"topic": FOREIGN},
        },
        routes={"critical": ["chat", "code", "slack", "theirs"]},
        alerts={"enable": ["cis-root-usage"]},
    )
)
(FORWARDER,) = PIPELINE.forwarders
(CHANNEL,) = PIPELINE.chat_channels


def permission(name: str) -> Any:
    return next(one for one in PIPELINE.function_permissions if name in one.function_arn)


def route(name: str, *changed: Any, **how: Any) -> Route:
    (chain,) = chains(*changed, pipeline=PIPELINE, **how).values()
    return next(one for one in chain.routes if one.name == name)


def test_all_channels_as_designed_are_reached() -> None:
    (chain,) = chains(pipeline=PIPELINE).values()
    assert chain.sentence == '"Root user used" rings at chat, code, slack and theirs'


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (but(FORWARDER, reserved_concurrency=0), "the forwarder bell-chat may not run: no concurrency is left to it"),
        (
            but(permission("bell-chat"), policy=PolicyDocument()),
            "the policy of the function bell-chat does not allow it: lambda:InvokeFunction by sns.amazonaws.com",
        ),
    ],
)
def test_forwarder_that_cannot_be_invoked_forwards_nothing(changed: Any, message: str) -> None:
    found = route("chat", changed)
    assert (found.state, found.flaws[0].message) == (LinkState.broken, message)


def test_forwarder_that_is_gone_forwards_nothing() -> None:
    assert route("chat", without=[FORWARDER]).flaws[0].message == "the forwarder bell-chat is not there"


def test_forwarder_that_cannot_run_forwards_nothing() -> None:
    failed = observation("forwarder", "bell-chat", "state", "State is Failed")
    assert route("chat", observations=[failed]).state is LinkState.broken


@pytest.mark.parametrize("different", [{"code_sha256": "x"}, {"variables": (("SLACK", "elsewhere"),)}])
def test_forwarder_that_was_changed_is_not_known_to_forward(different: dict[str, Any]) -> None:
    assert route("chat", but(FORWARDER, **different)).state is LinkState.unknown


@pytest.mark.parametrize("kind", ["forwarder", "function-permission"])
def test_forwarder_that_could_not_be_read_is_not_known(kind: str) -> None:
    assert kind in {identity(one)[0] for one in PIPELINE.parts()}
    assert route("chat", failed={kind: DENIED}).state is LinkState.unknown


def test_function_of_others_may_be_invoked_by_a_statement_that_was_not_read() -> None:
    assert route("code", without=[permission("ours")]).state is LinkState.unknown


@pytest.mark.parametrize(
    ("field", "step"),
    [
        ("topic", Step.topic),
        ("policy", Step.topic_policy),
        ("kms_key", Step.topic_key),
        ("subscriptions", Step.subscription),
    ],
)
def test_what_ails_a_topic_of_others_is_told_at_its_link(field: str, step: Step) -> None:
    (flaw,) = route("theirs", observations=[observation("existing-topic", FOREIGN, field)]).flaws
    assert (flaw.step, flaw.state) == (step, LinkState.broken)


def test_topic_of_others_that_nobody_could_look_at_is_not_known() -> None:
    unseen = Unobserved(part="existing-topic", resource=FOREIGN, field="policy", unread=DENIED)
    assert route("theirs", unobserved=[unseen]).state is LinkState.unknown


@pytest.mark.parametrize(
    ("different", "message"),
    [
        ({"topic_arns": ()}, "the chat channel bell-slack is not told of the topic"),
        ({"channel": "C0EVIL"}, "the chat channel bell-slack is another channel than declared"),
        ({"workspace": "T0EVIL"}, "the chat channel bell-slack is another channel than declared"),
    ],
)
def test_chat_that_was_led_elsewhere_is_told_nothing(different: dict[str, Any], message: str) -> None:
    found = route("slack", but(CHANNEL, **different))
    assert (found.state, found.flaws[0].message) == (LinkState.broken, message)


def test_chat_channel_that_is_gone_is_told_nothing() -> None:
    assert route("slack", without=[CHANNEL]).flaws[0].message == "the chat channel bell-slack is not there"


def test_chat_channel_that_the_organization_disabled_is_told_nothing() -> None:
    disabled = observation("chat-channel", "bell-slack", "state", "DISABLED")
    assert route("slack", observations=[disabled]).state is LinkState.broken


def test_chat_channel_that_could_not_be_read_is_not_known() -> None:
    assert route("slack", failed={"chat-channel": DENIED}).state is LinkState.unknown


def test_chat_channel_whose_people_act_by_another_role_still_hears() -> None:
    assert route("slack", but(CHANNEL, role_arn="arn:aws:iam::111122223333:role/admin")).flaws == ()
