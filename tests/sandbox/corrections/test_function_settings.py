import json
from typing import Any

from tests.sandbox.local import Aws

EMPTY = b"PK\x05\x06" + bytes(18)
TRUST = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
QUEUE = "arn:aws:sqs:us-east-1:123456789012:letters"


def function(aws: Aws, **settings: Any) -> None:
    policy = json.dumps({"Version": "2012-10-17", "Statement": [TRUST]})
    role = aws.client("iam").create_role(RoleName="role", AssumeRolePolicyDocument=policy)["Role"]["Arn"]
    code = {"Runtime": "python3.13", "Handler": "a.b", "Code": {"ZipFile": EMPTY}}
    aws.client("lambda").create_function(FunctionName="f", Role=role, **code, **settings)


def settings_of(aws: Aws) -> Any:
    return aws.client("lambda").get_function_configuration(FunctionName="f")


def test_plain_moto_forgets_the_dead_letter_target(plain: Aws) -> None:
    function(plain, DeadLetterConfig={"TargetArn": QUEUE})
    assert "DeadLetterConfig" not in settings_of(plain)


def test_the_dead_letter_target_is_kept_till_it_is_taken_away(corrected: Aws) -> None:
    function(corrected, DeadLetterConfig={"TargetArn": QUEUE})
    assert settings_of(corrected)["DeadLetterConfig"] == {"TargetArn": QUEUE}
    corrected.client("lambda").update_function_configuration(FunctionName="f", Timeout=7)
    assert settings_of(corrected)["DeadLetterConfig"] == {"TargetArn": QUEUE}
    corrected.client("lambda").update_function_configuration(FunctionName="f", DeadLetterConfig={"TargetArn": ""})
    assert "DeadLetterConfig" not in settings_of(corrected)


def test_a_changed_key_is_seen(corrected: Aws) -> None:
    function(corrected)
    corrected.client("lambda").update_function_configuration(FunctionName="f", KMSKeyArn="arn:aws:kms:a:1:key/k")
    assert settings_of(corrected)["KMSKeyArn"] == "arn:aws:kms:a:1:key/k"
