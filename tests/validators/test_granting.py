"""The commands by which owners let in what their policies lack."""

import json
import shlex

from pipeline.permission import Answer, Verdict
from pipeline.policy_document import PolicyDocument, allow, service
from validators.granting import granting, key, key_id, queue, topic

HELD = allow("Write", "s3:PutObject", "*", Principal={"AWS": "111122223333"})
WANTED = allow("Write", "s3:PutObject", "*", Principal=service("cloudtrail.amazonaws.com"))
LACKING = [(WANTED, Answer(Verdict.denied, "does not allow it"))]


def document(command: str) -> dict[str, object]:
    return json.loads(shlex.split(command)[-1])  # type: ignore[no-any-return]


def test_what_the_policy_holds_stays_in_it() -> None:
    statements = document(granting(shlex.quote, PolicyDocument((HELD,)), LACKING))["Statement"]
    assert statements[0] == HELD


def test_an_id_that_is_taken_is_left_out() -> None:
    statements = document(granting(shlex.quote, PolicyDocument((HELD,)), LACKING))["Statement"]
    assert statements[1] == {name: value for name, value in WANTED.items() if name != "Sid"}


def test_a_key_is_named_by_its_id_for_calls_that_change_it_take_no_alias() -> None:
    describe = "aws kms describe-key --region eu-west-1 --key-id alias/security"
    assert key_id("eu-west-1", "alias/security") == f'"$({describe} --query KeyMetadata.KeyId --output text)"'
    assert "--key-id 1234 --policy-name default --policy '{}'" in key("eu-west-1", "key/1234")("{}")


def test_a_topic_is_sought_in_its_own_region() -> None:
    assert "--region eu-west-1 --topic-arn" in topic("arn:aws:sns:eu-west-1:111122223333:alarms")("{}")


def test_a_queue_takes_its_policy_as_a_text_within_json() -> None:
    command = queue("arn:aws:sqs:eu-west-1:111122223333:alarms")('{"Statement": []}')
    assert document(command) == {"Policy": '{"Statement": []}'}
