import pytest

from tests.validators.bystanders import build
from tests.validators.designed import designed
from tests.validators.sandboxed import SandboxedAccount
from validators import existing_function
from validators.reading import CallFailed


@pytest.fixture
def delivering(account: SandboxedAccount) -> SandboxedAccount:
    """An account whose alarms go to a function that is not ours."""
    account.pipeline = designed(
        account.pipeline.account.id, destinations={"code": {"lambda": "on-alarm"}}, routes={}, trail={}
    )
    return account


def test_function_that_is_not_there_is_told_with_the_destination(delivering: SandboxedAccount) -> None:
    (told,) = existing_function.health(delivering.session(), delivering.pipeline)
    assert (told.observed, told.message) == ("absent", "Alarms have nowhere to arrive: there is no such function.")
    assert "destinations.code.lambda" in told.repair


def test_function_that_is_there_is_nothing_to_tell(delivering: SandboxedAccount) -> None:
    build(delivering.pipeline, delivering.client)
    assert [*existing_function.health(delivering.session(), delivering.pipeline)] == []


def test_account_without_such_a_function_asks_nothing(account: SandboxedAccount) -> None:
    account.fail("lambda", "GetFunctionConfiguration")
    assert [*existing_function.health(account.session(), account.pipeline)] == []


def test_function_that_may_not_be_looked_at_is_not_told_as_absent(delivering: SandboxedAccount) -> None:
    delivering.fail("lambda", "GetFunctionConfiguration")
    with pytest.raises(CallFailed, match=r"^lambda:GetFunctionConfiguration: access denied"):
        next(existing_function.health(delivering.session(), delivering.pipeline))
