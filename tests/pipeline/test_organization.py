from pathlib import Path

import pytest
import yaml

from alerts.errors import InputError
from pipeline.configuration import Configuration, load
from pipeline.design import design
from pipeline.organization import Member, file_text, kept, named, settings

CONFIGURATION = """\
destinations: {on-call: {vendor: ilert, url: "env:ILERT_URL"}}
organization:
  account:
    region: eu-west-1
    check_role: Auditor
    tags: {owner: security}
  hub_role: arn:aws:iam::999988887777:role/Hub
  hub_external_id: of-the-hub
accounts:
  - {name: special, id: "111122223333", region: us-east-1}
"""
ACCOUNTS = """\
accounts:
  - {id: "444455556666", name: staging}
  - {id: "111122223333", name: production}
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A configuration, and the accounts of its organization beside it."""
    (tmp_path / "accounts.yaml").write_text(ACCOUNTS)
    (tmp_path / "trailbell.yaml").write_text(CONFIGURATION)
    return tmp_path / "trailbell.yaml"


def loaded(path: Path, *members: Member) -> Configuration:
    return load(path, members or None)[0]


def mistakes(path: Path, old: str = "", new: str = "") -> str:
    path.write_text(CONFIGURATION.replace(old, new))
    with pytest.raises(InputError) as refused:
        load(path)
    return str(refused.value).replace(f"{path.parent}/", "")


def test_accounts_of_the_file_are_like_the_template(path: Path) -> None:
    _, staging = loaded(path).accounts
    assert (staging.name, staging.id, staging.region, staging.check_role) == (
        "staging", "444455556666", "eu-west-1", "Auditor",
    )  # fmt: skip


def test_account_that_the_configuration_names_stays_as_it_is_there(path: Path) -> None:
    special = loaded(path).accounts[0]
    assert (special.name, special.region, special.check_role) == ("special", "us-east-1", None)
    assert len(loaded(path).accounts) == 2


def test_members_take_the_place_of_the_file(path: Path) -> None:
    assert [one.name for one in loaded(path, Member("777788889999", "live")).accounts] == ["special", "live"]


def test_accounts_may_all_come_from_the_organization(path: Path) -> None:
    path.write_text(CONFIGURATION.partition("accounts:\n")[0])
    assert [one.name for one in loaded(path).accounts] == ["staging", "production"]


def test_every_account_is_reached_through_the_hub(path: Path) -> None:
    for pipeline in design(*load(path)):
        assert pipeline.account.hub_role == "arn:aws:iam::999988887777:role/Hub"
        assert pipeline.account.hub_external_id == "of-the-hub"


def test_missing_file_is_told_with_the_remedy(path: Path) -> None:
    (path.parent / "accounts.yaml").unlink()
    assert mistakes(path) == (
        "trailbell.yaml:2:1: there is no accounts.yaml yet; write it with `trailbell accounts --write`, or check with "
        "--organization"
    )


def test_mistake_of_the_template_is_told_at_its_line(path: Path) -> None:
    assert mistakes(path, "region: eu-west-1", "region: nowhere").startswith("trailbell.yaml:4:5: organization.account")


def test_account_that_stands_twice_is_told_at_its_line_of_the_file(path: Path) -> None:
    (path.parent / "accounts.yaml").write_text(ACCOUNTS.replace("name: staging", "name: special"))
    with pytest.raises(InputError, match=r"accounts\.yaml:2:5: the name 'special' stands more than once"):
        design(*load(path))


def test_mistake_of_the_file_is_told_with_its_line(path: Path) -> None:
    (path.parent / "accounts.yaml").write_text('accounts:\n  - {id: 111122223333, name: "a"}\n')
    with pytest.raises(InputError, match=r"accounts\.yaml:2:\d+: accounts\.0\.id: write the account id in quotes"):
        load(path)


@pytest.mark.parametrize("file", ["../accounts.yaml", "/etc/accounts.yaml", "accounts.json"])
def test_file_lies_beside_the_configuration(path: Path, file: str) -> None:
    text = mistakes(path, "  hub_external_id: of-the-hub", f"  file: {file}")
    assert "organization.file: " in text


@pytest.mark.parametrize("unit", ["ou-1", "production", "o-abcdefghij"])
def test_unit_that_is_none_is_refused(path: Path, unit: str) -> None:
    text = mistakes(path, "  hub_external_id: of-the-hub", f"  include: {{units: [{unit}]}}")
    assert "should be the id of an organizational unit or a root" in text


def test_configuration_without_the_section_has_no_settings(path: Path) -> None:
    path.write_text('accounts: [{name: a, id: "111122223333", region: eu-west-1}]')
    with pytest.raises(InputError, match=r"has no section organization; see docs/organization\.md"):
        settings(path)


def test_names_are_made_of_what_aws_calls_them() -> None:
    found = {"1" * 12: "Prod EU (Team A)", "2" * 12: "2nd", "3" * 12: "日本", "4" * 12: "x" * 50}
    assert [one.name for one in named(found, {})] == [
        "prod-eu-team-a", "account-2nd", "account-333333333333", "x" * 40,
    ]  # fmt: skip


def test_names_that_repeat_are_told_apart_by_the_id() -> None:
    found = {"1" * 12: "Prod", "2" * 12: "prod", "3" * 12: "z" * 50, "4" * 12: "z" * 50}
    assert [one.name for one in named(found, {})] == [
        "prod", "prod-222222222222", "z" * 40, f"{'z' * 27}-444444444444",
    ]  # fmt: skip


def test_name_that_is_kept_stays_and_is_not_given_again() -> None:
    found = {"1" * 12: "Renamed", "2" * 12: "Prod"}
    assert [one.name for one in named(found, {"1" * 12: "prod"})] == ["prod", "prod-222222222222"]


@pytest.mark.parametrize("members", [(), (Member("0" * 12, "a"), Member("1" * 12, "no"))])
def test_written_file_is_read_back(path: Path, members: tuple[Member, ...]) -> None:
    (path.parent / "accounts.yaml").write_text(file_text(members))
    assert kept(settings(path)[0], path) == members
    assert yaml.safe_load(file_text(members))["accounts"] is not None
