"""The forwarder's code as Lambda takes it: a zip that has the same bytes on every machine, and so one hash.

Not compressed, for compression differs from one version of zlib to the next; no date, no owner, no order of the disk.
"""

from __future__ import annotations

import base64
import hashlib
import io
import zipfile
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "forwarder"

_EARLIEST = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_READABLE = 0o100644 << 16


@cache
def archive() -> bytes:
    """The zip with the forwarder's folder."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as file:
        for path in sorted(FOLDER.glob("*.py"), key=lambda path: path.name):
            entry = zipfile.ZipInfo(f"{FOLDER.name}/{path.name}", _EARLIEST)
            entry.create_system, entry.external_attr = _UNIX, _READABLE
            file.writestr(entry, path.read_bytes().replace(b"\r\n", b"\n"))
    return written.getvalue()


@cache
def code_sha256() -> str:
    """Its SHA-256 as Lambda shows it, in base64.

    https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html
    """
    return base64.b64encode(hashlib.sha256(archive()).digest()).decode()
