import pytest

from pipeline.account import Account


@pytest.mark.parametrize(
    ("region", "partition", "suffix"),
    [
        ("eu-west-1", "aws", "amazonaws.com"),
        ("cn-north-1", "aws-cn", "amazonaws.com.cn"),
        ("us-gov-west-1", "aws-us-gov", "amazonaws.com"),
        ("us-east-1", "aws", "amazonaws.com"),
    ],
)
def test_the_region_decides_partition_arns_and_hosts(region: str, partition: str, suffix: str) -> None:
    account = Account(name="one", id="111122223333", region=region)
    assert account.partition == partition
    assert account.dns_suffix == suffix
    assert account.arn("sns", "topic") == f"arn:{partition}:sns:{region}:111122223333:topic"
    assert account.role_arn("path/Deployer") == f"arn:{partition}:iam::111122223333:role/path/Deployer"
    assert account.root_arn == f"arn:{partition}:iam::111122223333:root"
