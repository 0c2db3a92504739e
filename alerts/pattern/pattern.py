"""A filter pattern: parsed once, matched against many events."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import assert_never

from alerts.pattern.combine import Predicate
from alerts.pattern.events import Event, event_text, read_event
from alerts.pattern.explanation import Explanation, explain_event, explain_message
from alerts.pattern.json_match import compile_json
from alerts.pattern.parser import parse_tree
from alerts.pattern.printer import print_tree
from alerts.pattern.search import compile_search
from alerts.pattern.text_match import compile_space, compile_terms
from alerts.pattern.tree import JsonPattern, MatchAll, RegexPattern, SpacePattern, TermPattern, Tree


def parse(text: str) -> Pattern:
    """The pattern that this text is; raises PatternSyntaxError where CloudWatch Logs would refuse it."""
    return Pattern(parse_tree(text))


@dataclass(frozen=True, slots=True)
class Pattern:
    """A filter pattern. Equal to another whose tree is equal; `str()` is its canonical text.

    It matches what CloudWatch Logs would match, as far as that is documented or recorded. Matching never raises,
    whatever the event holds, and takes time that grows with the event's length and nothing worse.
    """

    tree: Tree
    _event_holds: Predicate[Event] = field(init=False, repr=False, compare=False)
    _message_holds: Predicate[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        event_holds, message_holds = _compile(self.tree)
        object.__setattr__(self, "_event_holds", event_holds)
        object.__setattr__(self, "_message_holds", message_holds)

    def matches(self, message: str) -> bool:
        """Whether the pattern matches a log event's message. A JSON pattern matches a JSON object only."""
        return self._message_holds(message)

    def matches_event(self, event: Event) -> bool:
        """Whether the pattern matches a JSON object that `json.loads` parsed.

        Patterns that are not JSON patterns look at its compact JSON text, which is how CloudTrail writes events.
        """
        return self._event_holds(event)

    def explain(self, event: Event | str) -> Explanation:
        """The verdict on a parsed event or a message, and the clauses that decided it."""
        if isinstance(event, str):
            return explain_message(self.tree, event)
        return explain_event(self.tree, event)

    def __str__(self) -> str:
        return print_tree(self.tree)

    def __reduce__(self) -> tuple[type[Pattern], tuple[Tree]]:
        return Pattern, (self.tree,)  # functions cannot be pickled: compile again


def _compile(tree: Tree) -> tuple[Predicate[Event], Predicate[str]]:
    """How to tell whether a parsed event matches, and whether a message does."""
    match tree:
        case JsonPattern(condition):
            holds = compile_json(condition)
            return holds, _of_parsed_message(holds)
        case MatchAll():
            return (lambda _: True), (lambda _: True)
        case TermPattern():
            return _of_event_text(compile_terms(tree))
        case RegexPattern(regex):
            return _of_event_text(compile_search(regex))
        case SpacePattern():
            return _of_event_text(compile_space(tree))
        case _:
            assert_never(tree)


def _of_parsed_message(holds: Predicate[Event]) -> Predicate[str]:
    def message_holds(message: str) -> bool:
        event = read_event(message)
        return event is not None and holds(event)

    return message_holds


def _of_event_text(holds: Predicate[str]) -> tuple[Predicate[Event], Predicate[str]]:
    def event_holds(event: Event) -> bool:
        text = event_text(event)
        return text is not None and holds(text)

    return event_holds, holds
