"""Join the JSON reports of several runs, such as the shards of one check, into one; never greener than its parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from alerts.alert import Severity
from alerts.errors import InputError, Mistake, Place
from pipeline.account import Account
from validators.finding import AccountReport, Finding, Status


def merge(parts: Mapping[Path, Sequence[AccountReport]]) -> tuple[AccountReport, ...]:
    """The accounts of all parts in their order; raises InputError where two parts hold the same account.

    Which of the two is right nobody can tell, not even where they say the same: one may be of another day.
    """
    found: dict[tuple[str, str], AccountReport] = {}
    holders: dict[tuple[str, str], Path] = {}
    mistakes = []
    for path, reports in parts.items():
        for report in reports:
            account = report.account
            key = (account.id, account.region)
            if key in found:
                told = f"account {account.name} ({account.id}, {account.region}) stands in {holders[key]}, too"
                mistakes.append(Mistake(Place(str(path)), f"{told}; give one of them"))
            found[key], holders[key] = report, path
    if mistakes:
        raise InputError(mistakes)
    return tuple(found.values())


def completed(reports: Sequence[AccountReport], accounts: Iterable[Account]) -> tuple[AccountReport, ...]:
    """The reports in the order of the configured accounts, which are unchecked where no part holds them."""
    left = {(report.account.id, report.account.region): report for report in reports}
    wanted = {(account.id, account.region): account for account in accounts}
    known = [left.get(key) or _absent(account) for key, account in wanted.items()]
    return (*known, *(report for key, report in left.items() if key not in wanted))


def _absent(account: Account) -> AccountReport:
    finding = Finding(
        status=Status.unchecked, part="account", resource=account.id, severity=Severity.critical,
        message="No part holds this account.", repair="give the report of the run that checked it",
    )  # fmt: skip
    return AccountReport(account, (finding,))


def missing_shards(shards: Mapping[Path, str]) -> tuple[str, ...]:
    """The shares, such as 3/4, that no part is; raises InputError where the parts are shares of different wholes."""
    totals = {path: int(shard.partition("/")[2]) for path, shard in shards.items() if shard}
    if len({*totals.values()}) > 1:
        told = "is a share of another whole than the other parts; give the reports of one run"
        raise InputError([Mistake(Place(str(path)), f"{told} ({shards[path]})") for path in totals])
    wanted = [f"{at}/{total}" for total in {*totals.values()} for at in range(1, total + 1)]
    return tuple(shard for shard in wanted if shard not in shards.values())
