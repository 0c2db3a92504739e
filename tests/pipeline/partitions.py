"""One account in each partition, by the partition's name."""

from pipeline.account import Account

REGIONS = {"aws": "eu-west-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}

ACCOUNTS = {
    partition: Account(name="production", id="111122223333", region=region) for partition, region in REGIONS.items()
}
