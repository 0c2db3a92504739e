import json

from sandbox.functions import asynchronous
from tests.forwarder.conftest import Webhook
from tests.sandbox.functions.forwarding import PATIENCE, Forwarding
from tests.sandbox.local import wait_until
from validators import invocations

SLACK = {"slack": "ssm:/on-call/hook"}
BROKEN = {"Records": "none"}


def test_an_event_that_the_code_cannot_handle_is_tried_thrice_and_kept_as_it_was(forwarding: Forwarding) -> None:
    forwarding.forward_to(SLACK)
    answer = forwarding.invoke(BROKEN, InvocationType="Event")
    assert answer["StatusCode"] == 202
    (letter,) = forwarding.dead_letters()
    assert json.loads(letter["Body"]) == BROKEN
    attributes = {name: value["StringValue"] for name, value in letter["MessageAttributes"].items()}
    assert attributes.pop("RequestID")
    assert attributes == {"ErrorCode": "200", "ErrorMessage": "string indices must be integers, not 'str'"}
    starts = [line for line in forwarding.log() if line.startswith("START ")]
    assert len(starts) == 1 + len(asynchronous.WAITS)


def test_as_often_as_the_function_says_and_a_record_goes_to_its_destination(forwarding: Forwarding) -> None:
    forwarding.forward_to(SLACK)
    forwarding.configure(DeadLetterConfig={"TargetArn": ""})
    forwarding.client("lambda").put_function_event_invoke_config(
        FunctionName=forwarding.function.name,
        MaximumRetryAttempts=0,
        DestinationConfig={"OnFailure": {"Destination": forwarding.function.dead_letter_queue_arn}},
    )
    forwarding.invoke(BROKEN, InvocationType="Event")
    (letter,) = forwarding.dead_letters()
    record = json.loads(letter["Body"])
    assert record["requestContext"]["condition"] == "RetriesExhausted"
    assert record["requestContext"]["approximateInvokeCount"] == 1
    assert (record["requestPayload"], record["responsePayload"]["errorType"]) == (BROKEN, "TypeError")


def test_a_function_without_concurrency_is_not_run_and_the_event_is_kept(
    forwarding: Forwarding, webhook: Webhook
) -> None:
    forwarding.forward_to(SLACK, hook=webhook.url)
    forwarding.client("lambda").put_function_concurrency(
        FunctionName=forwarding.function.name, ReservedConcurrentExecutions=0
    )
    forwarding.ring()
    (letter,) = forwarding.dead_letters()
    assert letter["MessageAttributes"]["ErrorCode"]["StringValue"] == "429"
    assert webhook.received == []


def test_a_role_that_may_not_leave_dead_letters_loses_the_event(forwarding: Forwarding) -> None:
    forwarding.forward_to(SLACK)
    logs_only = {"Effect": "Allow", "Action": "logs:*", "Resource": "*"}
    forwarding.client("iam").put_role_policy(
        RoleName=forwarding.function.name,
        PolicyName="forward",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [logs_only]}),
    )
    forwarding.try_once()
    forwarding.invoke(BROKEN, InvocationType="Event")

    def told() -> set[str]:
        return {seen.field for seen in invocations.health(forwarding.session(), forwarding.pipeline)}

    assert wait_until(lambda: "DeadLetterErrors" in told(), PATIENCE)
    assert "AsyncEventsDropped" in told()
    assert forwarding.depth() == 0
