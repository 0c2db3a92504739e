import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from alerts.alert import Severity
from pipeline.fact import facts
from pipeline.forwarder import Forwarder, FunctionPermission
from pipeline.policy_document import PolicyDocument
from tests.validators.designed import designed, differing
from tests.validators.forwarding import deploy_forwarder, deploy_forwarders, deploy_permission
from tests.validators.sandboxed import SandboxedAccount
from tests.validators.stubbed import StubbedClients, stubbed_session
from validators import forwarder
from validators.drift import compare
from validators.finding import Status
from validators.reading import Reading, Unread

CHAT = {"chat": {"forwarder": {"slack": "ssm:/on-call/slack"}}}
CODE = {"code": {"lambda": "on-alarm"}}
EMPTY = b"PK\x05\x06" + bytes(18)
WITHOUT_KEY = {"encryption": "sse-s3"}
WITH_KEY = {"encryption": "kms"}


@pytest.fixture
def forwarding(account: SandboxedAccount) -> SandboxedAccount:
    """An account with a forwarder, deployed."""
    number = account.pipeline.account.id
    account.pipeline = designed(number, destinations=CHAT, routes={}, trail=WITHOUT_KEY)
    deploy_forwarders(account.pipeline, account.client)
    return account


def wanted(account: SandboxedAccount) -> Forwarder:
    (found,) = account.pipeline.forwarders
    return found


def read(account: SandboxedAccount) -> list[Forwarder]:
    return [*forwarder.read(account.session(), account.pipeline)]


def test_deployed_forwarder_equals_the_designed_one(forwarding: SandboxedAccount) -> None:
    assert read(forwarding) == [wanted(forwarding)]


def test_role_log_group_and_permission_equal_the_designed_ones(forwarding: SandboxedAccount) -> None:
    session, pipeline = forwarding.session(), forwarding.pipeline
    assert (*forwarder.read_roles(session, pipeline),) == pipeline.forwarder_roles
    assert (*forwarder.read_log_groups(session, pipeline),) == pipeline.forwarder_log_groups
    assert (*forwarder.read_permissions(session, pipeline),) == pipeline.function_permissions


def test_nothing_is_asked_where_nothing_is_forwarded(account: SandboxedAccount) -> None:
    account.fail("lambda", "GetFunctionConfiguration")
    for reader in (forwarder.read, forwarder.health, forwarder.read_roles, forwarder.read_permissions):
        assert [*reader(account.session(), account.pipeline)] == []


TAMPERING: dict[str, Callable[[Any, Forwarder], object]] = {
    "runtime": lambda aws, part: configure(aws, part, Runtime="python3.9"),
    "handler": lambda aws, part: configure(aws, part, Handler="evil.handle"),
    "role_arn": lambda aws, part: configure(aws, part, Role=part.role_arn + "-evil"),
    "timeout": lambda aws, part: configure(aws, part, Timeout=1),
    "memory_size": lambda aws, part: configure(aws, part, MemorySize=1024),
    "variables": lambda aws, part: configure(
        aws, part, Environment={"Variables": {"CHANNEL": "slack", "ENDPOINT": "x"}}
    ),
    "dead_letter_queue_arn": lambda aws, part: configure(
        aws, part, DeadLetterConfig={"TargetArn": "arn:aws:sqs:a:1:b"}
    ),
    "reserved_concurrency": lambda aws, part: aws.put_function_concurrency(
        FunctionName=part.name, ReservedConcurrentExecutions=0
    ),
    "kms_key_arn": lambda aws, part: configure(aws, part, KMSKeyArn="arn:aws:kms:eu-west-1:111122223333:key/other"),
    "code_sha256": lambda aws, part: aws.update_function_code(
        FunctionName=part.name, ZipFile=b"PK\x05\x06" + bytes(18)
    ),
}
NOT_SHOWN_BY_MOTO = {"architectures", "layers"}


def configure(aws: Any, part: Forwarder, **different: Any) -> None:
    aws.update_function_configuration(FunctionName=part.name, **different)


@pytest.mark.parametrize("fact", TAMPERING)
def test_tampering_with_a_forwarder_is_seen_in_its_field(forwarding: SandboxedAccount, fact: str) -> None:
    TAMPERING[fact](forwarding.client("lambda"), wanted(forwarding))
    (observed,) = read(forwarding)
    assert differing(wanted(forwarding), observed) == {fact}


def test_every_fact_of_a_forwarder_is_tampered_with() -> None:
    assert {name for name, _ in facts(Forwarder)} == TAMPERING.keys() | NOT_SHOWN_BY_MOTO


def test_what_moto_does_not_change_is_read_of_what_lambda_answers(stubs: StubbedClients) -> None:
    part = designed(destinations=CHAT, routes={}, trail=WITH_KEY).forwarders[0]
    answer = {
        "FunctionName": part.name, "CodeSha256": part.code_sha256, "Runtime": part.runtime, "Handler": part.handler,
        "Role": part.role_arn, "Timeout": part.timeout, "MemorySize": part.memory_size,
        "Environment": {"Variables": dict(part.variables)}, "Architectures": ["x86_64"],
        "DeadLetterConfig": {"TargetArn": part.dead_letter_queue_arn},
        "Layers": [{"Arn": "arn:aws:lambda:eu-west-1:999988887777:layer:spy:1"}],
    }  # fmt: skip
    stubs.answer("lambda", "get_function_configuration", answer, FunctionName=part.name)
    stubs.answer("lambda", "get_function_concurrency", {}, FunctionName=part.name)
    (observed,) = forwarder.read(stubbed_session(stubs), designed(destinations=CHAT, routes={}, trail=WITH_KEY))
    assert differing(part, observed) == NOT_SHOWN_BY_MOTO
    assert observed.reserved_concurrency is None


