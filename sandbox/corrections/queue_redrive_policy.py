"""GetQueueAttributes tells a redrive policy in the words in which it was set; moto writes it anew, with blanks.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html
Terraform compares the two texts, and would change the queue in every plan.
"""

import json
from typing import Any

from moto.sqs.models import Queue


def apply() -> None:
    moto_attributes = Queue.attributes.fget

    def attributes(self: Any) -> dict[str, Any]:
        told: dict[str, Any] = moto_attributes(self)
        if self.redrive_policy:
            told["RedrivePolicy"] = json.dumps(self.redrive_policy, separators=(",", ":"))
        return told

    Queue.attributes = property(attributes)
