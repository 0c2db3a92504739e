"""Hands a message of a topic to a function that is subscribed to it, as SNS does.

https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
SNS asks Lambda to invoke it asynchronously, and has delivered the message when Lambda has taken it. A function that is
gone, or that does not let the topic invoke it, is a client's error, which SNS does not try again:
https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html
"""

from __future__ import annotations

import json
import uuid
from typing import Any

from moto.awslambda.models import lambda_backends
from moto.utilities.arns import parse_arn

from pipeline.permission import Verdict, by_service, may
from pipeline.policy_document import PolicyDocument
from sandbox.envelope import Envelope
from sandbox.functions import asynchronous, code

_SNS = "sns.amazonaws.com"
_VERSION = "1.0"


class NotInvokedError(Exception):
    """Lambda does not take the message; the message of the error says why."""


def deliver(subscription: Any, notification: Envelope) -> None:
    """Have the function invoked; raises NotInvokedError, or RefusedError for a function that is not run here."""
    function = _function(subscription)
    code.require(function)
    event = json.dumps(_event(subscription, notification))
    asynchronous.submit(asynchronous.Invocation(function=function, event=event, request_id=str(uuid.uuid4())))


def _function(subscription: Any) -> Any:
    arn = parse_arn(subscription.endpoint)
    function = lambda_backends[arn.account][arn.region]._lambdas.get_arn(subscription.endpoint)
    if function is None:
        raise NotInvokedError("the function does not exist")
    policy = PolicyDocument(tuple(function.policy.statements))
    asked = by_service(_SNS, "lambda:InvokeFunction", function.function_arn, subscription.topic.arn)
    if may(policy, asked).verdict is not Verdict.allowed:
        raise NotInvokedError("the function's policy does not let the topic invoke it")
    return function


def _event(subscription: Any, notification: Envelope) -> dict[str, Any]:
    """A record has the fields of a notification, three of them in other letters or there where they are empty."""
    record = {
        "SignatureVersion": notification["SignatureVersion"],
        "Timestamp": notification["Timestamp"],
        "Signature": notification["Signature"],
        "SigningCertUrl": notification["SigningCertURL"],
        "MessageId": notification["MessageId"],
        "Message": notification["Message"],
        "MessageAttributes": notification.get("MessageAttributes", {}),
        "Type": notification["Type"],
        "UnsubscribeUrl": notification["UnsubscribeURL"],
        "TopicArn": notification["TopicArn"],
        "Subject": notification.get("Subject"),
    }
    source = {"EventVersion": _VERSION, "EventSubscriptionArn": subscription.arn, "EventSource": "aws:sns"}
    return {"Records": [{**source, "Sns": record}]}
