from typing import Any

import pytest
from botocore.exceptions import ClientError

from sandbox import control
from tests.sandbox.local import Aws

MANAGEMENT, SECURITY, MEMBER = "111122223333", "444455556666", "777788889999"
OWNED = f"arn:aws:cloudtrail:us-east-1:{MANAGEMENT}:trail/organization"


def made(aws: Aws, account: str = SECURITY, **options: Any) -> str:
    """The ARN of an organization trail that this account makes."""
    aws.client("s3", account=account).create_bucket(Bucket="organization-logs")
    made = aws.client("cloudtrail", account=account).create_trail(
        Name="organization", S3BucketName="organization-logs", IsOrganizationTrail=True, **options
    )
    return str(made["TrailARN"])


@pytest.fixture
def delegated(corrected: Aws) -> Aws:
    management = corrected.client("cloudtrail", account=MANAGEMENT)
    management.register_organization_delegated_admin(MemberAccountId=SECURITY)
    return corrected


def seen(aws: Aws, account: str, region: str = "us-east-1", **asked: Any) -> list[str]:
    trails = aws.client("cloudtrail", region, account).describe_trails(**asked)["trailList"]
    return [trail["TrailARN"] for trail in trails]


def test_plain_moto_gives_a_member_the_organization_trail_that_it_makes(plain: Aws) -> None:
    assert made(plain) == OWNED.replace(MANAGEMENT, SECURITY)


def test_plain_moto_has_no_delegated_administrators(plain: Aws) -> None:
    with pytest.raises(ClientError):
        plain.client("cloudtrail", account=MANAGEMENT).register_organization_delegated_admin(MemberAccountId=SECURITY)


def test_an_organization_trail_of_a_delegated_administrator_is_the_management_accounts(delegated: Aws) -> None:
    assert made(delegated) == OWNED
    assert seen(delegated, MANAGEMENT) == [OWNED]


def test_a_delegated_administrator_leads_the_whole_life_of_the_trail_by_its_arn(delegated: Aws) -> None:
    cloudtrail = delegated.client("cloudtrail", account=SECURITY)
    made(delegated, TagsList=[{"Key": "owner", "Value": "security"}])
    cloudtrail.start_logging(Name=OWNED)
    assert cloudtrail.get_trail_status(Name=OWNED)["IsLogging"]
    assert cloudtrail.get_event_selectors(TrailName=OWNED)["TrailARN"] == OWNED
    assert cloudtrail.list_tags(ResourceIdList=[OWNED])["ResourceTagList"][0]["TagsList"]
    cloudtrail.update_trail(Name=OWNED, IsMultiRegionTrail=True)
    cloudtrail.delete_trail(Name=OWNED)
    assert seen(delegated, MANAGEMENT) == []


def test_a_delegated_administrator_does_not_know_the_trail_by_its_name(delegated: Aws) -> None:
    made(delegated)
    with pytest.raises(ClientError, match="TrailNotFoundException"):
        delegated.client("cloudtrail", account=SECURITY).start_logging(Name="organization")


def test_a_delegated_administrator_sees_the_trail_as_a_shadow(delegated: Aws) -> None:
    made(delegated, IsMultiRegionTrail=True)
    assert seen(delegated, SECURITY) == seen(delegated, SECURITY, "eu-west-1") == [OWNED]
    assert seen(delegated, SECURITY, trailNameList=[OWNED]) == [OWNED]
    assert seen(delegated, SECURITY, trailNameList=["organization"]) == []
    assert seen(delegated, SECURITY, includeShadowTrails=False) == []


def test_a_trail_of_its_own_stays_a_delegated_administrators(delegated: Aws) -> None:
    delegated.client("s3", account=SECURITY).create_bucket(Bucket="own-logs")
    made = delegated.client("cloudtrail", account=SECURITY).create_trail(Name="own", S3BucketName="own-logs")
    assert made["TrailARN"] == f"arn:aws:cloudtrail:us-east-1:{SECURITY}:trail/own"


def test_nobody_is_a_delegated_administrator_after_a_reset(delegated: Aws) -> None:
    control.reset(delegated.url)
    delegated.forget_accounts()
    assert made(delegated) == OWNED.replace(MANAGEMENT, SECURITY)


def test_whoever_is_no_delegated_administrator_makes_trails_as_before(delegated: Aws) -> None:
    assert made(delegated, MEMBER) == OWNED.replace(MANAGEMENT, MEMBER)
