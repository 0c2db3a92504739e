"""How accounts are entered through a hub role, which all of them share."""

import dataclasses
from datetime import UTC, datetime

import pytest
from botocore.credentials import ReadOnlyCredentials

from tests.validators.designed import designed
from tests.validators.stubbed import StubbedClients
from validators.reading import CallFailed, Unread
from validators.session import Session

ACCOUNT = designed().account


def failure(session: Session) -> Unread:
    """Why the account could not be entered."""
    with pytest.raises(CallFailed) as failed:
        session.enter()
    return failed.value.unread


HUB = dataclasses.replace(ACCOUNT, hub_role="arn:aws:iam::999988887777:role/Hub", hub_external_id="of-the-hub")


def hub_opens(stubs: StubbedClients) -> None:
    keys = {"AccessKeyId": "ASIAHUBHUBHUBHUB", "SecretAccessKey": "secret", "SessionToken": "token"}
    stubs.answer(
        "sts",
        "assume_role",
        {"Credentials": {**keys, "Expiration": datetime(2030, 1, 1, tzinfo=UTC)}},
        RoleArn=HUB.hub_role,
        RoleSessionName="trailbell-check",
        ExternalId="of-the-hub",
    )


def role_opens(stubs: StubbedClients) -> None:
    keys = {"AccessKeyId": "ASIAROLEROLEROLE", "SecretAccessKey": "secret", "SessionToken": "token"}
    answer = {"Credentials": {**keys, "Expiration": datetime(2030, 1, 1, tzinfo=UTC)}}
    role = f"arn:aws:iam::{ACCOUNT.id}:role/Auditor"
    stubs.answer("sts", "assume_role", answer, RoleArn=role, RoleSessionName="trailbell-check")
    stubs.answer("sts", "get_caller_identity", {"Account": ACCOUNT.id})


def test_accounts_are_entered_through_the_hub_which_is_entered_once(stubs: StubbedClients) -> None:
    hub_opens(stubs)
    for _ in range(3):
        role_opens(stubs)
        Session(HUB, stubs).enter()
    assert [given and given.access_key for given in stubs.given] == [
        None,
        *["ASIAHUBHUBHUBHUB", "ASIAROLEROLEROLE"] * 3,
    ]


def test_hub_that_is_refused_is_asked_once(stubs: StubbedClients) -> None:
    stubs.refuse("sts", "assume_role", "AccessDenied")
    for _ in range(3):
        assert failure(Session(HUB, stubs)).call == "sts:AssumeRole"


def test_who_deploys_goes_not_through_the_hub(stubs: StubbedClients) -> None:
    stubs.answer("sts", "get_caller_identity", {"Account": ACCOUNT.id})
    Session(HUB, stubs, deploys=True).enter()
    assert stubs.given == [None]


def test_another_region_is_the_same_account_by_the_same_credentials(stubs: StubbedClients) -> None:
    role_opens(stubs)
    session = Session(ACCOUNT, stubs)
    session.enter()
    there = session.elsewhere("us-east-1")
    stubs.answer("logs", "describe_log_groups", {"logGroups": []})
    there.call("logs", "describe_log_groups")
    assert (there.account.id, there.account.region) == (ACCOUNT.id, "us-east-1")
    assert stubs.given[-1] == ReadOnlyCredentials("ASIAROLEROLEROLE", "secret", "token")
