"""Generated patterns and events that meet often: few names and values, so that conditions hold as often as not."""

from __future__ import annotations

from itertools import product

from hypothesis import strategies as st

from alerts.pattern.tree import (
    And,
    AnyFields,
    Column,
    Comparison,
    Condition,
    Field,
    Index,
    Is,
    JsonPattern,
    Key,
    Leaf,
    MatchAll,
    Mode,
    NotExists,
    Number,
    Operator,
    Or,
    Regex,
    RegexPattern,
    Selector,
    SpacePattern,
    State,
    Step,
    Subject,
    Term,
    TermPattern,
    Text,
    Tree,
    Unnamed,
    Value,
    Wildcard,
)

NAMES = ("eventName", "eventSource", "a", "b-c", "d.e", "é", "")
TEXTS = ("x", "xy", "y", "1", "1.0", "+1", "null", "true", "", "a b", 'q"', "\\", '\\"', "x\\d", "日本", "a-b")
GLOBS = ("*", "x*", "*y", "*x*", "x*y", "**", "1*")
NUMBERS = ("1", "+1", "1.0", "0", "-0.0", "1e0", "5", "1e308", "9007199254740993", ".5", "2.")
REGEXES = ("x", "^x", "y$", "^[xy]+$", "x|1", r"\d", "x*?y{1,2}", r"\x28", "[^x]")
NODES = (None, True, False, 0, 1, 5, 1.0, -0.0, 0.5, 1e308, float("inf"), 9007199254740993, *TEXTS)

FIRST: tuple[Step, ...] = (*map(Key, NAMES), Wildcard())
THEN: tuple[Step, ...] = (Key("a"), Key("d.e"), Index(0), Index(1), Wildcard())
SELECTORS = [
    selector
    for selector in (
        *(Selector((first,)) for first in FIRST),
        *(Selector((first, second)) for first in FIRST for second in THEN),
        *(Selector((first, second, third)) for first in FIRST[2:3] for second in THEN for third in THEN),
    )
    if selector.wildcards <= 1
]
WITHOUT_WILDCARDS = [selector for selector in SELECTORS if not selector.wildcards]

LITERALS: list[Text | Number] = [*map(Text, (*TEXTS, *GLOBS)), *map(Number, NUMBERS)]
TESTS: list[tuple[Operator, Value]] = [
    *((operator, value) for operator in (Operator.EQUAL, Operator.NOT_EQUAL) for value in LITERALS),
    *((operator, Number(text)) for operator in Operator for text in NUMBERS),
]
WITH_REGEXES = [*TESTS, *((operator, Regex(source)) for operator, _ in TESTS[:2] for source in REGEXES)]


def comparisons(subjects: list[Subject], tests: list[tuple[Operator, Value]]) -> st.SearchStrategy[Comparison]:
    return st.builds(
        lambda subject, test: Comparison(subject, *test), st.sampled_from(subjects), st.sampled_from(tests)
    )


def leaves(selectors: list[Selector], tests: list[tuple[Operator, Value]]) -> st.SearchStrategy[Leaf]:
    return (
        comparisons([*selectors], tests)
        | st.builds(Is, st.sampled_from(selectors), st.sampled_from(State))
        | st.builds(NotExists, st.sampled_from(selectors))
    )


def joined(leaf: st.SearchStrategy[Leaf], *, max_leaves: int = 8) -> st.SearchStrategy[Condition]:
    def groups(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
        operands = st.lists(inner, min_size=2, max_size=4).map(tuple)
        return st.builds(And, operands) | st.builds(Or, operands)

    return st.recursive(leaf, groups, max_leaves=max_leaves)


def conditions(*, max_leaves: int = 8) -> st.SearchStrategy[Condition]:
    """Conditions of JSON patterns, with more regular expressions and wildcards than CloudWatch accepts."""
    return joined(leaves(SELECTORS, WITH_REGEXES), max_leaves=max_leaves)


def within_limits(*, max_leaves: int = 12) -> st.SearchStrategy[JsonPattern]:
    """JSON patterns that CloudWatch accepts: at most one regular expression and one wildcard."""
    plain = joined(leaves(WITHOUT_WILDCARDS, TESTS), max_leaves=max_leaves)
    one = leaves(SELECTORS, WITH_REGEXES)
    return st.builds(JsonPattern, plain | one | st.builds(lambda a, b: And((a, b)), plain, one))


terms = st.builds(Term, st.sampled_from(Mode), st.sampled_from([text for text in TEXTS if text]))


@st.composite
def columns(draw: st.DrawFn) -> SpacePattern:
    names = draw(st.lists(st.sampled_from(["ip", "user", "_x", "été"]), unique=True, min_size=1, max_size=4))
    found: list[AnyFields | Unnamed | Column] = [
        Column(name, draw(st.none() | joined(comparisons([Field(name)], TESTS), max_leaves=3))) for name in names
    ]
    if draw(st.booleans()):
        found.insert(draw(st.integers(0, len(found))), AnyFields())
    if draw(st.booleans()):
        found.insert(draw(st.integers(0, len(found))), Unnamed())
    return SpacePattern(tuple(found))


trees: st.SearchStrategy[Tree] = (
    within_limits()
    | st.just(MatchAll())
    | st.builds(TermPattern, st.lists(terms, min_size=1, max_size=6).map(tuple))
    | st.builds(RegexPattern, st.sampled_from(REGEXES).map(Regex))
    | columns()
    | st.just(SpacePattern(()))
)

nodes = st.recursive(
    st.sampled_from(NODES),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
    max_leaves=12,
)
events = st.dictionaries(st.sampled_from(NAMES), nodes, max_size=6)
messages = st.lists(st.sampled_from(["x", "xy", "1", "1.0", '"a b"', "[y z]", '"', "[", "]", "ERROR"]), max_size=6).map(
    " ".join
)

# A world so small that a pattern can be tried on every event of it.
FIELDS = ("a", "b", "c")
VALUES = ("x", "xy", "y")
SMALL_WORLD: list[dict[str, object]] = [
    {name: value for name, value in zip(FIELDS, values, strict=True) if value is not None}
    for values in product((None, *VALUES), repeat=len(FIELDS))
]


def simple_group(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    return st.builds(And, st.tuples(inner, inner)) | st.builds(Or, st.tuples(inner, inner))


simple_conditions: st.SearchStrategy[Condition] = st.recursive(
    st.builds(
        Comparison,
        st.sampled_from([Selector((Key(name),)) for name in FIELDS]),
        st.sampled_from([Operator.EQUAL, Operator.NOT_EQUAL]),
        st.sampled_from([Text(text) for text in (*VALUES, "x*", "*")]),
    ),
    simple_group,
    max_leaves=6,
)
