"""When two patterns mean the same."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.pattern import Pattern, parse, same_meaning
from alerts.pattern.tree import And, Condition, JsonPattern, Mode, Or, Term, TermPattern
from tests.alerts.pattern.strategies import SMALL_WORLD, conditions, simple_conditions, terms


def rearranged(condition: Condition, random: Random) -> Condition:
    """The same condition with operands shuffled, repeated and grouped at random."""
    match condition:
        case And(operands) | Or(operands):
            kind = type(condition)
            parts = [rearranged(operand, random) for operand in operands]
            parts += random.choices(parts, k=random.randint(0, 2))
            random.shuffle(parts)
            cut = random.randint(0, len(parts) - 2)
            return kind((*parts[:cut], kind(tuple(parts[cut:]))) if cut else tuple(parts))
    return condition


def damaged(condition: Condition, random: Random) -> Condition:
    """A condition that differs a little, and often in its meaning: an operand less, or the other joint."""
    match condition:
        case And(operands) | Or(operands) if random.random() < 0.4:
            return random.choice(operands)
        case And(operands) if random.random() < 0.4:
            return Or(operands)
        case Or(operands) if random.random() < 0.4:
            return And(operands)
        case And(operands) | Or(operands):
            return type(condition)(tuple(damaged(operand, random) for operand in operands))
    return condition


@given(conditions(), st.randoms(use_true_random=False))
@settings(max_examples=300, deadline=None)
def test_order_grouping_and_duplicates_do_not_change_the_meaning(condition: Condition, random: Random) -> None:
    assert same_meaning(Pattern(JsonPattern(condition)), Pattern(JsonPattern(rearranged(condition, random))))


@given(simple_conditions, st.randoms(use_true_random=False))
@settings(max_examples=400, deadline=None)
def test_patterns_that_mean_the_same_match_the_same_events(condition: Condition, random: Random) -> None:
    one, other = Pattern(JsonPattern(condition)), Pattern(JsonPattern(damaged(condition, random)))

    assert not same_meaning(one, other) or all(
        one.matches_event(event) is other.matches_event(event) for event in SMALL_WORLD
    )


@given(st.lists(terms, min_size=1, max_size=5), st.randoms(use_true_random=False))
@settings(max_examples=200, deadline=None)
def test_the_order_of_terms_does_not_change_the_meaning(found: list[Term], random: Random) -> None:
    shuffled = random.sample(found, len(found)) + found[:1]

    assert same_meaning(Pattern(TermPattern(tuple(found))), Pattern(TermPattern(tuple(shuffled))))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("{$.a=b}", '{ ($.a = "b") }'),
        ("{ $.a = 1 && ($.b = 2 && $.c = 3) }", "{ ($.c = 3 && $.b = 2) && $.a = 1 }"),
        ("{ $.a = 1 || $.a = 1 }", "{ $.a = 1 }"),
        ("{ ($.a = 1 && $.a = 1) || $.b = 2 }", "{ $.b = 2 || $.a = 1 }"),
        ("{ (($.a = 1 || $.b = 2) && ($.b = 2 || $.a = 1)) || $.c = 3 }", "{ $.a = 1 || $.b = 2 || $.c = 3 }"),
        ("{ $.a.* = 1 }", "{ $.a[*] = 1 }"),
        ("{ $.['a'] is null }", "{ $.a IS NULL }"),
        ("b -a", "-a b b"),
        ("?x b", "b"),
        ("?x ?y", '?"y" ?x'),
        (" ", ""),
        ("[a, b = 1 || b = 2]", "[a,(b=2||b=1)]"),
        (" %a% ", "%a%"),
    ],
)
def test_what_only_looks_different_means_the_same(one: str, other: str) -> None:
    assert same_meaning(parse(one), parse(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("{ $.a = 1 }", '{ $.a = "1" }'),
        ("{ $.a = 1 }", "{ $.a = +1 }"),
        ("{ $.a = b }", "{ $.a = B }"),
        ("{ $.a = 1 && $.b = 2 }", "{ $.a = 1 || $.b = 2 }"),
        ("{ $.a = 1 || $.b = 2 && $.c = 3 }", "{ ($.a = 1 || $.b = 2) && $.c = 3 }"),
        ("{ $.a = 1 || $.b = 2 && $.c = 3 }", "{ $.a = 1 || $.b = 2 || $.c = 3 }"),
        ("{ $.a[0] = 1 }", "{ $.a.['0'] = 1 }"),
        ("a", "-a"),
        ("?a ?b", "a b"),
        ("?a", "a"),
        ("[a, b]", "[a, c]"),
        ("[a, b]", "[a, b, ]"),
        ("[a = 1, b]", "[b, a = 1]"),
        ("", "[]"),
        ("x", "%x%"),
    ],
)
def test_what_differs_or_may_differ_is_not_called_the_same(one: str, other: str) -> None:
    assert not same_meaning(parse(one), parse(other))


def test_optional_terms_count_where_they_stand_alone() -> None:
    alone = Pattern(TermPattern((Term(Mode.OPTIONAL, "a"),)))

    assert not same_meaning(alone, parse("?a ?b"))
