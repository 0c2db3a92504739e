"""The page of incident vendors, made from what is known of each, with its source."""

from __future__ import annotations

from pipeline.vendors import VENDORS, Vendor

_INTRODUCTION = """\
# Incident vendors

<!-- Made by `make docs` from pipeline/vendors.py; change it there. -->

What `vendor:` of a destination may be. Only what the named source says stands here; *unknown* means that no source says
it, and that Trailbell does not guess: set `confirms` and `signature_version` of the destination where you know better.
What a vendor does on INSUFFICIENT_DATA is unknown for all of them. Raw message delivery and signature version are how
Trailbell deploys the subscription and its topic.

An endpoint is held against its form before anything is deployed, in a variable as in a parameter (`ssm:/path`), and
when it is checked. Where your vendor gave you an endpoint of another form than stands here, write
`vendor: https`, which takes any, with `confirms` and `signature_version`.
"""


def vendors_page() -> str:
    """docs/vendors.md."""
    return "\n".join([_INTRODUCTION, *map(_section, VENDORS.values())])


def _section(vendor: Vendor) -> str:
    rows = (
        ("endpoint", vendor.endpoint),
        ("host", _expression(vendor.host)),
        ("path", _expression(vendor.path)),
        ("query parameters", ", ".join(f"`{name}`" for name in vendor.query) or "none needed"),
        ("name and password", {True: "needed", False: "refused", None: "taken"}[vendor.userinfo]),
        ("confirms by itself", _known(vendor.confirms)),
        ("how it is confirmed", vendor.confirmation),
        ("OK closes the incident", _known(vendor.resolves_on_ok)),
        ("raw message delivery", "on" if vendor.raw_message_delivery else "off"),
        ("signature version", vendor.signature_version),
        ("source", f"<{vendor.source}>"),
    )
    lines = [f"| {name} | {value} |" for name, value in rows]
    return "\n".join([f"## `{vendor.name}`: {vendor.title}", "", "| | |", "| --- | --- |", *lines, ""])


def _expression(pattern: str | None) -> str:
    return f"`{pattern}`".replace("|", "\\|") if pattern else "*unknown*, so any is taken"


def _known(value: bool | None) -> str:
    return {True: "yes", False: "no", None: "*unknown*"}[value]
