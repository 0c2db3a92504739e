import pytest
from botocore.exceptions import ClientError

from tests.sandbox.local import Aws


def topic(aws: Aws) -> str:
    return str(aws.client("sns", "us-east-1").create_topic(Name="notices")["TopicArn"])


def test_plain_moto_refuses_the_arn_of_a_topic(plain: Aws) -> None:
    with pytest.raises(ClientError, match="SNS Topic does not exist"):
        plain.trail("first", SnsTopicName=topic(plain))


@pytest.mark.parametrize("given", ["name", "arn"])
def test_a_trail_takes_its_topic_either_way(corrected: Aws, given: str) -> None:
    arn = topic(corrected)
    trail = corrected.trail("first", SnsTopicName=arn if given == "arn" else "notices")
    (found,) = corrected.client("cloudtrail", "us-east-1").describe_trails(trailNameList=[trail])["trailList"]
    assert found["SnsTopicARN"] == arn


def test_a_trail_takes_a_topic_of_another_account(corrected: Aws) -> None:
    arn = str(corrected.client("sns", account="111122223333").create_topic(Name="central")["TopicArn"])
    trail = corrected.trail("first", SnsTopicName=arn)
    (found,) = corrected.client("cloudtrail").describe_trails(trailNameList=[trail])["trailList"]
    assert (found["SnsTopicARN"], found["SnsTopicName"]) == (arn, arn)


def test_a_topic_that_is_not_there_is_refused(corrected: Aws) -> None:
    with pytest.raises(ClientError, match="SNS Topic does not exist"):
        corrected.trail("first", SnsTopicName="arn:aws:sns:us-east-1:111122223333:gone")
