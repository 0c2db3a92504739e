"""When something was, as CloudWatch writes it: in words, and as the hours around it in a link to its events."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

AFTER = timedelta(hours=1)
"""What belongs to an alarm may be recorded after it: CloudTrail delivers within minutes, mostly."""

_RELATIVE = re.compile(r"end~0~start~-(\d{1,7})~timeType~'RELATIVE~unit~'seconds")


def words(time: str) -> str:
    """A time that a person reads at a glance, in UTC; what is no time stays as it is."""
    moment = _moment(time)
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC" if moment else time


def around(link: str, time: str) -> str:
    """A link to events of the last hours, from when it is clicked, becomes one to those hours before this time.

    A message is read again days later. The form of such links is not documented; the console writes it.
    """
    moment, found = _moment(time), _RELATIVE.search(link)
    if moment is None or found is None:
        return link
    try:
        start, end = moment - timedelta(seconds=int(found[1])), moment + AFTER
    except OverflowError:
        return link
    hours = f"end~'{_in_a_link(end)}~start~'{_in_a_link(start)}~timeType~'ABSOLUTE~tz~'UTC"
    return link[: found.start()] + hours + link[found.end() :]


def _moment(time: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(time)
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _in_a_link(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H*3a%M*3a%S.000Z}"
