from typing import Any

import boto3
import pytest
from botocore.config import Config

from tests.sandbox.local import Aws
from validators.calls_of_later_botocore import extended


def cloudwatch(aws: Aws) -> Any:
    """A client that knows the call; the installed boto3 does not."""
    own = {"aws_access_key_id": "test", "aws_secret_access_key": "test", "region_name": "us-east-1"}
    once = Config(retries={"total_max_attempts": 1})
    return boto3.Session(botocore_session=extended()).client("cloudwatch", endpoint_url=aws.url, config=once, **own)


def test_plain_moto_does_not_know_the_call(plain: Aws) -> None:
    with pytest.raises(Exception, match=r"ListAlarmMuteRules|Internal Server Error"):
        cloudwatch(plain).list_alarm_mute_rules()


def test_there_are_no_mute_rules(corrected: Aws) -> None:
    assert cloudwatch(corrected).list_alarm_mute_rules(Statuses=["ACTIVE"])["AlarmMuteRuleSummaries"] == []


def test_other_calls_are_answered_as_before(corrected: Aws) -> None:
    assert cloudwatch(corrected).describe_alarms()["MetricAlarms"] == []
