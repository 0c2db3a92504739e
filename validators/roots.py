"""The roots by which public AWS endpoints are trusted: Amazon's five in place of the hundred and more of a browser.

Each new connection reads the whole file again, which takes ten times longer than the call it is for:
https://github.com/boto/botocore/issues/3171. The certificates are taken from the file that botocore would have read, so
nothing is trusted that was not trusted before. This is no pinning, which Amazon advises against: where the five do not
do, `validators/clients.py` goes back to all of them.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import ssl
import tempfile
import weakref
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

AMAZON_ROOTS = frozenset(
    {
        "8ecde6884f3d87b1125ba31ac3fcb13d7016de7f57cc904fe1cb97c6ae98196e",  # Amazon Root CA 1
        "1ba5b2aa8c65401a82960118f80bec4f62304d83cec4713a19c39c011ea46db4",  # Amazon Root CA 2
        "18ce6cfe7bf14e60b2e347b8dfe868cb31d02ebb3ada271569f50343b46db3a4",  # Amazon Root CA 3
        "e35d28419ed02025cfa69038cd623962458da5c695fbdea3c22b0bfb25897092",  # Amazon Root CA 4
        "568d6905a2c88708a4b3025190edcfedb1974a606a13c6e5290fcb2ae63edab5",  # Starfield Services Root CA - G2
    }
)
"""SHA-256 of each certificate; Amazon asks for all five: https://www.amazontrust.com/repository/"""

_CHOSEN_BY_THE_USER = (
    "AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR", "HTTPS_PROXY",
)  # fmt: skip
"""Who sets one of these may need other roots: a proxy that looks into TLS shows a certificate of its own."""
_ENDPOINT = "AWS_ENDPOINT_URL"
_CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", re.DOTALL)


def are_enough(environment: Mapping[str, str]) -> bool:
    """Whether the user leaves it to us which roots are trusted, and asks AWS itself."""
    names = {name.upper() for name, value in environment.items() if value}
    return not names.intersection(_CHOSEN_BY_THE_USER) and not any(name.startswith(_ENDPOINT) for name in names)


def is_public(url: str) -> bool:
    """Whether this is an endpoint of the partition `aws`, whose certificates Amazon's roots sign."""
    parts = urlsplit(url)
    return parts.scheme == "https" and (parts.hostname or "").endswith(".amazonaws.com")


class Roots:
    """A file of Amazon's roots in a folder that only this user may enter. `path` is None where not all are known."""

    def __init__(self, everything: Path) -> None:
        self.path: str | None = None
        self._removal: weakref.finalize[..., Roots] | None = None
        found = {digest: text for digest, text in _certificates(everything) if digest in AMAZON_ROOTS}
        if len(found) == len(AMAZON_ROOTS):
            with suppress(OSError):  # where nothing can be written, all roots do as well
                self._keep("\n".join(found.values()))

    def _keep(self, text: str) -> None:
        folder = tempfile.mkdtemp(prefix="trailbell-")
        self._removal = weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        path = os.path.join(folder, "amazon-roots.pem")  # noqa: PTH118 -- botocore takes text only
        _write(path, text)
        self.path = path

    def remove(self) -> None:
        """Leave nothing behind; done by itself where the run ends without it."""
        if self._removal is not None:
            self._removal()


def _certificates(path: Path) -> Iterator[tuple[str, str]]:
    """Digest and text of every certificate; none where the file cannot be read: botocore says so then."""
    try:
        text = path.read_text(encoding="ascii", errors="ignore")
    except OSError:
        return
    for found in _CERTIFICATE.findall(text):
        try:
            yield hashlib.sha256(ssl.PEM_cert_to_DER_cert(found)).hexdigest(), found
        except ValueError:
            continue


def _write(path: str, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text + "\n")
