"""Design the chat channels that Amazon Q Developer tells of alarms, and refuse what it would tell nothing of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from alerts.alert import Alert
from pipeline.account import Account
from pipeline.chat import (
    ENDPOINT,
    ChatChannel,
    ChatRole,
    graph_policy,
    guardrail,
    teams_channel,
    trust_policy,
)
from pipeline.configuration import Configuration
from pipeline.destination import Destination
from pipeline.notification import Subscription
from pipeline.pipeline import Pipeline, identity
from pipeline.routing import Wrong, destinations_of
from pipeline.secret import fingerprint


def chatting(configuration: Configuration, pipeline: Pipeline) -> Pipeline:
    """The pipeline with its chat channels, and the subscriptions that the service makes for them."""
    subscribed = {part.topic_arn for part in pipeline.subscriptions}
    prefix = f"{pipeline.prefix}-"
    wanted = [
        (topic.arn, name, configuration.destinations[name])
        for topic in pipeline.topics
        if topic.arn not in subscribed and (name := topic.name.removeprefix(prefix)) in configuration.destinations
    ]
    chats = [(arn, name, to) for arn, name, to in wanted if to.kind in ("slack", "teams")]
    if not chats:
        return pipeline
    subscriptions = tuple(_subscriptions(pipeline.account, chats))
    return replace(
        pipeline,
        subscriptions=(*pipeline.subscriptions, *subscriptions),
        existing=pipeline.existing.union(map(identity, subscriptions)),  # the service makes them, not Terraform
        chat_channels=tuple(_channel(pipeline.account, *chat, prefix) for chat in chats),
        chat_roles=tuple(_role(pipeline.account, name, prefix) for _, name, _ in chats),
    )


def contradictions(configuration: Configuration) -> Iterator[Wrong]:
    """A trail that would tell a chat of its log files: Amazon Q Developer drops what it does not understand.

    https://docs.aws.amazon.com/chatbot/latest/adminguide/related-services.html names what it does, and
    https://repost.aws/knowledge-center/sns-aws-chatbot-message-troubleshooting what becomes of the rest.
    """
    name = configuration.trail.notify
    to = configuration.destinations.get(name) if name else None
    if to and to.kind in ("slack", "teams"):
        yield (
            ("trail", "notify"),
            f"trail.notify: {name} is a chat by Amazon Q Developer, which understands alarms and drops notices of log "
            f"files; name another destination, such as forwarder: {{{to.kind}: ssm:/path}}",
        )


def twice(configuration: Configuration, alerts: Iterable[Alert]) -> Iterator[Wrong]:
    """The destinations of an account with these alerts that cannot be deployed beside each other.

    AWS configures a Slack channel once in an account: https://github.com/hashicorp/terraform-provider-awscc/issues/1011.
    Terraform's provider finds a Teams channel by its team, and waits in vain where there are two:
    https://github.com/hashicorp/terraform-provider-aws/issues/38943.
    """
    first: dict[tuple[str, ...], str] = {}
    named = {name for alert in alerts for name in destinations_of(configuration, alert)}
    for name in sorted(named & configuration.destinations.keys()):
        to = configuration.destinations[name]
        if to.slack:
            other = first.setdefault((to.slack.workspace, to.slack.channel), name)
            text = f"is the channel of {other}, which an account tells by one configuration; route to {other} alone"
        elif to.teams:
            other = first.setdefault((to.teams.team.lower(),), name)
            remedy = f"route to {other}, or use forwarder: {{teams: ssm:/path}}"
            text = f"is in the team of {other}, of which Terraform deploys one channel in an account; {remedy}"
        else:
            continue
        if other != name:
            yield ("destinations", name), f"destinations.{name}: {text}"


Chat = tuple[str, str, Destination]


def _subscriptions(account: Account, chats: list[Chat]) -> Iterator[Subscription]:
    for topic_arn, name, _ in chats:
        yield Subscription(account=account, topic_arn=topic_arn, destination=name, endpoint=fingerprint(ENDPOINT))


def _role(account: Account, name: str, prefix: str) -> ChatRole:
    policy = graph_policy(account.arn("cloudwatch", f"alarm:{prefix}*"))
    return ChatRole(
        account=account,
        name=f"{prefix}{name}",
        trust_policy=trust_policy(account),
        inline_policies=(("graphs", policy),),
    )


def _channel(account: Account, topic_arn: str, name: str, to: Destination, prefix: str) -> ChatChannel:
    slack, teams = to.slack, to.teams
    return ChatChannel(
        account=account,
        name=f"{prefix}{name}",
        destination=name,
        client="slack" if slack else "teams",
        workspace=slack.workspace if slack else teams.team if teams else "",
        channel=slack.channel if slack else teams_channel(teams.channel) if teams else "",
        tenant=teams.tenant if teams else "",
        role_arn=account.role_arn(f"{prefix}{name}"),
        topic_arns=(topic_arn,),
        guardrail_policies=(guardrail(account),),
    )
