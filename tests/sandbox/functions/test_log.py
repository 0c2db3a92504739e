import json

from tests.forwarder.conftest import Webhook
from tests.sandbox.functions.forwarding import Forwarding

SLACK = {"slack": "ssm:/on-call/hook"}
HELLO = {"Records": [{"Sns": {"Message": "hello", "MessageId": "1"}}]}


def test_an_invocation_is_logged_from_start_to_report_in_a_stream_of_its_own(
    forwarding: Forwarding, webhook: Webhook
) -> None:
    forwarding.forward_to(SLACK, hook=webhook.url)
    for _ in range(2):
        forwarding.invoke(HELLO)
    words = [line.partition(" ")[0] for line in forwarding.log()]
    assert words == ["START", '{"delivered":', "END", "REPORT"] * 2


def test_without_a_log_group_a_function_runs_all_the_same_and_makes_none(
    forwarding: Forwarding, webhook: Webhook
) -> None:
    # Lambda would make one if the role let it; the forwarder's does not.
    forwarding.forward_to(SLACK, hook=webhook.url)
    logs = forwarding.client("logs")
    logs.delete_log_group(logGroupName=forwarding.function.log_group)
    assert json.load(forwarding.invoke(HELLO)["Payload"]) is None
    assert len(webhook.received) == 1
    assert logs.describe_log_groups(logGroupNamePrefix="/aws/lambda/")["logGroups"] == []
