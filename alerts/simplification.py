"""The same condition in fewer characters: flattened, without repetitions, and with shared arms said once.

What is returned holds for exactly the same events. Order is kept, so that a pattern reads as its alert was written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from alerts.pattern.tree import And, Comparison, Condition, Is, NotExists, Or, Selector


def simplify(condition: Condition) -> Condition:
    """The condition, shorter where laws of logic and of CloudWatch allow it."""
    match condition:
        case And(operands):
            flat = _flat(And, map(simplify, operands))
            known = _present_fields(flat)
            return _join(And, _shared(_flat(And, (_without_idle_arms(operand, known) for operand in flat))))
        case Or(operands):
            return _join(Or, _flat(Or, map(simplify, operands)))
        case Comparison() | Is() | NotExists():
            return condition
        case _:
            assert_never(condition)


def _flat(kind: type[And | Or], operands: Iterable[Condition]) -> list[Condition]:
    found: dict[Condition, None] = {}
    for operand in operands:
        inner = operand.operands if isinstance(operand, kind) else (operand,)
        found.update(dict.fromkeys(inner))
    return list(found)


def _join(kind: type[And | Or], operands: list[Condition]) -> Condition:
    unique = tuple(dict.fromkeys(operands))
    return unique[0] if len(unique) == 1 else kind(unique)


def _present_fields(operands: Iterable[Condition]) -> frozenset[Selector]:
    """Fields that some operand compares, so that they hold a text or a number wherever all operands hold."""
    return frozenset(selector for operand in operands for selector in _compared(operand))


def _compared(condition: Condition) -> Iterator[Selector]:
    match condition:
        case Comparison(Selector() as at) if not at.wildcards:
            yield at
        case Or(operands):
            fields = {frozenset(_compared(operand)) for operand in operands}
            if len(fields) == 1:
                yield from fields.pop()


def _without_idle_arms(condition: Condition, present: frozenset[Selector]) -> Condition:
    """Leave out that a field is missing, null or boolean where something else asks for its text."""
    if not isinstance(condition, Or):
        return condition
    arms = [arm for arm in condition.operands if not (isinstance(arm, NotExists | Is) and arm.selector in present)]
    return _join(Or, arms) if arms else condition


def _shared(operands: list[Condition]) -> list[Condition]:
    """(A || B) && (A || C) is A || (B && C): what is asked of one optional field shares that it may be missing."""
    found: list[Condition] = []
    groups: dict[frozenset[Condition], tuple[int, list[Condition], list[Condition]]] = {}
    for operand in operands:
        guards, rest = _guards(operand)
        if not guards or not rest:
            found.append(operand)
        elif (key := frozenset(guards)) in groups:
            at, first_guards, others = groups[key]
            others.append(_join(Or, rest))
            found[at] = _join(Or, [*first_guards, _join(And, _flat(And, others))])
        else:
            groups[key] = len(found), guards, [_join(Or, rest)]
            found.append(operand)
    return found


def _guards(condition: Condition) -> tuple[list[Condition], list[Condition]]:
    """The arms that say a field is missing, null or boolean, and the others."""
    if not isinstance(condition, Or):
        return [], [condition]
    guards: list[Condition] = [arm for arm in condition.operands if isinstance(arm, NotExists | Is)]
    return guards, [arm for arm in condition.operands if not isinstance(arm, NotExists | Is)]
