"""Where the log files of accounts lie: which bucket keeps them, and which of its folders are theirs.

CloudTrail makes a folder for each account, and one for each organization that has a trail, with its members in it.
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from pipeline.account import Account
from pipeline.centralising import keeper
from pipeline.configuration import AccountEntry, Configuration
from pipeline.pipeline import Pipeline

Ids = frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A bucket of the account `keeper`, and below a `folder` of it the folders that are meant; None stands for all.

    `accounts` have folders of their own, `organizations` such with every member in it. Of those `expected` there must
    be something. `bucket` is None where nobody named that of an existing trail.
    """

    keeper: Account
    bucket: str | None
    folder: str = ""
    accounts: Ids | None
    organizations: Ids | None
    expected: Ids

    def joined(self, other: Kept) -> Kept:
        """What either of them means in the bucket that they share."""
        return replace(
            self,
            accounts=_either(self.accounts, other.accounts),
            organizations=_either(self.organizations, other.organizations),
            expected=self.expected | other.expected,
        )


def kept(configuration: Configuration, pipelines: Iterable[Pipeline]) -> tuple[Kept, ...]:
    """Every bucket once, in the order of the accounts.

    A bucket that receives from a whole organization is meant with all that is in it, where all accounts are asked for.
    """
    entries = {(entry.id, entry.region): entry for entry in configuration.accounts}
    found: dict[tuple[str, str, str | None, str], Kept] = {}
    asked = [*pipelines]
    for pipeline in asked:
        one = _kept(configuration, entries[pipeline.account.id, pipeline.account.region], pipeline)
        key = (one.keeper.id, one.keeper.region, one.bucket, one.folder)
        found[key] = found[key].joined(one) if key in found else one
    central = configuration.central
    if central is not None and central.organization is not None and len(asked) == len(entries):
        return tuple(replace(one, accounts=None, organizations=None) for one in found.values())
    return tuple(found.values())


def _kept(configuration: Configuration, entry: AccountEntry, pipeline: Pipeline) -> Kept:
    account, keeps = pipeline.account, keeper(configuration, pipeline.account)
    own = frozenset({account.id, account.trail_owner})
    # Without `central` the bucket of an existing trail may be an organization's, which nobody has to say.
    others = None if configuration.central is None else frozenset[str]()
    return Kept(
        keeper=keeps,
        bucket=None if pipeline.bucket is None and keeps == account else pipeline.trail.bucket,
        folder=pipeline.trail.key_prefix,
        accounts=own,
        organizations=frozenset({entry.organization_trail}) if entry.organization_trail else others,
        expected=own,
    )


def _either(one: Ids | None, other: Ids | None) -> Ids | None:
    return None if one is None or other is None else one | other
