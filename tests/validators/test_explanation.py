from typing import Any

import pytest

from pipeline.alert import FilterPattern
from pipeline.bucket import bucket_policy
from pipeline.delivering import Delivering
from pipeline.pipeline import Part
from pipeline.policy_document import PolicyDocument, allow
from tests.validators.ringing.walked import DENIED, PIPELINE, part
from validators.explanation import explained

FILTER, TOPIC, KEY, BUCKET, ROLE = (
    part("metric-filter", "root"), part("topic", "on-call"), part("key"), part("bucket"), part("delivery-role"),
)  # fmt: skip
OTHER: dict[str, Any] = {
    "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::999988887777:root"}, "Action": "sns:*", "Resource": "*",
}  # fmt: skip


def told(designed: Part, field: str, observed: Any) -> str:
    return explained("", PIPELINE, designed, getattr(designed, field), observed).strip()


def test_pattern_is_explained_by_an_event_that_no_longer_counts() -> None:
    muted = FilterPattern(str(FILTER.pattern).rstrip("} ") + " && ($.awsRegion != us-east-1) }")
    assert told(FILTER, "pattern", muted) == (
        "It no longer counts CreateUser (eventSource iam.amazonaws.com, userIdentity.type Root, "
        "sourceIPAddress 203.0.113.24)."
    )


@pytest.mark.parametrize("text", ["{ $.userIdentity.type = Root }", "{ broken", ""])
def test_pattern_that_loses_nothing_or_is_not_understood_needs_no_more_words(text: str) -> None:
    assert told(FILTER, "pattern", FilterPattern(text)) == ""


def test_who_may_no_longer_and_who_else_may_is_answered() -> None:
    assert told(TOPIC, "policy", PolicyDocument((OTHER,))) == (
        "No longer allowed: CloudWatch (sns:Publish). Also allowed now: account 999988887777 (sns:*)."
    )


def test_deny_beside_what_was_declared_is_answered() -> None:
    deny = {**OTHER, "Effect": "Deny", "Principal": "*"}
    assert told(TOPIC, "policy", PolicyDocument((*TOPIC.policy.statements, deny))) == (
        "No longer allowed: CloudWatch (sns:Publish)."
    )


def test_every_service_that_a_key_was_for_is_asked_about() -> None:
    text = told(KEY, "policy", PolicyDocument(KEY.policy.statements[:2]))
    assert text.startswith("No longer allowed: CloudTrail (kms:GenerateDataKey, kms:GenerateDataKeyWithoutPlaintext, ")
    assert "CloudWatch (kms:GenerateDataKey, kms:Decrypt)" in text
    assert "SNS (kms:GenerateDataKey, kms:Decrypt)" in text
    assert "logs.eu-west-1.amazonaws.com (" in text


def test_bucket_that_cloudtrail_may_not_write_to_any_more_is_told() -> None:
    text = told(BUCKET, "policy", PolicyDocument(BUCKET.policy.statements[:1]))
    assert text == "No longer allowed: CloudTrail (s3:PutObject)."


def trails(*accounts: str) -> PolicyDocument:
    """A bucket policy for the trails of these accounts, as that of a receiving account is."""
    arns = tuple(f"arn:aws:cloudtrail:eu-west-1:{account}:trail/trailbell" for account in accounts)
    return bucket_policy(PIPELINE.account, "logs", Delivering(arns, tuple(f"AWSLogs/{one}/" for one in accounts)))


def test_account_that_a_shared_bucket_no_longer_takes_log_files_of_is_named() -> None:
    own = PIPELINE.account.id
    assert explained("", PIPELINE, BUCKET, trails(own, "222233334444"), trails(own)).strip() == (
        "No longer allowed: CloudTrail (s3:GetBucketAcl) on behalf of account 222233334444, "
        "CloudTrail (s3:PutObject) on behalf of account 222233334444."
    )


def test_account_that_a_shared_bucket_takes_log_files_of_now_is_named() -> None:
    own = PIPELINE.account.id
    assert explained("", PIPELINE, BUCKET, trails(own), trails(own, "222233334444")).strip() == (
        "Also allowed now: cloudtrail.amazonaws.com on behalf of account 222233334444 (s3:getbucketacl, s3:putobject)."
    )


def test_policies_of_a_role_are_taken_together() -> None:
    more = (("other", PolicyDocument((allow("More", "s3:*", "*"),))),)
    assert (
        told(ROLE, "inline_policies", more) == "No longer allowed: the role (logs:CreateLogStream, logs:PutLogEvents)."
    )


@pytest.mark.parametrize(
    ("field", "observed"),
    [("policy", TOPIC.policy), ("policy", DENIED), ("display_name", "Other"), ("kms_key_arn", None)],
)
def test_other_differences_need_no_more_words(field: str, observed: Any) -> None:
    assert told(TOPIC, field, observed) == ""
