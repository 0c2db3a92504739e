"""Signature Version 4 of a request to AWS: a POST of JSON to `/`, all that the forwarder sends there.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

ALGORITHM = "AWS4-HMAC-SHA256"


@dataclass(frozen=True, slots=True, repr=False)
class Signer:
    """Signs for one service in one region, with what the function's role is given; it shows nothing of that."""

    service: str
    region: str
    access_key: str
    secret_key: str
    token: str = ""

    def signed(self, headers: Mapping[str, str], body: bytes, now: datetime) -> dict[str, str]:
        """The headers with those of the signature; `headers` hold `host`, `now` is in UTC."""
        stamp = now.strftime("%Y%m%dT%H%M%SZ")
        every = {name.lower(): value for name, value in headers.items()} | {"x-amz-date": stamp}
        if self.token:
            every["x-amz-security-token"] = self.token
        names = ";".join(sorted(every))
        listed = "".join(f"{name}:{every[name].strip()}\n" for name in sorted(every))
        request = f"POST\n/\n\n{listed}\n{names}\n{hashlib.sha256(body).hexdigest()}"
        scope = f"{stamp[:8]}/{self.region}/{self.service}/aws4_request"
        text = f"{ALGORITHM}\n{stamp}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
        credential = f"Credential={self.access_key}/{scope}, SignedHeaders={names}"
        return every | {"authorization": f"{ALGORITHM} {credential}, Signature={self._signature(scope, text)}"}

    def _signature(self, scope: str, text: str) -> str:
        key = f"AWS4{self.secret_key}".encode()
        for part in (*scope.split("/"), text):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        return key.hex()
