"""Patterns in plain words."""

import pytest
from hypothesis import given, settings

from alerts.catalogue import catalogue
from alerts.pattern import Pattern, parse
from alerts.pattern.tree import Tree
from alerts.wording import in_words
from tests.alerts.pattern.strategies import trees


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ('$.a = "b"', 'a is "b"'),
        ("$.a.b[0].c = b", 'a.b[0].c is "b"'),
        ('$.a = "*b"', 'a ends with "b"'),
        ('$.a = "b*"', 'a starts with "b"'),
        ('$.a = "*b*"', 'a has "b" in it'),
        ('$.a = "b*c*"', 'a is like "b*c*"'),
        ("$.a = *", "a is any text or number"),
        ("$.a = 5", "a is 5"),
        ("$.a = %^b$%", "a has text that matches the regular expression ^b$"),
        ('$.a != "b"', 'a is there, and is not "b"'),
        ('$.a != "b*"', 'a is there, and does not start with "b"'),
        ('$.a != "*b"', 'a is there, and does not end with "b"'),
        ('$.a != "*b*"', 'a is there, and does not have "b" in it'),
        ("$.a != %b%", "a is there, and does not have text that matches the regular expression b"),
        ("$.a != 5", "a is there, and is not 5"),
        ("$.a < 5", "a is less than 5"),
        ("$.a <= 5", "a is at most 5"),
        ("$.a > 5", "a is more than 5"),
        ("$.a >= 5", "a is at least 5"),
        ("$.a IS TRUE", "a is true"),
        ("$.a IS FALSE", "a is false"),
        ("$.a IS NULL", "a is null"),
        ("$.a NOT EXISTS", "a is absent"),
        ('$.a[*].b = "c"', 'some a[*].b is "c"'),
        ('$.a[*].b != "c"', 'no a[*].b is "c"'),
        ("$.a[*] IS NULL", "some a[*] is null"),
        ("$.a[*] >= 5", "some a[*] is at least 5"),
        ("($.a NOT EXISTS) || ($.a != b*)", 'a is absent, or does not start with "b"'),
        ("($.a != b) || ($.a NOT EXISTS)", 'a is absent, or is not "b"'),
        ("($.a = b) || ($.a = c)", 'a is one of "b", "c"'),
        ("($.a = b*) || ($.a = *c)", 'a starts with "b", or ends with "c"'),
        (
            "($.a = b*) || ($.a = c) || ($.a = d) || ($.a = e)",
            'a is one of (* is any text) "b*", "c", "d", "e"',
        ),
    ],
)
def test_a_condition_is_said_in_one_line(condition: str, words: str) -> None:
    assert in_words(parse(f"{{ {condition} }}")) == (words,)


@pytest.mark.parametrize(
    ("pattern", "lines"),
    [
        (
            '{ ($.a = b) && (($.c = d) || ($.e = f) || ($.c = g) || (($.h = "i") && ($.j != k))) }',
            (
                "all of these:",
                '  a is "b"',
                "  any of these:",
                '    c is one of "d", "g"',
                '    e is "f"',
                "    all of these:",
                '      h is "i"',
                '      j is there, and is not "k"',
            ),
        ),
        ("{ ($.a NOT EXISTS) || ($.b != c) }", ("any of these:", "  a is absent", '  b is there, and is not "c"')),
        ("", ("every event",)),
        ("%a.b%", ("the event's text has text that matches the regular expression a.b",)),
        ("ERROR", ('the event\'s text has "ERROR"',)),
        ('ERROR -"a b"', ("all of these:", '  the event\'s text has "ERROR"', '  the event\'s text lacks "a b"')),
        ("?a ?b", ("any of these:", '  the event\'s text has "a"', '  the event\'s text has "b"')),
        ("a ?b", ('the event\'s text has "a"',)),
        (
            "[ip, , status = 4* && status != 404, ...]",
            (
                "at least 4 fields, parted by blanks",
                "all of these:",
                '  status starts with "4"',
                "  status is there, and is not 404",
            ),
        ),
    ],
)
def test_what_belongs_together_is_indented_alike(pattern: str, lines: tuple[str, ...]) -> None:
    assert in_words(parse(pattern)) == lines


@pytest.mark.parametrize("name", catalogue())
def test_every_value_of_a_shipped_pattern_is_said(name: str) -> None:
    text = catalogue()[name].pattern or ""
    words = "\n".join(in_words(parse(text)))
    for value in text.split('"')[1::2]:
        assert value.strip("*") in words


@given(trees)
@settings(max_examples=200, deadline=None)
def test_every_pattern_can_be_said(tree: Tree) -> None:
    lines = in_words(Pattern(tree))
    assert lines
    assert all(line.strip() for line in lines)
