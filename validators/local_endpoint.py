"""S3 Control's address begins with the account's id; before an IP address that would be the name of nothing."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit


def reach_by_address(client: Any) -> None:
    """Let a client leave the account's id out of the address of a local AWS; its requests name it in a header, too."""
    client.meta.events.register_first("request-created.s3-control", _without_account)


def _without_account(request: Any, **_: Any) -> None:
    account, dot, rest = str(urlsplit(request.url).hostname or "").partition(".")
    try:
        ip_address(rest)
    except ValueError:
        return
    request.url = request.url.replace(f"//{account}{dot}", "//", 1)
