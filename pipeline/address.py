"""Whether a typed address has the form of a vendor's endpoint.

What is wrong with it is said without repeating it, for it holds the vendor's key.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, urlsplit

_LONGEST_ENDPOINT = 2048
_NEVER = re.compile(r"[^!-~]|[\"`]")
_PLACEHOLDER = re.compile(r"[<>{}$]|\[.*\]|\bYOUR[_-]", re.IGNORECASE)
_WORDS = r"KEY|TOKEN|SECRET|ID|ROUTING-KEY|SOURCE|TYPE|NAME|PASSWORD|COMPANY|INSTANCE|\.{3}|\*{3,}|[xX]{3,}"
_WORD = re.compile(_WORDS)
"""What guides, and our own, write where a key belongs; as a whole segment, since a key may hold any of it."""

_HERE = r"(localhost|127\.0\.0\.1|\[::1\])"
NOTHING = "^$"
MAILBOX = r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+"
_ENCODED = "; in a name or password write %23 for #, %2F for /, %3A for : and %3F for ?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What the addresses of one owner look like. `host` and `path` are regular expressions, None for any.

    `query` are the parameters that must have a value. `userinfo` tells whether name and password stand before the
    host: True, False, or None where they may.
    """

    host: str | None = None
    path: str | None = None
    query: tuple[str, ...] = ()
    userinfo: bool | None = None

    def expressions(self) -> tuple[str, ...]:
        """Regular expressions that an address of this form matches, all of them, for who can only match (Terraform).

        In the syntax that Python and RE2 share.
        """
        userinfo = {True: r"[^/?#@:]+:[^/?#@]+@", False: "", None: r"([^/?#@]+@)?"}[self.userinfo]
        host = r"[^/?#@:]+(:[0-9]+)?" if self.host is None else rf"(?i:{self.host})(:443)?"
        theirs = rf"{userinfo}{host}{'(/[^?#]*)?' if self.path is None else f'(?:{self.path})'}(\?[^#]*)?"
        whole = rf"^https://({theirs}|{_HERE}(:[0-9]+)?(/.*)?)$"
        return (r"^[!-~]+$", whole, *(rf"^https://({_HERE}[:/].*|.*[?&]{name}=[^&#].*)$" for name in self.query))

    @property
    def stand_in(self) -> str:
        """A regular expression that no address of this form matches: that of what was to be filled in."""
        return NOTHING if self.path is None else rf"(^https://|[/=@:.])({_WORDS})([/&@:.?#]|$)"


def complaint(url: str, form: Form, owner: str) -> str | None:
    """What is wrong with this address, as a predicate about it, or None. Addresses of this machine have any form."""
    if problem := _malformed(url):
        return problem
    parts = urlsplit(url)
    if parts.hostname in ("localhost", "127.0.0.1", "::1"):  # where the sandbox's vendor answers
        return None
    return (
        _foreign_host(parts, form, owner)
        or _misplaced_userinfo(parts, form, owner)
        or _foreign_path(parts, form, owner)
        or _incomplete_query(parts, form)
        or ("has a fragment (# and what follows), which is never sent" if parts.fragment else None)
    )


def _malformed(url: str) -> str | None:
    """Why this is no HTTPS address, whoever's it may be."""
    if _NEVER.search(url):
        if not _NEVER.search(url.strip()):
            return "has a blank or a line break before or after it"
        return "holds a blank or a character that no address has"
    if not url.startswith("https://"):  # SNS compares it with the protocol as it is written
        return "does not start with https://"
    try:
        parts = urlsplit(url)
        address = bool(parts.hostname) and parts.port != 0  # a port that is no number raises
    except ValueError:
        return "is not an address" + (_ENCODED if "@" in url else "")
    if not address:
        return "is not an address"
    return f"is longer than {_LONGEST_ENDPOINT} characters" if len(url) > _LONGEST_ENDPOINT else None


def _foreign_host(parts: SplitResult, form: Form, owner: str) -> str | None:
    host = parts.hostname or ""
    if form.host is None:
        return None
    if any(map(_WORD.fullmatch, parts.netloc.rpartition("@")[2].split("."))):
        return "has a placeholder in its host"
    if re.fullmatch(form.host, host):
        return None if parts.port in (None, 443) else f"names a port, which no endpoint of {owner} has"
    if "." in host:
        return f"has the host {host}, which is not {owner}'s"
    return f"has a host that is not {owner}'s"  # it may be the key itself


def _misplaced_userinfo(parts: SplitResult, form: Form, owner: str) -> str | None:
    if form.userinfo is False and "@" in parts.netloc:
        return f"has a name or password before the host, which no endpoint of {owner} has"
    if form.userinfo and not (parts.username and parts.password):
        return "lacks name or password before the host"
    if form.userinfo and (_stands_in(parts.username or "") or _stands_in(parts.password or "")):
        return "has a placeholder before the host"
    return None


def _foreign_path(parts: SplitResult, form: Form, owner: str) -> str | None:
    if form.path is None:
        return None
    if parts.path in ("", "/"):
        return "has no path"
    if any(map(_stands_in, parts.path.split("/"))):
        return "has a placeholder in its path"
    return None if re.fullmatch(form.path, parts.path) else f"has a path that is not {owner}'s, or lacks the key in it"


def _incomplete_query(parts: SplitResult, form: Form) -> str | None:
    given = parse_qs(parts.query, keep_blank_values=True)
    for name in form.query:
        if name not in given:
            return f"lacks the query parameter {name}"
        if not given[name][0] or _stands_in(given[name][0]):
            return f"has no value of the query parameter {name}"
    return None


def _stands_in(text: str) -> bool:
    """Whether somebody was to write a name or key in place of this."""
    return bool(_PLACEHOLDER.search(text) or _WORD.fullmatch(text))
