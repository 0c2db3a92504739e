"""What CloudWatch Logs allows of filter patterns, and which of it a set of patterns exceeds.

Reports; it changes and splits nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alerts.pattern.tree import Comparison, Leaf, Regex, RegexPattern, Selector, Tree, tree_leaves

if TYPE_CHECKING:
    from alerts.pattern.pattern import Pattern

# https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html
MAXIMUM_LENGTH = 1024

# https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
MAXIMUM_REGEXES = 2
MAXIMUM_WILDCARDS = 3
MAXIMUM_WILDCARDS_PER_SELECTOR = 1
MAXIMUM_REGEX_PATTERNS_PER_LOG_GROUP = 5

# https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
MAXIMUM_FILTERS_PER_LOG_GROUP = 100


@dataclass(frozen=True, slots=True)
class Violation:
    """One limit exceeded. `name` is whose: an alert, or the log group when it is the sum that is too much."""

    name: str
    found: int
    allowed: int
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.name}: {self.found:,} {self.what}, at most {self.allowed:,} allowed: {self.remedy}"


def regex_count(tree: Tree) -> int:
    """How many regular expressions the pattern holds."""
    if isinstance(tree, RegexPattern):
        return 1
    return sum(isinstance(leaf, Comparison) and isinstance(leaf.value, Regex) for leaf in tree_leaves(tree))


def wildcard_counts(tree: Tree) -> tuple[int, ...]:
    """How many wildcards (`[*]`, `.*`) each selector of the pattern holds, those without any left out."""
    subjects = map(_subject, tree_leaves(tree))
    counts = (subject.wildcards for subject in subjects if isinstance(subject, Selector))
    return tuple(filter(None, counts))


def _subject(leaf: Leaf) -> object:
    return leaf.subject if isinstance(leaf, Comparison) else leaf.selector


def check_pattern(name: str, pattern: Pattern) -> tuple[Violation, ...]:
    """Every limit of a single pattern that this one exceeds.

    A pattern that `parse` accepted exceeds none; one whose tree was built may. Its length is that of `str(pattern)`.
    """
    return tuple(_pattern_violations(name, pattern))


def check_log_group(name: str, patterns: Mapping[str, Pattern]) -> tuple[Violation, ...]:
    """Every limit that the filters of one log group exceed, by themselves and together.

    `patterns` maps each filter's name to its pattern; `name` is the log group's.
    """
    return (
        *(found for filter_name, pattern in patterns.items() for found in check_pattern(filter_name, pattern)),
        *_log_group_violations(name, patterns),
    )


def _pattern_violations(name: str, pattern: Pattern) -> Iterator[Violation]:
    length, regexes = len(str(pattern)), regex_count(pattern.tree)
    wildcards = wildcard_counts(pattern.tree)
    split = "split the alert into several filters"
    if length > MAXIMUM_LENGTH:
        yield Violation(name, length, MAXIMUM_LENGTH, "characters in the pattern", split)
    if regexes > MAXIMUM_REGEXES:
        yield Violation(name, regexes, MAXIMUM_REGEXES, "regular expressions in the pattern", split)
    if sum(wildcards) > MAXIMUM_WILDCARDS:
        yield Violation(name, sum(wildcards), MAXIMUM_WILDCARDS, "wildcards in the pattern's selectors", split)
    if (most := max(wildcards, default=0)) > MAXIMUM_WILDCARDS_PER_SELECTOR:
        remedy = "name the elements of all but one array"
        yield Violation(name, most, MAXIMUM_WILDCARDS_PER_SELECTOR, "wildcards in one selector", remedy)


def _log_group_violations(name: str, patterns: Mapping[str, Pattern]) -> Iterator[Violation]:
    with_regex = [filter_name for filter_name, pattern in patterns.items() if regex_count(pattern.tree)]
    if len(with_regex) > MAXIMUM_REGEX_PATTERNS_PER_LOG_GROUP:
        remedy = f"rewrite some with asterisks ({', '.join(with_regex)})"
        allowed = MAXIMUM_REGEX_PATTERNS_PER_LOG_GROUP
        yield Violation(name, len(with_regex), allowed, "patterns with regular expressions", remedy)
    if len(patterns) > MAXIMUM_FILTERS_PER_LOG_GROUP:
        remedy = "disable some alerts"
        yield Violation(name, len(patterns), MAXIMUM_FILTERS_PER_LOG_GROUP, "metric filters", remedy)
