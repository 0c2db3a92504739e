"""The regular expression dialect: what it allows, and what is refused in which words."""

from __future__ import annotations

import pytest

from alerts.pattern import PatternSyntaxError
from alerts.pattern.regex import EVERYTHING, Branch, Repeat, parse_regex
from tests.alerts.pattern.refusals import refusal


def characters(text: str) -> int:
    return sum(1 << ord(character) for character in set(text))


@pytest.mark.parametrize(
    ("source", "repeat"),
    [
        ("a", Repeat(characters("a"))),
        ("a*", Repeat(characters("a"), 0, None)),
        ("a+", Repeat(characters("a"), 1, None)),
        ("a?", Repeat(characters("a"), 0, 1)),
        ("a+?", Repeat(characters("a"), 1, None)),
        ("a{3}", Repeat(characters("a"), 3, 3)),
        ("a{3,}", Repeat(characters("a"), 3, None)),
        ("a{0,5}", Repeat(characters("a"), 0, 5)),
        ("[a-cx]", Repeat(characters("abcx"))),
        ("[]a-]", Repeat(characters("]a-"))),
        ("[[.]", Repeat(characters("[."))),
        (r"[\d\x41]", Repeat(characters("0123456789A"))),
        ("[^a]", Repeat(EVERYTHING ^ characters("a"))),
        (".", Repeat(EVERYTHING ^ characters("\n"))),
        (r"\W", Repeat(EVERYTHING ^ characters("_0123456789" + "".join(map(chr, (*range(65, 91), *range(97, 123))))))),
        (r"\x28", Repeat(characters("("))),
        (r"\.", Repeat(characters("."))),
        ("}", Repeat(characters("}"))),
        (":", Repeat(characters(":"))),
        (" ", Repeat(characters(" "))),
    ],
)
def test_an_atom_is_a_set_of_characters_with_a_count(source: str, repeat: Repeat) -> None:
    assert parse_regex(source) == (Branch((repeat,)),)


@pytest.mark.parametrize(
    ("source", "branches"),
    [
        ("^a$", [Branch((Repeat(characters("a")),), at_start=True, at_end=True)]),
        ("a|", [Branch((Repeat(characters("a")),)), Branch(())]),
        ("a?^b", [Branch((Repeat(characters("b")),), at_start=True)]),
        ("a$b*", [Branch((Repeat(characters("a")),), at_end=True)]),
        ("a*$^", [Branch((), at_start=True, at_end=True)]),
    ],
)
def test_anchors_tie_a_branch_to_the_ends_of_the_text(source: str, branches: list[Branch]) -> None:
    assert parse_regex(source) == tuple(branches)


@pytest.mark.parametrize("source", ["a^b", "a$b", "a$^"])
def test_a_branch_that_no_text_can_match_is_left_out(source: str) -> None:
    assert parse_regex(source) == ()


@pytest.mark.parametrize(
    ("source", "message", "marked"),
    [
        ("", "a regular expression cannot be empty", ""),
        ("a(b)", r"'(' is not allowed in a regular expression, escaped or not: write \x28", "("),
        (r"\)", r"'\)' is not allowed in a regular expression, escaped or not: write \x29", r"\)"),
        ("a!", r"'!' is not allowed in a regular expression, escaped or not: write \x21", "!"),
        ("[&]", r"'&' is not allowed in a regular expression, escaped or not: write \x26", "&"),
        (
            "caf\u00e9",
            "a regular expression holds printable ASCII characters only: write a period in place of this one",
            "\u00e9",
        ),
        (r"\bx", r"'\b' is not supported: use \d \D \s \S \w \W or \x and two hexadecimal digits", r"\b"),
        (r"\1", r"'\1' is not supported: use \d \D \s \S \w \W or \x and two hexadecimal digits", r"\1"),
        (r"\x4", r"'\x' is not supported: use \d \D \s \S \w \W or \x and two hexadecimal digits", r"\x"),
        ("a\\", r"a regular expression cannot end with a backslash: write \\ to mean the character itself", "\\"),
        ("*a", r"'*' repeats nothing here: write \* to mean the character itself", "*"),
        ("a|+", r"'+' repeats nothing here: write \+ to mean the character itself", "+"),
        ("a++", "a quantifier cannot follow another one: remove it", "+"),
        ("a{2}{3}", "a quantifier cannot follow another one: remove it", "{2}"),
        ("a{,3}", r"'{' starts a count such as {2,5}: write \{ to mean the character", "{"),
        ("a{3,2}", "the second count is smaller than the first", "{3,2}"),
        ("a{1001}", "repeats too much: counts go up to 1,000, and to 10,000 in all", "{1001}"),
        ("a{1000}" * 10 + "b{2}", "repeats too much: counts go up to 1,000, and to 10,000 in all", "{2}"),
        ("[a", "this '[' is never closed: write ']'", "["),
        ("[]", "this '[' is never closed: write ']'", "["),
        ("[z-a]", "a range runs from a smaller character to a larger one, as in [a-z]", "z-a"),
        (r"[\d-z]", "a range runs from a smaller character to a larger one, as in [a-z]", r"\d-z"),
        ("[[:alpha:]]", "classes such as [:alpha:] are not supported: write the characters", "["),
    ],
)
def test_a_wrong_expression_is_refused_in_clear_words(source: str, message: str, marked: str) -> None:
    with pytest.raises(PatternSyntaxError) as caught:
        parse_regex(source)

    start, end = caught.value.span
    assert (caught.value.message, source[start:end]) == (message, marked)


def test_a_mistake_inside_a_pattern_is_marked_where_it_stands() -> None:
    assert refusal("{ $.a = 1 && $.b = %x(y)% }")[1] == "("
