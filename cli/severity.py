"""How severities look on a terminal."""

from __future__ import annotations

from alerts.alert import Severity

STYLES = {Severity.critical: "bold red", Severity.high: "red", Severity.medium: "yellow", Severity.low: "dim"}
