"""Where log files and digests lie: a bucket, or a folder that a bucket was copied to.

What lies there is untrusted: names never lead out of the folder, and nothing is unpacked beyond its limit.
"""

from __future__ import annotations

import os
import zlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

from botocore.exceptions import BotoCoreError

from validators import digest
from validators.reading import CallFailed, Unread
from validators.session import Session

SIGNATURE = "signature"
"""The object's metadata with the signature of a digest: x-amz-meta-signature."""

_CHUNK = 1024 * 1024
_MISSING = ("NoSuchKey", "404", "NotFound")


class DamagedError(ValueError):
    """The content is not what its name says. Its text is a predicate about the file."""


@dataclass(frozen=True, slots=True)
class Stored:
    """One file: its content as it lies there, and its metadata."""

    content: Iterable[bytes]
    metadata: Mapping[str, str] = field(default_factory=dict)


class Storage(Protocol):
    """Files by key, as in a bucket. Every method raises CallFailed where AWS or the disk refuses."""

    bucket: str
    keeps_metadata: bool

    def folders(self, prefix: str) -> list[str]:
        """The names that follow a prefix up to the next slash, sorted."""

    def keys(self, prefix: str, first: str, last: str) -> Iterator[str]:
        """The keys under a prefix that go on with something from `first` up to what begins with `last`, sorted."""

    def open(self, key: str) -> Stored | None:
        """A file, or None where there is none."""

    def where(self, key: str) -> str:
        """The file's place, for a person."""


class Bucket:
    """A bucket, read by a session."""

    keeps_metadata = True

    def __init__(self, session: Session, bucket: str) -> None:
        self.bucket = bucket
        self._session = session

    def folders(self, prefix: str) -> list[str]:
        pages = self._pages(Prefix=prefix, Delimiter="/")
        found = (one["Prefix"] for page in pages for one in page.get("CommonPrefixes", ()))
        return sorted(one.removeprefix(prefix).removesuffix("/") for one in found)

    def keys(self, prefix: str, first: str, last: str) -> Iterator[str]:
        for page in self._pages(Prefix=prefix, StartAfter=prefix + first):
            for key in (one["Key"] for one in page.get("Contents", ())):
                if key[len(prefix) :][: len(last)] > last:
                    return
                yield key

    def _pages(self, **parameters: str) -> Iterator[dict[str, Any]]:
        token: dict[str, str] = {}
        while True:
            page = self._session.ask("s3", "list_objects_v2", (), Bucket=self.bucket, **parameters, **token)
            assert page is not None  # noqa: S101 -- without codes that mean missing, `ask` answers or raises
            yield page
            if not page.get("IsTruncated"):
                return
            token = {"ContinuationToken": page["NextContinuationToken"]}

    def open(self, key: str) -> Stored | None:
        answer = self._session.ask("s3", "get_object", _MISSING, Bucket=self.bucket, Key=key)
        return Stored(_chunks(answer["Body"]), answer.get("Metadata", {})) if answer else None

    def where(self, key: str) -> str:
        return f"s3://{self.bucket}/{key}"


def _chunks(body: Any) -> Iterator[bytes]:
    """The content of an object; a connection that breaks is a call that failed."""
    try:
        yield from body.iter_chunks(_CHUNK)
    except BotoCoreError:
        raise CallFailed(Unread("s3:GetObject", "the connection broke before the whole object was read")) from None


