"""What all reports say of an account's alerts: how many would ring, and in a few sentences why others would not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from validators.ringing.link import Chain, LinkState

MOST_SENTENCES = 5
"""More alerts than these are not told of one by one in the table of findings."""


def ringing(chains: Iterable[Chain]) -> str:
    """How many of these alerts would ring, such as `81 of 83 alerts would ring`."""
    states = Counter(chain.state for chain in chains)
    if not (total := states.total()):
        return "no alerts"
    unknown = f", of {states[LinkState.unknown]} it is not known" if states[LinkState.unknown] else ""
    return f"{states[LinkState.holds]} of {total} alert{'' if total == 1 else 's'} would ring{unknown}"


def sentences(chains: Iterable[Chain]) -> Iterator[str]:
    """What is wrong, the worst first; alerts that the same link keeps silent are told in one sentence."""
    wrong = sorted((one for one in chains if not one.whole), key=lambda one: one.state is not LinkState.broken)
    groups = alike(wrong)
    for index, group in enumerate(groups):
        if index == MOST_SENTENCES:
            yield f"and {sum(map(len, groups[index:]))} more; see trailbell check --chain"
            return
        others = len(group) - 1
        yield f'"{group[0].title}" and {others} more{of_several(group[0])}' if others else group[0].sentence


def alike(chains: Iterable[Chain]) -> list[list[Chain]]:
    """The chains in their order, those together of which the same is said."""
    groups: dict[str, list[Chain]] = {}
    for chain in chains:
        groups.setdefault(of_several(chain), []).append(chain)
    return [*groups.values()]


def of_several(chain: Chain) -> str:
    """What is said of an alert, as the end of a sentence that begins with several, such as ` would not ring: ...`."""
    return chain.sentence.removeprefix(f'"{chain.title}"').replace(" rings ", " ring ", 1)
