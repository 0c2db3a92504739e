"""Hands messages to receivers outside the API call that caused them, as SNS does.

One worker for each subscription: its messages arrive in order, and a receiver that hangs holds up nobody else.
It does not retry.
"""

import threading
from collections.abc import Callable
from queue import SimpleQueue

Send = Callable[[], object]


class Deliveries:
    """`send` callables must not raise: a worker that meets an exception ends."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._queues: dict[str, SimpleQueue[Send | None]] = {}

    def submit(self, subscription_arn: str, send: Send) -> None:
        with self._lock:
            if subscription_arn not in self._queues:
                self._queues[subscription_arn] = self._start_worker()
            self._queues[subscription_arn].put(send)

    def forget(self) -> None:
        """End every worker once it has sent what it already holds."""
        with self._lock:
            for queue in self._queues.values():
                queue.put(None)
            self._queues.clear()

    @staticmethod
    def _start_worker() -> SimpleQueue[Send | None]:
        queue: SimpleQueue[Send | None] = SimpleQueue()

        def work() -> None:
            while (send := queue.get()) is not None:
                send()

        threading.Thread(target=work, name="sns-delivery", daemon=True).start()
        return queue


deliveries = Deliveries()
