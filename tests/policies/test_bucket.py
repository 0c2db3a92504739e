from pathlib import Path
from typing import Any

import pytest

from tests.policies.example import (
    CLOUDTRAIL_WRITES,
    DENY_WITHOUT_TLS,
    Terraform,
    allow,
    changed,
    policy,
    with_more,
    without,
)
from tests.policies.judging import FRAMEWORKS, judged

POLICY = "aws_s3_bucket_policy"
BLOCK = "aws_s3_bucket_public_access_block"
LIFECYCLE = "aws_s3_bucket_lifecycle_configuration"
ENCRYPTION = "aws_s3_bucket_server_side_encryption_configuration"


def statements(*given: dict[str, Any]) -> Terraform:
    return changed(POLICY, policy=policy(*given))


def expiring(days: int, noncurrent: int) -> Terraform:
    rule = {"id": "x", "status": "Enabled", "expiration": [{"days": days}]}
    return changed(LIFECYCLE, rule=[rule | {"noncurrent_version_expiration": [{"noncurrent_days": noncurrent}]}])


BAD = [
    pytest.param(
        changed(BLOCK, ignore_public_acls=False, block_public_policy=None),
        {"TRAILBELL_BUCKET_PRIVATE": "not set: block_public_policy, ignore_public_acls"},
        id="half a public access block",
    ),
    pytest.param(
        without(BLOCK),
        {
            "TRAILBELL_BUCKET_PRIVATE": (
                "not set: block_public_acls, block_public_policy, ignore_public_acls, restrict_public_buckets"
            )
        },
        id="no public access block",
    ),
    pytest.param(
        changed("aws_s3_bucket_versioning", versioning_configuration={"status": "Suspended"}),
        {"TRAILBELL_BUCKET_VERSIONED": "the bucket keeps no versions"},
        id="versions suspended",
    ),
    pytest.param(
        without("aws_s3_bucket_versioning"),
        {"TRAILBELL_BUCKET_VERSIONED": "the bucket keeps no versions"},
        id="versions not spoken of",
    ),
    pytest.param(
        changed(ENCRYPTION, rule=[{"apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"}}]),
        {"TRAILBELL_BUCKET_ENCRYPTED": "the bucket encrypts with AES256"},
        id="S3's own key",
    ),
    pytest.param(
        without(ENCRYPTION),
        {"TRAILBELL_BUCKET_ENCRYPTED": "the bucket has no encryption of its own"},
        id="encryption not spoken of",
    ),
    pytest.param(
        statements(*CLOUDTRAIL_WRITES),
        {"TRAILBELL_BUCKET_TLS_ONLY": "the bucket takes requests without TLS"},
        id="TLS not asked for",
    ),
    pytest.param(
        statements(*CLOUDTRAIL_WRITES, DENY_WITHOUT_TLS | {"Resource": "arn:aws:s3:::audit-files"}),
        {"TRAILBELL_BUCKET_TLS_ONLY": "the bucket takes requests without TLS"},
        id="TLS for the bucket, not for its objects",
    ),
    pytest.param(
        statements(allow("cloudtrail.amazonaws.com", "s3:PutObject"), DENY_WITHOUT_TLS),
        {"TRAILBELL_BUCKET_TAKES_ONLY_ITS_TRAIL": "CloudTrail may deliver here for trails that are not declared"},
        id="anybody's trail",
    ),
    pytest.param(
        statements(
            allow(
                "cloudtrail.amazonaws.com",
                "s3:PutObject",
                condition={"StringLike": {"aws:SourceArn": "arn:aws:cloudtrail:*:*:trail/*"}},
            ),
            DENY_WITHOUT_TLS,
        ),
        {"TRAILBELL_BUCKET_TAKES_ONLY_ITS_TRAIL": "CloudTrail may deliver here for trails that are not declared"},
        id="anybody's trail, by wildcard",
    ),
    pytest.param(
        statements(DENY_WITHOUT_TLS),
        {"TRAILBELL_BUCKET_TAKES_ONLY_ITS_TRAIL": "the bucket's policy does not let CloudTrail write"},
        id="nobody's trail",
    ),
    pytest.param(
        statements(
            *CLOUDTRAIL_WRITES,
            DENY_WITHOUT_TLS,
            {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"},
        ),
        {"TRAILBELL_BUCKET_TAKES_ONLY_ITS_TRAIL": "the bucket's policy allows everybody"},
        id="everybody",
    ),
    pytest.param(
        expiring(364, 400),
        {"TRAILBELL_BUCKET_KEEPS_FILES": "log files are deleted after 364 days, promised are 365"},
        id="deleted too soon",
    ),
    pytest.param(
        expiring(400, 30),
        {"TRAILBELL_BUCKET_KEEPS_FILES": "log files are deleted after 30 days, promised are 365"},
        id="old versions deleted too soon",
    ),
]

GOOD = [
    pytest.param(without(LIFECYCLE), id="kept for ever"),
    pytest.param(with_more("aws_s3_bucket", "website", bucket="website"), id="a bucket that no trail delivers to"),
]


@pytest.mark.parametrize("framework", FRAMEWORKS)
@pytest.mark.parametrize(("terraform", "failed"), BAD)
def test_what_endangers_log_files_fails(
    terraform: Terraform, failed: dict[str, str], framework: str, tmp_path: Path
) -> None:
    assert judged(terraform, framework, tmp_path).failed == failed


@pytest.mark.parametrize("framework", FRAMEWORKS)
@pytest.mark.parametrize("terraform", GOOD)
def test_what_keeps_log_files_holds(terraform: Terraform, framework: str, tmp_path: Path) -> None:
    assert judged(terraform, framework, tmp_path).failed == {}


@pytest.mark.parametrize(("promised", "held"), [("30", True), ("401", False)])
def test_the_promise_of_the_configuration_counts(
    promised: str, held: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRAILBELL_BUCKET_RETENTION_DAYS", promised)
    failed = judged(expiring(400, 400), "terraform_json", tmp_path).failed
    assert (failed == {}) is held
