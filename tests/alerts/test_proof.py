"""An alert's own examples."""

from alerts.alert import Alert
from alerts.filter_patterns import FilterPatterns
from alerts.proof import prove


def test_examples_come_out_as_declared_or_not() -> None:
    written = {
        "id": "x",
        "title": "X",
        "severity": "low",
        "pattern": "{ $.a = 1 }",
        "examples": {"match": [{"a": 1}, {"a": 2}], "no_match": [{"a": 3}, {"a": 1}]},
    }
    alert = Alert.model_validate(written)
    found = [(example.label, example.event, example.failed) for example in prove(alert, FilterPatterns.of(alert))]
    assert found == [
        ("match 1", {"a": 1}, False),
        ("match 2", {"a": 2}, True),
        ("no_match 1", {"a": 3}, False),
        ("no_match 2", {"a": 1}, True),
    ]
