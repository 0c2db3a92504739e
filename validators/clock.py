"""The time by which health is judged: of this machine, or given where a test or a replay needs another one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

DAY = timedelta(hours=24)


def time_of(now: datetime | None) -> datetime:
    """The given time, else the present one; whole seconds, in UTC."""
    return (now or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)


def shown(moment: datetime) -> str:
    """A time as reports show it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
