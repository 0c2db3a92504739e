"""Subscriptions as SNS lists them: deleted, pending, on a later page."""

from typing import Any

from pipeline.secret import fingerprint
from tests.validators.designed import ILERT, designed, resolved
from tests.validators.stubbed import StubbedClients, stubbed_session
from validators import notification


def test_subscription_that_sns_lists_as_deleted_is_gone(stubs: StubbedClients) -> None:
    # SNS goes on listing it for a while; moto forgets it at once.
    pipeline = resolved(designed())
    for part in pipeline.subscriptions:
        stubs.answer("sns", "list_subscriptions_by_topic", listing("Deleted"), TopicArn=part.topic_arn)
    session = stubbed_session(stubs)
    assert [*notification.read_subscriptions(session, pipeline)] == []
    assert [*notification.health(session, pipeline)] == []


def test_subscription_that_goes_while_it_is_read_is_gone_and_not_pending(stubs: StubbedClients) -> None:
    pipeline = resolved(designed())
    arn = f"{pipeline.topics[0].arn}:1"
    stubs.answer("sns", "list_subscriptions_by_topic", listing(arn), TopicArn=pipeline.topics[0].arn)
    stubs.refuse("sns", "get_subscription_attributes", "NotFound")
    stubs.answer("sns", "list_subscriptions_by_topic", listing(), TopicArn=pipeline.topics[1].arn)
    session = stubbed_session(stubs)
    assert [*notification.read_subscriptions(session, pipeline)] == []
    assert [*notification.health(session, pipeline)] == []


def test_pending_is_also_what_only_the_attributes_tell(stubs: StubbedClients) -> None:
    # moto, like AWS, lists a pending subscription without its ARN; the attribute is the last word.
    pipeline = resolved(designed())
    arn = f"{pipeline.topics[0].arn}:1"
    stubs.answer("sns", "list_subscriptions_by_topic", listing(arn), TopicArn=pipeline.topics[0].arn)
    attributes = {"Attributes": {"PendingConfirmation": "true"}}
    stubs.answer("sns", "get_subscription_attributes", attributes, SubscriptionArn=arn)
    stubs.answer("sns", "list_subscriptions_by_topic", listing(), TopicArn=pipeline.topics[1].arn)
    (observation,) = notification.health(stubbed_session(stubs), pipeline)
    assert observation.observed == "pending"


def test_subscription_on_a_second_page_is_found(stubs: StubbedClients) -> None:
    # moto answers with one page however many there are below a hundred.
    pipeline = resolved(designed())
    first, second = pipeline.topics
    stubs.answer("sns", "list_subscriptions_by_topic", {**listing(), "NextToken": "more"}, TopicArn=first.arn)
    more = listing("PendingConfirmation")
    stubs.answer("sns", "list_subscriptions_by_topic", more, TopicArn=first.arn, NextToken="more")
    stubs.answer("sns", "list_subscriptions_by_topic", listing(), TopicArn=second.arn)
    (observed,) = notification.read_subscriptions(stubbed_session(stubs), pipeline)
    assert observed.endpoint == fingerprint(ILERT)


def listing(*arns: str) -> dict[str, Any]:
    return {"Subscriptions": [{"SubscriptionArn": arn, "Protocol": "https", "Endpoint": ILERT} for arn in arns]}
