"""Who a policy document lets in, in words: for the question who else may, when a policy is not as declared.

Only what Allow statements grant: a Deny that takes some of it away again is not looked at, so that nobody who may do
something is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.account import Account
from pipeline.policy_condition import texts
from pipeline.policy_document import PolicyDocument, Statement

MOST_NAMED = 3
"""More actions than these of one grantee are not listed."""

_PRINCIPAL = re.compile(r"arn:aws[a-z-]*:(?:iam|sts)::(\d{12}):(.+)")
_ONLY_OWN = ("stringequals", "stringlike", "arnequals", "arnlike", "stringequalsignorecase")
_ACCOUNT = re.compile(r"\d{12}")
_ANY = "any account"
_ORGANIZATIONS = {"aws:sourceorgid", "aws:principalorgid"}
_OWNERS = {"aws:sourceaccount", "aws:sourceowner", "aws:principalaccount"}
_ORIGINS = {"aws:sourcearn", "aws:principalarn"}


def grants(document: PolicyDocument, account: Account) -> dict[str, frozenset[str]]:
    """Every grantee of the document, and the actions as it names them; `account` is whose document it is."""
    found: dict[str, frozenset[str]] = {}
    for statement in document.statements:
        if statement.get("Effect") == "Allow":
            actions = frozenset(action.lower() for action in _actions(statement))
            for who in _grantees(statement, account):
                found[who] = found.get(who, frozenset()) | actions
    return found


def added(wanted: PolicyDocument, observed: PolicyDocument, account: Account) -> tuple[str, ...]:
    """Who may do what by `observed` and not by `wanted`, such as `account 999988887777 (sns:publish)`."""
    known = grants(wanted, account)
    more = {who: actions - known.get(who, frozenset()) for who, actions in grants(observed, account).items()}
    return tuple(f"{who} ({_listed(actions)})" for who, actions in sorted(more.items()) if actions)


def _listed(actions: frozenset[str]) -> str:
    first, rest = sorted(actions)[:MOST_NAMED], len(actions) - MOST_NAMED
    return ", ".join(first) + (f" and {rest} more" if rest > 0 else "")


def _actions(statement: Statement) -> Iterator[str]:
    if "Action" in statement:
        yield from texts(statement["Action"])
    else:
        yield from (f"all but {action}" for action in texts(statement.get("NotAction", ())))


def _grantees(statement: Statement, account: Account) -> Iterator[str]:
    if "NotPrincipal" in statement:
        yield "everybody but a few"
    principal = statement.get("Principal", {})
    kinds = principal if isinstance(principal, Mapping) else {"AWS": principal}
    own = {account.id, account.trail_owner}
    for kind, names in kinds.items():
        for name in texts(names):
            for owner in _owners(statement.get("Condition")):
                word = _word(str(kind), name, account, owner="" if owner in own else owner)
                yield from (f"{word}{terms}" for terms in (_terms(statement) if kind == "AWS" else ("",)))


def _word(kind: str, name: str, account: Account, *, owner: str) -> str:
    """A principal in words; `owner` is on whose behalf, nothing for the account's own."""
    match kind:
        case "Service":
            return f"{name} on behalf of {_owner(owner)}" if owner else name
        case "AWS" if name == "*":
            return "everybody" if owner == _ANY else _owner(owner or account.id)
        case "AWS" if name.isdigit():
            return f"account {name}"
        case "AWS" if found := _PRINCIPAL.fullmatch(name):
            return f"account {found[1]}" if found[2] == "root" else f"{found[2]} of account {found[1]}"
        case _:
            return f"{kind} {name}"


def _terms(statement: Statement) -> tuple[str, ...]:
    """With which external ids somebody may assume a role, and that it takes none; nothing for any other action."""
    if not any(action.lower() == "sts:assumerole" for action in _actions(statement)):
        return ("",)
    condition = statement.get("Condition")
    ids = [
        value
        for operator, keys in (condition.items() if isinstance(condition, Mapping) else ())
        if str(operator).lower() in _ONLY_OWN and isinstance(keys, Mapping)
        for key, values in keys.items()
        if str(key).lower() == "sts:externalid"
        for value in texts(values)
    ]
    if not ids or any("*" in value for value in ids):
        return (" with any external id or none",)
    return tuple(f" with external id {value}" for value in ids)


def _owner(owner: str) -> str:
    return f"account {owner}" if owner.isdigit() else owner


def _owners(condition: Any) -> tuple[str, ...]:
    """The accounts, or the organizations, that a condition keeps everybody else out of; else any."""
    named = [
        owners
        for operator, keys in (condition.items() if isinstance(condition, Mapping) else ())
        if str(operator).lower() in _ONLY_OWN and isinstance(keys, Mapping)
        for key, values in keys.items()
        if (owners := _named(str(key).lower(), texts(values)))
    ]
    if not named:
        return (_ANY,)
    closest = min(named, key=len)
    return tuple(sorted(closest))


def _named(key: str, values: tuple[str, ...]) -> frozenset[str]:
    """The owners that the values of a key name; none where one of them may be anybody's."""
    if key in _ORGANIZATIONS:
        return frozenset(f"organization {value}" for value in values if "*" not in "".join(values))
    if key in _ORIGINS or key.startswith("kms:encryptioncontext:"):
        values = tuple(next(iter(value.split(":")[4:5]), "") for value in values)
    elif key not in _OWNERS:
        return frozenset()
    return frozenset(values) if all(_ACCOUNT.fullmatch(value) for value in values) else frozenset()
