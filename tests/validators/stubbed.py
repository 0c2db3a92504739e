"""Answers that were written down, for what the local AWS cannot show: pages, rare settings, odd answers.

botocore's Stubber holds both the calls and the answers against AWS's own description of the service.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from botocore.credentials import ReadOnlyCredentials
from botocore.stub import Stubber

from tests.validators.designed import designed
from validators.session import Clients, Session


class StubbedClients(Clients):
    """Clients that answer what they were told to, in that order, and no other call.

    `given` are the credentials that each call was to be signed with; None are the caller's own.
    """

    def __init__(self, real: Clients) -> None:
        super().__init__()
        self._real = real
        self.given: list[ReadOnlyCredentials | None] = []
        self._stubs: dict[str, tuple[Any, Stubber]] = {}

    def client(self, service: str, region: str) -> Any:
        return self._stub(service)[0]

    def begin(self, read: Callable[[], object]) -> None:
        """Answers stand in the order of the calls, so that none is made ahead of it."""

    @contextmanager
    def signing(self, credentials: ReadOnlyCredentials | None) -> Iterator[None]:
        self.given.append(credentials)
        with self._real.signing(credentials):
            yield

    def answer(self, service: str, operation: str, answer: dict[str, Any], **expected: Any) -> None:
        """The next answer of a service; `expected` are the parameters of the call."""
        self._stub(service)[1].add_response(operation, answer, expected)

    def refuse(self, service: str, operation: str, code: str, message: str = "") -> None:
        """Let the next call of a service fail."""
        self._stub(service)[1].add_client_error(operation, code, message)

    def assert_no_pending_responses(self) -> None:
        for _, stub in self._stubs.values():
            stub.assert_no_pending_responses()

    def _stub(self, service: str) -> tuple[Any, Stubber]:
        if service not in self._stubs:
            client = self._real.build(service, "eu-west-1")
            stub = Stubber(client)
            stub.activate()
            self._stubs[service] = client, stub
        return self._stubs[service]


def stubbed_session(clients: StubbedClients) -> Session:
    """A session into an account that exists on paper only."""
    return Session(designed().account, clients)
