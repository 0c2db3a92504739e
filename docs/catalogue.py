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
    return "\n".join([_INTRODUCTION, *(_pack(name) for name in sorted(names)), _needing_parameters()])


def _pack(name: str) -> str:
    header = ["| alert | rings when | severity | threshold | controls |", "| --- | --- | --- | --- | --- |"]
    return "\n".join([f"## {name} ({len(packs()[name])})", "", *header, *(_row(alert) for alert in packs()[name]), ""])


def _needing_parameters() -> str:
    """The alerts that are in no pack, because they have to know something first."""
    alerts = [alert for alert in catalogue().values() if alert.parameters]
    header = ["| alert | rings when | severity | parameter | what to give |", "| --- | --- | --- | --- | --- |"]
    rows = [
        f"| `{alert.id}` | {alert.title} | {alert.severity} | `{name}` | {needed.description} |"
        for alert in alerts
        for name, needed in alert.parameters.items()
    ]
    title = f"## Off until parameters are given ({len(alerts)})"
    return "\n".join([title, "", "They are given under `alerts.parameters`, by alert.", "", *header, *rows, ""])


def _row(alert_id: str) -> str:
    alert = catalogue()[alert_id]
    sign = {"GreaterThanThreshold": "> ", "GreaterThanOrEqualToThreshold": ""}.get(alert.comparison, "")
    times = f"{sign}{alert.threshold:g} in {alert.period} s"
    return f"| `{alert.id}` | {alert.title} | {alert.severity} | {times} | {', '.join(alert.controls)} |"
