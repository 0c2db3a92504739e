import dataclasses
import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from cdktf import App, TerraformStack

from imports.aws.provider import AwsProvider
from modules.forwarder import Forwarder, FunctionPermission
from pipeline import archive, forwarder
from tests.modules.synthesis import alone, stack_of, the
from tests.pipeline.written import small, the_pipeline

PIPELINE = the_pipeline(
    small(
        '{vendor: ilert, url: "env:ILERT_URL"}',
        '{forwarder: {slack: "ssm:/on-call/${slack}/x"}}'.replace("${slack}", "s"),
    )
)
PART: forwarder.Forwarder = PIPELINE.forwarders[0]


def written(part: forwarder.Forwarder) -> Any:
    return the(alone(lambda stack: Forwarder(stack, "forwarder", part)), "resource", "aws_lambda_function")


def test_a_forwarder_is_written_with_its_code_beside_the_stack() -> None:
    found = written(PART)
    assert found["filename"].startswith("assets/")
    assert {name: found[name] for name in found if name != "filename"} == {
        "function_name": "trailbell-on-call",
        "description": "Forwards alarms",
        "role": "arn:aws:iam::111122223333:role/trailbell-on-call",
        "source_code_hash": archive.code_sha256(),
        "runtime": "python3.13",
        "handler": "forwarder.handler.handle",
        "architectures": ["arm64"],
        "timeout": 30,
        "memory_size": 128,
        "environment": {"variables": {"CHANNEL": "slack", "ENDPOINT": "ssm:/on-call/s/x"}},
        "dead_letter_config": {"target_arn": "arn:aws:sqs:eu-west-1:111122223333:trailbell-on-call-dead-letters"},
    }


def test_a_forwarder_is_written_with_all_that_differs() -> None:
    different = {"layers": ("arn:layer",), "reserved_concurrency": 3, "kms_key_arn": "arn:key"}
    found = written(dataclasses.replace(PART, **different, dead_letter_queue_arn=None))
    assert (found["layers"], found["reserved_concurrent_executions"]) == (["arn:layer"], 3)
    assert found["kms_key_arn"] == "arn:key"
    assert "dead_letter_config" not in found


def test_other_code_than_the_forwarders_is_not_deployed() -> None:
    with pytest.raises(ValueError, match="only the code of this folder is deployed"):
        written(dataclasses.replace(PART, code_sha256="other"))


def test_two_forwarders_share_one_copy_of_the_code() -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = App(outdir=folder)
        stack = TerraformStack(app, "two")
        AwsProvider(stack, "aws", region="eu-west-1")
        for name in ("one", "two"):
            Forwarder(stack, name, dataclasses.replace(PART, name=name))
        app.synth()
        (copy,) = Path(folder).glob("stacks/two/assets/**/forwarder.zip")
        assert copy.read_bytes() == archive.archive()
        stack_file = json.loads((Path(folder) / "stacks/two/cdk.tf.json").read_text())
        names = {one["filename"] for one in stack_file["resource"]["aws_lambda_function"].values()}
        assert names == {str(copy.relative_to(Path(folder) / "stacks/two"))}


def test_a_permission_names_the_one_topic_that_may_invoke() -> None:
    (part,) = PIPELINE.function_permissions
    found = the(alone(lambda stack: FunctionPermission(stack, "permission", part)), "resource", "aws_lambda_permission")
    assert found == {
        "statement_id": "TopicInvokes-trailbell-on-call",
        "action": "lambda:InvokeFunction",
        "function_name": PART.arn,
        "principal": "sns.amazonaws.com",
        "source_arn": PIPELINE.topics[0].arn,
    }


def test_a_subscription_waits_for_the_permission_and_that_for_the_function_with_its_role_and_log_group() -> None:
    resources = stack_of(PIPELINE)["resource"]
    (subscription,) = resources["aws_sns_topic_subscription"].values()
    (permission,) = resources["aws_lambda_permission"].values()
    (function,) = resources["aws_lambda_function"].values()
    assert any(name.startswith("aws_lambda_permission.") for name in subscription["depends_on"])
    assert any(name.startswith("aws_lambda_function.") for name in permission["depends_on"])
    waits_for = {name.partition(".")[0] for name in function["depends_on"]}
    assert waits_for == {"aws_iam_role", "aws_iam_role_policy", "aws_cloudwatch_log_group", "aws_sqs_queue"}
