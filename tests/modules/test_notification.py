import dataclasses
import json
from typing import Any

import pytest
from cdktf import TerraformStack

from modules.bucket import Bucket
from modules.notification import DeadLetterQueue, Subscription, Topic
from pipeline import bucket, notification
from pipeline.account import Account
from pipeline.address import MAILBOX
from pipeline.delivery import Delivery
from pipeline.policy_document import PolicyDocument, allow
from pipeline.secret import Endpoint, EnvironmentReference, ParameterReference, ResourceEndpoint, fingerprint
from pipeline.vendors import VENDORS
from tests.modules.synthesis import Terraform, alone, the

ACCOUNT = Account(name="production", id="111122223333", region="eu-west-1")
POLICY = PolicyDocument((allow("Publish", "sns:Publish", "*"),))
TOPIC = notification.Topic(account=ACCOUNT, name="on-call", policy=POLICY)
QUEUE = notification.DeadLetterQueue(account=ACCOUNT, name="dead-letters", policy=POLICY)


def subscription(endpoint: Endpoint, destination: str = "on-call") -> notification.Subscription:
    return notification.Subscription(
        account=ACCOUNT, topic_arn="arn:topic", destination=destination, endpoint=endpoint, confirms=True
    )


def subscribed(*parts: notification.Subscription) -> Terraform:
    def build(stack: TerraformStack) -> None:
        for part in parts:
            Subscription(stack, part.destination, part)

    return alone(build)


def test_a_topic_stands_alone_with_its_policy() -> None:
    written = alone(lambda stack: Topic(stack, "topic", TOPIC))
    (name,) = written["resource"]["aws_sns_topic"]
    assert the(written, "resource", "aws_sns_topic") == {"name": "on-call", "signature_version": 2}
    assert the(written, "resource", "aws_sns_topic_policy") == {
        "arn": f"${{aws_sns_topic.{name}.arn}}",
        "policy": POLICY.json(),
    }


def test_a_topic_is_written_with_all_that_differs() -> None:
    part = dataclasses.replace(
        TOPIC, display_name="Watch ${x}", signature_version="1", kms_key_arn=ACCOUNT.arn("kms", "alias/trailbell")
    )
    written = alone(lambda stack: Topic(stack, "topic", part, key="arn:key"))
    assert the(written, "resource", "aws_sns_topic") == {
        "name": "on-call",
        "display_name": "Watch $${x}",
        "signature_version": 1,
        "kms_master_key_id": "arn:key",
    }


def test_a_topic_may_say_how_all_its_deliveries_are_retried() -> None:
    part = dataclasses.replace(TOPIC, delivery_policy='{"http": {"defaultHealthyRetryPolicy": {"numRetries": 5}}}')
    written = alone(lambda stack: Topic(stack, "topic", part))
    assert the(written, "resource", "aws_sns_topic")["delivery_policy"] == part.delivery_policy


def test_a_visibility_timeout_is_written_where_it_is_not_that_of_sqs() -> None:
    part = dataclasses.replace(QUEUE, visibility_timeout=300)
    written = alone(lambda stack: DeadLetterQueue(stack, "queue", part))
    assert the(written, "resource", "aws_sqs_queue")["visibility_timeout_seconds"] == 300


def test_a_filter_policy_is_written_with_what_it_looks_at() -> None:
    part = dataclasses.replace(
        subscription(EnvironmentReference("ILERT_URL")), filter_policy='{"a": ["b"]}', filter_policy_scope="MessageBody"
    )
    written = the(subscribed(part), "resource", "aws_sns_topic_subscription")
    assert (written["filter_policy"], written["filter_policy_scope"]) == ('{"a": ["b"]}', "MessageBody")


def test_a_queue_stands_alone_with_its_policy() -> None:
    written = alone(lambda stack: DeadLetterQueue(stack, "queue", QUEUE))
    assert the(written, "resource", "aws_sqs_queue") == {
        "name": "dead-letters",
        "message_retention_seconds": 1_209_600,
        "sqs_managed_sse_enabled": True,
        "policy": POLICY.json(),
    }


