import dataclasses
from typing import Any, get_args

import pytest

from alerts.alert import Severity
from pipeline.collector import CollectorSubscription
from pipeline.fact import Fact, fact, facts
from pipeline.pipeline import Part

# These say which part it is, or matter to a deployment only.
NO_FACTS = {
    "account", "name", "alias", "log_group", "topic_arn", "destination", "endpoint", "protocol", "confirms",
    "client", "function_arn", "sid", "vendor", "misfit",
}  # fmt: skip
NO_FACTS_OF = {CollectorSubscription: {"delivery_policy"}}  # of a queue's there is none


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Bell:
    name: str
    loud: bool = fact("high", "Nobody hears it.", default=True)
    tone: str = fact("low", "It sounds strange.")


def test_facts_come_with_their_meaning_in_the_order_they_are_written() -> None:
    told = [("loud", Fact(Severity.high, "Nobody hears it.")), ("tone", Fact(Severity.low, "It sounds strange."))]
    assert [*facts(Bell)] == told
    assert [*facts(Bell(name="a", tone="c"))] == told


def test_what_takes_away_what_somebody_added_comes_with_the_fact() -> None:
    added = fact("high", "Somebody hears it.", default=(), removal="unhook {added} from {resource}")
    assert added.metadata["fact"].removal == "unhook {added} from {resource}"


@pytest.mark.parametrize("part", get_args(Part))
def test_every_removal_says_where(part: Any) -> None:
    assert [name for name, told in facts(part) if told.removal and "{resource}" not in told.removal] == []


def test_a_severity_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="urgent"):
        fact("urgent", "It sounds strange.")


@pytest.mark.parametrize("part", get_args(Part))
def test_every_field_of_a_part_is_a_fact_or_says_which_part_it_is(part: Any) -> None:
    left_out = {field.name for field in dataclasses.fields(part)} - {name for name, _ in facts(part)}
    assert left_out <= NO_FACTS | NO_FACTS_OF.get(part, set())


@pytest.mark.parametrize("part", get_args(Part))
def test_every_meaning_is_a_sentence(part: Any) -> None:
    for _, told in facts(part):
        assert told.meaning[0].isupper()
        assert told.meaning.endswith(".")
