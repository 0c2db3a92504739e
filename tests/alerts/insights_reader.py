"""A small reader of Logs Insights' filter command: enough of its documented rules to try a query on events.

A missing field equals nothing, is like nothing and differs from everything; booleans are 1 and 0; null is missing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from ipaddress import AddressValueError, IPv4Address, IPv4Network

_TOKEN = re.compile(r'\s*("(?:[^"\\]|\\.)*"|/(?:[^/\\]|\\.)*/|`[^`]*`|[\w@.]+|!=|<=|>=|[=<>()\[\],])')
Event = Mapping[str, object]


def flattened(value: object, name: str = "") -> Iterator[tuple[str, str]]:
    """The fields that Insights discovers, with the text of their values."""
    match value:
        case Mapping():
            for key, child in value.items():
                yield from flattened(child, f"{name}.{key}" if name else key)
        case list():
            for number, child in enumerate(value):
                yield from flattened(child, f"{name}.{number}")
        case bool():
            yield name, str(int(value))
        case str() | int() | float():
            yield name, str(value)


def shows(condition: str, event: Event) -> bool:
    """Whether a filter command with this condition shows the event."""
    fields = dict(flattened(event)) | {"@message": json.dumps(event, separators=(",", ":"), ensure_ascii=False)}
    reader = _Reader(_TOKEN.findall(condition), fields)
    verdict = reader.either()
    assert not reader.tokens, f"not read to the end: {reader.tokens}"
    return verdict


class _Reader:
    def __init__(self, tokens: list[str], fields: dict[str, str]) -> None:
        self.tokens = tokens
        self.fields = fields

    def take(self) -> str:
        return self.tokens.pop(0)

    def accept(self, token: str) -> bool:
        if self.tokens and self.tokens[0] == token:
            self.tokens.pop(0)
            return True
        return False

    def either(self) -> bool:
        verdict = self.both()
        while self.accept("or"):
            verdict = self.both() or verdict
        return verdict

    def both(self) -> bool:
        verdict = self.one()
        while self.accept("and"):
            verdict = self.one() and verdict
        return verdict

    def one(self) -> bool:
        if self.accept("not"):
            return not self.one()
        if self.accept("("):
            verdict = self.either()
            assert self.take() == ")"
            return verdict
        if self.tokens[0] in {"ispresent", "isIpv4InSubnet"}:
            return self.function()
        return self.comparison(self.fields.get(self.take().strip("`")), self.take())

    def function(self) -> bool:
        function, _, name = self.take(), self.take(), self.take()
        value = self.fields.get(name.strip("`"))
        network = self.take() and self.take() if function == "isIpv4InSubnet" else ""
        assert self.take() == ")"
        return value is not None if function == "ispresent" else inside(value, network.strip('"'))

    def comparison(self, value: str | None, operator: str) -> bool:
        if operator == "in":
            assert self.take() == "["
            options = []
            while not self.accept("]"):
                options.append(literal(self.take()))
                self.accept(",")
            return value in options
        right = self.take()
        if operator == "like":
            return value is not None and re.search(right[1:-1].replace("\\/", "/"), value) is not None
        if operator == "!=":
            return value != literal(right)
        if operator == "=":
            return value is not None and (value == literal(right) or same_number(value, right))
        number = as_number(value)
        return (
            number is not None
            and {
                "<": number < float(right),
                "<=": number <= float(right),
                ">": number > float(right),
                ">=": number >= float(right),
            }[operator]
        )


def literal(token: str) -> str:
    return re.sub(r"\\(.)", r"\1", token[1:-1]) if token.startswith('"') else token


def as_number(value: str | None) -> float | None:
    try:
        return float(value or "")
    except ValueError:
        return None


def same_number(value: str, right: str) -> bool:
    return not right.startswith('"') and as_number(value) == as_number(right)


def inside(value: str | None, network: str) -> bool:
    try:
        return IPv4Address(value or "") in IPv4Network(network)
    except AddressValueError:
        return False
