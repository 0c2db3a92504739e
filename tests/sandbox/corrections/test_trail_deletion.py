import pytest
from botocore.exceptions import ClientError

from tests.sandbox.local import Aws


def trails_after_deleting(aws: Aws, name: str) -> list[str]:
    cloudtrail = aws.client("cloudtrail")
    cloudtrail.delete_trail(Name=name)
    return [trail["Name"] for trail in cloudtrail.describe_trails()["trailList"]]


def test_plain_moto_ignores_an_arn(plain: Aws) -> None:
    assert trails_after_deleting(plain, plain.trail("first")) == ["first"]


def test_a_trail_is_deleted_by_its_arn(corrected: Aws) -> None:
    assert trails_after_deleting(corrected, corrected.trail("first")) == []


def test_a_trail_is_deleted_by_its_name(corrected: Aws) -> None:
    corrected.trail("first")
    assert trails_after_deleting(corrected, "first") == []


def test_a_missing_trail_cannot_be_deleted(corrected: Aws) -> None:
    with pytest.raises(ClientError, match="TrailNotFoundException"):
        corrected.client("cloudtrail").delete_trail(Name="missing")
