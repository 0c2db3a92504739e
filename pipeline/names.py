"""The names of one pipeline's parts: every name and ARN that parts refer to each other by is decided here."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.account import Account


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one pipeline's parts."""

    account: Account
    prefix: str

    @property
    def trail_arn(self) -> str:
        return self.account.arn("cloudtrail", f"trail/{self.prefix}")

    @property
    def bucket(self) -> str:
        return f"{self.prefix}-cloudtrail-{self.account.id}-{self.account.region}"

    @property
    def log_group(self) -> str:
        return f"/aws/cloudtrail/{self.prefix}"

    @property
    def log_group_arn(self) -> str:
        return self.account.arn("logs", f"log-group:{self.log_group}")

    @property
    def alarm_arns(self) -> str:
        return self.account.arn("cloudwatch", f"alarm:{self.prefix}-*")

    @property
    def topic_arns(self) -> str:
        return self.account.arn("sns", f"{self.prefix}-*")

    def of(self, thing: str) -> str:
        return f"{self.prefix}-{thing}"
