"""What a user writes of a collector: a vendor that fetches log files by itself, such as Alert Logic."""

from __future__ import annotations

from typing import Any

from pydantic import Field, model_validator

from pipeline.section import AccountId, ExternalId, Section

LONGEST_RETENTION_DAYS = 14
LONGEST_VISIBILITY_TIMEOUT = 43_200
MOST_RECEIVES = 1_000
"""https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html"""

_WITHOUT_EXTERNAL_ID = (
    "external_id is missing: without one, any customer of the vendor could let it read this account; "
    "take the one that the vendor shows for your deployment"
)
"""https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html"""


class CollectorSettings(Section):
    """The vendor's account, and the queue that tells it of new log files."""

    vendor_account: AccountId = Field(
        description="The vendor's own AWS account, which assumes the role; docs/collector.md has those of Alert Logic."
    )
    external_id: ExternalId = Field(description="The external id that the vendor shows for your deployment.")
    raw_message_delivery: bool = Field(
        False, description="Leave out the envelope of SNS; Alert Logic subscribes with it."
    )
    retention_days: int = Field(
        LONGEST_RETENTION_DAYS, ge=1, le=LONGEST_RETENTION_DAYS, description="How long a notice waits to be read."
    )
    visibility_timeout: int = Field(
        300,
        ge=0,
        le=LONGEST_VISIBILITY_TIMEOUT,
        description="Seconds that the vendor has for a notice before it is offered again.",
    )
    max_receive_count: int = Field(
        5, ge=1, le=MOST_RECEIVES, description="How often a notice is offered before it becomes a dead letter."
    )

    @model_validator(mode="before")
    @classmethod
    def _not_for_everybody(cls, value: Any) -> Any:
        if isinstance(value, dict) and not value.get("external_id"):
            raise ValueError(_WITHOUT_EXTERNAL_ID)
        return value
