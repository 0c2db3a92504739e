"""Which key an alias names, also in another account and region."""

import json

import pytest

from tests.validators.designed import designed
from tests.validators.sandboxed import SandboxedAccount
from tests.validators.stubbed import StubbedClients, stubbed_session
from validators.reading import CallFailed
from validators.session import Clients, Session

ACCOUNT = designed().account
ALIAS = ACCOUNT.arn("kms", "alias/bell")
KEY_ID = "1234abcd-12ab-34cd-56ef-1234567890ab"
KEY = {"KeyMetadata": {"KeyId": KEY_ID, "Arn": ACCOUNT.arn("kms", f"key/{KEY_ID}")}}


@pytest.mark.parametrize("observed", [KEY_ID, KEY["KeyMetadata"]["Arn"]])
def test_key_behind_the_wanted_alias_is_told_by_the_alias(stubs: StubbedClients, observed: str) -> None:
    stubs.answer("kms", "describe_key", KEY, KeyId="alias/bell")
    assert stubbed_session(stubs).alias_of(ALIAS, observed) == ALIAS


@pytest.mark.parametrize("observed", [ALIAS, "alias/bell"])
def test_alias_needs_no_look_at_the_key(stubs: StubbedClients, observed: str) -> None:
    assert stubbed_session(stubs).alias_of(ALIAS, observed) == ALIAS


def test_alias_of_another_account_is_looked_up_by_its_whole_arn(stubs: StubbedClients) -> None:
    alias = "arn:aws:kms:eu-west-1:999988887777:alias/bell"
    stubs.answer("kms", "describe_key", KEY, KeyId=alias)
    assert stubbed_session(stubs).alias_of(alias, KEY["KeyMetadata"]["Arn"]) == alias


@pytest.mark.moto
def test_alias_of_another_account_is_looked_up_in_its_own_region(account: SandboxedAccount) -> None:
    other, look = "999900002222", {"Effect": "Allow", "Action": "kms:DescribeKey", "Resource": "*"}
    trusted = {"AWS": account.pipeline.account.root_arn}
    kms = account.aws.client("kms", "us-east-1", other)
    policy = json.dumps({"Version": "2012-10-17", "Statement": [{**look, "Principal": trusted}]})
    arn = kms.create_key(Policy=policy)["KeyMetadata"]["Arn"]
    kms.create_alias(AliasName="alias/bell", TargetKeyId=arn.rpartition("/")[2])
    alias = f"arn:aws:kms:us-east-1:{other}:alias/bell"
    assert account.session().alias_of(alias, arn) == alias


def test_another_key_is_told_as_it_is(stubs: StubbedClients) -> None:
    stubs.answer("kms", "describe_key", KEY, KeyId="alias/bell")
    assert stubbed_session(stubs).alias_of(ALIAS, "another") == "another"


def test_key_is_told_as_it_is_where_the_alias_is_gone(stubs: StubbedClients) -> None:
    stubs.refuse("kms", "describe_key", "NotFoundException")
    assert stubbed_session(stubs).alias_of(ALIAS, KEY_ID) == KEY_ID


@pytest.mark.parametrize(
    ("wanted", "observed", "told"),
    [(None, None, None), (ALIAS, None, None), (ALIAS, "", None), (None, "alias/aws/sns", "alias/aws/sns")],
)
def test_one_side_without_a_key_needs_no_look_at_it(
    stubs: StubbedClients, wanted: str | None, observed: str | None, told: str | None
) -> None:
    assert stubbed_session(stubs).alias_of(wanted, observed) == told


def test_stopped_run_makes_no_request_any_more(account: SandboxedAccount) -> None:
    clients = Clients()
    session = Session(account.pipeline.account, clients)
    session.enter()
    clients.stop()
    with pytest.raises(CallFailed, match="the check was interrupted"):
        session.call("logs", "describe_log_groups")
