"""The canonical text of patterns."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from alerts.pattern import parse
from alerts.pattern.limits import MAXIMUM_LENGTH
from alerts.pattern.parser import parse_tree
from alerts.pattern.printer import print_tree
from alerts.pattern.tree import JsonPattern, Key, NotExists, Or, Selector, Tree
from tests.alerts.pattern.strategies import trees


@given(trees)
@settings(max_examples=300, deadline=None)
def test_the_canonical_text_parses_back_to_an_equal_tree(tree: Tree) -> None:
    assert parse_tree(print_tree(tree)) == tree


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("{$.a=b}", '{ $.a = "b" }'),
        ("{ $.a = 1 || $.b = 2 && $.c = 3 }", "{ ($.a = 1) || (($.b = 2) && ($.c = 3)) }"),
        ("{ ($.a = 1 || $.b = 2) && $.c = 3 }", "{ (($.a = 1) || ($.b = 2)) && ($.c = 3) }"),
        ("{ ((($.a is null))) }", "{ $.a IS NULL }"),
        ("{ $.['a'].['b c'].* not exists }", "{ $.a.['b c'][*] NOT EXISTS }"),
        (r'{ $.a = "\"\\" }', r'{ $.a = "\"\\" }'),
        (r'{ $.a = "C:\dir" }', r'{ $.a = "C:\dir" }'),
        ('  ERROR   -"timeout" ', "ERROR -timeout"),
        ('"two words"?"x"', '"two words" ?x'),
        ("a-b", "a -b"),
        ("[ip,,... , s=4*||s=5 ]", '[ip, , ..., s = "4*" || s = 5]'),
        ("[ ]", "[]"),
        (" %a|b c% ", "%a|b c%"),
        ("   ", ""),
    ],
)
def test_the_canonical_text_is_spaced_quoted_and_bracketed(written: str, canonical: str) -> None:
    assert str(parse(written)) == canonical


@pytest.mark.parametrize(
    ("part", "joint"),
    [
        ("$.a=b", "||"),
        ("$.a=b", "&&"),
        ("$.* is null", "&&"),
        ("$.['b c']=a-b", "||"),
        ("$.é=é", "||"),
        ('$.a="null"', "||"),
        ('$.a="1"', "||"),
    ],
)
def test_a_pattern_too_long_for_the_canonical_text_is_written_more_tightly(part: str, joint: str) -> None:
    parts = [part.replace("*", "x")] * ((MAXIMUM_LENGTH - 2) // (len(part) + len(joint)))
    parts[-1] = part
    tree = parse_tree(f"{{{joint.join(parts)}}}")

    text = print_tree(tree)

    assert MAXIMUM_LENGTH - 40 < len(text) <= MAXIMUM_LENGTH
    assert parse_tree(text) == tree


@pytest.mark.parametrize("written", ["a" + "-b" * 511, "é" + "?é" * 511, "[" + "," * 1022 + "]"], ids=["a", "é", "["])
def test_glued_terms_and_empty_columns_stay_within_the_limit(written: str) -> None:
    tree = parse_tree(written)

    assert len(print_tree(tree)) <= MAXIMUM_LENGTH
    assert parse_tree(print_tree(tree)) == tree


def test_a_tree_that_no_text_fits_is_written_canonically_for_the_limits_to_report() -> None:
    condition = NotExists(Selector((Key("a"),)))

    text = print_tree(JsonPattern(Or((condition,) * 200)))

    assert text == f"{{ {' || '.join(['($.a NOT EXISTS)'] * 200)} }}"
