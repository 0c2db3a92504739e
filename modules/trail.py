"""The trail of a pipeline."""

from __future__ import annotations

from collections.abc import Sequence

from cdktf import ITerraformDependable, TerraformProvider
from constructs import Construct

from imports.aws.cloudtrail import Cloudtrail, CloudtrailEventSelector, CloudtrailInsightSelector
from modules.key import key_arn, key_arn_elsewhere
from pipeline import trail

DEFAULT_SELECTORS = (trail.EventSelector(),)


class Trail(Construct):
    """A trail; `depends_on` is what CloudTrail checks when it is made: bucket policy, role, log group, key.

    `elsewhere` looks up a key of another account, where that is in another region.

    >>> Trail(stack, "trail", pipeline.trail, depends_on=bucket.ready)
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        part: trail.Trail,
        *,
        key: str | None = None,
        elsewhere: TerraformProvider | None = None,
        depends_on: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id)
        if part.advanced_event_selectors:
            raise ValueError(f"trail {part.name}: advanced event selectors are read, not written")
        if part.data_events:
            raise ValueError(f"trail {part.name}: selectors of data events are read, not written")
        Cloudtrail(
            self,
            "Resource",
            name=part.name,
            enable_logging=part.logging,
            is_multi_region_trail=part.multi_region,
            include_global_service_events=part.include_global_service_events,
            is_organization_trail=part.organization or None,
            enable_log_file_validation=part.log_file_validation,
            s3_bucket_name=part.bucket,
            s3_key_prefix=part.key_prefix or None,
            # CloudTrail writes to log streams of the group, so it takes the ARN with this ending.
            cloud_watch_logs_group_arn=f"{part.log_group_arn}:*" if part.log_group_arn else None,
            cloud_watch_logs_role_arn=part.delivery_role_arn,
            kms_key_id=_key(self, part, key, elsewhere),
            sns_topic_name=_topic(part),
            event_selector=_selectors(part.event_selectors),
            insight_selector=[CloudtrailInsightSelector(insight_type=kind) for kind in part.insight_selectors] or None,
            depends_on=[*depends_on],
        )


def _key(scope: Construct, part: trail.Trail, key: str | None, elsewhere: TerraformProvider | None) -> str | None:
    """The ARN of the key: of this account's own, or of the account that receives the log files."""
    if part.kms_key_arn is None or part.account.arn("kms", "") in part.kms_key_arn:
        return key_arn(scope, part.kms_key_arn, key)
    return key_arn_elsewhere(scope, part.kms_key_arn, elsewhere)


def _topic(part: trail.Trail) -> str | None:
    """By name: the provider compares it with what CloudTrail calls the name, and asks for an ARN only elsewhere."""
    if part.topic_arn is None:
        return None
    name = part.topic_arn.rpartition(":")[2]
    return name if part.topic_arn == part.account.arn("sns", name) else part.topic_arn


def _selectors(selectors: tuple[trail.EventSelector, ...]) -> list[CloudtrailEventSelector] | None:
    """None for the default: the provider reads selectors only where CloudTrail says that there are custom ones."""
    if selectors == DEFAULT_SELECTORS:
        return None
    return [
        CloudtrailEventSelector(
            read_write_type=selector.read_write_type,
            include_management_events=selector.include_management_events,
            exclude_management_event_sources=list(selector.exclude_management_event_sources),
        )
        for selector in selectors
    ]
