"""What was found in an account that somebody set up by hand: the parts of a pipeline, by whatever names."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.account import Account
from pipeline.alert import Alarm, MetricFilter
from pipeline.secret import Fingerprint, ResourceEndpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundTrail:
    """A trail with its log group, if it sends to one, and, where they are the account's own and may be read, its bucket
    and role.

    `bucket` has the folder of the log files after a slash, `role` its path before the name; `topic_arn` is the topic
    that is told of log files.
    """

    name: str
    log_group: str | None
    bucket: str | None
    role: str | None
    multi_region: bool
    log_file_validation: bool
    topic_arn: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """Who is subscribed to a topic. `vendor` is the name of the vendor whose host the endpoint has, or None."""

    endpoint: Fingerprint | ResourceEndpoint
    vendor: str | None
    confirmed: bool

    @property
    def endpoint_scheme(self) -> str:
        """How the endpoint is reached, such as https; empty for a resource of AWS."""
        return self.endpoint.scheme if isinstance(self.endpoint, Fingerprint) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundTopic:
    """A topic that alarms, or the trail, publish to, and who listens there."""

    arn: str
    listeners: tuple[Listener, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One trail, the filters of its log group, the alarms on their metrics, and the topics of both."""

    account: Account
    trail: FoundTrail
    metric_filters: tuple[MetricFilter, ...]
    alarms: tuple[Alarm, ...]
    topics: tuple[FoundTopic, ...]
