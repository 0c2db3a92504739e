"""Whether what an alarm or the trail sends reaches one destination: topic, who may publish there, its key, and the
subscription."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pipeline.alert import Alarm
from pipeline.chat import ChatChannel
from pipeline.forwarder import Forwarder, FunctionPermission
from pipeline.notification import Subscription, Topic
from pipeline.permission import by_service
from pipeline.pipeline import Pipeline
from pipeline.policy_condition import Known
from pipeline.policy_document import PolicyDocument
from pipeline.trail import Trail
from validators.reading import Unread
from validators.ringing.deployed import Deployed
from validators.ringing.filter_policy import accepts
from validators.ringing.link import Flaw, Route, Step, broken, first, unknown

_CLOUDTRAIL = "cloudtrail.amazonaws.com"
_CLOUDWATCH = "cloudwatch.amazonaws.com"
_SNS = "sns.amazonaws.com"
_PROGRAM = ("code_sha256", "handler", "layers", "variables")
_WHERE = ("workspace", "channel", "tenant")
_FOREIGN = {"policy": Step.topic_policy, "kms_key": Step.topic_key, "subscriptions": Step.subscription}
"""What observations of an existing topic are about."""


@dataclass(frozen=True, slots=True)
class _Sender:
    """A service that publishes for `arn`; `passes` tells whether a filter policy, of this scope, lets it by."""

    service: str
    arn: str
    noun: str
    passes: Callable[[str, str], Known]


def tells(desired: Pipeline) -> bool:
    """Whether the trail itself is to tell somebody of log files; a collector's topic calls nobody."""
    ours = {part.arn for part in desired.topics}
    return desired.trail.topic_arn in ours.union(part.arn for part in desired.existing_topics)


def told(deployed: Deployed) -> Route:
    """The way to the topic that the trail tells of log files."""
    wanted = deployed.desired.trail
    topic_arn = str(wanted.topic_arn)
    # Nobody says of its message whether SNS sends attributes with it, so a filter policy may drop it.
    sender = _Sender(_CLOUDTRAIL, wanted.arn, "trail", lambda _policy, _scope: None)
    return Route(_destination(deployed, topic_arn), tuple(_telling(deployed, topic_arn, sender, wanted)))


def _telling(deployed: Deployed, topic_arn: str, sender: _Sender, wanted: Trail) -> Iterator[Flaw]:
    trail = deployed.part(Trail, wanted.name)
    if trail is not None and trail.topic_arn != topic_arn:
        instead, topic = trail.topic_arn or "none", topic_arn.rpartition(":")[2]
        yield broken(Step.topic, f"the trail {trail.name} does not tell the topic {topic}; it tells {instead}")
    yield from _reached(deployed, topic_arn, sender)


def routes(deployed: Deployed, wanted: Alarm) -> Iterator[Route]:
    """The way to each topic that the alarm is to ring at."""
    alarm = deployed.part(Alarm, wanted.name)
    for topic_arn in wanted.alarm_actions:
        name = _destination(deployed, topic_arn)
        yield Route(name, tuple(_flaws(deployed, topic_arn, wanted, alarm)))


def _destination(deployed: Deployed, topic_arn: str) -> str:
    desired = deployed.desired
    names = [part.destination for part in desired.subscriptions if part.topic_arn == topic_arn]
    names += [part.destination for part in desired.existing_topics if part.arn == topic_arn]
    return ", ".join(dict.fromkeys(names)) or topic_arn.rpartition(":")[2]


def _flaws(deployed: Deployed, topic_arn: str, wanted: Alarm, alarm: Alarm | None) -> Iterator[Flaw]:
    name = topic_arn.rpartition(":")[2]
    if alarm is not None and isinstance(alarm.alarm_actions, tuple) and topic_arn not in alarm.alarm_actions:
        where = f"; it rings at {', '.join(alarm.alarm_actions)}" if alarm.alarm_actions else ""
        yield broken(Step.topic, f"the alarm {alarm.name} has no action for the topic {name}{where}")
    if topic_arn.split(":")[3:4] != [wanted.account.region]:
        yield broken(Step.topic, f"the topic {topic_arn} is in another region than the alarm")
    failed = f"action {topic_arn}"
    yield from deployed.observed("alarm", wanted.name, lambda field: Step.topic if field == failed else None)
    sender = _Sender(_CLOUDWATCH, wanted.arn, "alarm", lambda policy, scope: accepts(policy, scope, alarm or wanted))
    yield from _reached(deployed, topic_arn, sender)


def _reached(deployed: Deployed, topic_arn: str, sender: _Sender) -> Iterator[Flaw]:
    name = topic_arn.rpartition(":")[2]
    if any(part.arn == topic_arn for part in deployed.desired.existing_topics):
        yield from deployed.observed("existing-topic", topic_arn, lambda field: _FOREIGN.get(field, Step.topic))
        return
    topic = deployed.part(Topic, name)
    if topic is None:
        yield _no_topic(deployed, topic_arn, name)
        return
    yield from _publishing(deployed, topic, sender)
    yield from _listening(deployed, topic, sender)
    yield from deployed.observed("topic", name, lambda _field: Step.topic)


def _no_topic(deployed: Deployed, topic_arn: str, name: str) -> Flaw:
    if topic_arn not in {part.arn for part in deployed.desired.topics}:
        return unknown(Step.topic, f"the topic {topic_arn} was not declared, so nobody looked at it")
    return deployed.unread(Topic, Step.topic, f"the topic {name}") or broken(
        Step.topic, f"the topic {name} is not there"
    )


