"""Which regions there are, so that a mistyped one is refused before anything is deployed there in vain.

regions.txt is made from botocore's partitions by bindings/regions.py, and is never complete, for AWS opens regions
every year. So a code that is not in it is refused only where it is one of these but for a letter, and where no new
region could be called so: any country may get a `central-1`, but none a `wst-1`.
"""

from __future__ import annotations

import difflib
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("regions.txt")

_ALIKE = 0.85
"""How much of both must be the same, by difflib's measure: one letter of nine may be wrong, left out or added."""


@cache
def known_regions() -> frozenset[str]:
    """The codes of all regions that are known."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


def spelt(region: str) -> str:
    """The code of a region, as it is; raises ValueError where it is another one's, mistyped."""
    known = known_regions()
    if region in known or _may_be_new(region):
        return region
    if meant := difflib.get_close_matches(region, sorted(known), 1, _ALIKE):
        raise ValueError(f"there is no region '{region}'; did you mean '{meant[0]}'?")
    return region


def _may_be_new(region: str) -> bool:
    """Whether it is called as regions are: a country, perhaps what sort of cloud it is, a direction, and a number."""
    words = [name.split("-")[1:-1] for name in known_regions()]
    directions = {direction for *_, direction in words}
    sorts = {sort for *sorts, _ in words for sort in sorts}
    *before, last = region.split("-")[1:-1]
    return last in directions and sorts.issuperset(before)
