"""An endpoint that has not its vendor's form: one in a parameter is first looked at when it is checked."""

from tests.validators.designed import ENDPOINTS, TASKCALL
from tests.validators.sandboxed import SandboxedAccount
from validators import notification
from validators.reading import Observation

PATH = "/endpoints/taskcall"


def observed(account: SandboxedAccount, stored: str) -> list[Observation]:
    """What is amiss with the form of the endpoints when the parameter holds this."""
    account.client("ssm").put_parameter(Name=PATH, Value=stored, Type="SecureString", Overwrite=True)
    session = account.session()
    resolved = notification.resolve(session, account.pipeline, ENDPOINTS)
    return [one for one in notification.health(session, resolved) if one.field == "endpoint"]


def test_an_endpoint_in_a_parameter_with_a_line_break_is_told_without_it(account: SandboxedAccount) -> None:
    (found,) = observed(account, f"{TASKCALL}\n")
    assert found.observed == f"parameter {PATH} has a blank or a line break before or after it"
    assert found.expected == "the Integration Url of a service's AWS CloudTrail integration"
    assert TASKCALL not in str(found)


def test_an_endpoint_in_a_parameter_that_has_its_vendors_form_is_nothing_to_tell(account: SandboxedAccount) -> None:
    assert observed(account, TASKCALL) == []
