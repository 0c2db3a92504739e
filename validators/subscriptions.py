"""Every subscription of the designed topics with its state; confirm one, or ask anew for a confirmation.

The only calls of this folder that write, made on a person's word by `trailbell subscriptions` and by no check. What
they may call stands here as WRITE_PERMISSIONS, for the role that deploys; reading is left to the role that checks.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from enum import StrEnum

from alerts.errors import TrailbellError
from pipeline.account import Account
from pipeline.confirmation import Confirmation
from pipeline.notification import Subscription
from pipeline.pipeline import Pipeline
from pipeline.secret import Fingerprint, ResourceEndpoint, shown_endpoint
from validators import notification
from validators.chat_subscription import listen_again
from validators.reading import CallFailed, Unread
from validators.session import Clients, Session

WRITE_PERMISSIONS = ("sns:ConfirmSubscription", "sns:Subscribe")

_ACCOUNTS_AT_ONCE = 8
_NO_TOKEN = ("InvalidParameter", "InvalidParameterException", "NotFound", "NotFoundException")


class NotConfirmedError(TrailbellError):
    """A link or token is genuine, but confirms nothing that is declared."""


class State(StrEnum):
    """`missing` is declared and not there: never deployed, or forgotten by SNS after 48 hours. `asked`: just now."""

    confirmed = "confirmed"
    pending = "pending"
    missing = "missing"
    asked = "asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One subscription. `destination` is empty where nobody declared it, `arn` None until it is confirmed.

    `authenticated` tells of a confirmed one whether only its owner can end it, or everybody with the UnsubscribeURL.
    """

    topic_arn: str
    destination: str
    endpoint: Fingerprint | ResourceEndpoint
    state: State
    arn: str | None = None
    authenticated: bool | None = None

    @property
    def declared(self) -> bool:
        """Whether the configuration holds it."""
        return bool(self.destination)


@dataclass(frozen=True, slots=True)
class AccountSubscriptions:
    """The subscriptions of one account, topic by topic, and why they are not all."""

    account: Account
    subscriptions: tuple[Listed, ...] = ()
    unread: tuple[Unread, ...] = ()

    @property
    def well(self) -> bool:
        """Whether everything declared is confirmed, and nothing else is there."""
        return all(one.declared and one.state is State.confirmed for one in self.subscriptions)


def survey(pipelines: Iterable[Pipeline], variables: Mapping[str, str]) -> Iterator[AccountSubscriptions]:
    """The subscriptions of each account, in the given order; one account's trouble does not stop the others."""
    clients = Clients()
    with ThreadPoolExecutor(_ACCOUNTS_AT_ONCE) as accounts:
        yield from accounts.map(lambda pipeline: of_account(pipeline, variables, clients), pipelines)


def of_account(desired: Pipeline, variables: Mapping[str, str], clients: Clients) -> AccountSubscriptions:
    """What is declared and what is there, read by the role that checks."""
    try:
        session = _session(desired, clients)
        resolved = notification.resolve(session, desired, variables)
        there = [*_there(session, resolved)]
    except CallFailed as failure:
        return AccountSubscriptions(desired.account, unread=(failure.unread,))
    return AccountSubscriptions(desired.account, (*there, *_missing(resolved, there)))


def _there(session: Session, desired: Pipeline) -> Iterator[Listed]:
    declared = {(part.topic_arn, part.endpoint): part.destination for part in desired.subscriptions}
    for topic in desired.topics:
        for listed in notification.subscriptions_of(session, topic):
            endpoint = shown_endpoint(listed["Protocol"], listed["Endpoint"])
            attributes = notification.attributes_of(session, listed)
            if attributes is None:
                continue  # it went while it was read
            if (topic.arn, endpoint) not in declared and desired.exists(topic):
                continue  # whoever else listens to a topic of somebody else
            pending = attributes.get("PendingConfirmation") == "true"
            yield Listed(
                topic_arn=topic.arn,
                destination=declared.get((topic.arn, endpoint), ""),
                endpoint=endpoint,
                state=State.pending if pending else State.confirmed,
                arn=None if pending else listed["SubscriptionArn"],
                authenticated=None if pending else _authenticated(attributes),
            )


def _authenticated(attributes: Mapping[str, str]) -> bool:
    return attributes.get("ConfirmationWasAuthenticated") == "true"


def _missing(desired: Pipeline, there: Iterable[Listed]) -> Iterator[Listed]:
    found = {(one.topic_arn, one.endpoint) for one in there}
    for part in desired.subscriptions:
        assert isinstance(part.endpoint, Fingerprint | ResourceEndpoint)  # noqa: S101 -- what `resolve` is for
        if (part.topic_arn, part.endpoint) not in found:
            yield Listed(
                topic_arn=part.topic_arn, destination=part.destination, endpoint=part.endpoint, state=State.missing
            )


