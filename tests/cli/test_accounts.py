import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.command import Command
from tests.validators.designed import ILERT, SETTINGS
from tests.validators.sandboxed import SandboxedAccount

pytestmark = pytest.mark.moto


class Organization:
    """An organization of its own in the local AWS, managed by an empty account with the hub role."""

    def __init__(self, account: SandboxedAccount) -> None:
        self.hub = account.pipeline.account.id
        self._client = account.client("organizations")
        self._client.create_organization(FeatureSet="ALL")
        self.root = self._client.list_roots()["Roots"][0]["Id"]

    def account(self, name: str, unit: str = "", **tags: str) -> str:
        """The id of a new account."""
        created = self._client.create_account(
            AccountName=name, Email=f"{name.replace(' ', '-')}@example.com",
            Tags=[{"Key": key, "Value": value} for key, value in tags.items()],
        )  # fmt: skip
        account_id = str(created["CreateAccountStatus"]["AccountId"])
        if unit:
            self._client.move_account(AccountId=account_id, SourceParentId=self.root, DestinationParentId=unit)
        return account_id

    def unit(self, name: str, parent: str = "") -> str:
        made = self._client.create_organizational_unit(ParentId=parent or self.root, Name=name)
        return str(made["OrganizationalUnit"]["Id"])

    def close(self, account_id: str) -> None:
        self._client.remove_account_from_organization(AccountId=account_id)


@pytest.fixture
def organization(account: SandboxedAccount) -> Organization:
    return Organization(account)


def write(directory: Path, organization: Organization, *configured: dict[str, Any], **filters: Any) -> None:
    section = {
        "account": {"region": "eu-west-1", "check_role": "Auditor"},
        "hub_role": f"arn:aws:iam::{organization.hub}:role/Hub",
        **filters,
    }
    settings = {**SETTINGS, "organization": section, "accounts": [*configured]}
    (directory / "trailbell.yaml").write_text(yaml.safe_dump(json.loads(json.dumps(settings))))


def rows(text: str) -> list[tuple[str, str]]:
    return [(one["name"], one["state"]) for one in json.loads(text)["accounts"]]


def test_accounts_below_a_unit_are_told(trailbell: Command, directory: Path, organization: Organization) -> None:
    inner = organization.unit("inner", organization.unit("workloads"))
    organization.account("elsewhere")
    expected = organization.account("Prod EU", inner)
    write(directory, organization, include={"units": [organization.unit("workloads-2"), inner]})
    ended = trailbell("accounts", "--json")
    assert (ended.status, json.loads(ended.stdout)["accounts"]) == (
        0,
        [{"id": expected, "name": "prod-eu", "state": "new"}],
    )
    assert not (directory / "accounts.yaml").exists()


def test_written_accounts_keep_their_names_and_are_designed(
    trailbell: Command, directory: Path, organization: Organization
) -> None:
    first = organization.account("First", env="prod")
    write(directory, organization, include={"tags": {"env": "prod"}})
    assert trailbell("accounts", "--write").stderr == "accounts.yaml: written (1 new, 0 gone)\n"
    renamed = (directory / "accounts.yaml").read_text().replace('"first"', '"of-old"')
    (directory / "accounts.yaml").write_text(renamed)
    organization.account("Second", env="prod")
    organization.account("Test", env="test")
    told = rows(trailbell("accounts", "--write", "--json").stdout)
    assert sorted(told) == [("of-old", "kept"), ("second", "new")]
    shown = trailbell("show", "--account", "of-old", "--json")
    assert first in shown.stdout


def test_account_that_has_left_is_gone(trailbell: Command, directory: Path, organization: Organization) -> None:
    leaving = organization.account("Leaving")
    write(directory, organization, exclude={"accounts": [organization.hub]})
    trailbell("accounts", "--write")
    organization.close(leaving)
    ended = trailbell("accounts", "--json")
    assert rows(ended.stdout) == [("leaving", "gone")]
    assert "accounts.yaml: 0 new, 1 gone; write it with --write\n" in ended.stderr
    trailbell("accounts", "--write")
    assert yaml.safe_load((directory / "accounts.yaml").read_text()) == {"accounts": []}


def test_account_of_the_configuration_is_not_written(
    trailbell: Command, directory: Path, organization: Organization
) -> None:
    special = organization.account("Special")
    configured = {"name": "mine", "id": special, "region": "us-east-1"}
    write(directory, organization, configured, exclude={"accounts": [organization.hub]})
    assert rows(trailbell("accounts", "--write", "--json").stdout) == [("mine", "configured")]
    assert special not in (directory / "accounts.yaml").read_text()


def test_check_asks_the_organization_and_goes_through_the_hub(
    trailbell: Command, directory: Path, organization: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ILERT_URL", ILERT)
    account_id = organization.account("Live")
    write(directory, organization, exclude={"accounts": [organization.hub]})
    report = json.loads(trailbell("check", "--organization", "--json").stdout)
    assert [(one["id"], one["name"], one["status"]) for one in report["accounts"]] == [(account_id, "live", "drift")]


def test_listing_that_is_denied_is_one_message(
    trailbell: Command, directory: Path, organization: Organization, account: SandboxedAccount
) -> None:
    account.fail("organizations", "ListAccounts")
    write(directory, organization)
    for arguments in (("accounts", "--write"), ("check", "--organization")):
        ended = trailbell(*arguments)
        assert (ended.status, ended.stdout) == (2, "")
        assert ended.stderr.startswith(
            "trailbell.yaml: the accounts of the organization could not be listed: organizations:ListAccounts: access "
            "denied"
        )
    assert not (directory / "accounts.yaml").exists()
