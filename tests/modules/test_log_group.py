import dataclasses

import pytest

from modules.log_group import LogGroup
from pipeline import log_group
from pipeline.account import Account
from tests.modules.synthesis import alone, the

ACCOUNT = Account(name="production", id="111122223333", region="eu-west-1")
GROUP = log_group.LogGroup(account=ACCOUNT, name="/aws/cloudtrail/trailbell", retention_days=365)


def test_a_log_group_stands_alone() -> None:
    written = alone(lambda stack: LogGroup(stack, "group", GROUP))
    assert the(written, "resource", "aws_cloudwatch_log_group") == {
        "name": "/aws/cloudtrail/trailbell",
        "retention_in_days": 365,
    }


def test_a_log_group_without_term_keeps_events_for_ever() -> None:
    part = dataclasses.replace(GROUP, retention_days=None)
    written = alone(lambda stack: LogGroup(stack, "group", part))
    assert the(written, "resource", "aws_cloudwatch_log_group")["retention_in_days"] == 0


def test_another_class_of_log_group_is_written() -> None:
    part = dataclasses.replace(GROUP, log_group_class="INFREQUENT_ACCESS")
    written = alone(lambda stack: LogGroup(stack, "group", part))
    assert the(written, "resource", "aws_cloudwatch_log_group")["log_group_class"] == "INFREQUENT_ACCESS"


def test_a_log_group_refuses_a_transformer_that_it_would_have_to_leave_out() -> None:
    part = dataclasses.replace(GROUP, transformer=("parseJSON",))
    with pytest.raises(ValueError, match="a transformer is read, not written"):
        alone(lambda stack: LogGroup(stack, "group", part))


ENCRYPTED = dataclasses.replace(GROUP, kms_key_arn=ACCOUNT.arn("kms", "alias/trailbell"))


def test_a_log_group_takes_the_key_that_it_is_given() -> None:
    written = alone(lambda stack: LogGroup(stack, "group", ENCRYPTED, key="arn:key"))
    assert the(written, "resource", "aws_cloudwatch_log_group")["kms_key_id"] == "arn:key"


def test_a_log_group_alone_finds_its_key_by_the_alias() -> None:
    written = alone(lambda stack: LogGroup(stack, "group", ENCRYPTED))
    (name,) = written["data"]["aws_kms_alias"]
    found = f"${{data.aws_kms_alias.{name}.target_key_arn}}"
    assert the(written, "resource", "aws_cloudwatch_log_group")["kms_key_id"] == found
