"""What CloudWatch accepts in a pattern, but probably does not do as its author thinks.

A pattern with doubts is valid and is matched as said here; nothing is changed.
"""

from __future__ import annotations

from collections.abc import Iterator

from alerts.pattern.pattern import Pattern
from alerts.pattern.tree import Comparison, Leaf, Mode, Operator, Selector, TermPattern, Text, tree_leaves

_ENDS_REMEDY = "only asterisks at the start and the end of a value are documented: use a regular expression"


def doubts(pattern: Pattern) -> tuple[str, ...]:
    """Sentences for the author, each naming the text it is about and what to write instead; empty if none."""
    tree = pattern.tree
    found = [*_term_doubts(tree)] if isinstance(tree, TermPattern) else []
    for leaf in tree_leaves(tree):
        found += _leaf_doubts(leaf)
    return tuple(dict.fromkeys(found))


def _leaf_doubts(leaf: Leaf) -> Iterator[str]:
    match leaf:
        case Comparison(_, _, Text(text)) if "*" in text.strip("*"):
            yield f"the asterisk inside {text!r} is taken as a wildcard, but {_ENDS_REMEDY}"
        case Comparison(_, _, Text(text)) if '"' in text or "\\" in text:
            yield f"how CloudWatch reads the quote or backslash in {text!r} is not documented: use a regular expression"
        case Comparison(Selector(), Operator.EQUAL, Text("true" | "false" as text)):
            yield f"= {text} matches the text {text!r} only: write IS {text.upper()} for a boolean"


def _term_doubts(pattern: TermPattern) -> Iterator[str]:
    modes = {term.mode for term in pattern.terms}
    if Mode.OPTIONAL in modes and len(modes) > 1:
        ignored = ", ".join(f"?{term.text}" for term in pattern.terms if term.mode is Mode.OPTIONAL)
        yield f"CloudWatch looks at optional terms only where there are no others, and ignores {ignored}"
