"""Topic, dead-letter queue and subscription of a destination."""

from __future__ import annotations

import json
from collections.abc import Sequence

from cdktf import (
    ITerraformDependable,
    Precondition,
    TerraformResourceLifecycle,
    TerraformStack,
    TerraformVariable,
)
from constructs import Construct

from imports.aws.data_aws_ssm_parameter import DataAwsSsmParameter
from imports.aws.sns_topic import SnsTopic
from imports.aws.sns_topic_policy import SnsTopicPolicy
from imports.aws.sns_topic_subscription import SnsTopicSubscription
from imports.aws.sqs_queue import SqsQueue
from modules.key import key_arn
from modules.literal import literal
from pipeline import notification
from pipeline.address import MAILBOX, NOTHING
from pipeline.secret import EnvironmentReference, ParameterReference, ResourceEndpoint, kind
from pipeline.vendors import VENDORS

CONFIRMATION_MINUTES = 5
_HOLDERS = {"https": "Endpoint of an incident vendor", "email": "Mail address of a destination"}


class Topic(Construct):
    """A topic and who may publish to it.

    >>> Topic(stack, "on-call-topic", part)
    """

    def __init__(self, scope: Construct, id: str, part: notification.Topic, *, key: str | None = None) -> None:
        super().__init__(scope, id)
        topic = SnsTopic(
            self,
            "Resource",
            name=part.name,
            display_name=literal(part.display_name) or None,
            kms_master_key_id=key_arn(self, part.kms_key_arn, key),
            signature_version=int(part.signature_version),
            delivery_policy=literal(part.delivery_policy) if part.delivery_policy else None,
        )
        policy = SnsTopicPolicy(self, "policy", arn=topic.arn, policy=literal(part.policy.json()))
        self.ready: Sequence[ITerraformDependable] = (topic, policy)


class DeadLetterQueue(Construct):
    """A queue for what a vendor did not take.

    >>> DeadLetterQueue(stack, "on-call-dead-letters", part)
    """

    def __init__(
        self, scope: Construct, id: str, part: notification.DeadLetterQueue, *, key: str | None = None
    ) -> None:
        super().__init__(scope, id)
        arn = key_arn(self, part.kms_key_arn, key)
        queue = SqsQueue(
            self,
            "Resource",
            name=part.name,
            message_retention_seconds=part.message_retention,
            visibility_timeout_seconds=_unless(part.visibility_timeout, notification.VISIBILITY_TIMEOUT),
            # Inside the queue: the provider waits half a minute for each change of a queue or of its policy.
            policy=literal(part.policy.json()) if part.policy else None,
            kms_master_key_id=arn,
            sqs_managed_sse_enabled=None if arn else True,
        )
        self.ready: Sequence[ITerraformDependable] = (queue,)


class Subscription(Construct):
    """A subscription. Its endpoint is an ARN, a sensitive variable, or read from a parameter of the account.

    >>> Subscription(stack, "on-call-subscription", part, depends_on=topic.ready)
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        part: notification.Subscription,
        *,
        depends_on: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id)
        redrive = {"deadLetterTargetArn": part.dead_letter_queue_arn}
        address = _address(self, part)
        SnsTopicSubscription(
            self,
            "Resource",
            topic_arn=part.topic_arn,
            protocol=part.protocol,
            endpoint=f"${{{address}}}" if address else str(part.endpoint),
            # Only an HTTPS endpoint is waited for; the provider asks for these settings of no other.
            endpoint_auto_confirms=part.confirms if part.protocol == "https" else None,
            confirmation_timeout_in_minutes=CONFIRMATION_MINUTES if part.protocol == "https" else None,
            raw_message_delivery=part.raw_message_delivery,
            filter_policy=literal(part.filter_policy) if part.filter_policy else None,
            filter_policy_scope=part.filter_policy_scope if part.filter_policy else None,
            delivery_policy=literal(part.delivery_policy) if part.delivery_policy else None,
            redrive_policy=json.dumps(redrive) if part.dead_letter_queue_arn else None,
            depends_on=[*depends_on],
            lifecycle=_looked_at(part, address) if address else None,
        )


def _unless(value: int, default: int) -> int | None:
    """Nothing where AWS's default is meant, which Terraform sets by itself."""
    return None if value == default else value


def _address(scope: Construct, part: notification.Subscription) -> str | None:
    """Terraform's expression for an endpoint that is a secret, None for an ARN."""
    match part.endpoint:
        case EnvironmentReference(name):
            return _variable(scope, name, part.protocol)
        case ParameterReference(path):
            parameter = DataAwsSsmParameter(scope, "endpoint", name=path, with_decryption=True)
            return f"data.aws_ssm_parameter.{parameter.friendly_unique_id}.value"
        case ResourceEndpoint():
            return None
        case _:
            raise TypeError("a subscription is deployed from a reference to its endpoint, not from a fingerprint")


def _variable(scope: Construct, name: str, protocol: str) -> str:
    """The stack's sensitive variable of this name; destinations may share one.

    It is validated by whoever uses it: Terraform would show the value that a validation of its own refuses, however
    sensitive it is.
    """
    stack = TerraformStack.of(scope)
    child = f"variable-{name}"  # the name alone could be that of a construct, such as trail
    if stack.node.try_find_child(child) is None:
        TerraformVariable(
            stack,
            child,
            type="string",
            sensitive=True,
            nullable=False,
            description=f"{_HOLDERS[protocol]}; set TF_VAR_{name}.",
        ).override_logical_id(name)
    return f"var.{name}"


def _looked_at(part: notification.Subscription, address: str) -> TerraformResourceLifecycle:
    """Refuses an endpoint that has not its form when it is planned: cdktf hides TF_VAR_ variables from the synth."""
    if part.protocol == "email":
        matched, wanted, instead = [_can(f"^{MAILBOX}$", address)], "a mail address, such as on-call@example.com", ""
    else:
        form, wanted = VENDORS[part.vendor].form, VENDORS[part.vendor].endpoint
        matched = [_can(one, address) for one in form.expressions()]
        matched += [f"!{_can(form.stand_in, address)}"] if form.stand_in != NOTHING else []
        instead = "" if form.host is None else ", or write vendor: https, which takes any"
    where = part.endpoint
    named = f"TF_VAR_{where.name}" if isinstance(where, EnvironmentReference) else kind(where)
    rule = Precondition(
        condition=f"${{alltrue([{', '.join(matched)}])}}",
        error_message=f"{named} has not the form of {wanted}; put it right{instead}.",
    )
    return TerraformResourceLifecycle(precondition=[rule])


def _can(expression: str, address: str) -> str:
    """Quoted as Terraform's language does, which is as JSON does where there is no `${` in it."""
    return f"can(regex({json.dumps(expression)}, {address}))"
