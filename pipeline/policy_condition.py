"""Whether the condition of a policy statement holds for a request: yes, no, or it cannot be told.

Knows the operators that keep services apart: on strings, ARNs, booleans and the absence of a key. What it does not
know, a number, a date, an address, a set of values, a policy variable, is None: neither yes nor no.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

Known = bool | None
"""True, False, or None where it cannot be told."""

Context = Mapping[str, str | None]
"""What is known of a request: condition keys in lower case; None for one that the request does not carry. Of a key that
does not stand here, nothing is known."""

_ARN_PARTS = 6


def both(answers: Iterable[Known]) -> Known:
    """Whether all of them hold: one that does not decides, before one that cannot be told."""
    known = [*answers]
    if False in known:
        return False
    return None if None in known else True


def either(answers: Iterable[Known]) -> Known:
    """Whether one of them holds."""
    return opposite(both(map(opposite, answers)))


def opposite(answer: Known) -> Known:
    """The other answer."""
    return None if answer is None else not answer


def like(pattern: str, text: str) -> bool:
    """Whether a text fits a pattern with `*` and `?`, the case of letters being that of the pattern."""
    if "*" not in pattern and "?" not in pattern:
        return pattern == text
    return _wildcards(pattern).fullmatch(text) is not None


@lru_cache(maxsize=4096)
def _wildcards(pattern: str) -> re.Pattern[str]:
    """What stands between two asterisks is found at its first place and never looked for again, so that a policy of
    strangers with many asterisks takes no long time; what follows the last one stands at the end."""
    first, *others = [re.escape(piece).replace(r"\?", ".") for piece in pattern.split("*")]
    if not others:
        return re.compile(first, re.DOTALL)
    found = "".join(f"(?>.*?{piece})" for piece in others[:-1] if piece)
    return re.compile(f"{first}{found}.*{others[-1]}", re.DOTALL)


def holds(condition: Any, context: Context) -> Known:
    """Whether a whole condition holds: every operator, for every key."""
    if not isinstance(condition, Mapping):
        return None
    return both(
        _holds(str(operator), str(key), texts(values), context)
        for operator, keys in condition.items()
        for key, values in (keys.items() if isinstance(keys, Mapping) and keys else [("", ())])
    )


def _holds(operator: str, key: str, wanted: tuple[str, ...], context: Context) -> Known:
    name, if_exists = operator.removesuffix("IfExists"), operator.endswith("IfExists")
    if key.lower() not in context:
        return None
    present = context[key.lower()]
    if name == "Null":
        return either((present is None) is (value.lower() == "true") for value in wanted)
    negated = "Not" in name
    compare = _COMPARISONS.get(name.replace("Not", "", 1))
    if compare is None:
        return None
    if present is None:
        return negated or if_exists
    found = either(None if "${" in value else compare(value, present) for value in wanted)
    return opposite(found) if negated else found


def _same_arn(pattern: str, text: str) -> Known:
    """ARNs are compared part by part; no wildcard spans a colon before the last part."""
    wanted, found = pattern.split(":", _ARN_PARTS - 1), text.split(":", _ARN_PARTS - 1)
    if len(wanted) != _ARN_PARTS or len(found) != _ARN_PARTS:
        return None
    return all(map(like, wanted, found))


_COMPARISONS: dict[str, Callable[[str, str], Known]] = {
    "StringEquals": lambda value, present: value == present,
    "StringEqualsIgnoreCase": lambda value, present: value.lower() == present.lower(),
    "StringLike": like,
    "ArnEquals": _same_arn,
    "ArnLike": _same_arn,
    "Bool": lambda value, present: value.lower() == present.lower(),
}
"""Each comparison without its `Not` and `IfExists`; ArnEquals and ArnLike do the same."""


def texts(value: Any) -> tuple[str, ...]:
    """One value or many, as texts; IAM writes true and 1 with or without quotes."""
    values = value if isinstance(value, list | tuple) else [value]
    return tuple(str(item).lower() if isinstance(item, bool) else str(item) for item in values)
