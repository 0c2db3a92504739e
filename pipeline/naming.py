"""Which resources of an account are there already, by its own lines and the common ones; and what is wrong there."""

from __future__ import annotations

from collections.abc import Iterator

from alerts.document import Path_
from pipeline.account import Account
from pipeline.configuration import AccountEntry, Configuration
from pipeline.existing import Existing, complaints

_UNUSED_KEY = "existing.key: nothing is encrypted with it; set trail.encryption: kms, or remove it"
_UNKNOWN_BUCKET = "existing.trail: the collector reads its log files; name their bucket as existing.bucket"


def existing(configuration: Configuration, entry: AccountEntry) -> Existing:
    """What is there already in this account."""
    return entry.existing.over(configuration.existing)


def misnamed(
    configuration: Configuration, entry: AccountEntry, index: int, account: Account
) -> Iterator[tuple[Path_, str]]:
    """What the account cannot use of what is named, at the line that names it."""
    named = existing(configuration, entry)
    wrong = [*complaints(named, account)]
    if named.key and configuration.trail.encryption != "kms":
        wrong.append(("key", _UNUSED_KEY))
    if named.trail and not named.bucket and (entry.collector or configuration.collector):
        wrong.append(("trail", _UNKNOWN_BUCKET))
    for field, text in wrong:
        own = ("accounts", index) if field in entry.existing.model_fields_set else ()
        yield (*own, "existing", field), text