def test_a_queue_with_a_key_leaves_encryption_to_it() -> None:
    part = dataclasses.replace(QUEUE, policy=None, kms_key_arn=ACCOUNT.arn("kms", "alias/trailbell"))
    written = alone(lambda stack: DeadLetterQueue(stack, "queue", part, key="arn:key"))
    assert the(written, "resource", "aws_sqs_queue") == {
        "name": "dead-letters",
        "message_retention_seconds": 1_209_600,
        "kms_master_key_id": "arn:key",
    }


def test_a_subscription_stands_alone_with_the_variable_of_its_endpoint() -> None:
    written = subscribed(subscription(EnvironmentReference("ILERT_URL")))
    resource = the(written, "resource", "aws_sns_topic_subscription")
    assert [*resource.pop("lifecycle")] == ["precondition"]
    assert resource == {
        "topic_arn": "arn:topic",
        "protocol": "https",
        "endpoint": "${var.ILERT_URL}",
        "endpoint_auto_confirms": True,
        "confirmation_timeout_in_minutes": 5,
        "raw_message_delivery": False,
    }
    variable = written["variable"]["ILERT_URL"]
    assert [*written["variable"]] == ["ILERT_URL"]
    assert (variable["type"], variable["sensitive"], variable["nullable"]) == ("string", True, False)
    assert variable["description"] == "Endpoint of an incident vendor; set TF_VAR_ILERT_URL."


def looked_at(written: Terraform) -> Any:
    return the(written, "resource", "aws_sns_topic_subscription")["lifecycle"]["precondition"]


def test_no_variable_is_validated_by_itself_since_terraform_would_show_it() -> None:
    written = subscribed(subscription(EnvironmentReference("ILERT_URL")))
    assert "validation" not in written["variable"]["ILERT_URL"]


def test_terraform_itself_holds_an_endpoint_against_the_vendors_form() -> None:
    part = dataclasses.replace(subscription(EnvironmentReference("PAGER_URL")), vendor="pagerduty")
    (rule,) = looked_at(subscribed(part))
    form = VENDORS["pagerduty"].form
    for expression in form.expressions():
        assert f"can(regex({json.dumps(expression)}, var.PAGER_URL))" in rule["condition"]
    assert f"!can(regex({json.dumps(form.stand_in)}, var.PAGER_URL))" in rule["condition"]
    assert rule["error_message"] == (
        f"TF_VAR_PAGER_URL has not the form of {VENDORS['pagerduty'].endpoint}; put it right, or write vendor: https, "
        "which takes any."
    )


def test_any_https_address_will_do_where_the_vendor_is_not_known() -> None:
    (rule,) = looked_at(subscribed(subscription(EnvironmentReference("URL"))))
    assert "!can(" not in rule["condition"]
    assert rule["error_message"] == "TF_VAR_URL has not the form of https://host/path; put it right."


def test_two_destinations_may_share_one_variable() -> None:
    shared = EnvironmentReference("ILERT_URL")
    written = subscribed(subscription(shared, "one"), subscription(shared, "two"))
    subscriptions = written["resource"]["aws_sns_topic_subscription"].values()
    assert [resource["endpoint"] for resource in subscriptions] == ["${var.ILERT_URL}"] * 2
    assert [*written["variable"]] == ["ILERT_URL"]


def test_a_variable_may_have_the_name_of_another_construct() -> None:
    part = bucket.Bucket(account=ACCOUNT, name="logs", policy=None, expiration_days=None)

    def build(stack: TerraformStack) -> None:
        Bucket(stack, "logs", part)
        Subscription(stack, "subscription", subscription(EnvironmentReference("logs")))

    written = alone(build)
    assert [*written["variable"]] == ["logs"]
    assert the(written, "resource", "aws_sns_topic_subscription")["endpoint"] == "${var.logs}"


