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
_SECRET = re.compile(r"secretsmanager:([A-Za-z0-9/_+=.@-]+)")
_PASSWORD = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*://[^:/?#@]*):[^/?#]*@")
_RESERVED = frozenset(
    {"source", "version", "providers", "count", "for_each", "lifecycle", "depends_on", "locals", "s3_use_path_style"}
)
"""https://developer.hashicorp.com/terraform/language/block/variable, and the stack's own variable."""
_PREFIX = "TF_VAR_"
"""https://developer.hashicorp.com/terraform/cli/config/environment-variables#tf_var_name"""

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


@dataclass(frozen=True, slots=True)
class SecretReference:
    """`secretsmanager:NAME`: a secret of Secrets Manager in the account itself."""

    name: str

    def __str__(self) -> str:
        return f"secretsmanager:{self.name}"


Reference = EnvironmentReference | ParameterReference
StoredReference = ParameterReference | SecretReference
"""What a function can read when it runs."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What may be shown of an address: `https://api.example.com/...#3f9a12bc77de`, the same for the same address."""

    scheme: str
    host: str
    digest: str

    def __str__(self) -> str:
        if self.scheme.startswith("email"):
            return f"{self.scheme}:...@{self.host}#{self.digest}"
        return f"{self.scheme}://{self.host}/...#{self.digest}"


@dataclass(frozen=True, slots=True)
class ResourceEndpoint:
    """A queue or function that a topic delivers to: an ARN, which is no secret."""

    arn: str

    def __str__(self) -> str:
        return self.arn


Endpoint = Reference | Fingerprint | ResourceEndpoint


def reference(text: str) -> Reference:
    """Read a reference; raises ValueError without repeating the text, which may be the secret itself."""
    if match := _ENVIRONMENT.fullmatch(text):
        if match[1] in _RESERVED:
            raise ValueError(f"{match[1]} cannot be the name of a Terraform variable; choose another one")
        if match[1].startswith(_PREFIX):
            short = match[1].removeprefix(_PREFIX) or "NAME"
            raise ValueError(f"write env:{short}; Terraform itself puts {_PREFIX} before the name")
        return EnvironmentReference(match[1])
    if match := _PARAMETER.fullmatch(text):
        return ParameterReference(match[1])
    if "://" in text:
        raise ValueError(
            "an address holds the vendor's key and must not stand here: put it into an environment variable and "
            "write env:NAME, or into a SecureString parameter and write ssm:/path"
        )
    raise ValueError("a secret is referred to as env:NAME or ssm:/path")


def mailbox(text: str) -> Reference:
    """Read a reference to a mail address; raises ValueError without repeating the text."""
    if "@" in text:
        raise ValueError(
            "a mail address is personal data and must not stand here: put it into an environment variable and write "
            "env:NAME, or into a parameter and write ssm:/path"
        )
    return reference(text)


def stored(text: str) -> StoredReference:
    """Read a reference to what a function reads when it runs; raises ValueError without repeating the text."""
    if match := _SECRET.fullmatch(text):
        return SecretReference(match[1])
    if match := _PARAMETER.fullmatch(text):
        return ParameterReference(match[1])
    if "://" in text:
        raise ValueError(
            "an address holds a key and must not stand here: put it into a SecureString parameter and write ssm:/path, "
            "or into Secrets Manager and write secretsmanager:NAME"
        )
    raise ValueError("what the forwarder reads is referred to as ssm:/path or secretsmanager:NAME")


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


def shown_endpoint(protocol: str, endpoint: str) -> Fingerprint | ResourceEndpoint:
    """What may be shown of an endpoint: a queue's or function's ARN whole, of a mail address only the domain."""
    if endpoint.startswith("arn:"):
        return ResourceEndpoint(endpoint)
    found = fingerprint(endpoint)
    if protocol in ("http", "https"):
        return found
    return Fingerprint(protocol, endpoint.rpartition("@")[2] if "@" in endpoint else "unknown", found.digest)


def kind(endpoint: Endpoint) -> str:
    """How the endpoint is given, for messages."""
    match endpoint:
        case EnvironmentReference(name):
            return f"environment variable {name}"
        case ParameterReference(path):
            return f"parameter {path}"
        case Fingerprint() | ResourceEndpoint():
            return str(endpoint)
        case _:
            assert_never(endpoint)