def _publishing(deployed: Deployed, topic: Topic, sender: _Sender) -> Iterator[Flaw]:
    publish = by_service(sender.service, "sns:Publish", topic.arn, sender.arn)
    if flaw := deployed.refused(Step.topic_policy, f"the policy of the topic {topic.name}", topic.policy, [publish]):
        yield flaw
    actions = ("kms:GenerateDataKey", "kms:Decrypt")
    use = (by_service(sender.service, action, None, sender.arn) for action in actions)
    if flaw := deployed.locked(Step.topic_key, f"the topic {topic.name}", topic.kms_key_arn, use):
        yield flaw


def _listening(deployed: Deployed, topic: Topic, sender: _Sender) -> Iterator[Flaw]:
    """What is wrong with the best of the declared subscriptions: one that works is enough."""
    wanted = [part for part in deployed.desired.subscriptions if part.topic_arn == topic.arn]
    if flaw := deployed.unread(Subscription, Step.subscription, f"the subscriptions of the topic {topic.name}"):
        yield flaw
        return
    if not wanted:  # somebody else subscribes, such as Amazon Q Developer
        wanted = [part for part in deployed.all(Subscription) if part.topic_arn == topic.arn]
    flawed = [[*_subscription(deployed, part, sender)] for part in wanted]
    if not flawed:
        yield broken(Step.subscription, f"nobody has subscribed to the topic {topic.name}")
    elif all(flawed):
        yield first(flaw for flaws in flawed for flaw in flaws)


def _subscription(deployed: Deployed, wanted: Subscription, sender: _Sender) -> Iterator[Flaw]:
    found, step = deployed.part(Subscription, wanted.name), Step.subscription
    if found is None:
        yield broken(step, f"the subscription of {wanted.endpoint} is not there: nobody listens")
        return
    yield from deployed.observed("subscription", wanted.name, lambda _field: step)
    if isinstance(found.raw_message_delivery, Unread):
        yield unknown(step, f"the subscription of {wanted.endpoint} could not be read ({found.raw_message_delivery})")
    elif found.raw_message_delivery and not wanted.raw_message_delivery:
        yield broken(step, f"{wanted.endpoint} gets messages without their envelope and drops them")
    yield from _forwarded(deployed, wanted)
    yield from _in_chat(deployed, wanted)
    if isinstance(found.filter_policy, Unread) or not found.filter_policy:
        return  # where it is unread, the whole subscription is
    accepted = sender.passes(found.filter_policy, found.filter_policy_scope)
    if accepted is not True:
        make, may = (broken, "drops") if accepted is False else (unknown, "may drop")
        whose = f"the message of the {sender.noun}"
        yield make(Step.message_filter, f"the filter policy of {wanted.endpoint} {may} {whose}")


def _forwarded(deployed: Deployed, subscription: Subscription) -> Iterator[Flaw]:
    """Where a function takes the message: whether it is there, may be invoked, and runs what was declared."""
    arn, step = str(subscription.endpoint), Step.subscription
    for wanted in (one for one in deployed.desired.forwarders if one.arn == arn):
        found, name = deployed.part(Forwarder, wanted.name), f"the forwarder {wanted.name}"
        if found is None:
            yield deployed.unread(Forwarder, step, name) or broken(step, f"{name} is not there")
            return
        if found.reserved_concurrency == 0:
            yield broken(step, f"{name} may not run: no concurrency is left to it")
        if any(getattr(found, field) != getattr(wanted, field) for field in _PROGRAM):
            yield unknown(step, f"{name} runs other code than declared, or sends alarms elsewhere")
        yield from deployed.observed("forwarder", wanted.name, lambda _field: step)
    if arn in {one.function_arn for one in deployed.desired.function_permissions}:
        yield from _invoked(deployed, arn, subscription.topic_arn)


def _in_chat(deployed: Deployed, subscription: Subscription) -> Iterator[Flaw]:
    """Where Amazon Q Developer listens: whether it tells the channel that was declared of this topic."""
    step, topic_arn = Step.subscription, subscription.topic_arn
    for wanted in (one for one in deployed.desired.chat_channels if topic_arn in one.topic_arns):
        found, name = deployed.part(ChatChannel, wanted.name), f"the chat channel {wanted.name}"
        if found is None:
            yield deployed.unread(ChatChannel, step, name) or broken(step, f"{name} is not there")
            return
        if topic_arn not in found.topic_arns:
            yield broken(step, f"{name} is not told of the topic")
        if any(getattr(found, field) != getattr(wanted, field) for field in _WHERE):
            yield broken(step, f"{name} is another channel than declared")
        yield from deployed.observed("chat-channel", wanted.name, lambda _field: step)


def _invoked(deployed: Deployed, function_arn: str, topic_arn: str) -> Iterator[Flaw]:
    whose = f"the policy of the function {function_arn.rpartition(':')[2]}"
    if flaw := deployed.unread(FunctionPermission, Step.subscription, whose):
        yield flaw
        return
    granted = (one.policy for one in deployed.all(FunctionPermission) if one.function_arn == function_arn)
    policy = PolicyDocument(tuple(statement for one in granted for statement in one.statements))
    request = by_service(_SNS, "lambda:InvokeFunction", function_arn, topic_arn)
    if flaw := deployed.refused(Step.subscription, whose, policy, [request]):
        own = function_arn in {one.arn for one in deployed.desired.forwarders}
        yield flaw if own else unknown(flaw.step, flaw.message)  # of other functions only one statement was read
