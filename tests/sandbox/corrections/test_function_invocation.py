import base64
import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from pipeline.archive import archive
from pipeline.forwarder import HANDLER, RUNTIME
from tests.sandbox.local import Aws

EMPTY = b"PK\x05\x06" + bytes(18)
TRUST = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
NOTHING: dict[str, Any] = {"Records": []}


def function(aws: Aws, code: bytes = EMPTY) -> None:
    policy = json.dumps({"Version": "2012-10-17", "Statement": [TRUST]})
    role = aws.client("iam").create_role(RoleName="role", AssumeRolePolicyDocument=policy)["Role"]["Arn"]
    settings = {"Runtime": RUNTIME, "Handler": HANDLER, "Code": {"ZipFile": code}, "Timeout": 20}
    aws.client("lambda").create_function(FunctionName="f", Role=role, **settings)


def invoke(aws: Aws, event: Any = NOTHING, **how: Any) -> Any:
    return aws.client("lambda").invoke(FunctionName="f", Payload=json.dumps(event), **how)


def refused(aws: Aws, **how: Any) -> tuple[str, int]:
    with pytest.raises(ClientError) as caught:
        invoke(aws, **how)
    answer: Any = caught.value.response
    return answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"]


def test_plain_moto_cannot_run_the_code_without_containers(plain: Aws) -> None:
    function(plain, archive())
    answer = invoke(plain)
    assert answer["FunctionError"]
    assert b"error running docker" in answer["Payload"].read()


def test_the_result_of_the_code_is_the_answer(corrected: Aws) -> None:
    function(corrected, archive())
    answer = invoke(corrected)
    assert (answer["StatusCode"], answer["ExecutedVersion"], answer["Payload"].read()) == (200, "$LATEST", b"null")
    assert "FunctionError" not in answer


def test_the_error_of_the_code_is_the_answer_with_the_end_of_its_log(corrected: Aws) -> None:
    function(corrected, archive())
    answer = invoke(corrected, {}, LogType="Tail")
    assert answer["FunctionError"] == "Unhandled"
    assert json.load(answer["Payload"])["errorType"] == "KeyError"
    assert "[ERROR] KeyError: 'Records'" in base64.b64decode(answer["LogResult"]).decode()


@pytest.mark.parametrize("kind", ["RequestResponse", "Event", "DryRun"])
def test_other_code_is_refused_however_it_is_invoked(corrected: Aws, kind: str) -> None:
    function(corrected)
    assert refused(corrected, InvocationType=kind) == ("NotImplemented", 501)


def test_a_dry_run_runs_nothing(corrected: Aws) -> None:
    function(corrected, archive())
    answer = invoke(corrected, InvocationType="DryRun")
    assert (answer["StatusCode"], answer["Payload"].read()) == (204, b"")


def test_a_function_without_concurrency_is_throttled(corrected: Aws) -> None:
    function(corrected, archive())
    corrected.client("lambda").put_function_concurrency(FunctionName="f", ReservedConcurrentExecutions=0)
    assert refused(corrected) == ("TooManyRequestsException", 429)


def test_an_event_that_is_no_json_is_refused(corrected: Aws) -> None:
    function(corrected, archive())
    with pytest.raises(ClientError, match="Could not parse request body into json"):
        corrected.client("lambda").invoke(FunctionName="f", Payload=b"{")
