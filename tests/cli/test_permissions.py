import json
from pathlib import Path

import pytest

from pipeline.least_privilege import CHECK
from tests.cli.command import Command, settings


def actions(document: dict[str, list[dict[str, list[str]]]]) -> set[str]:
    return {action for statement in document["Statement"] for action in statement["Action"]}


def test_the_policy_of_one_account_is_all_there_is_on_stdout(trailbell: Command, configuration: Path) -> None:
    ended = trailbell("permissions", "-a", "production")
    document = json.loads(ended.stdout)
    assert document["Version"] == "2012-10-17"
    assert {"cloudtrail:GetTrailStatus", "sns:GetTopicAttributes", "ssm:GetParameter"} <= actions(document)
    assert actions(document) <= {*CHECK}
    assert ended.stderr.startswith("# production 111122223333 eu-west-1: the role that checks")


@pytest.mark.parametrize(
    ("option", "name", "holds"),
    [
        ("--ring", "ring", "cloudwatch:SetAlarmState"),
        ("--repair", "repair", "sns:Subscribe"),
        ("--log-files", "log_files", "s3:GetObject"),
    ],
)
def test_what_goes_beyond_a_check_is_a_policy_of_its_own(
    trailbell: Command, configuration: Path, option: str, name: str, holds: str
) -> None:
    (account,) = json.loads(trailbell("permissions", "-a", "production", option, "--json").stdout)["accounts"]
    assert set(account["policies"]) == {"check", name}
    assert holds in actions(account["policies"][name])
    assert holds not in actions(account["policies"]["check"])


def test_json_tells_all_accounts(trailbell: Command, configuration: Path) -> None:
    document = json.loads(trailbell("permissions", "--json").stdout)
    assert [(one["name"], set(one["policies"])) for one in document["accounts"]] == [
        ("production", {"check"}),
        ("staging", {"check"}),
    ]


def test_the_hub_may_assume_the_roles_that_check(trailbell: Command, configuration: Path) -> None:
    (hub,) = json.loads(trailbell("permissions", "--hub", "--json").stdout)["hub"]
    assert hub["for"] == "whoever runs the check"
    assert hub["policy"]["Statement"][0]["Resource"] == ["arn:aws:iam::111122223333:role/Auditor"]


def test_the_hub_role_of_an_organization_lists_accounts_and_the_caller_assumes_it(
    trailbell: Command, directory: Path
) -> None:
    hub_role = "arn:aws:iam::999988887777:role/Hub"
    organization = {"hub_role": hub_role, "account": {"region": "eu-west-1", "check_role": "Auditor"}}
    (directory / "trailbell.yaml").write_text(settings(organization=organization))
    (directory / "accounts.yaml").write_text('accounts: [{name: one, id: "111122223333"}]')
    hub, caller = json.loads(trailbell("permissions", "--hub", "--json").stdout)["hub"]
    assert (hub["for"], caller["for"]) == ("the hub role", "whoever runs the check")
    assume, listing = hub["policy"]["Statement"]
    assert assume["Resource"] == ["arn:aws:iam::*:role/Auditor"]
    assert "organizations:ListAccounts" in listing["Action"]
    assert caller["policy"]["Statement"][0]["Resource"] == hub_role


def test_without_roles_to_assume_the_hub_is_told_to_need_nothing(trailbell: Command, configuration: Path) -> None:
    ended = trailbell("permissions", "-a", "staging", "--hub")
    assert "# nothing to allow: no account has a check_role" in ended.stderr


def test_no_secret_and_no_call_is_needed(
    trailbell: Command, configuration: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    assert trailbell("permissions").status == 0
