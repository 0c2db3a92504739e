"""The page of all shipped alerts, made from the catalogue."""

from __future__ import annotations

from alerts.catalogue import catalogue, packs

_INTRODUCTION = """\
# Alerts

<!-- Made by `make docs` from alerts/catalogue/; change it there. -->

Every alert that Trailbell ships, by pack. A pack is named under `alerts.packs` of the configuration, a single alert
under `alerts.enable`. `threshold` is the number of events in `period` seconds that rings.
"""


def alerts_page() -> str:
    """docs/alerts.md."""
    names = [name for name in packs() if name != "all"]
    return "\n".join([_INTRODUCTION, *(_pack(name) for name in sorted(names))])


def _pack(name: str) -> str:
    header = ["| alert | rings when | severity | threshold | controls |", "| --- | --- | --- | --- | --- |"]
    return "\n".join([f"## {name} ({len(packs()[name])})", "", *header, *(_row(alert) for alert in packs()[name]), ""])


def _row(alert_id: str) -> str:
    alert = catalogue()[alert_id]
    sign = {"GreaterThanThreshold": "> ", "GreaterThanOrEqualToThreshold": ""}.get(alert.comparison, "")
    times = f"{sign}{alert.threshold:g} in {alert.period} s"
    return f"| `{alert.id}` | {alert.title} | {alert.severity} | {times} | {', '.join(alert.controls)} |"
