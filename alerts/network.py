"""IPv4 networks as CloudWatch Logs can ask for them: texts with an asterisk at the end, or one regular expression.

A filter pattern compares an address as text. So a network is written as the beginnings that its addresses share, as
few as possible; each holds a period, or else `2*` would also match the IPv6 address 2001:db8::1.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from ipaddress import IPv4Network
from itertools import groupby
from operator import itemgetter

_OCTETS = tuple(map(str, range(256)))
_STARTING = {
    digits: frozenset(octet for octet, _ in begun)
    for digits, begun in groupby(
        sorted(((octet, octet[:length]) for octet in _OCTETS for length in range(len(octet) + 1)), key=itemgetter(1)),
        key=itemgetter(1),
    )
}
"""The octets that start with these digits."""
_LAST = 3


@lru_cache(maxsize=1024)
def globs(network: IPv4Network) -> tuple[str, ...]:
    """The fewest texts, some with an asterisk at the end, of which an address of the network matches exactly one."""
    head, octets, position = _split(network)
    if octets is None:
        return (f"{head}*" if position <= _LAST else head,)
    return tuple(_cover(head, octets, "", ".*" if position < _LAST else ""))


def regex(networks: Iterable[IPv4Network]) -> str:
    """One regular expression that finds the addresses of all these networks."""
    return "|".join(part for network in networks for part in _branches(network))


def _split(network: IPv4Network) -> tuple[str, frozenset[str] | None, int]:
    """The text of the whole octets that the addresses share, which octets may follow (None: any), and where."""
    whole, bits = divmod(network.prefixlen, 8)
    shared = [str(octet) for octet in network.network_address.packed]
    head = "".join(f"{octet}." for octet in shared[:whole])
    if whole > _LAST:
        return head.rstrip("."), None, whole
    if not bits and whole:
        return head, None, whole
    first = int(shared[whole])
    return head, frozenset(_OCTETS[first : first + (1 << (8 - bits))]), whole


def _cover(head: str, wanted: frozenset[str], digits: str, end: str) -> Iterator[str]:
    """The beginnings, from these digits on, that cover the wanted octets and no others."""
    starting = _STARTING[digits]
    if head and len(starting) > 1 and starting <= wanted:
        yield f"{head}{digits}*"
        return
    if digits in wanted:
        yield f"{head}{digits}{end}"
    for digit in "0123456789":
        if wanted & _STARTING.get(digits + digit, frozenset()):
            yield from _cover(head, wanted, f"{digits}{digit}", end)


def _branches(network: IPv4Network) -> Iterator[str]:
    head, octets, position = _split(network)
    start = "^" + head.replace(".", r"\.")
    if octets is None:
        yield start if position <= _LAST else f"{start}$"
        return
    for pattern in _digit_patterns(octets):
        yield f"{start}{pattern}" + (r"\." if position < _LAST else "$")


def _digit_patterns(octets: frozenset[str]) -> list[str]:
    """Few expressions such as `1[6-9]` that together match these octets; digits are merged from the last on."""
    patterns = {tuple(octet) for octet in octets}
    for from_end in (1, 2, 3):
        merged: dict[tuple[tuple[str, ...], tuple[str, ...]], str] = {}
        for pattern in sorted(patterns, key=lambda pattern: (len(pattern), pattern)):
            at = len(pattern) - from_end
            if at < 0:
                merged[(pattern, ())] = ""
            else:
                around = pattern[:at], pattern[at + 1 :]
                merged[around] = merged.get(around, "") + pattern[at]
        patterns = {(*before, digits, *after) if digits else before for (before, after), digits in merged.items()}
    return ["".join(map(_digit_class, pattern)) for pattern in sorted(patterns, key=lambda p: (len(p), p))]


def _digit_class(digits: str) -> str:
    return digits if len(digits) == 1 else f"[{digits[0]}-{digits[-1]}]"
