"""The names of one pipeline's parts: every name and ARN that parts refer to each other by is decided here."""

from __future__ import annotations

from dataclasses import dataclass

from alerts.alert import Alert
from pipeline.account import Account
from pipeline.existing import NOTHING, Existing, name_of

LOG_FILES = "log-files"
"""What the topic and the queues of a collector are called, so no destination may be called so beside one."""


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one pipeline's parts; those that are `existing` have the names they were given.

    `any_alarm` says that alarms have names of their own, too, so that the prefix does not tell them; `watched` that
    there are alarms at all.
    """

    account: Account
    prefix: str
    existing: Existing = NOTHING
    any_alarm: bool = False
    watched: bool = True

    @property
    def trail(self) -> str:
        return name_of(self.existing.trail) if self.existing.trail else self.prefix

    @property
    def trail_arn(self) -> str:
        return self.account.trail_arn(self.trail)

    @property
    def bucket(self) -> str:
        if self.existing.bucket:
            return name_of(self.existing.bucket).partition("/")[0]
        return f"{self.prefix}-cloudtrail-{self.account.id}-{self.account.region}"

    @property
    def key_prefix(self) -> str:
        """The folder of the bucket that log files lie in, without slashes around it."""
        return name_of(self.existing.bucket).partition("/")[2] if self.existing.bucket else ""

    @property
    def log_group(self) -> str:
        return name_of(self.existing.log_group) if self.existing.log_group else f"/aws/cloudtrail/{self.prefix}"

    @property
    def log_group_arn(self) -> str:
        return self.account.arn("logs", f"log-group:{self.log_group}")

    @property
    def delivery_role(self) -> str:
        return name_of(self.existing.role) if self.existing.role else self.of("cloudtrail-delivery")

    @property
    def key(self) -> str:
        return name_of(self.existing.key) if self.existing.key else f"alias/{self.prefix}"

    @property
    def alarm_arns(self) -> str | None:
        """What names every alarm, None without any."""
        if not self.watched:
            return None
        return self.account.arn("cloudwatch", "alarm:*" if self.any_alarm else f"alarm:{self.prefix}-*")

    @property
    def topic_arns(self) -> str:
        return self.account.arn("sns", f"{self.prefix}-*")

    def alarm(self, alert: Alert) -> str:
        return alert.alarm_name or self.of(alert.id)

    def of(self, thing: str) -> str:
        return f"{self.prefix}-{thing}"
