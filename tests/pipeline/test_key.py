from typing import Any

import pytest

from pipeline.account import Account
from pipeline.key import Key, in_policies, key_policy
from pipeline.policy_document import PolicyDocument, Statement
from tests.pipeline.partitions import ACCOUNTS

HOSTS = {
    "aws": "logs.eu-west-1.amazonaws.com",
    "aws-cn": "logs.cn-north-1.amazonaws.com.cn",
    "aws-us-gov": "logs.us-gov-west-1.amazonaws.com",
}


def policy(account: Account, *, trail_notifies: bool = False) -> PolicyDocument:
    return key_policy(
        account,
        account.arn("cloudtrail", "trail/t"),
        account.arn("logs", "log-group:g"),
        account.arn("cloudwatch", "alarm:t-*"),
        account.arn("sns", "t-*"),
        trail_notifies=trail_notifies,
    )


def users(document: PolicyDocument) -> dict[str, Statement]:
    return {statement["Sid"]: statement for statement in document.statements}


@pytest.mark.parametrize("partition", ACCOUNTS)
def test_each_service_may_use_the_key_for_this_pipeline_only(partition: str) -> None:
    account = ACCOUNTS[partition]
    told = {sid: (s["Principal"], s["Condition"]) for sid, s in users(policy(account)).items() if "Condition" in s}
    trail = account.arn("cloudtrail", "trail/t")
    this_account = {"aws:SourceAccount": "111122223333"}
    expected: dict[str, tuple[Any, Any]] = {
        "CloudTrailEncrypts": (
            {"Service": "cloudtrail.amazonaws.com"},
            {
                "StringEquals": {"aws:SourceArn": trail},
                "StringLike": {
                    "kms:EncryptionContext:aws:cloudtrail:arn": f"arn:{partition}:cloudtrail:*:111122223333:trail/*"
                },
            },
        ),
        "CloudTrailDescribes": (
            {"Service": "cloudtrail.amazonaws.com"},
            {"StringEquals": {"aws:SourceArn": trail}},
        ),
        "LogGroupEncrypts": (
            {"Service": HOSTS[partition]},
            {"ArnEquals": {"kms:EncryptionContext:aws:logs:arn": account.arn("logs", "log-group:g")}},
        ),
        "CloudWatchPublishes": (
            {"Service": "cloudwatch.amazonaws.com"},
            {"StringEquals": this_account, "ArnLike": {"aws:SourceArn": account.arn("cloudwatch", "alarm:t-*")}},
        ),
        "SnsSendsDeadLetters": (
            {"Service": "sns.amazonaws.com"},
            {"StringEquals": this_account, "ArnLike": {"aws:SourceArn": account.arn("sns", "t-*")}},
        ),
    }
    assert told == expected


@pytest.mark.parametrize("partition", ACCOUNTS)
def test_whoever_has_no_condition_is_the_account_itself(partition: str) -> None:
    account = ACCOUNTS[partition]
    free = [statement for statement in policy(account).statements if "Condition" not in statement]
    assert {statement["Sid"] for statement in free} == {"Administration", "ReadLogFiles"}
    assert all(statement["Principal"] == {"AWS": account.root_arn} for statement in free)


@pytest.mark.parametrize("sid", ["CloudWatchPublishes", "SnsSendsDeadLetters"])
def test_who_publishes_to_an_encrypted_topic_makes_data_keys_and_decrypts(sid: str) -> None:
    assert users(policy(ACCOUNTS["aws"]))[sid]["Action"] == ["kms:GenerateDataKey", "kms:Decrypt"]


def test_the_trail_may_publish_to_an_encrypted_topic_where_it_tells_of_log_files() -> None:
    account = ACCOUNTS["aws"]
    added = policy(account, trail_notifies=True).missing_from(policy(account))
    assert [*added.statements] == [
        {
            "Sid": "CloudTrailPublishes",
            "Effect": "Allow",
            "Principal": {"Service": "cloudtrail.amazonaws.com"},
            "Action": ["kms:GenerateDataKey", "kms:Decrypt"],
            "Resource": "*",
            "Condition": {"StringEquals": {"aws:SourceArn": account.arn("cloudtrail", "trail/t")}},
        }
    ]


def test_a_key_is_known_by_its_alias() -> None:
    key = Key(account=ACCOUNTS["aws-us-gov"], alias="alias/trailbell", policy=PolicyDocument())
    assert key.name == "alias/trailbell"
    assert key.arn == "arn:aws-us-gov:kms:us-gov-west-1:111122223333:alias/trailbell"


def test_policies_name_a_key_by_its_alias_in_a_condition_and_by_its_arn_as_it_is() -> None:
    account = Account(name="production", id="111122223333", region="eu-west-1")
    keys = "arn:aws:kms:eu-west-1:111122223333:key/"
    by_alias = {"ForAnyValue:StringEquals": {"kms:ResourceAliases": "alias/security"}}
    assert in_policies(account, "alias/security") == (f"{keys}*", by_alias)
    assert in_policies(account, "key/1234") == (f"{keys}1234", {})
