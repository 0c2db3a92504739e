"""Search text for a regular expression of the dialect, in time that grows with the text and nothing worse.

Python's `re` backtracks: `a+b` over 256 KB of "a" takes minutes, and event text is written by strangers. Where the
worst case is small (short texts, few quantifiers) `re` is used, for it is fast; beyond that the expression's
positions are simulated side by side, each a bit of one integer (Navarro and Raffinot, "Flexible Pattern Matching
in Strings", 4.3). Both are made from the same branches.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

from alerts.pattern.regex import BEYOND, Branch, Repeat, parse_regex
from alerts.pattern.tree import Regex

Search = Callable[[str], bool]

_AFFORDABLE_STEPS = 2_000_000
_LONGEST_TEXT = 1 << 20
_NO_CHARACTER = r"^\u0000-\U0010ffff"


def compile_search(regex: Regex) -> Search:
    """A function that tells whether the expression matches anywhere in a text."""
    branches = parse_regex(regex.source)
    if not branches:
        return lambda _: False
    backtracking = re.compile(python_regex(branches)).search
    longest = _longest_affordable(branches)
    parallel: list[Search] = []

    def search(text: str) -> bool:
        if len(text) <= longest:
            return backtracking(text) is not None
        if not parallel:
            parallel.append(compile_parallel(branches))
        return parallel[0](text)

    return search


def python_regex(branches: tuple[Branch, ...]) -> str:
    """The branches as a Python regular expression without flags."""
    return "|".join(
        (r"\A" if branch.at_start else "")
        + "".join(map(_python_repeat, branch.repeats))
        + (r"\Z" if branch.at_end else "")
        for branch in branches
    )


def _python_repeat(repeat: Repeat) -> str:
    most = "" if repeat.most is None else repeat.most
    members = "".join(_python_ranges(repeat.members)) or _NO_CHARACTER
    return f"[{members}]{{{repeat.least},{most}}}"


def _python_ranges(members: int) -> Iterator[str]:
    codes = (code for code in range(BEYOND + 1) if members >> code & 1)
    for _, run in groupby(enumerate(codes), key=lambda pair: pair[1] - pair[0]):
        in_a_row = [code for _, code in run]
        first, last = in_a_row[0], in_a_row[-1]
        end = r"\U0010ffff" if last == BEYOND else rf"\u{last:04x}"
        yield rf"\u{first:04x}-{end}"


def _longest_affordable(branches: tuple[Branch, ...]) -> int:
    """The longest text that `re` searches within a bearable number of steps, whatever the text holds."""
    shortest, longest = 0, _LONGEST_TEXT
    while shortest < longest:
        middle = (shortest + longest + 1) // 2
        if sum(_worst_steps(branch, middle) for branch in branches) <= _AFFORDABLE_STEPS:
            shortest = middle
        else:
            longest = middle - 1
    return shortest


def _worst_steps(branch: Branch, length: int) -> int:
    steps = (1 if branch.at_start else length) * (1 + sum(min(repeat.least, length) + 1 for repeat in branch.repeats))
    for repeat in branch.repeats:
        spread = length if repeat.most is None else min(repeat.most - repeat.least, length)
        steps *= spread + 1
        if steps > _AFFORDABLE_STEPS:
            break
    return steps


@dataclass(slots=True)
class _Positions:
    """The bits that stand for each branch's start and for each character it can take.

    A bit that is set means: matched up to and with this position. Bits of `optional` may be passed without a
    character, bits of `looping` may take one more.
    """

    width: int = 0
    optional: int = 0
    looping: int = 0
    starts: int = 0
    floating_starts: int = 0
    finals: int = 0
    early_finals: int = 0

    def take(self, count: int) -> int:
        """That many new bits."""
        bits = ((1 << count) - 1) << self.width
        self.width += count
        return bits


def compile_parallel(branches: tuple[Branch, ...]) -> Search:
    """The linear search: a few operations on one integer per character, however the expression looks."""
    positions = _Positions()
    spans = [span for branch in branches for span in _lay_out(branch, positions)]
    masks = [sum(bits for bits, members in spans if members >> code & 1) for code in range(BEYOND + 1)]
    optional, looping = positions.optional, positions.looping
    floating, early = positions.floating_starts, positions.early_finals
    finals = positions.finals

    def search(text: str) -> bool:
        state = _pass_optional(positions.starts, optional)
        if state & early:
            return True
        for character in text:
            code = ord(character)
            state = (state << 1 | state & looping) & masks[code if code < BEYOND else BEYOND] | floating
            state = _pass_optional(state, optional)
            if state & early:
                return True
        return bool(state & finals)

    return search


def _pass_optional(state: int, optional: int) -> int:
    """The state with every position that can be reached without a character.

    Adding the first optional bit behind the state carries through the whole run of optional bits.
    """
    entered = state << 1 & optional
    if not entered:
        return state
    return state | entered | ((optional + entered) ^ optional) & optional


def _lay_out(branch: Branch, positions: _Positions) -> list[tuple[int, int]]:
    """Give the branch its positions; returns their bits, each with the characters that lead to them."""
    spans = []
    last = positions.take(1)
    positions.starts |= last
    positions.floating_starts |= 0 if branch.at_start else last
    for repeat in branch.repeats:
        for count, optional, looping in _copies(repeat):
            if not count:
                continue
            bits = positions.take(count)
            positions.optional |= bits if optional else 0
            positions.looping |= bits if looping else 0
            last = bits & ~(bits >> 1)
            spans.append((bits, repeat.members))
    positions.finals |= last
    positions.early_finals |= 0 if branch.at_end else last
    return spans


def _copies(repeat: Repeat) -> Iterator[tuple[int, bool, bool]]:
    """How many positions the repeat needs: (count, optional, looping)."""
    if repeat.most is not None:
        yield repeat.least, False, False
        yield repeat.most - repeat.least, True, False
    elif repeat.least == 0:
        yield 1, True, True
    else:
        yield repeat.least - 1, False, False
        yield 1, False, True