def confirm(pipelines: Iterable[Pipeline], confirmation: Confirmation, variables: Mapping[str, str]) -> Listed:
    """Confirm the declared subscription that this link or token is for, so that only its owner can end it.

    A token alone is tried at every topic where something declared is pending. Raises NotConfirmedError where nothing
    was confirmed, or something that nobody declared.
    """
    clients = Clients()
    unread: list[str] = []
    confirmed: list[str] = []
    for pipeline in pipelines:
        if confirmation.topic_arn not in (None, *(topic.arn for topic in pipeline.topics)):
            continue
        before = of_account(pipeline, variables, clients)
        unread += (f"account {pipeline.account.name} could not be read: {one}" for one in before.unread)
        confirmed += _done(before, confirmation)
        for topic_arn in _waiting(before, confirmation):
            if arn := _confirm(pipeline, topic_arn, confirmation.token, clients):
                return _confirmed(arn, of_account(pipeline, variables, clients))
    if unread or confirmed:
        raise NotConfirmedError((unread or confirmed)[0])
    raise NotConfirmedError(
        "nothing was confirmed: nothing that is declared waits for this link or token. It is used up, or SNS has "
        "forgotten it after 48 hours (--resend asks for a new one), or it is that of another account or subscription"
    )


def _done(before: AccountSubscriptions, confirmation: Confirmation) -> Iterator[str]:
    """That nothing is left to confirm at the topic of a link."""
    there = [one for one in before.subscriptions if one.declared and one.topic_arn == confirmation.topic_arn]
    if there and all(one.state is State.confirmed for one in there):
        yield f"nothing was confirmed: what is declared at {confirmation.topic_arn} is confirmed already"


def _waiting(before: AccountSubscriptions, confirmation: Confirmation) -> Iterator[str]:
    """Topics where something declared is pending: what nobody declared must not be confirmed by mistake."""
    waiting = (one.topic_arn for one in before.subscriptions if one.declared and one.state is State.pending)
    return (arn for arn in dict.fromkeys(waiting) if confirmation.topic_arn in (None, arn))


def _confirm(pipeline: Pipeline, topic_arn: str, token: str, clients: Clients) -> str | None:
    """The subscription's ARN, or None where the token is not of this topic.

    https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html
    """
    try:
        answer = _session(pipeline, clients, deploys=True).find(
            "sns", "confirm_subscription", _NO_TOKEN, TopicArn=topic_arn, Token=token, AuthenticateOnUnsubscribe="true"
        )
    except CallFailed as failure:
        raise NotConfirmedError(f"not confirmed: {failure.unread}") from None
    return answer["SubscriptionArn"] if answer else None


def _confirmed(arn: str, after: AccountSubscriptions) -> Listed:
    found = next((one for one in after.subscriptions if one.arn == arn), None)
    if found is None:
        raise NotConfirmedError(f"{arn} was confirmed, but is not to be seen yet; list the subscriptions again")
    if not found.declared:
        raise NotConfirmedError(
            f"the link was that of {found.endpoint}, which nobody declared, and it gets every alarm now; end it: "
            f"aws sns unsubscribe --subscription-arn {arn}"
        )
    return found


def resend(desired: Pipeline, variables: Mapping[str, str], clients: Clients) -> AccountSubscriptions:
    """Subscribe again what is declared and not confirmed: SNS sends a new confirmation to the same endpoint.

    What Amazon Q Developer subscribes, it is made to subscribe again.
    """
    before = of_account(desired, variables, clients)
    waiting = {(one.topic_arn, one.endpoint): one for one in before.subscriptions if _waits(one)}
    if not waiting:
        return before
    try:
        reader, writer = _session(desired, clients), _session(desired, clients, deploys=True)
        for part in desired.subscriptions:
            if isinstance(part.endpoint, Fingerprint):
                if (part.topic_arn, part.endpoint) in waiting:
                    listen_again(reader, writer, desired, part.topic_arn)
                continue
            address = notification.address(reader, part.endpoint, variables)
            if one := waiting.get((part.topic_arn, shown_endpoint(part.protocol, address))):
                _subscribe(writer, part, address, new=one.state is State.missing)
    except CallFailed as failure:
        return replace(before, unread=(failure.unread,))
    return replace(before, subscriptions=tuple(_asked(one) for one in before.subscriptions))


def _waits(one: Listed) -> bool:
    return one.declared and one.state is not State.confirmed


def _asked(one: Listed) -> Listed:
    return replace(one, state=State.asked) if _waits(one) else one


def _session(desired: Pipeline, clients: Clients, *, deploys: bool = False) -> Session:
    session = Session(desired.account, clients, deploys=deploys)
    session.enter()
    return session


def _subscribe(writer: Session, part: Subscription, address: str, *, new: bool) -> None:
    """One that is still there keeps its attributes: SNS refuses others for the same endpoint.

    https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
    """
    attributes = {"Attributes": _attributes(part)} if new else {}
    wanted = {"TopicArn": part.topic_arn, "Protocol": part.protocol, "Endpoint": address}
    try:
        writer.call("sns", "subscribe", **wanted, ReturnSubscriptionArn=True, **attributes)
    except CallFailed as failure:
        shown = str(shown_endpoint(part.protocol, address))
        call, reason = failure.unread.call, failure.unread.reason.replace(address, shown)
        raise CallFailed(Unread(call, f"{part.topic_arn}: {reason}")) from None


def _attributes(part: Subscription) -> dict[str, str]:
    redrive = json.dumps({"deadLetterTargetArn": part.dead_letter_queue_arn}) if part.dead_letter_queue_arn else None
    named = {
        "RawMessageDelivery": "true" if part.raw_message_delivery else "false",
        "FilterPolicy": part.filter_policy,
        "RedrivePolicy": redrive,
        "DeliveryPolicy": part.delivery_policy,
    }
    return {name: value for name, value in named.items() if value}  # of an existing topic's, any value will do
