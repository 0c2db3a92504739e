"""IPv4 networks as texts with asterisks and as regular expressions, held against the standard library."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.network import globs, regex
from alerts.pattern import parse
from alerts.pattern.value_match import compile_glob

addresses = st.integers(0, 2**32 - 1).map(IPv4Address)


def around(network: IPv4Network) -> list[IPv4Address]:
    """The first and last addresses, and those just outside."""
    first, last = int(network.network_address), int(network.broadcast_address)
    return [IPv4Address(number) for number in (first - 1, first, last, last + 1) if 0 <= number < 2**32]


def found(network: IPv4Network, address: object) -> int:
    """How many of the network's texts the address is."""
    return sum(compile_glob(glob)(str(address)) for glob in globs(network))


def searched(network: IPv4Network, address: object) -> bool:
    return parse(f"{{ $.ip = %{regex([network])}% }}").matches_event({"ip": str(address)})


@pytest.mark.parametrize("length", range(33))
@settings(max_examples=40, deadline=None)
@given(addresses, addresses)
def test_an_address_is_told_as_the_standard_library_tells_it(
    length: int, base: IPv4Address, stranger: IPv4Address
) -> None:
    network = IPv4Network((base, length), strict=False)
    for address in (base, stranger, *around(network)):
        assert found(network, address) == searched(network, address) == (address in network)


@pytest.mark.parametrize("length", range(33))
@pytest.mark.parametrize(
    "text", ["2001:db8::1", "::ffff:10.0.0.1", "10:16::1", "iam.amazonaws.com", "AWS Internal", ""]
)
def test_nothing_but_an_ipv4_address_is_in_a_network(length: int, text: str) -> None:
    network = IPv4Network((IPv4Address("10.16.32.64"), length), strict=False)
    assert not found(network, text)
    assert not searched(network, text)


@pytest.mark.parametrize(
    ("network", "texts"),
    [
        ("10.0.0.0/8", ["10.*"]),
        ("172.16.0.0/16", ["172.16.*"]),
        ("203.0.113.0/24", ["203.0.113.*"]),
        ("203.0.113.7/32", ["203.0.113.7"]),
        ("200.0.0.0/5", ["200.*", "201.*", "202.*", "203.*", "204.*", "205.*", "206.*", "207.*"]),
        ("10.16.0.0/14", ["10.16.*", "10.17.*", "10.18.*", "10.19.*"]),
        ("10.0.0.0/30", ["10.0.0.0", "10.0.0.1", "10.0.0.2", "10.0.0.3"]),
        ("10.0.0.0/22", ["10.0.0.*", "10.0.1.*", "10.0.2.*", "10.0.3.*"]),
    ],
)
def test_a_network_is_few_beginnings(network: str, texts: list[str]) -> None:
    assert list(globs(IPv4Network(network))) == texts


def test_octets_that_begin_alike_share_one_text() -> None:
    texts = globs(IPv4Network("10.0.0.0/18"))
    assert "10.0.3*" in texts  # 3 and 30 to 39
    assert len(texts) == 34


def test_the_first_octet_always_ends_in_a_period_or_an_ipv6_address_would_match() -> None:
    assert {text for text in globs(IPv4Network("0.0.0.0/1")) if not text.endswith(".*")} == set()


@pytest.mark.parametrize(
    ("networks", "expression"),
    [
        (["10.0.0.0/8"], r"^10\."),
        (["203.0.113.7/32"], r"^203\.0\.113\.7$"),
        (["172.16.0.0/12"], r"^172\.1[6-9]\.|^172\.2[0-9]\.|^172\.3[0-1]\."),
        (["10.0.0.64/26"], r"^10\.0\.0\.6[4-9]$|^10\.0\.0\.[7-9][0-9]$|^10\.0\.0\.1[0-1][0-9]$|^10\.0\.0\.12[0-7]$"),
        (["10.0.0.0/8", "192.168.0.0/16"], r"^10\.|^192\.168\."),
    ],
)
def test_a_network_is_one_regular_expression(networks: list[str], expression: str) -> None:
    assert regex(map(IPv4Network, networks)) == expression


@pytest.mark.parametrize("length", range(33))
def test_the_longest_regular_expression_leaves_room_for_a_condition(length: int) -> None:
    assert len(regex([IPv4Network((IPv4Address("255.255.255.255"), length), strict=False)])) <= 120
