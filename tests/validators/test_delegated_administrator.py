"""A delegated administrator's trail belongs to the management account, and is checked from where it was made."""

from dataclasses import dataclass
from typing import Any

import pytest

from pipeline.pipeline import Pipeline
from pipeline.trail import Trail
from sandbox import control
from tests.validators.designed import ENDPOINTS, designed
from tests.validators.handmade import build_trail
from tests.validators.sandboxed import SandboxedAccount
from validators.finding import AccountReport
from validators.run import check


def management_of(account: SandboxedAccount) -> str:
    """One of its own for each test."""
    return f"9{account.pipeline.account.id[1:]}"


def delegated(account: SandboxedAccount, **different: Any) -> Pipeline:
    """What is designed for the account as the delegated administrator of an organization."""
    owner = account.pipeline.account
    entry = {"name": "security", "id": owner.id, "region": owner.region, "check_role": "Auditor"}
    entry |= {"organization_trail": "o-a1b2c3d4e5", "management_account": management_of(account)}
    return designed(accounts=[entry], **different)


def register(account: SandboxedAccount) -> Any:
    """Makes the account the delegated administrator; gives CloudTrail as the management account sees it."""
    one = account.pipeline.account
    management = account.aws.client("cloudtrail", one.region, management_of(account))
    management.register_organization_delegated_admin(MemberAccountId=one.id)
    return management


def checked(account: SandboxedAccount) -> AccountReport:
    (report,) = check([account.pipeline], ENDPOINTS)
    return report


@dataclass
class Security:
    """The account with all of its pipeline deployed, and CloudTrail of its management account."""

    account: SandboxedAccount
    management: Any

    @property
    def trail(self) -> Trail:
        return self.account.pipeline.trail


@pytest.fixture
def security(account: SandboxedAccount) -> Security:
    account.pipeline = delegated(account)
    management = register(account)
    account.deploy()
    return Security(account, management)


def test_the_trail_of_the_management_account_is_in_sync_and_rings(security: Security) -> None:
    report = checked(security.account)
    assert report.findings == ()
    assert report.chains
    assert [chain.sentence for chain in report.chains if not chain.whole] == []


def test_a_trail_that_was_stopped_is_told_of_the_delegated_administrator(security: Security) -> None:
    security.management.stop_logging(Name=security.trail.name)
    found = [(one.part, one.field, one.expected, one.observed) for one in checked(security.account).findings]
    assert ("trail", "logging", True, False) in found


def test_a_failing_delivery_of_the_management_accounts_trail_is_observed(security: Security) -> None:
    url = security.account.aws.url
    control.set_trail_status(url, security.trail.arn, LatestCloudWatchLogsDeliveryError="AccessDenied")
    found = [one for one in checked(security.account).findings if one.field == "LatestCloudWatchLogsDeliveryError"]
    # At home, and for each region that the trail records.
    assert found[0].resource == security.trail.name
    assert {one.observed for one in found} == {"AccessDenied"}


def test_a_trail_that_the_management_account_removed_is_missing(security: Security) -> None:
    security.management.delete_trail(Name=security.trail.name)
    assert [(one.part, one.status) for one in checked(security.account).findings] == [("trail", "missing")]


def test_what_the_owner_runs_names_an_existing_trail_by_its_arn(account: SandboxedAccount) -> None:
    there = {"trail": "organization", "log_group": "organization"}
    account.pipeline = delegated(account, trail={"encryption": "kms"}, existing=there)
    register(account)
    account.client("logs").create_log_group(logGroupName="organization")
    build_trail(account.pipeline, account.client, IsOrganizationTrail=True, EnableLogFileValidation=False)
    account.deploy()
    (finding,) = checked(account).findings
    arn = f"arn:aws:cloudtrail:eu-west-1:{management_of(account)}:trail/organization"
    assert finding.field == "log_file_validation"
    assert finding.repair == f"aws cloudtrail update-trail --region eu-west-1 --name {arn} --enable-log-file-validation"


def test_another_trail_of_the_organization_that_sends_to_the_log_group_is_told(security: Security) -> None:
    """It would count every event twice."""
    trail = security.trail
    security.management.create_trail(
        Name="second",
        S3BucketName=trail.bucket,
        IsMultiRegionTrail=True,
        IsOrganizationTrail=True,
        CloudWatchLogsLogGroupArn=f"{trail.log_group_arn}:*",
        CloudWatchLogsRoleArn=trail.delivery_role_arn,
    )
    found = [(one.part, one.status, one.resource) for one in checked(security.account).findings]
    assert found == [("trail", "unmanaged", trail.arn.replace(trail.name, "second"))]
