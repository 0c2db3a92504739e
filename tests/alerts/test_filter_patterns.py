"""The verdict of all filters of an alert together."""

from alerts.alert import Alert
from alerts.filter_patterns import FilterPatterns
from alerts.pattern import parse


def filters(*texts: str) -> FilterPatterns:
    return FilterPatterns(texts, tuple(map(parse, texts)))


SPLIT = filters("{ $.a = 1 }", "{ $.a = 2 }")


def test_the_patterns_are_the_alerts_own() -> None:
    alert = Alert.model_validate({"id": "x", "title": "X", "severity": "low", "pattern": "{ $.a=1 }"})
    assert FilterPatterns.of(alert) == filters("{ $.a=1 }")


def test_an_event_counts_if_one_filter_matches_it() -> None:
    assert [SPLIT.matches({"a": value}) for value in (1, 2, 3)] == [True, True, False]


def test_the_filter_that_matches_explains_why() -> None:
    explanation = SPLIT.explain({"a": 2})
    assert (explanation.matched, [clause.text for clause in explanation.clauses]) == (True, ["$.a = 2"])


def test_without_a_match_every_filter_explains_why_not() -> None:
    explanation = SPLIT.explain({"a": 3})
    assert (explanation.matched, [clause.text for clause in explanation.clauses]) == (False, ["$.a = 1", "$.a = 2"])
