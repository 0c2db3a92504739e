"""What of a bucket, or of a copy of one, is to be validated: which accounts, organizations and regions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from validators.storage import Storage

_ACCOUNT = re.compile(r"[0-9]{12}")
_ORGANIZATION = re.compile(r"o-[a-z0-9]{4,40}")


def among(name: str, meant: frozenset[str] | None) -> bool:
    """Whether this one is meant; None stands for all."""
    return meant is None or name in meant


@dataclass(frozen=True, slots=True)
class Scope:
    """What is to be validated below the folders `leads` that come before `AWSLogs/`; None stands for all.

    `accounts` have folders of their own, `members` folders within those of their `organizations`. Of accounts that
    are `expected` there must be something. `elsewhere` says that all of it may lie in another bucket. Of each account
    and region at most so many log files are read, the newest ones.
    """

    leads: tuple[str, ...] = ("",)
    accounts: frozenset[str] | None = None
    organizations: frozenset[str] | None = None
    members: frozenset[str] | None = None
    regions: frozenset[str] | None = None
    expected: frozenset[str] = frozenset()
    elsewhere: bool = False
    most_log_files: int | None = None

    def of_account(self, storage: Storage) -> Iterator[tuple[str, str]]:
        """The folder of every account that is meant, and its id; member accounts lie in their organization's."""
        for lead in self.leads:
            for name in storage.folders(f"{lead}AWSLogs/"):
                if _ACCOUNT.fullmatch(name):
                    if among(name, self.accounts):
                        yield f"{lead}AWSLogs/{name}/", name
                elif _ORGANIZATION.fullmatch(name) and among(name, self.organizations):
                    for member in filter(_ACCOUNT.fullmatch, storage.folders(f"{lead}AWSLogs/{name}/")):
                        if among(member, self.members):
                            yield f"{lead}AWSLogs/{name}/{member}/", member
