"""Whether the bucket's log files could be opened to the world: neither its own block nor the account's forbids it.

S3 applies the stricter of both, so the account is only asked where the bucket's own block has a gap.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
"""

from __future__ import annotations

from collections.abc import Iterator
from shlex import quote

from alerts.alert import Severity
from pipeline.bucket import PUBLIC_ACCESS_BLOCK
from pipeline.pipeline import Pipeline
from validators import bucket
from validators.granting import BLOCKING
from validators.reading import Observation
from validators.session import Session

PERMISSIONS = ("s3:GetAccountPublicAccessBlock",)


def health(session: Session, desired: Pipeline) -> Iterator[Observation]:
    """What neither the bucket nor the account blocks; nothing where there is no bucket."""
    if desired.bucket is None or not bucket.is_there(session, name := desired.bucket.name):
        return
    gaps = {*PUBLIC_ACCESS_BLOCK} - {*bucket.public_access_block(session, name)}
    if gaps and (open_ := gaps - _account(session)):
        yield Observation(
            part="bucket", resource=name, field="public_access",
            expected="blocked by the bucket or the account", observed=f"nothing sets {', '.join(sorted(open_))}",
            severity=Severity.critical,
            message="Neither the bucket nor the account keeps the log files from being opened to the world.",
            repair=BLOCKING.format(name=quote(name)),
        )  # fmt: skip


def _account(session: Session) -> set[str]:
    missing = ("NoSuchPublicAccessBlockConfiguration",)
    answer = session.find("s3control", "get_public_access_block", missing, AccountId=session.account.id)
    settings = (answer or {}).get("PublicAccessBlockConfiguration", {})
    return {name for name, value in settings.items() if value}