class Folder:
    """A copy of a bucket, or of a part of it, with the folders that the keys have.

    A copy has no metadata: the signature of a digest is taken from a file of its name and `.signature`, if there is
    one. Which part of the bucket the copy is follows from what one of its digests says of itself.
    """

    keeps_metadata = False

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        self._files = sorted(_files(self._root))
        self.bucket, self._lead = self._origin()

    def _origin(self) -> tuple[str, str]:
        """The bucket, and what comes before the copy's own names in its keys."""
        for name in self._files:
            if digest.parse_name(name) is None:
                continue
            try:
                said = digest.parse(b"".join(gunzip(self._read(name), digest.LONGEST)))
            except (CallFailed, ValueError):
                continue
            if said.key == name or said.key.endswith(f"/{name}"):
                return said.bucket, said.key.removesuffix(name)
        return "", ""

    def leads(self) -> list[str]:
        """What comes before `AWSLogs/` in the keys of this copy."""
        found = {f"/{name}".partition("/AWSLogs/")[0] for name in self._files if "/AWSLogs/" in f"/{name}"}
        return sorted(f"{self._lead}{lead.removeprefix('/')}{'/' if lead else ''}" for lead in found)

    def folders(self, prefix: str) -> list[str]:
        rest = (key[len(prefix) :] for key in self._under(prefix))
        return sorted({one.partition("/")[0] for one in rest if "/" in one})

    def keys(self, prefix: str, first: str, last: str) -> Iterator[str]:
        for key in self._under(prefix):
            rest = key[len(prefix) :]
            if rest >= first and rest[: len(last)] <= last:
                yield key

    def _under(self, prefix: str) -> Iterator[str]:
        """The keys that begin so, without a look at the others: a copy of an organization's bucket has very many."""
        begin = prefix.removeprefix(self._lead) if prefix.startswith(self._lead) else ""
        if not f"{self._lead}{begin}".startswith(prefix):
            return
        for at in range(bisect_left(self._files, begin), len(self._files)):
            if not self._files[at].startswith(begin):
                return
            yield self._lead + self._files[at]

    def open(self, key: str) -> Stored | None:
        name = key.removeprefix(self._lead)
        if not key.startswith(self._lead) or not self._holds(name):
            return None
        beside = f"{name}.{SIGNATURE}"
        metadata = {SIGNATURE: self._signature(beside)} if self._holds(beside) else {}
        return Stored(self._read(name), metadata)

    def _holds(self, name: str) -> bool:
        """Whether this is a regular file within the folder, whatever its name leads to."""
        if "\0" in name or "\\" in name or name.startswith("/") or ".." in PurePosixPath(name).parts:
            return False
        try:
            path = (self._root / name).resolve()
            return path.is_relative_to(self._root) and path.is_file()
        except OSError:  # such as a name that is too long
            return False

    def _signature(self, name: str) -> str:
        return next(iter(self._read(name)), b"")[:4096].decode(errors="replace").strip().strip('"')

    def _read(self, name: str) -> Iterator[bytes]:
        try:
            with (self._root / name).open("rb") as file:
                while chunk := file.read(_CHUNK):
                    yield chunk
        except OSError as error:
            raise CallFailed(Unread("read", f"the file cannot be read: {error.strerror}")) from None

    def where(self, key: str) -> str:
        return str(self._root / key.removeprefix(self._lead))


def _files(root: Path) -> Iterator[str]:
    """The names of all files under a folder, as keys have them; links to folders are not followed."""
    for folder, _, names in os.walk(root):
        for name in names:
            yield (Path(folder) / name).relative_to(root).as_posix()


def gunzip(chunks: Iterable[bytes], longest: int) -> Iterator[bytes]:
    """The unpacked content, of every member; raises DamagedError where it is not gzip, or longer than `longest`.

    Every member counts, since others read every member: what was added behind the first one must not stay unseen.
    """
    member: Any = None
    taken = given = 0
    for chunk in chunks:
        rest, more = chunk, True
        taken += len(chunk)
        while more:
            member = member or zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
            unpacked, rest = _unpack(member, rest)
            given += len(unpacked)
            if max(taken, given) > longest:
                raise DamagedError(f"holds more than {longest} bytes")
            yield unpacked
            more = bool(rest) or (not member.eof and len(unpacked) == _CHUNK)  # what is unpacked but not yet given
            member = None if member.eof else member
    if member is not None or not taken:
        raise DamagedError("ends too early for a gzip file")


def _unpack(member: Any, packed: bytes) -> tuple[bytes, bytes]:
    """A piece of the content, and what is still packed."""
    try:
        unpacked = member.decompress(packed, _CHUNK)
    except zlib.error:
        raise DamagedError("is not a gzip file") from None
    return unpacked, member.unused_data if member.eof else member.unconsumed_tail
