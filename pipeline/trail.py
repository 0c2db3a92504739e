"""The trail: what CloudTrail records, and where it sends it."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.account import Account
from pipeline.fact import fact


@dataclass(frozen=True, slots=True, kw_only=True)
class EventSelector:
    """What a basic event selector records of management events, in CloudTrail's words; by default every one."""

    read_write_type: str = "All"
    include_management_events: bool = True
    exclude_management_event_sources: tuple[str, ...] = ()

    def __str__(self) -> str:
        events = (
            f"{self.read_write_type} management events" if self.include_management_events else "no management events"
        )
        without = f" without {', '.join(excluded)}" if (excluded := self.exclude_management_event_sources) else ""
        return f"{events}{without}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """A trail in the account's home region. ARNs are whole; `kms_key_arn` is the ARN of the key's alias.

    `event_selectors` are what advanced selectors mean, too, as far as basic ones can say it; the rest of these are
    `advanced_event_selectors`, in JSON. `data_events` are the types of resource whose data events basic selectors add.
    `insight_selectors` are those kinds of insight that must be on; more may be.
    """

    account: Account
    name: str
    logging: bool = fact("critical", "Nothing is recorded: no alert can ring.", default=True)
    multi_region: bool = fact("critical", "Events of other regions are not recorded.", default=True)
    include_global_service_events: bool = fact(
        "critical", "Events of IAM, STS and the root user's sign-in are not recorded.", default=True
    )
    organization: bool = fact(
        "high", "Events of the organization's other accounts are recorded otherwise than declared.", default=False
    )
    log_file_validation: bool = fact("medium", "A changed or deleted log file would not be noticed.", default=True)
    bucket: str = fact("high", "Log files go to a bucket that nobody declared.")
    key_prefix: str = fact("medium", "Log files go to another folder of the bucket.", default="")
    log_group_arn: str | None = fact("critical", "Events do not reach the log group: no alert can ring.")
    delivery_role_arn: str | None = fact("critical", "CloudTrail writes to the log group by a role nobody declared.")
    kms_key_arn: str | None = fact("medium", "Log files are not encrypted with the declared key.", default=None)
    topic_arn: str | None = fact("medium", "Notices of new log files go to another topic, or none.", default=None)
    event_selectors: tuple[EventSelector, ...] = fact(
        "critical", "Some of the events that alerts look for are not recorded.", default=(EventSelector(),)
    )
    data_events: tuple[str, ...] = fact(
        "medium", "Data events are recorded that nobody declared: they cost, and alerts may count them.", default=()
    )
    advanced_event_selectors: tuple[str, ...] = fact(
        "medium", "Advanced selectors record other events than declared; alerts may count them.", default=()
    )
    insight_selectors: tuple[str, ...] = fact(
        "medium", "CloudTrail no longer looks for unusual rates of calls and errors.", default=(), unplanned=True
    )

    @property
    def arn(self) -> str:
        """The ARN of the trail, which is what CloudTrail takes for it in every account that may see it."""
        return self.account.trail_arn(self.name)
