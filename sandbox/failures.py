"""Which calls are to fail, as asked through the control address; knows nothing of HTTP or moto."""

import threading
from dataclasses import dataclass, fields
from fnmatch import fnmatchcase
from typing import Any

MAX_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Call:
    """One API call: the service by boto3's name, the operation and account as AWS writes them."""

    service: str
    operation: str
    account: str
    region: str


@dataclass(frozen=True, slots=True)
class Failure:
    """Which calls fail, and how. `service`, `operation` and `account` may hold `*`.

    error: "AccessDenied" or "Throttling" (in the service's own spelling), "Hang" (answers properly, `seconds` late),
           or any other AWS error code, sent as it is
    times: how many calls fail before the rest succeed; None for all
    """

    service: str = "*"
    operation: str = "*"
    account: str = "*"
    error: str = "AccessDenied"
    seconds: float = 0.0
    times: int | None = None

    def __post_init__(self) -> None:
        for name in ("service", "operation", "account", "error"):
            if not isinstance(getattr(self, name), str) or not getattr(self, name):
                raise ValueError(f"{name} must be text, not {getattr(self, name)!r}")
        if isinstance(self.seconds, bool) or not isinstance(self.seconds, int | float):
            raise ValueError(f"seconds must be a number, not {self.seconds!r}")
        if not 0 <= self.seconds <= MAX_SECONDS:
            raise ValueError(f"seconds must be between 0 and {MAX_SECONDS:g}, not {self.seconds!r}")
        if self.times is not None and (type(self.times) is not int or self.times < 1):
            raise ValueError(f"times must be a whole number from 1, or null for all calls, not {self.times!r}")

    @classmethod
    def read(cls, asked: dict[str, Any]) -> "Failure":
        """From its JSON form. ValueError names what is wrong."""
        known = [field.name for field in fields(cls)]
        if unknown := sorted(set(asked) - set(known)):
            raise ValueError(f"a failure has no {', '.join(unknown)}; it has {', '.join(known)}")
        return cls(**asked)

    def concerns(self, call: Call) -> bool:
        asked = ((call.service, self.service), (call.operation, self.operation), (call.account, self.account))
        return all(fnmatchcase(got, wanted) for got, wanted in asked)


class Failures:
    """The failures in force. Threads share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failures: list[tuple[Failure, list[Call]]] = []
        self._cleared = threading.Event()

    def __bool__(self) -> bool:
        return bool(self._failures)

    def add(self, failure: Failure) -> None:
        with self._lock:
            self._failures.append((failure, []))

    def clear(self) -> None:
        """Nothing fails any more; calls that hang go on at once."""
        with self._lock:
            self._failures.clear()
            self._cleared.set()
            self._cleared = threading.Event()

    def take(self, call: Call) -> Failure | None:
        """The failure this call meets, counted; the first that was asked for wins."""
        with self._lock:
            for failure, met in self._failures:
                if failure.concerns(call) and (failure.times is None or len(met) < failure.times):
                    met.append(call)
                    return failure
        return None

    def hang(self, seconds: float) -> None:
        self._cleared.wait(seconds)
