import pytest

from pipeline.log_group import DeliveryRole, LogGroup, delivery_policy, trust_policy
from tests.pipeline.partitions import ACCOUNTS, REGIONS


@pytest.mark.parametrize("partition", ACCOUNTS)
def test_the_role_writes_to_cloudtrails_own_streams_and_does_nothing_else(partition: str) -> None:
    account, region = ACCOUNTS[partition], REGIONS[partition]
    group = LogGroup(account=account, name="/aws/cloudtrail/trailbell", retention_days=365)
    (statement,) = delivery_policy(account, group.arn).statements
    assert statement == {
        "Sid": "Deliver",
        "Effect": "Allow",
        "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": f"arn:{partition}:logs:{region}:111122223333:log-group:/aws/cloudtrail/trailbell:"
        f"log-stream:111122223333_CloudTrail_{region}*",
    }


def test_cloudtrail_alone_assumes_the_role() -> None:
    (statement,) = trust_policy().statements
    assert statement == {
        "Sid": "CloudTrailAssumes",
        "Effect": "Allow",
        "Principal": {"Service": "cloudtrail.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }


def test_the_role_is_known_by_the_arn_that_the_trail_names() -> None:
    role = DeliveryRole(account=ACCOUNTS["aws-cn"], name="deliver", trust_policy=trust_policy(), inline_policies=())
    assert role.arn == "arn:aws-cn:iam::111122223333:role/deliver"


def test_a_log_group_is_of_the_class_that_takes_metric_filters() -> None:
    assert LogGroup(account=ACCOUNTS["aws"], name="a", retention_days=None).log_group_class == "STANDARD"