def test_an_endpoint_in_a_parameter_is_read_by_terraform_in_the_account() -> None:
    written = subscribed(subscription(ParameterReference("/trailbell/url")))
    (name,) = written["data"]["aws_ssm_parameter"]
    assert the(written, "data", "aws_ssm_parameter") == {"name": "/trailbell/url", "with_decryption": True}
    endpoint = the(written, "resource", "aws_sns_topic_subscription")["endpoint"]
    assert endpoint == f"${{data.aws_ssm_parameter.{name}.value}}"
    assert "variable" not in written
    (rule,) = looked_at(written)
    assert f", data.aws_ssm_parameter.{name}.value))" in rule["condition"]
    assert rule["error_message"].startswith("parameter /trailbell/url has not the form of ")


def test_an_endpoint_that_is_only_known_by_its_fingerprint_cannot_be_deployed() -> None:
    with pytest.raises(TypeError, match=r"^a subscription is deployed from a reference to its endpoint, not from a"):
        subscribed(subscription(fingerprint("https://api.ilert.com/key")))


def test_what_is_not_taken_goes_to_the_dead_letter_queue() -> None:
    part = dataclasses.replace(subscription(EnvironmentReference("A")), dead_letter_queue_arn="arn:queue")
    written = the(subscribed(part), "resource", "aws_sns_topic_subscription")
    assert json.loads(written["redrive_policy"]) == {"deadLetterTargetArn": "arn:queue"}


def test_policies_of_a_subscription_reach_aws_as_they_are_written() -> None:
    part = dataclasses.replace(
        subscription(EnvironmentReference("A")),
        confirms=False,
        raw_message_delivery=True,
        filter_policy='{"a":["${b}"]}',
        delivery_policy='{"healthyRetryPolicy":{"numRetries":3}}',
    )
    written = the(subscribed(part), "resource", "aws_sns_topic_subscription")
    assert written["filter_policy"] == '{"a":["$${b}"]}'
    assert written["delivery_policy"] == '{"healthyRetryPolicy":{"numRetries":3}}'
    assert (written["endpoint_auto_confirms"], written["raw_message_delivery"]) == (False, True)


def test_a_mailbox_is_a_sensitive_variable_that_nothing_waits_for() -> None:
    part = dataclasses.replace(subscription(EnvironmentReference("ON_CALL_MAIL")), protocol="email", confirms=False)
    written = subscribed(part)
    resource = the(written, "resource", "aws_sns_topic_subscription")
    assert (resource["protocol"], resource["endpoint"]) == ("email", "${var.ON_CALL_MAIL}")
    assert "endpoint_auto_confirms" not in resource
    variable = written["variable"]["ON_CALL_MAIL"]
    assert variable["sensitive"] is True
    (rule,) = looked_at(written)
    assert rule["condition"] == f"${{alltrue([can(regex({json.dumps(f'^{MAILBOX}$')}, var.ON_CALL_MAIL))])}}"
    assert rule["error_message"].startswith("TF_VAR_ON_CALL_MAIL has not the form of a mail address, such as ")


def test_a_function_is_subscribed_by_its_arn() -> None:
    function = ResourceEndpoint("arn:aws:lambda:eu-west-1:111122223333:function:on-alarm")
    written = subscribed(dataclasses.replace(subscription(function), protocol="lambda"))
    resource = the(written, "resource", "aws_sns_topic_subscription")
    assert (resource["protocol"], resource["endpoint"]) == ("lambda", function.arn)
    assert "variable" not in written


def test_a_delivery_policy_is_written_as_sns_takes_it_for_a_subscription() -> None:
    policy = Delivery(retries=5).policy()
    written = subscribed(dataclasses.replace(subscription(EnvironmentReference("A_URL")), delivery_policy=policy))
    assert the(written, "resource", "aws_sns_topic_subscription")["delivery_policy"] == policy
