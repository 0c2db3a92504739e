"""Find conditions that no event can fulfil, because they ask one field for two things at once.

Sound, not complete: what it finds can never hold; what it does not find may still be impossible.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from alerts.compiler import whole
from alerts.expression import Expression
from alerts.pattern.printer import print_selector
from alerts.pattern.tree import (
    And,
    Comparison,
    Condition,
    Is,
    NotExists,
    Operator,
    Or,
    Selector,
    Text,
)
from alerts.splitting import can_be_both, required_texts


def contradiction(expression: Expression) -> str | None:
    """Why no event can fulfil the expression; None if some event may. Raises NotExpressibleError."""
    return condition_contradiction(whole(expression))


def condition_contradiction(condition: Condition) -> str | None:
    """Why no event can fulfil the condition of a filter pattern; None if some event may."""
    match condition:
        case Or(operands):
            found = [condition_contradiction(operand) for operand in operands]
            return None if None in found else found[0]
        case And(operands):
            inside = (condition_contradiction(operand) for operand in operands)
            return next((found for found in inside if found), None) or _clash(operands)
        case Comparison() | Is() | NotExists():
            return None
        case _:
            assert_never(condition)


def _clash(operands: tuple[Condition, ...]) -> str | None:
    """What two operands ask of one field."""
    fields = dict.fromkeys(field for operand in operands for field in _fields(operand))
    return next(filter(None, (_clash_at(field, operands) for field in fields)), None)


def _fields(condition: Condition) -> Iterator[Selector]:
    match condition:
        case Comparison(Selector() as at) | Is(at) | NotExists(at):
            if not at.wildcards:
                yield at
        case Or(operands):
            yield from {at: None for operand in operands for at in _fields(operand)}
        case Comparison() | And():
            return
        case _:
            assert_never(condition)


def _clash_at(field: Selector, operands: tuple[Condition, ...]) -> str | None:
    wanted = [texts for operand in operands if (texts := required_texts(operand, field)) is not None]
    where = print_selector(field)
    states = {str(operand.state.value) for operand in operands if isinstance(operand, Is) and operand.selector == field}
    if wanted and (NotExists(field) in operands or states):
        return f"{where} would have to be {_listed(wanted[0])} and {'missing' if not states else min(states)} at once"
    if len(states) > 1 or (states and NotExists(field) in operands):
        return f"{where} would have to be {' and '.join(sorted(states))}{' and missing' * (len(states) == 1)} at once"
    for at, texts in enumerate(wanted):
        if none_meets := [others for others in wanted[at + 1 :] if not _meet(texts, others)]:
            return f"{where} would have to be {_listed(texts)} and {_listed(none_meets[0])} at once"
    excluded = [_excluded(operand, field) for operand in operands]
    for texts in wanted:
        if all(any(_covers(other, text) for other in excluded if other) for text in texts):
            return f"{where} would have to be {_listed(texts)}, which is excluded"
    return None


def _meet(texts: Iterable[str], others: Iterable[str]) -> bool:
    others = tuple(others)
    return any(can_be_both(text, other) for text in texts for other in others)


def _excluded(condition: Condition, field: Selector) -> str | None:
    match condition:
        case Comparison(subject, Operator.NOT_EQUAL, Text(text)) if subject == field:
            return text
        case _:
            return None


def _covers(excluded: str, text: str) -> bool:
    """Whether every text that is the one is also the other."""
    return excluded == text or ("*" not in text and can_be_both(excluded, text))


def _listed(texts: Iterable[str]) -> str:
    return " or ".join(sorted(texts))
