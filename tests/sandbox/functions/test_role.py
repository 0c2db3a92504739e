import json

from sandbox.functions import role
from tests.forwarder.conftest import Webhook
from tests.sandbox.functions.forwarding import Forwarding

SLACK = {"slack": "ssm:/on-call/hook"}


def test_nobody_elses_key_is_taken_for_a_functions() -> None:
    assert role.holder("AKIAIOSFODNN7EXAMPLE") is None


def test_a_boundary_keeps_a_function_from_what_its_policies_allow(forwarding: Forwarding, webhook: Webhook) -> None:
    forwarding.forward_to(SLACK, hook=webhook.url)
    iam = forwarding.client("iam")
    queues = [{"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}]
    document = json.dumps({"Version": "2012-10-17", "Statement": queues})
    boundary = iam.create_policy(PolicyName="boundary", PolicyDocument=document)["Policy"]["Arn"]
    iam.put_role_permissions_boundary(RoleName=forwarding.function.name, PermissionsBoundary=boundary)
    forwarding.try_once()
    forwarding.ring()
    (letter,) = forwarding.dead_letters()
    assert "AccessDeniedException" in letter["MessageAttributes"]["ErrorMessage"]["StringValue"]
    assert (forwarding.log(), webhook.received) == ([], [])


def test_a_function_whose_role_is_gone_may_do_nothing(forwarding: Forwarding, webhook: Webhook) -> None:
    forwarding.forward_to(SLACK, hook=webhook.url)
    iam = forwarding.client("iam")
    for name in iam.list_role_policies(RoleName=forwarding.function.name)["PolicyNames"]:
        iam.delete_role_policy(RoleName=forwarding.function.name, PolicyName=name)
    iam.delete_role(RoleName=forwarding.function.name)
    answer = forwarding.invoke({"Records": [{"Sns": {"Message": "hello"}}]})
    assert "AccessDeniedException" in json.load(answer["Payload"])["errorMessage"]
    assert webhook.received == []
