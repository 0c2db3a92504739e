from datetime import date
from typing import Any

import pytest
import yaml

from alerts.alert import Severity
from pipeline.acceptance import Acceptance
from pipeline.account import Account
from validators.acceptance import accept, baseline, stale
from validators.finding import AccountReport, AccountStatus, ExitStatus, Finding, Status, exit_status

TODAY = date(2026, 3, 7)
PRODUCTION = Account(name="production", id="111122223333", region="eu-west-1")
STAGING = Account(name="staging", id="444455556666", region="us-east-1")


def finding(status: Status = Status.changed, part: str = "alarm", resource: str = "bell-a", **more: Any) -> Finding:
    plain = {"severity": Severity.high, "message": "It differs.", "repair": "deploy", **more}
    return Finding(status=status, part=part, resource=resource, **plain)


def rule(**settings: Any) -> Acceptance:
    return Acceptance.model_validate({"reason": "known", **settings})


def report(*findings: Finding, account: Account = PRODUCTION) -> AccountReport:
    return AccountReport(account, findings)


def said(*rules: Acceptance, reports: list[AccountReport]) -> list[tuple[Any, ...]]:
    settled = [accept(one, rules, TODAY) for one in reports]
    return [path for path, _ in stale(rules, settled, [PRODUCTION, STAGING], TODAY)]


def test_what_is_accepted_stands_apart_with_its_reason_and_last_day() -> None:
    kept, known = finding(part="trail"), finding()
    settled = accept(report(kept, known), [rule(part="alarm", until="2026-12-31")], TODAY)
    assert settled.findings == (kept,)
    ((accepted),) = settled.accepted
    assert (accepted.finding, accepted.reason, accepted.until) == (known, "known", date(2026, 12, 31))


def test_an_account_with_nothing_but_accepted_findings_is_in_sync() -> None:
    settled = accept(report(finding()), [rule(part="alarm")], TODAY)
    assert settled.status is AccountStatus.in_sync
    assert exit_status([settled]) is ExitStatus.in_sync


def test_what_could_not_be_read_is_never_accepted() -> None:
    unread = finding(Status.unchecked, resource="*")
    settled = accept(report(unread), [rule(part="alarm"), rule(resource="*a*", part="alarm")], TODAY)
    assert (settled.findings, settled.accepted) == ((unread,), ())
    assert exit_status([settled]) is ExitStatus.could_not_tell


def test_an_expired_rule_accepts_nothing() -> None:
    settled = accept(report(finding()), [rule(part="alarm", until="2026-03-06")], TODAY)
    assert settled.accepted == ()


def test_a_rule_of_another_account_accepts_nothing() -> None:
    settled = accept(report(finding()), [rule(part="alarm", account="staging")], TODAY)
    assert settled.accepted == ()


def test_the_first_rule_that_fits_gives_the_reason() -> None:
    rules = [rule(part="trail", reason="no"), rule(part="alarm", reason="first"), rule(part="alarm", reason="second")]
    assert [one.reason for one in accept(report(finding()), rules, TODAY).accepted] == ["first"]


def test_a_rule_that_fits_nothing_is_told() -> None:
    rules = (rule(part="alarm"), rule(part="bucket"))
    assert said(*rules, reports=[report(finding()), report(account=STAGING)]) == [("ignore", 1)]


def test_a_rule_that_only_another_one_comes_before_is_not_told() -> None:
    rules = (rule(part="alarm"), rule(resource="bell-*"))
    assert said(*rules, reports=[report(finding()), report(account=STAGING)]) == []


def test_a_rule_is_not_told_while_an_account_of_it_was_not_checked() -> None:
    assert said(rule(part="bucket"), reports=[report(finding())]) == []


def test_a_rule_is_not_told_while_something_of_its_account_could_not_be_read() -> None:
    reports = [report(finding(Status.unchecked)), report(account=STAGING)]
    assert said(rule(part="bucket"), reports=reports) == []


def test_a_rule_of_one_account_is_told_though_another_could_not_be_read() -> None:
    reports = [report(), report(finding(Status.unchecked), account=STAGING)]
    assert said(rule(part="bucket", account="production"), reports=reports) == [("ignore", 0)]


def test_an_expired_rule_is_not_told_a_second_time() -> None:
    reports = [report(), report(account=STAGING)]
    assert said(rule(part="bucket", until="2026-01-01"), reports=reports) == []


def test_a_rule_of_an_account_that_is_not_there_is_told() -> None:
    assert said(rule(part="alarm", account="prodution"), reports=[]) == [("ignore", 0, "account")]


NAMES = [
    "bell-a",
    "a: b # c",
    "'\"\\ \t\x1b[31m\u2028",
    "- x",
    "yes",
    "2026-03-07",
    "arn:aws:sns:x -> https://h/...#1",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_baseline_accepts_exactly_what_was_found(name: str) -> None:
    found = finding(resource=name, field="threshold")
    (written,) = yaml.safe_load(baseline([report(found)], "inherited"))["ignore"]
    assert written == {
        "account": "production", "status": "changed", "part": "alarm", "resource": name, "field": "threshold",
        "reason": "inherited",
    }  # fmt: skip


def test_a_check_with_its_own_baseline_is_in_sync() -> None:
    reports = [report(finding(), finding(Status.missing, "trail")), report(finding(field="x"), account=STAGING)]
    rules = [Acceptance.model_validate(one) for one in yaml.safe_load(baseline(reports, "inherited"))["ignore"]]
    assert exit_status([accept(one, rules, TODAY) for one in reports]) is ExitStatus.in_sync


def test_what_could_not_be_read_stands_in_no_baseline() -> None:
    assert yaml.safe_load(baseline([report(finding(Status.unchecked))], "inherited")) == {"ignore": []}


def test_what_is_called_like_a_pattern_stands_in_no_baseline_since_its_rule_would_accept_others() -> None:
    assert yaml.safe_load(baseline([report(finding(resource="bell-*"))], "inherited")) == {"ignore": []}
