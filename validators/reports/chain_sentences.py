"""What all reports say of an account's alerts: how many would ring, and in a few sentences why others would not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from validators.ringing.link import Chain, LinkState

MOST_SENTENCES = 5
"""More alerts than these are not told of one by one in the table of findings."""


def ringing(chains: Iterable[Chain]) -> str:
    """How many of these alerts would ring, such as `81 of 83 alerts would ring`."""
    states = Counter(chain.state for chain in chains)
    total = states.total()
    unknown = f", of {states[LinkState.unknown]} it is not known" if states[LinkState.unknown] else ""
    return f"{states[LinkState.holds]} of {total} alert{'' if total == 1 else 's'} would ring{unknown}"


def sentences(chains: Iterable[Chain]) -> Iterator[str]:
    """What is wrong, the worst first; alerts that the same link keeps silent are told in one sentence."""
    wrong = sorted((one for one in chains if not one.whole), key=lambda one: one.state is not LinkState.broken)
    alike: dict[tuple[LinkState, object], list[Chain]] = {}
    for chain in wrong:
        alike.setdefault((chain.state, chain.first), []).append(chain)
    for index, group in enumerate(alike.values()):
        if index == MOST_SENTENCES:
            yield f"and {sum(map(len, [*alike.values()][index:]))} more; see trailbell check --chain"
            return
        yield _together(group)


def _together(group: Sequence[Chain]) -> str:
    sentence = group[0].sentence
    if len(group) == 1:
        return sentence
    title = f'"{group[0].title}"'
    return f"{title} and {len(group) - 1} more{sentence.removeprefix(title).replace(' rings ', ' ring ', 1)}"
