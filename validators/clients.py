"""AWS clients of one run: one for each service and region, which all accounts share, and with it its connections.

A new client costs milliseconds and each of its connections a TLS handshake; a thousand accounts would pay both tens of
thousands of times, and keep the memory. So a client has no credentials of its own: a call is signed with those that
`signing` names, for the calling thread alone. A call outside of it is refused.

They are boto3's clients without what boto3 puts around them, the transfer of files: it takes longer to import than a
check of one account should take in all.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from botocore.config import Config
from botocore.credentials import CredentialProvider, Credentials, ReadOnlyCredentials
from botocore.exceptions import BotoCoreError, NoCredentialsError
from botocore.httpsession import get_cert_path

from validators.calls_of_later_botocore import extended
from validators.local_endpoint import reach_by_address
from validators.roots import Roots, are_enough, is_public
from validators.silence import Silence

CONNECTIONS = 32
"""How many connections to one endpoint are kept open: as many as there are threads to use them."""

RENEWED_SECONDS = 45 * 60
"""A role that was assumed by another role is left after an hour at most:
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining"""

_CONFIG = Config(
    connect_timeout=5,
    read_timeout=10,
    retries={"mode": "standard", "total_max_attempts": 5},
    max_pool_connections=CONNECTIONS,
    user_agent_extra="trailbell",
)


class _StoppedError(BotoCoreError):  # type: ignore[misc]
    fmt = "the check was interrupted"


class _InTurn(Credentials):  # type: ignore[misc]
    """The credentials of the account that the calling thread is in."""

    def __init__(self, own: Credentials | None) -> None:
        super().__init__("", "")
        self._own = own
        self.current: ContextVar[ReadOnlyCredentials | None] = ContextVar("credentials")

    def get_frozen_credentials(self) -> ReadOnlyCredentials:
        given = self.current.get()  # outside of `signing` this is a LookupError: nothing is signed by accident
        if given is None and self._own is None:
            raise NoCredentialsError
        return self._own.get_frozen_credentials() if given is None and self._own is not None else given


class _InTurnProvider(CredentialProvider):  # type: ignore[misc]
    """Gives botocore the credentials above."""

    METHOD = "custom-in-turn"

    def __init__(self, credentials: _InTurn) -> None:
        super().__init__()
        self._credentials = credentials

    def load(self) -> _InTurn:
        return self._credentials


class Clients:
    """The clients of one run. Building one is not thread-safe in botocore, using one is."""

    def __init__(self) -> None:
        self.silence = Silence()
        self._session: Any = None
        self._credentials: _InTurn | None = None
        self._clients: dict[tuple[str, str], Any] = {}
        self._lock = threading.RLock()
        self._stopped = threading.Event()
        self._roots: Roots | None = None
        self._shared: dict[str, tuple[float, ReadOnlyCredentials | Exception]] = {}
        self._sharing = threading.Lock()
        self._background: ThreadPoolExecutor | None = None
        self._small = are_enough(os.environ)
        self._trusting_few: list[Any] = []

    def client(self, service: str, region: str) -> Any:
        """The client for a service in a region; calls are made inside of `signing`."""
        with self._lock:
            if (service, region) not in self._clients:
                self._clients[service, region] = self.build(service, region)
            return self._clients[service, region]

    def build(self, service: str, region: str) -> Any:
        """A client that nobody else has."""
        with self._lock:
            session, small = self._opened(), self._small_bundle()
            client = session.create_client(service, region_name=region, config=_CONFIG, verify=small)
            if small and is_public(client.meta.endpoint_url):
                self._trusting_few.append(client)
            elif small:
                client = session.create_client(service, region_name=region, config=_CONFIG)
        client.meta.events.register("before-send", self._refuse_when_stopped)
        reach_by_address(client)
        return client

    @contextmanager
    def signing(self, credentials: ReadOnlyCredentials | None) -> Iterator[None]:
        """Sign this thread's calls with these credentials; with None, with the caller's own."""
        with self._lock:
            self._opened()
        assert self._credentials is not None  # noqa: S101 -- opened with the session
        token = self._credentials.current.set(credentials)
        try:
            yield
        finally:
            self._credentials.current.reset(token)

    def shared(self, role_arn: str, assume: Callable[[], ReadOnlyCredentials]) -> ReadOnlyCredentials:
        """The credentials of a role that all accounts are reached through, assumed once; refused once, it stays so."""
        with self._sharing:
            since, found = self._shared.get(role_arn, (0.0, None))
            if found is None or (not isinstance(found, Exception) and time.monotonic() - since > RENEWED_SECONDS):
                try:
                    found = assume()
                except Exception as refused:  # noqa: BLE001 -- raised again, here and for every other account
                    found = refused
                self._shared[role_arn] = (time.monotonic(), found)
        if isinstance(found, Exception):
            raise found
        return found

    def begin(self, read: Callable[[], object]) -> None:
        """Begin a read in the background; what it gives, or fails with, nobody is told."""
        with self._lock:
            if self._stopped.is_set():
                return
            self._background = self._background or ThreadPoolExecutor(CONNECTIONS)
            self._background.submit(read)

    def trust_all_roots(self, client: Any) -> bool:
        """Let clients be built anew that trust what botocore trusts; False where this one does already."""
        with self._lock:
            if not any(one is client for one in self._trusting_few):
                return False
            if self._small:
                self._small = False
                self._clients.clear()
            return True

    def stop(self) -> None:
        """Let no request begin any more: of an interrupted run only the calls under way are left."""
        self._stopped.set()
        if self._background is not None:
            self._background.shutdown(wait=False, cancel_futures=True)
        if self._roots is not None:
            self._roots.remove()

    def _opened(self) -> Any:
        # Not in the constructor: a profile that does not exist is refused here, where refusals are explained.
        if self._session is None:
            session = extended()
            # What STS's global endpoint gives is refused in regions that an account has to opt in to:
            # https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_enable-regions.html
            session.set_config_variable("sts_regional_endpoints", "regional")
            resolver = session.get_component("credential_provider")
            self._credentials = _InTurn(resolver.load_credentials())
            resolver.providers.insert(0, _InTurnProvider(self._credentials))
            self._small = self._small and session.get_config_variable("ca_bundle") is None
            self._session = session
        return self._session

    def _small_bundle(self) -> str | None:
        if not self._small or self._stopped.is_set():
            return None
        self._roots = self._roots or Roots(Path(get_cert_path(True)))
        return self._roots.path

    def _refuse_when_stopped(self, **_: Any) -> None:
        if self._stopped.is_set():
            raise _StoppedError
