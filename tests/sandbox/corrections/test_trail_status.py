import datetime
from typing import Any

import pytest

from sandbox import control
from sandbox.errors import SandboxError
from tests.sandbox.local import Aws

AN_HOUR_AGO = datetime.datetime.now(datetime.UTC).replace(microsecond=0) - datetime.timedelta(hours=1)


def logging_trail(aws: Aws) -> str:
    arn = aws.trail("trail", EnableLogFileValidation=True, SnsTopicName=aws.topic().rsplit(":", 1)[1])
    aws.client("cloudtrail").start_logging(Name=arn)
    return arn


def status(aws: Aws, arn: str, region: str = "us-east-1") -> dict[str, Any]:
    return dict(aws.client("cloudtrail", region).get_trail_status(Name=arn))


def test_plain_moto_reports_no_digest_delivery(plain: Aws) -> None:
    assert "LatestDigestDeliveryTime" not in status(plain, logging_trail(plain))


def test_a_logging_trail_delivers_to_each_of_its_destinations(corrected: Aws) -> None:
    got = status(corrected, logging_trail(corrected))
    assert {"LatestDeliveryTime", "LatestNotificationTime", "LatestDigestDeliveryTime"} <= got.keys()


def test_a_trail_without_log_group_reports_no_delivery_there(corrected: Aws) -> None:
    assert "LatestCloudWatchLogsDeliveryTime" not in status(corrected, logging_trail(corrected))


def test_a_stopped_trail_reports_no_notification(corrected: Aws) -> None:
    arn = logging_trail(corrected)
    corrected.client("cloudtrail").stop_logging(Name=arn)
    assert "LatestNotificationTime" not in status(corrected, arn)


def test_an_error_is_reported_on_request(corrected: Aws) -> None:
    arn = logging_trail(corrected)
    control.set_trail_status(corrected.url, arn, LatestDeliveryError="AccessDenied")
    assert status(corrected, arn)["LatestDeliveryError"] == "AccessDenied"


def test_a_time_is_reported_on_request(corrected: Aws) -> None:
    arn = logging_trail(corrected)
    control.set_trail_status(corrected.url, arn, LatestCloudWatchLogsDeliveryTime=AN_HOUR_AGO)
    assert status(corrected, arn)["LatestCloudWatchLogsDeliveryTime"] == AN_HOUR_AGO


def test_none_leaves_a_field_out(corrected: Aws) -> None:
    arn = logging_trail(corrected)
    control.set_trail_status(corrected.url, arn, LatestNotificationTime=None)
    assert "LatestNotificationTime" not in status(corrected, arn)


def test_no_fields_make_the_trail_healthy_again(corrected: Aws) -> None:
    arn = logging_trail(corrected)
    control.set_trail_status(corrected.url, arn, LatestDeliveryError="AccessDenied")
    control.set_trail_status(corrected.url, arn)
    assert "LatestDeliveryError" not in status(corrected, arn)


def test_another_region_sees_the_status_of_a_multi_region_trail(corrected: Aws) -> None:
    arn = corrected.trail("wide", IsMultiRegionTrail=True)
    control.set_trail_status(corrected.url, arn, LatestNotificationError="AuthorizationError")
    assert status(corrected, arn, "eu-west-1")["LatestNotificationError"] == "AuthorizationError"


def test_a_field_that_aws_does_not_have_is_refused(corrected: Aws) -> None:
    arn = corrected.trail("trail")
    with pytest.raises(SandboxError, match="GetTrailStatus has no field LatestDeliveryMistake"):
        control.set_trail_status(corrected.url, arn, LatestDeliveryMistake="x")


def test_a_trail_that_does_not_exist_is_refused(corrected: Aws) -> None:
    with pytest.raises(SandboxError, match="'missing' is missing or does not exist"):
        control.set_trail_status(corrected.url, "arn:aws:cloudtrail:us-east-1:123456789012:trail/missing")