def test_function_that_is_gone_is_not_read_and_its_permissions_are_gone(forwarding: SandboxedAccount) -> None:
    forwarding.client("lambda").delete_function(FunctionName=wanted(forwarding).name)
    assert read(forwarding) == []
    assert [*forwarder.read_permissions(forwarding.session(), forwarding.pipeline)] == []


def test_denied_look_at_concurrency_leaves_only_that_unread(forwarding: SandboxedAccount) -> None:
    forwarding.fail("lambda", "GetFunctionConcurrency")
    (observed,) = read(forwarding)
    assert isinstance(observed.reserved_concurrency, Unread)
    assert differing(wanted(forwarding), observed) == {"reserved_concurrency"}


def test_permission_that_somebody_added_to_a_forwarder_is_unmanaged(forwarding: SandboxedAccount) -> None:
    rogue = replace(forwarding.pipeline.function_permissions[0], sid="Rogue", topic_arn="arn:aws:sns:eu-west-1:9:evil")
    deploy_permission(rogue, forwarding.client)
    parts = [*forwarder.read_permissions(forwarding.session(), forwarding.pipeline)]
    findings = compare(forwarding.pipeline, Reading(parts=[*parts]))
    (found,) = [one for one in findings if one.status is Status.unmanaged]
    assert (found.part, found.severity) == ("function-permission", Severity.high)
    assert found.resource.endswith(" Rogue")


def test_permission_for_another_topic_is_changed(forwarding: SandboxedAccount) -> None:
    (part,) = forwarding.pipeline.function_permissions
    forwarding.client("lambda").remove_permission(FunctionName=part.function_arn, StatementId=part.sid)
    deploy_permission(replace(part, topic_arn="arn:aws:sns:eu-west-1:9:evil"), forwarding.client)
    (observed,) = forwarder.read_permissions(forwarding.session(), forwarding.pipeline)
    assert differing(part, observed) == {"policy"}


def test_of_somebody_elses_function_only_the_declared_permission_is_looked_at(account: SandboxedAccount) -> None:
    pipeline = designed(account.pipeline.account.id, destinations=CODE | CHAT, routes={}, trail=WITHOUT_KEY)
    account.pipeline = pipeline
    deploy_forwarders(replace(pipeline, forwarders=(), function_permissions=()), account.client)
    theirs = replace(pipeline.forwarders[0], name="on-alarm")
    deploy_forwarder(theirs, account.client)
    (declared,) = [part for part in pipeline.function_permissions if part.function_arn == theirs.arn]
    deploy_permission(replace(declared, sid="Theirs", topic_arn="arn:aws:sns:eu-west-1:9:theirs"), account.client)
    deploy_permission(declared, account.client)
    assert [*forwarder.read_permissions(account.session(), pipeline)] == [declared]


def permission_of(answer: dict[str, Any], stubs: StubbedClients) -> list[FunctionPermission]:
    pipeline = designed(destinations=CODE, routes={}, trail=WITH_KEY)
    arn = pipeline.function_permissions[0].function_arn
    stubs.answer("lambda", "get_policy", {"Policy": json.dumps(answer)}, FunctionName=arn)
    return [*forwarder.read_permissions(stubbed_session(stubs), pipeline)]


def test_permission_is_compared_in_the_words_in_which_lambda_keeps_it(stubs: StubbedClients) -> None:
    # As AWS answers: https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
    (part,) = designed(destinations=CODE, routes={}, trail=WITH_KEY).function_permissions
    statement = {
        "Sid": part.sid, "Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "lambda:InvokeFunction", "Resource": part.function_arn,
        "Condition": {"ArnLike": {"AWS:SourceArn": part.topic_arn}},
    }  # fmt: skip
    document = {"Version": "2012-10-17", "Id": "default", "Statement": [statement]}
    (observed,) = permission_of(document, stubs)
    assert observed == part
    assert observed.policy == PolicyDocument((statement,))


@pytest.mark.parametrize("field", ["State", "LastUpdateStatus"])
def test_function_that_cannot_run_is_unhealthy_with_lambdas_reason(stubs: StubbedClients, field: str) -> None:
    pipeline = designed(destinations=CHAT, routes={}, trail=WITH_KEY)
    answer = {field: "Failed", f"{field}Reason": "The role is gone."}
    stubs.answer("lambda", "get_function_configuration", answer, FunctionName=pipeline.forwarders[0].name)
    (seen,) = forwarder.health(stubbed_session(stubs), pipeline)
    assert (seen.severity, seen.observed) == (Severity.critical, f"{field} is Failed: The role is gone.")


def test_active_function_is_healthy(forwarding: SandboxedAccount) -> None:
    assert [*forwarder.health(forwarding.session(), forwarding.pipeline)] == []
