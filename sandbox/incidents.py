"""What an incident vendor makes of the alarm messages it receives; knows nothing of HTTP.

ALARM opens an incident, a repeated ALARM is a duplicate of it, OK closes it, anything else changes nothing.
"""

import datetime
import threading
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

MAX_KEPT = 1000


@dataclass(frozen=True, slots=True)
class Incident:
    """`integration` is the first segment of the endpoint's path: the rest of it may be a key."""

    id: int
    integration: str
    alarm: str
    alarm_arn: str
    account: str
    region: str
    reason: str
    status: Literal["open", "closed"]
    opened_at: str
    closed_at: str | None = None
    duplicates: int = 0


class Incidents:
    """Threads share it. Keeps the newest `MAX_KEPT`; a message is known by its MessageId and taken once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.forget()

    def forget(self) -> None:
        with self._lock:
            self._incidents: dict[int, Incident] = {}
            self._open: dict[tuple[str, str], int] = {}
            self._message_ids: dict[tuple[str, str], None] = {}
            self._last_id = 0
            self._ignored = 0

    def receive(self, endpoint: str, message_id: str, alarm: dict[str, Any]) -> None:
        """`endpoint` is the path an integration was given, `alarm` the message, empty if it was no alarm message."""
        with self._lock:
            if (endpoint, message_id) in self._message_ids:
                return
            self._message_ids[endpoint, message_id] = None
            _drop_oldest(self._message_ids)
            key = (endpoint, str(alarm.get("AlarmArn")))
            match alarm.get("NewStateValue"):
                case "ALARM" if key in self._open:
                    self._change(key, duplicates=self._incidents[self._open[key]].duplicates + 1)
                case "ALARM":
                    self._begin(key, alarm)
                case "OK" if key in self._open:
                    self._change(key, status="closed", closed_at=_now())
                    del self._open[key]
                case _:
                    self._ignored += 1

    def report(self) -> dict[str, Any]:
        """{"incidents": [an Incident's fields, oldest first], "ignored": messages that changed nothing}"""
        with self._lock:
            return {"incidents": [asdict(one) for one in self._incidents.values()], "ignored": self._ignored}

    def _begin(self, key: tuple[str, str], alarm: dict[str, Any]) -> None:
        self._last_id += 1
        self._incidents[self._last_id] = Incident(
            id=self._last_id,
            integration=key[0].strip("/").split("/")[0],
            alarm=str(alarm.get("AlarmName")),
            alarm_arn=key[1],
            account=str(alarm.get("AWSAccountId")),
            region=str(alarm.get("Region")),
            reason=str(alarm.get("NewStateReason")),
            status="open",
            opened_at=_now(),
        )
        self._open[key] = self._last_id
        if len(self._incidents) > MAX_KEPT:
            oldest = next(iter(self._incidents))
            del self._incidents[oldest]
            self._open = {one: number for one, number in self._open.items() if number != oldest}

    def _change(self, key: tuple[str, str], **changes: Any) -> None:
        number = self._open[key]
        self._incidents[number] = replace(self._incidents[number], **changes)


def _drop_oldest(kept: dict[tuple[str, str], None]) -> None:
    if len(kept) > MAX_KEPT:
        del kept[next(iter(kept))]


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")
