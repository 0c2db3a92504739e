"""Incident vendors: what an endpoint looks like, who confirms the subscription, and what an OK does.

Only what a source says stands here; what no source says is `None`, is shown as unknown, and is never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlsplit

_LONGEST_ENDPOINT = 2048


@dataclass(frozen=True, slots=True, kw_only=True)
class Vendor:
    """One vendor. `host` is the host its endpoints are known to have, as a regular expression, or None.

    `confirms` and `resolves_on_ok` are True, False or None where no source tells. `confirmation` says to a person how
    the subscription gets confirmed. `signature_version` is that of SNS: "2" signs with SHA-256, "1" with SHA-1.
    """

    name: str
    title: str
    endpoint: str
    host: str | None
    confirms: bool | None
    confirmation: str
    resolves_on_ok: bool | None
    source: str
    signature_version: str = "2"
    raw_message_delivery: bool = False

    def complaint(self, url: str) -> str | None:
        """What is wrong with this endpoint, without repeating it, or None."""
        problem = _malformed(url) or self._foreign(urlsplit(url).hostname or "")
        return f"{problem}; expected {self.endpoint}" if problem else None

    def _foreign(self, host: str) -> str | None:
        if _local(host) or self.host is None or re.fullmatch(self.host, host):
            return None
        return f"has the host {host}, which is not {self.title}'s"


def _malformed(url: str) -> str | None:
    """Why this is no HTTPS address, whoever's it may be."""
    if re.search(r"[^!-~]", url):
        return "holds a blank or a character that no address has"
    try:
        parts = urlsplit(url)
        address = bool(parts.hostname) and parts.port != 0  # a port that is no number raises
    except ValueError:
        return "is not an address"
    if parts.scheme != "https":
        return "does not start with https://"
    if not address:
        return "is not an address"
    return f"is longer than {_LONGEST_ENDPOINT} characters" if len(url) > _LONGEST_ENDPOINT else None


def _local(host: str) -> bool:
    """The sandbox's vendor answers on this machine."""
    return host in ("localhost", "127.0.0.1", "::1")


_ALL = (
    Vendor(
        name="ilert",
        title="ilert",
        endpoint="the webhook URL of an 'Amazon CloudWatch' alert source, https://api.ilert.com/...",
        host=r"([a-z0-9-]+\.)*ilert\.com",
        confirms=True,
        confirmation="ilert confirms by itself when the alert source is of the type Amazon CloudWatch.",
        resolves_on_ok=True,
        source="https://docs.ilert.com/inbound-integrations/amazon-cloudwatch",
    ),
    Vendor(
        name="alertops",
        title="AlertOps",
        endpoint="the API URL of an AWS CloudTrail inbound integration, https://notify.alertops.com/...",
        host=r"([a-z0-9-]+\.)*alertops\.com",
        confirms=False,
        confirmation="In AlertOps, at Integrations > Inbound Log, open the message from AWS; visit its SubscribeURL.",
        resolves_on_ok=True,
        source="https://docs.alertops.com/docs/aws-cloudtrail",
    ),
    Vendor(
        name="taskcall",
        title="TaskCall",
        endpoint="the Integration Url of a service's AWS CloudTrail integration",
        host=None,
        confirms=True,
        confirmation="TaskCall's guide says that the status becomes Confirmed when the page is loaded again.",
        resolves_on_ok=True,
        source="https://docs.taskcallapp.com/integrations/v1/aws-cloudtrail-integration-guide",
    ),
    Vendor(
        name="https",
        title="an HTTPS endpoint",
        endpoint="https://host/path",
        host=None,
        confirms=None,
        confirmation="Whoever runs the endpoint must visit the SubscribeURL it was sent, within two days.",
        resolves_on_ok=None,
        source="https://docs.aws.amazon.com/sns/latest/dg/sns-http-https-endpoint-as-subscriber.html",
    ),
)

VENDORS: Mapping[str, Vendor] = MappingProxyType({vendor.name: vendor for vendor in _ALL})
