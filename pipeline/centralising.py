"""Design centralised collection: the trails of all accounts deliver to the bucket and the topic of one of them.

A sending account has no bucket of its own. It has a key of its own for all but its log files, if there is anything
else; these are encrypted with that of the receiving account, as the bucket is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from alerts.document import Path_
from pipeline import naming
from pipeline.account import Account
from pipeline.bucket import Bucket, bucket_policy
from pipeline.configuration import AccountEntry, Configuration, account_of
from pipeline.delivering import ROOT, Delivering
from pipeline.key import Key, senders_find, trails_encrypt
from pipeline.names import LOG_FILES, Names
from pipeline.pipeline import Pipeline
from pipeline.policy_document import PolicyDocument

LONGEST_BUCKET_POLICY = 20_480
"""https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html: "limited to 20 KB in size"."""

_SHARED = ("trail", "bucket", "key")


def centralised(configuration: Configuration, entry: AccountEntry, pipeline: Pipeline) -> Pipeline:
    """The pipeline as one that sends its log files to the receiving account, or that receives those of others."""
    if sends(configuration, pipeline.account):
        return _sending(pipeline, _receiver(configuration), notices=_collects(configuration))
    trails = delivering(configuration, entry, pipeline)
    if trails.arns == (pipeline.trail.arn,) and len(trails.folders) == 1:
        return pipeline
    return replace(pipeline, bucket=_receiving(pipeline.bucket, trails), key=_shared(pipeline.key, trails))


def sends(configuration: Configuration, account: Account) -> bool:
    """Whether this account's log files go to another one."""
    return configuration.central is not None and configuration.central.account != account.name


def keeper(configuration: Configuration, account: Account) -> Account:
    """The account whose bucket keeps this account's log files."""
    return _receiver(configuration).account if sends(configuration, account) else account


def delivering(configuration: Configuration, entry: AccountEntry, pipeline: Pipeline) -> Delivering:
    """The trails that deliver to this pipeline's bucket."""
    folder = pipeline.trail.key_prefix
    senders = configuration.accounts if configuration.central else (entry,)
    return _delivering(configuration, senders, f"{folder}/{ROOT}" if folder else ROOT)


def _delivering(configuration: Configuration, senders: Sequence[AccountEntry], root: str) -> Delivering:
    ids = tuple(entry.id for entry in senders)
    central = configuration.central
    if central and central.organization:
        partition = account_of(configuration, senders[0]).partition
        pattern = f"arn:{partition}:cloudtrail:*:*:trail/{configuration.name}"
        return Delivering((pattern,), (root,), ids, central.organization)
    arns = tuple(_names(configuration, entry).trail_arn for entry in senders)
    return Delivering(arns, tuple(_folders(root, senders)), ids)


def _folders(root: str, entries: Iterable[AccountEntry]) -> Iterator[str]:
    """A folder for each account, and one for the organization whose trail an account has.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
    """
    for entry in entries:
        yield f"{root}{entry.management_account or entry.id}/"
        if entry.organization_trail:
            yield f"{root}{entry.organization_trail}/"


def _names(configuration: Configuration, entry: AccountEntry) -> Names:
    return Names(account_of(configuration, entry), configuration.name, naming.existing(configuration, entry))


def _receiver(configuration: Configuration) -> Names:
    """The names of the receiving account's parts."""
    central = configuration.central
    (entry,) = (entry for entry in configuration.accounts if central and entry.name == central.account)
    return _names(configuration, entry)


def _collects(configuration: Configuration) -> bool:
    """Whether the receiving account has a collector, which is to be told of every log file."""
    central = configuration.central
    named = (entry.collector for entry in configuration.accounts if central and entry.name == central.account)
    return bool(next(named, None) or configuration.collector)


def _sending(pipeline: Pipeline, receiver: Names, *, notices: bool) -> Pipeline:
    trail = replace(
        pipeline.trail,
        bucket=receiver.bucket,
        kms_key_arn=receiver.account.arn("kms", receiver.key) if pipeline.key else None,
        topic_arn=receiver.account.arn("sns", receiver.of(LOG_FILES)) if notices else pipeline.trail.topic_arn,
    )
    return replace(pipeline, trail=trail, bucket=None)


def _receiving(bucket: Bucket | None, trails: Delivering) -> Bucket | None:
    return bucket and replace(bucket, policy=bucket_policy(bucket.account, bucket.name, trails))


def _shared(key: Key | None, trails: Delivering) -> Key | None:
    """The key, which the trails of others may use, too, and which their accounts may look up by its alias."""
    if key is None:
        return None
    encrypting = {statement["Sid"]: statement for statement in trails_encrypt(key.account, trails)}
    statements = [encrypting.get(statement["Sid"], statement) for statement in key.policy.statements]
    return replace(key, policy=PolicyDocument((*statements, *senders_find(key.account, trails))))


def contradictions(configuration: Configuration) -> Iterator[tuple[Path_, str]]:
    """Why log files cannot be collected as it is written."""
    central = configuration.central
    if central is None:
        return
    names = [entry.name for entry in configuration.accounts]
    if central.account not in names:
        message = f"central.account: no account is named '{central.account}'; known are {', '.join(names)}"
        yield ("central", "account"), message
        return
    receiver = _receiver(configuration).account
    if (size := _policy_size(configuration)) > LONGEST_BUCKET_POLICY:
        yield (
            ("central", "account"),
            f"central: a bucket policy for these {len(names)} accounts has {size} characters, S3 takes "
            f"{LONGEST_BUCKET_POLICY}; give central.organization",
        )
    for index, entry in enumerate(configuration.accounts):
        account = account_of(configuration, entry)
        for field, text in _out_of_place(configuration, entry, account, receiver):
            path = ("accounts", index, field)
            yield path, f"account {entry.name}: {text}"


def _policy_size(configuration: Configuration) -> int:
    receiver = _receiver(configuration)
    trails = _delivering(configuration, configuration.accounts, ROOT)
    return len(bucket_policy(receiver.account, receiver.bucket, trails).json())


def _out_of_place(
    configuration: Configuration, entry: AccountEntry, account: Account, receiver: Account
) -> Iterator[tuple[str, str]]:
    named = naming.existing(configuration, entry)
    if taken := [field for field in _SHARED if getattr(named, field)]:
        yield "name", f"central creates trails, bucket and key by itself; remove existing.{taken[0]}, or central"
    if account.name == receiver.name:
        return
    if account.partition != receiver.partition:
        yield "region", f"a trail of {account.partition} cannot deliver to a bucket of {receiver.partition}"
    elif _collects(configuration) and account.region != receiver.region:
        # AWS documents topics by their names in the trail's own Region only:
        # https://docs.aws.amazon.com/awscloudtrail/latest/userguide/configure-sns-notifications-for-cloudtrail.html
        yield (
            "region",
            f"its home region {account.region} is not that of {receiver.name}, {receiver.region}, whose topic its "
            f"trail is to tell; set region: {receiver.region}, which records all regions, too, or drop the collector",
        )
    if entry.collector is not None:
        yield "collector", f"its log files go to {receiver.name}; let the collector read them there"
