import pytest

from validators.json_text import as_wanted


@pytest.mark.parametrize(
    ("wanted", "observed"),
    [
        ('{"a": ["x", "y"]}', '{"a":["y","x"]}'),
        ('{"a": 1, "b": {"c": null}}', '{"b": {"c": null}, "a": 1.0}'),
        ('{"a": [{"prefix": "x"}, {"exists": false}]}', '{"a": [{"exists": false}, {"prefix": "x"}]}'),
    ],
)
def test_text_that_means_the_same_is_given_as_wanted(wanted: str, observed: str) -> None:
    assert as_wanted(wanted, observed) == wanted


@pytest.mark.parametrize(
    ("wanted", "observed"),
    [
        ('{"a": ["x"]}', '{"a": ["x", "y"]}'),
        ('{"a": true}', '{"a": 1}'),
        ('{"a": "1"}', '{"a": 1}'),
        ('{"a": ["x"]}', '{"a": "x"}'),
        ('{"a": 1}', '{"a": 1'),
        ('{"a": 1}', "[" * 100_000),
    ],
)
def test_text_that_means_something_else_or_nothing_is_given_as_it_is(wanted: str, observed: str) -> None:
    assert as_wanted(wanted, observed) == observed


@pytest.mark.parametrize("wanted", [None, "{}"])
def test_empty_text_is_none(wanted: str | None) -> None:
    assert as_wanted(wanted, "") is None


def test_text_that_nobody_wanted_is_given_as_it_is() -> None:
    assert as_wanted(None, "{}") == "{}"
