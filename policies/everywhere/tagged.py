"""Tags say whose a resource is. In an emergency that is the first thing to know of one.

https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
"""

from __future__ import annotations

from policies.rule import every, rule
from policies.terraform import Resource, Values

TAGGABLE = (
    "aws_cloudtrail", "aws_cloudwatch_log_group", "aws_cloudwatch_metric_alarm", "aws_iam_role", "aws_kms_key",
    "aws_s3_bucket", "aws_sns_topic", "aws_sqs_queue",
)  # fmt: skip


@rule(
    "TRAILBELL_TAGGED",
    "Resources have tags, of their own or by default_tags",
    every(*TAGGABLE),
    remedy="Set default_tags in the provider, or tags in the resource.",
    argument="tags",
)
def tagged(resource: Resource) -> str | None:
    default = [tags for provider in resource.terraform.providers for tags in provider.blocks("default_tags")]
    given = [
        *resource.blocks("tags"),
        *resource.blocks("tags_all"),
        *(one for tags in default for one in tags.blocks("tags")),
    ]
    return None if any(map(_some, given)) else "the resource has no tags"


def _some(tags: Values) -> bool:
    """Whether there are any beside the lines that checkov adds."""
    return any(not name.startswith("__") and not name.endswith("_line") for name in tags.raw)
