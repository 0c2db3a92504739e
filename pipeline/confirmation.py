"""The link or token that SNS sends to an endpoint: read, and refused unless SNS made it for one of our topics.

Says what is wrong without repeating the text, for whoever has the token can confirm. Never visits a link.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qsl, urlsplit

from pipeline.notification import Topic

_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,1024}")
_IN_MAILS = "/confirmation.html"
"""Where the link of a mail leads, which names the mailbox besides; the other link is that of HTTPS endpoints."""

_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A token, and the ARN of its topic; None where only the token was given, which does not tell."""

    token: str = field(repr=False)
    topic_arn: str | None = None


def read(text: str, topics: Iterable[Topic], own_endpoint: str | None = None) -> Confirmation:
    """What a link or token is for; raises ValueError with what is wrong and what is expected.

    `own_endpoint` is AWS's address where it is not AWS's own: links of a sandbox on this machine begin with it.
    https://docs.aws.amazon.com/sns/latest/dg/SendMessageToHttp.prepare.html
    """
    given = text.strip()
    if _TOKEN.fullmatch(given):
        return Confirmation(given)
    if "://" not in given:
        raise ValueError("is neither a link nor a token of SNS; give the SubscribeURL or the Token of its message")
    parts = _split(given)
    parameters = _parameters(parts)
    arn = parameters["TopicArn"]
    topic = next((topic for topic in topics if topic.arn == arn), None)
    if topic is None:
        raise ValueError(f"is for the topic {_visible(arn)}, which is none of those that are meant")
    if not _genuine(parts, topic, own_endpoint):
        raise ValueError(f"is not a link of SNS, which begins with https://{_host(topic)}/?Action=ConfirmSubscription")
    return Confirmation(parameters["Token"], arn)


def _split(link: str) -> SplitResult:
    if re.search(r"[^!-~]", link):
        raise ValueError("holds a blank or a character that no link has; copy the SubscribeURL whole, in quotes")
    try:
        parts = urlsplit(link)
        _ = parts.port  # raises where it is no number
    except ValueError:
        raise ValueError("is not a link; copy the SubscribeURL whole, in quotes") from None
    return parts


def _parameters(parts: SplitResult) -> dict[str, str]:
    """The parameters, each once and with a value."""
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    parameters = dict(pairs)
    action = parameters.get("Action")
    if action == "Unsubscribe":
        raise ValueError("is an UnsubscribeURL, which ends a subscription; give the SubscribeURL")
    in_mail = parts.path == _IN_MAILS
    expected = ["Endpoint" if in_mail else "Action", "Token", "TopicArn"]
    if sorted(name for name, _ in pairs) != expected or action != (None if in_mail else "ConfirmSubscription"):
        raise ValueError(
            "is not a SubscribeURL, which has the parameters Action=ConfirmSubscription, TopicArn and Token, each "
            "once; copy it whole, in quotes"
        )
    if not _TOKEN.fullmatch(parameters["Token"]):
        raise ValueError("has no token of SNS in it; copy the SubscribeURL whole, in quotes")
    return parameters


def _host(topic: Topic) -> str:
    return f"sns.{topic.account.region}.{topic.account.dns_suffix}"


def _genuine(parts: SplitResult, topic: Topic, own_endpoint: str | None) -> bool:
    """Whether the link leads to SNS in the topic's own partition and region, and nowhere else."""
    if parts.path not in ("", "/", _IN_MAILS) or parts.fragment:
        return False
    if (parts.scheme, parts.netloc.lower()) in (("https", _host(topic)), ("https", f"{_host(topic)}:443")):
        return True
    try:
        own = urlsplit(own_endpoint or "")
    except ValueError:
        return False
    return own.hostname in _THIS_MACHINE and (parts.scheme, parts.netloc) == (own.scheme, own.netloc)


def _visible(arn: str) -> str:
    return arn if re.fullmatch(r"[A-Za-z0-9:_-]{1,300}", arn) else "of another form"
