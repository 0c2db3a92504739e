"""Which events CloudTrail is known to write, so that a misspelt name is noticed before an alert waits for it in vain.

event_names.txt is made from botocore's service models by bindings/event_names.py; what CloudTrail writes besides is
listed here. Both are never complete, for AWS adds names every day: an unknown name is worth a sentence, not a refusal.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from alerts.alert import Alert
from alerts.condition import Condition
from alerts.condition_expression import event_source
from alerts.condition_values import is_regex
from alerts.document import Path_
from alerts.fields import EVENT_NAME
from alerts.pattern import parse
from alerts.pattern.tree import Comparison, Operator, Text, tree_leaves
from alerts.pattern.value_match import compile_glob

FILE = Path(__file__).with_name("event_names.txt")

_SUFFIX = ".amazonaws.com"
_VERSION = re.compile(r"(\d{8}|\d{4}_\d{2}_\d{2})(v\d+)?$")
"""What older Lambda, CloudFront and other events end in, such as AddPermission20150331v2."""

_BESIDES = {
    "signin": "ConsoleLogin CheckMfa SwitchRole ExitRole RenewRole GetSigninToken PasswordRecoveryRequested "
    "PasswordRecoveryCompleted PasswordUpdated EmailUpdated UserAuthentication CredentialChallenge "
    "CredentialVerification",
    "sso": "Authenticate Federate Logout AssociateDirectory DisassociateDirectory AssociateProfile DisassociateProfile "
    "CreateProfile DeleteProfile UpdateProfile StartSSO UpdateSsoConfiguration",
    "sso-directory": "AddMemberToGroup CreateUser CreateGroup DeleteUser DeleteGroup DisableUser EnableUser "
    "EnableExternalIdPConfigurationForDirectory DisableExternalIdPConfigurationForDirectory "
    "CreateExternalIdPConfigurationForDirectory DeleteExternalIdPConfigurationForDirectory UpdatePassword",
    "s3": "PutBucketPublicAccessBlock DeleteBucketPublicAccessBlock GetBucketPublicAccessBlock "
    "PutAccountPublicAccessBlock DeleteAccountPublicAccessBlock GetAccountPublicAccessBlock",
    "kms": "DeleteKey RotateKey SynchronizeMultiRegionKey",
    "backup": "BackupDeleted BackupJobStarted BackupJobCompleted CopyJobStarted CopyJobCompleted RecoveryPointAccessed "
    "RestoreJobStarted RestoreJobCompleted",
    "ec2": "SharedSnapshotCopyInitiated SharedSnapshotVolumeCreated",
}
"""Events that are no operations of an API:
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html
https://docs.aws.amazon.com/singlesignon/latest/userguide/logging-using-cloudtrail.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html"""

Names = frozenset[str]
Said = tuple[Path_, str]


@cache
def known_events() -> Mapping[str, Names]:
    """The events of each service, by the first word of its event source: `monitoring` for monitoring.amazonaws.com."""
    found: dict[str, set[str]] = {source: set(names.split()) for source, names in _BESIDES.items()}
    for head, _, names in _lines():
        found.setdefault(head.split()[0], set()).update(names.split())
    return MappingProxyType({source: frozenset(names) for source, names in found.items()})


@cache
def _aliases() -> Mapping[str, str]:
    """What else a service is called, to its event source."""
    pairs = ((alias, head.split()[0]) for head, _, _ in _lines() for alias in head.split()[1:])
    return MappingProxyType({alias: source for alias, source in pairs if alias not in known_events()})


def _lines() -> list[tuple[str, str, str]]:
    text = FILE.read_text(encoding="utf-8")
    return [line.partition(":") for line in text.splitlines() if not line.startswith("#")]


def unknown_names(alert: Alert) -> tuple[Said, ...]:
    """Services and events that CloudTrail is not known to write: where the alert names them, and what may be meant."""
    found: list[Said] = []
    if alert.condition is not None:
        found += _unknown(alert.condition, ("condition",), None)
    for at, ignored in enumerate(alert.ignore):
        found += _unknown(ignored, ("ignore", at), None)
    if alert.pattern is not None:
        found += ((("pattern",), said) for said in _unknown_in_pattern(alert.pattern))
    return tuple(found)


def unknown_in(condition: Condition) -> tuple[Said, ...]:
    """The same for a condition, or an ignore, by itself."""
    return tuple(_unknown(condition, (), None))


def _unknown(condition: Condition, path: Path_, outer: Names | None) -> Iterator[Said]:
    for at, service in enumerate(condition.service or ()):
        if (said := _service(service)) is not None:
            yield (*path, "service", at), said
    names = _names_of(condition) or outer
    for at, event in enumerate(condition.event or ()):
        if (said := _event(event, names)) is not None:
            yield (*path, "event", at), said
    for key, inner in (("any", condition.any), ("all", condition.all), ("none", condition.none)):
        for at, nested in enumerate(inner or ()):
            yield from _unknown(nested, (*path, key, at), names)
    if condition.pattern is not None:
        yield from (((*path, "pattern"), said) for said in _unknown_in_pattern(condition.pattern))


def _source(service: str) -> str:
    return event_source(service).removesuffix(_SUFFIX)


def _names_of(condition: Condition) -> Names | None:
    """The events of the services that a condition names; None where it names none, or one that is not known."""
    found = [known_events().get(_source(service)) for service in condition.service or ()]
    known = [names for names in found if names is not None]
    return frozenset().union(*known) if found and len(known) == len(found) else None


def _service(service: str) -> str | None:
    source = _source(service)
    if is_regex(service) or source in known_events():
        return None
    if "*" in service:
        matches = compile_glob(service)
        none = not any(matches(f"{known}{_SUFFIX}") for known in known_events())
        return f"no event source that is known here matches '{service}'" if none else None
    if source in _aliases():
        return f"CloudTrail calls the service '{source}' by the name '{_aliases()[source]}'"
    close = difflib.get_close_matches(source, known_events(), 1)
    return f"no service of the name '{source}' is known here{_hint(close)}"


def _event(event: str, names: Names | None) -> str | None:
    among = names if names is not None else _all_names()
    if is_regex(event) or event in among or _VERSION.sub("", event) in among:
        return None
    if "*" in event:
        matches = compile_glob(event)
        return None if any(map(matches, among)) else f"no event that is known here matches '{event}'"
    close = difflib.get_close_matches(event, among, 1) or difflib.get_close_matches(event, _all_names(), 1)
    return f"no event of the name '{event}' is known here{' for this service' * (names is not None)}{_hint(close)}"


def _hint(close: list[str]) -> str:
    return f"; did you mean '{close[0]}'?" if close else "; check its spelling"


@cache
def _all_names() -> Names:
    return frozenset().union(*known_events().values())


def _unknown_in_pattern(text: str) -> Iterator[str]:
    for leaf in tree_leaves(parse(text).tree):
        match leaf:
            case Comparison(subject, Operator.EQUAL, Text(name)) if subject == EVENT_NAME.selector:
                if (said := _event(name, None)) is not None:
                    yield said
