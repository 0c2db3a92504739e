"""How references to endpoints are resolved."""

import pytest

from pipeline.secret import fingerprint
from tests.validators.designed import ENDPOINTS, ILERT, TASKCALL
from tests.validators.sandboxed import SandboxedAccount
from validators import notification
from validators.reading import CallFailed


def test_references_are_resolved_from_variables_and_parameters(account: SandboxedAccount) -> None:
    account.store_endpoints()
    found = notification.resolve(account.session(), account.pipeline, ENDPOINTS)
    assert [part.endpoint for part in found.subscriptions] == [fingerprint(ILERT), fingerprint(TASKCALL)]


def test_variable_is_found_under_the_name_that_terraform_reads(account: SandboxedAccount) -> None:
    account.store_endpoints()
    found = notification.resolve(account.session(), account.pipeline, {"TF_VAR_ILERT_URL": ILERT})
    assert found.subscriptions[0].endpoint == fingerprint(ILERT)


def test_fingerprint_stays_as_it_is(account: SandboxedAccount) -> None:
    assert notification.resolve(account.session(), account.resolved, {}) == account.resolved


def test_variable_that_is_not_set_is_named(account: SandboxedAccount) -> None:
    with pytest.raises(CallFailed, match=r"^env:ILERT_URL: the endpoint is not there"):
        notification.resolve(account.session(), account.pipeline, {})


def test_parameter_that_is_not_there_is_named(account: SandboxedAccount) -> None:
    with pytest.raises(CallFailed, match=r"^ssm:/endpoints/taskcall: the endpoint is not there"):
        notification.resolve(account.session(), account.pipeline, ENDPOINTS)


def test_parameter_that_may_not_be_read_is_told_with_its_action(account: SandboxedAccount) -> None:
    account.fail("ssm", "GetParameter")
    with pytest.raises(CallFailed, match=r"^ssm:GetParameter: access denied"):
        notification.resolve(account.session(), account.pipeline, ENDPOINTS)
