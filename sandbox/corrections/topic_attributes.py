"""GetTopicAttributes reports the attributes that were set; moto leaves out the signature version and the delivery logs.

https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html
Terraform would set them again in every plan.
"""

from typing import Any

from moto.core.utils import camelcase_to_underscores
from moto.sns.responses import SNSResponse

_PROTOCOLS = ("Application", "Firehose", "HTTP", "Lambda", "SQS")
_FEEDBACK = ("FailureFeedbackRoleArn", "SuccessFeedbackRoleArn", "SuccessFeedbackSampleRate")
NAMES = ("SignatureVersion", "TracingConfig", *(protocol + name for protocol in _PROTOCOLS for name in _FEEDBACK))


def apply() -> None:
    moto_get_topic_attributes = SNSResponse.get_topic_attributes

    def get_topic_attributes(self: Any) -> Any:
        answer = moto_get_topic_attributes(self)
        topic = self.backend.get_topic(self._get_param("TopicArn"))
        for name in NAMES:
            value = getattr(topic, camelcase_to_underscores(name), None)
            if value is not None:
                answer.result["Attributes"][name] = value
        return answer

    SNSResponse.get_topic_attributes = get_topic_attributes
