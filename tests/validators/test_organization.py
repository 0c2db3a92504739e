from typing import Any

import pytest
from botocore.credentials import ReadOnlyCredentials

from pipeline.organization import AccountTemplate, Filter, OrganizationSettings
from tests.validators.stubbed import StubbedClients
from validators.organization import accounts
from validators.reading import CallFailed

ROOT, UNIT, INNER = "r-ab12", "ou-ab12-11111111", "ou-ab12-22222222"
ONE, TWO, THREE = "111111111111", "222222222222", "333333333333"
HUB = {"hub_role": "arn:aws:iam::999988887777:role/Hub", "hub_external_id": "of-the-hub"}


def meant(include: dict[str, Any] | None = None, exclude: dict[str, Any] | None = None, **more: Any) -> Any:
    return OrganizationSettings(
        account=AccountTemplate(region="eu-west-1"), include=Filter(**include or {}), exclude=Filter(**exclude or {}),
        **more,
    )  # fmt: skip


def listed(stubs: StubbedClients, *ids: str, **states: str) -> None:
    found = [{"Id": one, "Name": f"name of {one}", "State": states.get(f"_{one}", "ACTIVE")} for one in ids]
    stubs.answer("organizations", "list_accounts", {"Accounts": found})


def below(stubs: StubbedClients, unit: str, ids: tuple[str, ...], units: tuple[str, ...] = ()) -> None:
    stubs.answer(
        "organizations", "list_accounts_for_parent", {"Accounts": [{"Id": one} for one in ids]}, ParentId=unit
    )  # fmt: skip
    answer = {"OrganizationalUnits": [{"Id": one} for one in units]}
    stubs.answer("organizations", "list_organizational_units_for_parent", answer, ParentId=unit)


def tagged(stubs: StubbedClients, account_id: str, **tags: str) -> None:
    answer = {"Tags": [{"Key": key, "Value": value} for key, value in tags.items()]}
    stubs.answer("organizations", "list_tags_for_resource", answer, ResourceId=account_id)


def test_without_a_filter_every_account_is_meant(stubs: StubbedClients) -> None:
    listed(stubs, ONE, TWO)
    assert accounts(meant(), stubs) == {ONE: f"name of {ONE}", TWO: f"name of {TWO}"}


def test_all_pages_are_read(stubs: StubbedClients) -> None:
    stubs.answer("organizations", "list_accounts", {"Accounts": [{"Id": ONE, "Name": "a"}], "NextToken": "1"})
    stubs.answer("organizations", "list_accounts", {"Accounts": [{"Id": TWO, "Name": "b"}]}, NextToken="1")
    assert [*accounts(meant(), stubs)] == [ONE, TWO]


@pytest.mark.parametrize("state", ["SUSPENDED", "PENDING_CLOSURE", "CLOSED", "PENDING_ACTIVATION"])
def test_account_that_is_off_is_left_out(stubs: StubbedClients, state: str) -> None:
    listed(stubs, ONE, TWO, **{f"_{TWO}": state})
    assert [*accounts(meant(), stubs)] == [ONE]


def test_status_counts_where_aws_tells_no_state(stubs: StubbedClients) -> None:
    found = [{"Id": ONE, "Name": "a", "Status": "SUSPENDED"}, {"Id": TWO, "Name": "b", "Status": "ACTIVE"}]
    stubs.answer("organizations", "list_accounts", {"Accounts": found})
    assert [*accounts(meant(), stubs)] == [TWO]


def test_units_are_followed_to_any_depth(stubs: StubbedClients) -> None:
    listed(stubs, ONE, TWO, THREE)
    below(stubs, UNIT, (ONE,), (INNER,))
    below(stubs, INNER, (TWO,))
    assert [*accounts(meant({"units": [UNIT]}), stubs)] == [ONE, TWO]


def test_units_that_hold_each_other_end(stubs: StubbedClients) -> None:
    listed(stubs, ONE)
    below(stubs, UNIT, (ONE,), (INNER,))
    below(stubs, INNER, (), (UNIT,))
    assert [*accounts(meant({"units": [UNIT]}), stubs)] == [ONE]


def test_excluded_unit_and_account_are_left_out(stubs: StubbedClients) -> None:
    listed(stubs, ONE, TWO, THREE)
    below(stubs, UNIT, (ONE,))
    assert [*accounts(meant(exclude={"units": [UNIT], "accounts": [TWO]}), stubs)] == [THREE]


def test_account_must_meet_all_that_is_included(stubs: StubbedClients) -> None:
    listed(stubs, ONE, TWO, THREE)
    below(stubs, UNIT, (ONE, THREE))
    tagged(stubs, ONE, env="prod", team="a")
    assert [*accounts(meant({"units": [UNIT], "accounts": [ONE, TWO], "tags": {"env": "prod"}}), stubs)] == [ONE]


def test_tags_must_all_be_there_and_none_of_the_excluded(stubs: StubbedClients) -> None:
    listed(stubs, ONE, TWO, THREE)
    tagged(stubs, ONE, env="prod")
    tagged(stubs, TWO, env="prod", watch="no")
    tagged(stubs, THREE, env="test")
    filters = {"include": {"tags": {"env": "prod"}}, "exclude": {"tags": {"watch": "no"}}}
    assert [*accounts(meant(**filters), stubs)] == [ONE]


def test_organization_is_asked_by_the_hub_role(stubs: StubbedClients) -> None:
    keys = {"AccessKeyId": "ASIAHUBHUBHUBHUB", "SecretAccessKey": "secret", "SessionToken": "token"}
    stubs.answer(
        "sts", "assume_role", {"Credentials": {**keys, "Expiration": "2030-01-01T00:00:00Z"}},
        RoleArn=HUB["hub_role"], RoleSessionName="trailbell-check", ExternalId="of-the-hub",
    )  # fmt: skip
    listed(stubs, ONE)
    accounts(meant(**HUB), stubs)
    assert stubs.given == [None, ReadOnlyCredentials("ASIAHUBHUBHUBHUB", "secret", "token")]


def test_denied_listing_is_told(stubs: StubbedClients) -> None:
    stubs.refuse("organizations", "list_accounts", "AccessDeniedException")
    with pytest.raises(CallFailed, match="organizations:ListAccounts: access denied"):
        accounts(meant(), stubs)


@pytest.mark.parametrize(
    "odd", [{"Name": "without an id"}, {"Id": "\x1b[31m", "Name": "red"}, {"Id": "12", "Name": "short"}]
)
def test_odd_answer_is_told_and_gives_no_account(stubs: StubbedClients, odd: dict[str, str]) -> None:
    stubs.answer("organizations", "list_accounts", {"Accounts": [{"Id": ONE, "Name": "a"}, odd]})
    with pytest.raises(CallFailed, match="organizations:ListAccounts: the answer has an unexpected form") as failed:
        accounts(meant(), stubs)
    assert "\x1b" not in str(failed.value)
