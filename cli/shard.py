"""A share of the accounts, for runs that divide a check among the jobs of a CI.

Which share an account is in follows from its id alone: whatever else a job sees of the organization, and in whatever
order, no account is read twice and none is left out. The shares are about equal, not exactly.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Any

import click


@dataclass(frozen=True, slots=True)
class Shard:
    """Share `index` of `total`, counted from 1."""

    index: int
    total: int

    def __str__(self) -> str:
        return f"{self.index}/{self.total}"

    def holds(self, account_id: str) -> bool:
        """Whether the account is in this share."""
        digest = hashlib.sha256(account_id.encode()).digest()
        return int.from_bytes(digest[:8], "big") % self.total == self.index - 1


class ShardType(click.ParamType[Shard]):
    """I/N."""

    name = "I/N"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Shard:
        found = re.fullmatch(r"([0-9]{1,6})/([0-9]{1,6})", str(value))
        if not found or not 1 <= int(found[1]) <= int(found[2]):
            self.fail(f"'{value}' is no share; write I/N with I from 1 to N, such as 2/4", param, ctx)
        return Shard(int(found[1]), int(found[2]))


shard_option = click.option(
    "--shard", type=ShardType(), metavar="I/N",
    help="Only share I of N, such as 2/4: one run for each share reads every account once. See report merge.",
)  # fmt: skip
