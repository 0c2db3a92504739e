"""What a check of a whole account says, as the tests of the ninety faults compare it."""

from collections.abc import Iterable

from tests.validators.designed import ENDPOINTS
from tests.validators.sandboxed import SandboxedAccount
from validators.finding import Finding
from validators.run import check


def findings(account: SandboxedAccount) -> tuple[Finding, ...]:
    """All findings of a check, the worst first."""
    (report,) = check([account.pipeline], ENDPOINTS)
    return report.findings


def told(account: SandboxedAccount) -> set[tuple[str, str, str]]:
    """Status, part and field of each finding. Expect tuples of three strings: docs/faults.md is made from them."""
    return brief(findings(account))


def brief(found: Iterable[Finding]) -> set[tuple[str, str, str]]:
    """The same of findings that are at hand, where a test looks closer at them."""
    return {(str(finding.status), finding.part, finding.field) for finding in found}


def the_finding(account: SandboxedAccount) -> Finding:
    """The only finding of a check."""
    (finding,) = findings(account)
    return finding
