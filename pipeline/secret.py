"""Secrets by reference. A vendor's address holds its key, so it stands nowhere: it is referred to, and shown as scheme,
host and a fingerprint.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import assert_never
from urllib.parse import urlsplit

_ENVIRONMENT = re.compile(r"env:([A-Za-z_][A-Za-z0-9_]*)")
_PARAMETER = re.compile(r"ssm:(/[A-Za-z0-9_.\-/]+)")
_PASSWORD = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*://[^:/?#@]*):[^/?#]*@")
_RESERVED = frozenset(
    {"source", "version", "providers", "count", "for_each", "lifecycle", "depends_on", "locals", "s3_use_path_style"}
)
"""https://developer.hashicorp.com/terraform/language/block/variable, and the stack's own variable."""

DIGEST_LENGTH = 12


@dataclass(frozen=True, slots=True)
class EnvironmentReference:
    """`env:NAME`: an environment variable, and the Terraform variable of that name."""

    name: str

    def __str__(self) -> str:
        return f"env:{self.name}"


@dataclass(frozen=True, slots=True)
class ParameterReference:
    """`ssm:/path`: a SecureString parameter of Systems Manager in the account itself."""

    path: str

    def __str__(self) -> str:
        return f"ssm:{self.path}"


Reference = EnvironmentReference | ParameterReference


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What may be shown of an address: `https://api.example.com/...#3f9a12bc77de`, the same for the same address."""

    scheme: str
    host: str
    digest: str

    def __str__(self) -> str:
        return f"{self.scheme}://{self.host}/...#{self.digest}"


Endpoint = Reference | Fingerprint


def reference(text: str) -> Reference:
    """Read a reference; raises ValueError without repeating the text, which may be the secret itself."""
    if match := _ENVIRONMENT.fullmatch(text):
        if match[1] in _RESERVED:
            raise ValueError(f"{match[1]} cannot be the name of a Terraform variable; choose another one")
        return EnvironmentReference(match[1])
    if match := _PARAMETER.fullmatch(text):
        return ParameterReference(match[1])
    if "://" in text:
        raise ValueError(
            "an address holds the vendor's key and must not stand here: put it into an environment variable and "
            "write env:NAME, or into a SecureString parameter and write ssm:/path"
        )
    raise ValueError("a secret is referred to as env:NAME or ssm:/path")


def fingerprint(url: str) -> Fingerprint:
    """What may be shown of this address; the same with the four asterisks that SNS shows in place of a password.

    https://github.com/hashicorp/terraform/issues/11108
    """
    compared = _PASSWORD.sub(r"\1:****@", url)
    digest = hashlib.sha256(compared.encode(errors="surrogatepass")).hexdigest()[:DIGEST_LENGTH]
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        host = None
    # Without a host even the scheme may be a piece of the secret, as in "key:value".
    return Fingerprint(parts.scheme, host, digest) if host else Fingerprint("unknown", "unknown", digest)


def kind(endpoint: Endpoint) -> str:
    """How the endpoint is given, for messages."""
    match endpoint:
        case EnvironmentReference(name):
            return f"environment variable {name}"
        case ParameterReference(path):
            return f"parameter {path}"
        case Fingerprint():
            return str(endpoint)
        case _:
            assert_never(endpoint)
