"""SetQueueAttributes changes the attributes that it names; moto also takes the policy away where it is not among them.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
A queue whose retention was changed would seem to have lost its policy, too.
"""

from typing import Any

from moto.sqs.models import Queue


def apply() -> None:
    moto_set_attributes = Queue._set_attributes

    def set_attributes(self: Any, attributes: dict[str, Any], now: float | None = None) -> None:
        kept = getattr(self, "_policy_json", None)
        moto_set_attributes(self, attributes, now)
        if "Policy" not in attributes and kept:
            self._policy_json = kept

    Queue._set_attributes = set_attributes
