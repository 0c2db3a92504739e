"""What a check finds in an account of the sandbox."""

import pytest

from tests.validators.designed import ENDPOINTS
from tests.validators.sandboxed import SandboxedAccount
from validators.finding import Finding
from validators.run import check


def findings(account: SandboxedAccount) -> list[Finding]:
    variables = {name: url for name, url in ENDPOINTS.items() if not name.startswith("/")}
    (report,) = check([account.pipeline], variables)
    return [*report.findings]


def finding(account: SandboxedAccount, part: str, field: str) -> Finding:
    found = findings(account)
    (one,) = [one for one in found if (one.part, one.field) == (part, field)] or pytest.fail(str(found))
    return one
