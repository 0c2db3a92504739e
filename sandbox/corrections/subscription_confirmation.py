"""An http(s) or email subscription is pending until its receiver confirms it; in moto it is confirmed at once.

https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html
https://docs.aws.amazon.com/sns/latest/dg/SendMessageToHttp.prepare.html

http(s) endpoints on this machine get a SubscriptionConfirmation; others, and email, stay pending because nobody asks
them (`token` plays the mail box). A subscription to another account's queue is confirmed at once, and pending
subscriptions do not expire.
"""

import functools
import secrets
from typing import Any

from moto.core.responses import ActionResult
from moto.sns.exceptions import SNSInvalidParameter
from moto.sns.models import SNSBackend, sns_backends
from moto.sns.responses import SNSResponse
from moto.utilities.arns import parse_arn

from sandbox import envelope
from sandbox.deliveries import deliveries
from sandbox.receivers import post

_CONFIRMED_BY_RECEIVER = {"http", "https", "email", "email-json"}
UNSIGNED = "UNSIGNEDUNSIGNED0000"  # the shape of an access key, or moto would not see it


def apply() -> None:
    _start_pending()
    _confirm_with_token()
    _list_as_pending()
    _count()
    _keep_pending()


def token(subscription_arn: str) -> str:
    """What the receiver of a pending subscription was sent. KeyError or ValueError when there is none."""
    arn = parse_arn(subscription_arn)
    return str(sns_backends[arn.account][arn.region].subscriptions[subscription_arn].token)


def _start_pending() -> None:
    moto_backend_subscribe = SNSBackend.subscribe
    moto_subscribe = SNSResponse.subscribe

    def backend_subscribe(self: Any, topic_arn: str, endpoint: str, protocol: str) -> Any:
        subscription = moto_backend_subscribe(self, topic_arn, endpoint, protocol)
        if protocol in _CONFIRMED_BY_RECEIVER and not hasattr(subscription, "token"):
            subscription.token = secrets.token_hex(64)
            subscription.attributes |= {"PendingConfirmation": True, "ConfirmationWasAuthenticated": False}
        return subscription

    def subscribe(self: Any) -> Any:
        answer = moto_subscribe(self)
        subscription = self.backend.subscriptions[answer.result["SubscriptionArn"]]
        if subscription.attributes["PendingConfirmation"]:
            _ask(subscription)
            if not self._get_param("ReturnSubscriptionArn"):
                answer.result["SubscriptionArn"] = "pending confirmation"
        return answer

    SNSBackend.subscribe = backend_subscribe
    SNSResponse.subscribe = subscribe


def _ask(subscription: Any) -> None:
    if subscription.protocol in ("http", "https"):
        message = envelope.confirmation(subscription)
        headers = envelope.headers(message, subscription.arn)
        send = functools.partial(post, subscription.arn, subscription.endpoint, envelope.body(message), headers)
        deliveries.submit(subscription.arn, send)


def _confirm_with_token() -> None:
    def confirm_subscription(self: Any) -> Any:
        topic_arn, token = self._get_param("TopicArn"), self._get_param("Token")
        subscription = _find(topic_arn, token)
        if subscription.attributes["PendingConfirmation"]:
            authenticated = self.get_access_key() != UNSIGNED
            subscription.attributes |= {
                "PendingConfirmation": False,
                "ConfirmationWasAuthenticated": authenticated,
            }
        return ActionResult({"SubscriptionArn": subscription.arn})

    SNSResponse.confirm_subscription = confirm_subscription


def _find(topic_arn: str, token: str) -> Any:
    """The topic names account and Region: the receiver's visit is not signed by anyone who could."""
    try:
        arn = parse_arn(topic_arn)
        backend = sns_backends[arn.account][arn.region]
        backend.topics[topic_arn]
    except (KeyError, ValueError):
        raise SNSInvalidParameter("Invalid parameter: Topic") from None
    for subscription in backend.subscriptions.values():
        if subscription.topic.arn == topic_arn and getattr(subscription, "token", None) == token:
            return subscription
    raise SNSInvalidParameter("Invalid parameter: Token")


def _list_as_pending() -> None:
    def described(subscription: Any) -> dict[str, str]:
        pending = subscription.attributes["PendingConfirmation"]
        return {
            "SubscriptionArn": "PendingConfirmation" if pending else subscription.arn,
            "Owner": subscription.owner,
            "Protocol": subscription.protocol,
            "Endpoint": subscription.endpoint,
            "TopicArn": subscription.topic.arn,
        }

    for name in ("list_subscriptions", "list_subscriptions_by_topic"):
        moto_list = getattr(SNSResponse, name)

        def list_subscriptions(self: Any, moto_list: Any = moto_list) -> Any:
            answer = moto_list(self)
            answer.result["Subscriptions"] = [described(one) for one in answer.result["Subscriptions"]]
            return answer

        setattr(SNSResponse, name, list_subscriptions)


def _count() -> None:
    moto_get_topic_attributes = SNSResponse.get_topic_attributes

    def get_topic_attributes(self: Any) -> Any:
        answer = moto_get_topic_attributes(self)
        topic_arn = self._get_param("TopicArn")
        pending = [
            one.attributes["PendingConfirmation"]
            for one in self.backend.subscriptions.values()
            if one.topic.arn == topic_arn
        ]
        answer.result["Attributes"] |= {
            "SubscriptionsPending": str(pending.count(True)),
            "SubscriptionsConfirmed": str(pending.count(False)),
        }
        return answer

    SNSResponse.get_topic_attributes = get_topic_attributes


def _keep_pending() -> None:
    """The words are those that Terraform's provider waits for.

    https://github.com/hashicorp/terraform-provider-aws/blob/v5.100.0/internal/service/sns/topic_subscription.go
    """
    moto_unsubscribe = SNSBackend.unsubscribe

    def unsubscribe(self: Any, subscription_arn: str) -> None:
        subscription = self.subscriptions.get(subscription_arn)
        if subscription and subscription.attributes["PendingConfirmation"]:
            raise SNSInvalidParameter(
                "Invalid parameter: SubscriptionArn Reason: "
                "Cannot unsubscribe a subscription that is pending confirmation"
            )
        moto_unsubscribe(self, subscription_arn)

    SNSBackend.unsubscribe = unsubscribe
