"""Control Tower's trail is an organization's, which is seen whole in the management account, with its log group."""

from tests.validators.designed import ENDPOINTS, designed
from tests.validators.handmade import build_trail
from tests.validators.sandboxed import SandboxedAccount
from validators.run import check

CONTROL_TOWER = {"trail": "aws-controltower-BaselineCloudTrail", "log_group": "aws-controltower/CloudTrailLogs"}


def test_an_organizations_trail_is_in_sync_in_its_management_account(account: SandboxedAccount) -> None:
    account.pipeline = designed(account.pipeline.account.id, trail={"encryption": "kms"}, existing=CONTROL_TOWER)
    account.client("logs").create_log_group(logGroupName=CONTROL_TOWER["log_group"])
    build_trail(account.pipeline, account.client, IsOrganizationTrail=True)
    account.deploy()
    (report,) = check([account.pipeline], {"ILERT_URL": ENDPOINTS["ILERT_URL"]})
    assert report.findings == ()
