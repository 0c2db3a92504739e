"""An alarm's message to an encrypted topic is lost without an error where CloudWatch may not use the key.

The policy of AWS's own key, alias/aws/sns, cannot be changed and does not allow it.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
"""

from __future__ import annotations

from policies.notification import alarm_topics
from policies.rule import rule
from policies.terraform import Resource, Terraform

NEEDED = ("kms:Decrypt", "kms:GenerateDataKey")


def _encrypted(terraform: Terraform) -> list[Resource]:
    return [topic for topic in alarm_topics(terraform) if topic.text("kms_master_key_id")]


@rule(
    "TRAILBELL_TOPIC_KEY_LETS_CLOUDWATCH",
    "The key of an encrypted topic lets CloudWatch use it",
    _encrypted,
    remedy="Use a customer managed key whose policy allows kms:Decrypt and kms:GenerateDataKey* to "
    "cloudwatch.amazonaws.com.",
    argument="kms_master_key_id",
)
def topic_key_lets_cloudwatch(topic: Resource) -> str | None:
    value = topic.text("kms_master_key_id")
    if value.endswith("alias/aws/sns"):
        return f"{topic.own_name} is encrypted with alias/aws/sns, which CloudWatch cannot use"
    key = topic.terraform.key_of(value)
    if key is None:
        return None  # a key that stands elsewhere is its owner's to judge
    statements = [one for one in key.policy() if one.is_for("cloudwatch.amazonaws.com")]
    missing = [action for action in NEEDED if not any(one.allows(action) for one in statements)]
    return f"the key of {topic.own_name} does not let CloudWatch {' and '.join(missing)}" if missing else None
