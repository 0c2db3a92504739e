"""What AWS answered to a check, written down call by call, so that a server can say it again for any account.

The account's id is twelve digits wherever it stands, in names as in ARNs: another account's answers are the same bytes
with another id. Times in a request are left out of its key, for they are others in every run.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from validators.clients import Clients

_SCOPE = re.compile(r"Credential=[^/]*/[0-9]*/([a-z0-9-]+)/([a-z0-9-]+)/")
_ACTION = re.compile(rb"(?:^|&)Action=([A-Za-z]+)")
_TIMES = re.compile(rb"20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9%:.AZ+-]*|(?<=[^0-9])1[0-9]{9}(?:\.[0-9]+)?(?=[^0-9])")
_KEPT_HEADERS = ("content-type", "x-amz-bucket-region")


def keys(method: str, target: str, headers: Mapping[str, str], body: bytes, account: str) -> tuple[str, str]:
    """What a request is known by: exactly, and by its operation alone."""
    lower = {name.lower(): value for name, value in headers.items()}
    scope = _SCOPE.search(lower.get("authorization", ""))
    region, service = scope.groups() if scope else ("", "")
    action = _ACTION.search(body)
    name = lower.get("x-amz-target") or (action[1].decode() if action else f"{method} {target}")
    operation = f"{region} {service} {name}".replace(account, "@")
    exact = _TIMES.sub(b"", body.replace(account.encode(), b"@"))
    return f"{operation} {target.replace(account, '@')} {hashlib.sha256(exact).hexdigest()}", operation


NAME = "production"
"""The account that is written down, as trailbell.yaml calls it."""


def name_of(account: str) -> str:
    """What another account is called; as long as NAME, since AWS's texts are cut to a length."""
    return f"acct-{account[-5:]}"


@dataclass
class Recording:
    """Answers by key. `account` is whose they were, `variables` the endpoints of that deployment."""

    account: str
    variables: dict[str, str] = field(default_factory=dict)
    answers: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)

    def answer(self, key: str, account: str) -> tuple[int, dict[str, str], bytes] | None:
        """The answer to an account, if one was recorded."""
        if key not in self.answers:
            return None
        status, kept, body = self.answers[key]
        renamed = body.replace(NAME.encode(), name_of(account).encode())
        return status, kept, renamed.replace(self.account.encode(), account.encode())

    def save(self, path: Path) -> None:
        """Write it as JSON."""
        answers = {
            key: (status, kept, base64.b64encode(body).decode()) for key, (status, kept, body) in self.answers.items()
        }
        path.write_text(
            json.dumps({"account": self.account, "variables": self.variables, "answers": answers}), encoding="utf-8"
        )

    @classmethod
    def load(cls, path: Path) -> Recording:
        """Read it back."""
        document = json.loads(path.read_text(encoding="utf-8"))
        answers = {
            key: (status, kept, base64.b64decode(body)) for key, (status, kept, body) in document["answers"].items()
        }
        return cls(document["account"], document["variables"], answers)


class Recorder(Clients):
    """Clients that write down what they are answered."""

    def __init__(self, account: str, variables: dict[str, str]) -> None:
        super().__init__()
        self.recording = Recording(account, variables)
        self._request = threading.local()

    def build(self, service: str, region: str) -> Any:
        """A client that is listened to."""
        client = super().build(service, region)
        client.meta.events.register("before-send", self._sent)
        client.meta.events.register("after-call", self._answered)
        return client

    def _sent(self, request: Any, **_: Any) -> None:
        headers = {
            name: value.decode() if isinstance(value, bytes) else value for name, value in request.headers.items()
        }
        body = request.body or b""
        target = "/" + request.url.partition("://")[2].partition("/")[2]
        body = body if isinstance(body, bytes) else body.encode()
        self._request.keys = keys(request.method, target, headers, body, self.recording.account)

    def _answered(self, http_response: Any, **_: Any) -> None:
        kept = {name: value for name, value in http_response.headers.items() if name.lower() in _KEPT_HEADERS}
        for key in self._request.keys:
            self.recording.answers.setdefault(key, (http_response.status_code, kept, http_response.content))
