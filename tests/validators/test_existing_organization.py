"""Control Tower's trail is an organization's, which is seen whole in the management account, with its log group."""

from tests.validators.designed import ENDPOINTS, designed
from tests.validators.handmade import build_trail
from tests.validators.sandboxed import SandboxedAccount
from validators.run import check

CONTROL_TOWER = {"trail": "aws-controltower-BaselineCloudTrail", "log_group": "aws-controltower/CloudTrailLogs"}


def test_a_trail_that_is_said_to_be_the_organizations_and_is_not_is_told_with_the_command(
    account: SandboxedAccount,
) -> None:
    owner = account.pipeline.account
    entry = {"name": "management", "id": owner.id, "region": owner.region, "organization_trail": "o-a1b2c3d4e5"}
    account.pipeline = designed(
        trail={"encryption": "kms"}, existing=CONTROL_TOWER, accounts=[{**entry, "check_role": "Auditor"}]
    )
    account.client("logs").create_log_group(logGroupName=CONTROL_TOWER["log_group"])
    build_trail(account.pipeline, account.client)
    account.deploy()
    (report,) = check([account.pipeline], {"ILERT_URL": ENDPOINTS["ILERT_URL"]})
    (finding,) = report.findings
    assert (finding.part, finding.field, finding.expected, finding.observed) == ("trail", "organization", True, False)
    assert finding.repair.startswith(
        "aws cloudtrail update-trail --region eu-west-1 --name aws-controltower-BaselineCloudTrail "
        "--is-organization-trail"
    )


def test_an_organizations_trail_is_in_sync_in_its_management_account(account: SandboxedAccount) -> None:
    account.pipeline = designed(account.pipeline.account.id, trail={"encryption": "kms"}, existing=CONTROL_TOWER)
    account.client("logs").create_log_group(logGroupName=CONTROL_TOWER["log_group"])
    build_trail(account.pipeline, account.client, IsOrganizationTrail=True)
    account.deploy()
    (report,) = check([account.pipeline], {"ILERT_URL": ENDPOINTS["ILERT_URL"]})
    assert report.findings == ()
