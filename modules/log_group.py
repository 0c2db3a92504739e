"""The log group of a pipeline."""

from __future__ import annotations

from collections.abc import Sequence

from cdktf import ITerraformDependable
from constructs import Construct

from imports.aws.cloudwatch_log_group import CloudwatchLogGroup
from modules.key import key_arn
from pipeline import log_group


class LogGroup(Construct):
    """A log group for CloudTrail's events.

    >>> LogGroup(stack, "log-group", pipeline.log_group)
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        part: log_group.LogGroup,
        *,
        key: str | None = None,
        depends_on: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id)
        if part.transformer:
            raise ValueError(f"log group {part.name}: a transformer is read, not written")
        resource = CloudwatchLogGroup(
            self,
            "Resource",
            name=part.name,
            retention_in_days=part.retention_days or 0,
            kms_key_id=key_arn(self, part.kms_key_arn, key),
            # Left out where it is AWS's default, which not every AWS-like server reports back.
            log_group_class=None if part.log_group_class == "STANDARD" else part.log_group_class,
            depends_on=[*depends_on],
        )
        self.ready: Sequence[ITerraformDependable] = (resource,)
