"""What a user writes of a destination that is no vendor's endpoint: a chat, a mailbox, a resource, a forwarder.

Refuses what holds a secret in itself: webhooks are referred to, and the forwarder reads them when it runs.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from pipeline.secret import mailbox, stored
from pipeline.section import Form, Section


def _mailbox(text: str) -> str:
    mailbox(text)
    return text


def _stored(text: str) -> str:
    stored(text)
    return text


Mailbox = Annotated[str, AfterValidator(_mailbox)]
Stored = Annotated[str, AfterValidator(_stored)]


def _named(service: str, name: str, example: str) -> Form:
    arn = rf"arn:aws[a-z-]*:{service}:[a-z0-9-]+:[0-9]{{12}}:"
    return Form(f"^({arn})?{name}$", f"should be an ARN such as {example}, or the name of one in every account")


TopicName = Annotated[
    str, _named("sns", r"[A-Za-z0-9_-]{1,256}", "arn:aws:sns:eu-west-1:111122223333:alarms (a standard topic)")
]
QueueName = Annotated[
    str, _named("sqs", r"[A-Za-z0-9_-]{1,80}", "arn:aws:sqs:eu-west-1:111122223333:alarms (a standard queue)")
]
FunctionName = Annotated[
    str,
    Form(
        r"^(arn:aws[a-z-]*:lambda:[a-z0-9-]+:[0-9]{12}:function:)?[A-Za-z0-9_-]{1,64}$",
        "should be an ARN without a version, such as arn:aws:lambda:eu-west-1:111122223333:function:on-alarm, or the "
        "name of a function in every account",
    ),
]
_UUID = r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"
Uuid = Annotated[str, Form(_UUID, "should be an id such as 1e2d3c4b-1234-4321-abcd-0123456789ab")]


class SlackChannel(Section):
    """A Slack channel, by Amazon Q Developer in chat applications. A person authorises the workspace there once."""

    workspace: Annotated[str, Form(r"^T[A-Z0-9]{1,254}$", "should be the id of a workspace, such as T07EA123LEP")] = (
        Field(description="Id of the workspace.")
    )
    channel: Annotated[str, Form(r"^[CG][A-Z0-9]{1,254}$", "should be the id of a channel, such as C07EZ1ABC23")] = (
        Field(description="Id of the channel: the end of its link.")
    )


class TeamsChannel(Section):
    """A channel of Microsoft Teams, by Amazon Q Developer in chat applications. A person authorises it there once."""

    tenant: Uuid = Field(description="Id of the tenant.")
    team: Uuid = Field(description="Id of the team.")
    channel: Annotated[
        str,
        Form(r"^19(:|%3[aA])[A-Za-z0-9_=+/.,-]+(@|%40)thread\.(tacv2|skype)$", "should look like 19:...@thread.tacv2"),
    ] = Field(max_length=256, description="Id of the channel, from its link.")


class Syslog(Section):
    """A syslog server that takes RFC 5424 messages over TLS."""

    host: Annotated[
        str, Form(r"^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$", "should be a host such as logs.example.com")
    ] = Field(max_length=253, description="Its name, as in its certificate.")
    port: int = Field(6514, ge=1, le=65535, description="Its port.")
    ca: Stored | None = Field(
        None,
        description="Where the certificate of your own authority is found: ssm:/path or secretsmanager:NAME.",
    )


class ForwarderSettings(Section):
    """A small function in the account, which reads the webhook when it runs. One of these."""

    slack: Stored | None = Field(
        None, description="Where Slack's incoming webhook is found: ssm:/path or secretsmanager:NAME."
    )
    teams: Stored | None = Field(
        None, description="Where the webhook of a Teams workflow is found: ssm:/path or secretsmanager:NAME."
    )
    syslog: Syslog | None = Field(None, description="A syslog server.")

    @model_validator(mode="after")
    def _one(self) -> Self:
        given = [name for name in ("slack", "teams", "syslog") if getattr(self, name) is not None]
        if len(given) != 1:
            what = f"names {' and '.join(given)}" if given else "names nothing"
            raise ValueError(f"{what}; a forwarder takes one of slack, teams, syslog")
        return self
