"""An IAM policy document as a value: written once, compared by meaning.

Two documents are equal when they allow and deny the same: the order of statements and values, single value or list, the
case of actions, statement ids and the spelling of an account as a principal do not count.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

VERSION = "2012-10-17"
_ACCOUNT_ROOT = re.compile(r"arn:aws[a-z-]*:iam::(\d{12}):root")

Statement = Mapping[str, Any]
Canonical = tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True, eq=False)
class PolicyDocument:
    """Statements in IAM's own form: Sid, Effect, Principal, Action, Resource, Condition.

    Equality is by meaning. A text that is no policy document is refused with ValueError.
    """

    statements: tuple[Statement, ...] = field(default=())

    @classmethod
    def parse(cls, text: str) -> PolicyDocument:
        """Read a document as AWS returns it."""
        try:
            document = json.loads(text)
        except (ValueError, RecursionError):
            raise ValueError("this is not a policy document") from None
        return cls.of(document)

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> PolicyDocument:
        """Take a document that is already parsed; raises ValueError where it is none."""
        try:
            statements = document.get("Statement", [])
            found = cls(tuple(statements if isinstance(statements, list) else [statements]))
            hash(found)  # what cannot be compared is refused here, not when it is
        except (AttributeError, TypeError, ValueError, RecursionError):
            raise ValueError("this is not a policy document") from None
        return found

    def json(self) -> str:
        """The document as AWS takes it."""
        return json.dumps({"Version": VERSION, "Statement": list(self.statements)}, separators=(",", ":"))

    @property
    def canonical(self) -> frozenset[Canonical]:
        """What the document means, in a form that is equal for equal meanings."""
        return frozenset(map(_canonical, self.statements))

    def missing_from(self, other: PolicyDocument) -> PolicyDocument:
        """The statements of this document that the other one does not hold."""
        known = other.canonical
        return PolicyDocument(tuple(s for s in self.statements if _canonical(s) not in known))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PolicyDocument) and self.canonical == other.canonical

    def __hash__(self) -> int:
        return hash(self.canonical)

    def __bool__(self) -> bool:
        return bool(self.statements)

    def __str__(self) -> str:
        return json.dumps(list(self.statements), sort_keys=True)


def allow(sid: str, action: str | list[str], resource: str | list[str], **rest: Any) -> Statement:
    """A statement that allows; `rest` takes Principal and Condition."""
    return {"Sid": sid, "Effect": "Allow", **rest, "Action": action, "Resource": resource}


def service(*names: str) -> dict[str, Any]:
    """AWS services as principal, such as `cloudtrail.amazonaws.com`."""
    return {"Service": names[0] if len(names) == 1 else list(names)}


def _canonical(statement: Statement) -> Canonical:
    known = {str(key): _element(str(key), value) for key, value in statement.items() if key != "Sid"}
    return tuple(sorted(known.items()))


def _element(key: str, value: Any) -> Any:
    match key:
        case "Action" | "NotAction":
            return frozenset(text.lower() for text in _texts(value))
        case "Principal" | "NotPrincipal":
            return _principal(value)
        case "Condition" if isinstance(value, Mapping):
            return frozenset((str(operator), _condition(keys)) for operator, keys in value.items())
        case _:
            return frozenset(_texts(value))


def _principal(value: Any) -> frozenset[Any]:
    """Principals by kind. `"*"` is `{"AWS": "*"}`, and an account's root ARN is its id."""
    kinds = value if isinstance(value, Mapping) else {"AWS": value}
    return frozenset((kind, frozenset(map(_account, _texts(names)))) for kind, names in kinds.items())


def _account(principal: str) -> str:
    match = _ACCOUNT_ROOT.fullmatch(principal)
    return match[1] if match else principal


def _condition(keys: Any) -> frozenset[Any]:
    if not isinstance(keys, Mapping):
        return frozenset(_texts(keys))
    return frozenset((str(key).lower(), frozenset(_texts(value))) for key, value in keys.items())


def _texts(value: Any) -> Iterable[str]:
    """One value or many, as texts; IAM writes true and 1 with or without quotes."""
    values = value if isinstance(value, list | tuple) else [value]
    return [str(item).lower() if isinstance(item, bool) else str(item) for item in values]
