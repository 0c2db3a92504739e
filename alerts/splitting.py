"""Split a condition into several that no event fulfils twice, because one filter does not take it whole.

Several filters may feed one metric, and what they count adds up; so an event must not be counted by two of them. That
is certain only where the alternatives ask one field for different texts, such as event names. Nothing else is split.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from alerts.pattern.limits import MAXIMUM_FILTERS_PER_LOG_GROUP
from alerts.pattern.tree import And, Comparison, Condition, Operator, Or, Selector, Text, leaves
from alerts.pattern.value_match import compile_glob
from alerts.simplification import simplify

Fits = Callable[[Condition], bool]
Group = tuple[Condition, ...]


def split(condition: Condition, fits: Fits, most: int = MAXIMUM_FILTERS_PER_LOG_GROUP) -> tuple[Condition, ...] | None:
    """Conditions that each fit and of which an event fulfils one at most, together the given one.

    None where there are none, or more than `most`.
    """
    if fits(condition):
        return (condition,)
    for alternatives, rebuild in _alternatives(condition):
        groups = _exclusive_groups(alternatives)
        if len(groups) > 1 and (found := _packed(groups, rebuild, fits, most)):
            return found
    return None


def _alternatives(condition: Condition) -> Iterator[tuple[Group, Callable[[Group], Condition]]]:
    """The places where the condition lists alternatives, the longest list first, and how to say it with fewer."""
    if isinstance(condition, Or):
        yield condition.operands, lambda chosen: simplify(Or(chosen))
    if not isinstance(condition, And):
        return
    operands = condition.operands
    lists = [(at, operand) for at, operand in enumerate(operands) if isinstance(operand, Or)]
    for at, operand in sorted(lists, key=lambda found: -len(found[1].operands)):
        before, after = operands[:at], operands[at + 1 :]
        yield (
            operand.operands,
            lambda chosen, before=before, after=after: simplify(And((*before, Or(chosen), *after))),  # type: ignore[misc]
        )


def _packed(
    groups: Sequence[Group], rebuild: Callable[[Group], Condition], fits: Fits, most: int
) -> tuple[Condition, ...] | None:
    """Few conditions that hold all groups; one that is too large by itself is split further."""
    bundles: list[Group] = []
    for group in groups:
        if bundles and fits(rebuild((*bundles[-1], *group))):
            bundles[-1] = (*bundles[-1], *group)
        else:
            bundles.append(group)
    pieces: list[Condition] = []
    for place, bundle in enumerate(bundles):
        left = most - len(pieces) - (len(bundles) - place - 1)
        found = split(rebuild(bundle), fits, left) if left > 0 else None
        if found is None:
            return None
        pieces += found
    return tuple(pieces)


def _exclusive_groups(alternatives: Group) -> list[Group]:
    """The alternatives in groups of which one event fulfils one at most: the finest grouping that a field allows."""
    fields = {leaf.subject for leaf in leaves(alternatives[0]) if isinstance(leaf, Comparison)}
    best: list[Group] = [alternatives]
    for field in sorted((field for field in fields if isinstance(field, Selector)), key=repr):
        texts = [required_texts(alternative, field) for alternative in alternatives]
        if field.wildcards or None in texts:
            continue
        groups = _grouped(alternatives, [found for found in texts if found is not None])
        if len(groups) > len(best):
            best = groups
    return best


def _grouped(alternatives: Group, texts: list[frozenset[str]]) -> list[Group]:
    """Alternatives whose texts can meet stand in one group."""
    groups: list[tuple[list[int], frozenset[str]]] = []
    for number, own in enumerate(texts):
        meeting = [group for group in groups if _can_meet(group[1], own)]
        groups = [group for group in groups if group not in meeting]
        members = [*(member for group in meeting for member in group[0]), number]
        groups.append((members, own.union(*(group[1] for group in meeting))))
    in_order = sorted(sorted(members) for members, _ in groups)
    return [tuple(alternatives[member] for member in members) for members in in_order]


def required_texts(condition: Condition, field: Selector) -> frozenset[str] | None:
    """The texts, with asterisks, one of which the field must be for the condition to hold; None if that is unknown."""
    match condition:
        case Comparison(subject, Operator.EQUAL, Text(text)) if subject == field:
            return frozenset([text])
        case And(operands):
            known = (required_texts(operand, field) for operand in operands)
            return min((texts for texts in known if texts is not None), key=len, default=None)
        case Or(operands):
            options = [required_texts(operand, field) for operand in operands]
            if None in options:
                return None
            return frozenset[str]().union(*(texts for texts in options if texts is not None))
        case _:
            return None


def _can_meet(some: frozenset[str], others: frozenset[str]) -> bool:
    return any(can_be_both(one, other) for one in some for other in others)


def can_be_both(one: str, other: str) -> bool:
    """Whether a text may be both of these, asterisks understood; True where that is not certain."""
    if "*" not in one:
        return compile_glob(other)(one)
    if "*" not in other:
        return compile_glob(one)(other)
    starts = one.partition("*")[0], other.partition("*")[0]
    ends = one.rpartition("*")[2], other.rpartition("*")[2]
    return _agree(starts, str.startswith) and _agree(ends, str.endswith)


def _agree(texts: tuple[str, str], reaches: Callable[[str, str], bool]) -> bool:
    return reaches(texts[0], texts[1]) or reaches(texts[1], texts[0])
