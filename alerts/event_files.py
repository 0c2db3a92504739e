"""Read CloudTrail events: JSON lines, .json and .json.gz with Records, what the AWS CLI prints, folders, pipes.

Reads one event at a time, whatever the file's size. Never skips in silence: what could not be read is told.
"""

from __future__ import annotations

import codecs
import gzip
import io
import os
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from alerts.json_stream import JsonObject, JsonStream
from alerts.pattern.events import event_text

MAXIMUM_UNPACKED = 2 * 1024**3
"""Bytes that one gzip file may unpack to. CloudTrail's own files unpack to some megabytes."""

SUFFIXES = (".json", ".jsonl", ".ndjson")
"""How the names of event files in a folder end; each also with .gz."""

STDIN = Path("-")

_GZIP = b"\x1f\x8b"
_PIECE = 256 * 1024
_DIGEST = "_CloudTrail-Digest_"


@dataclass(frozen=True, slots=True)
class RecordedEvent:
    """An event and where it was read: the file, and which event of the file it is, from 1."""

    file: str
    number: int
    value: dict[str, object]
    written: str | None

    @property
    def line(self) -> str:
        """The event in one line: as written where that was one line, else compact JSON."""
        return self.written or event_text(self.value) or "{}"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something that was not read. `lost` says that it may have held events."""

    place: str
    reason: str
    lost: bool = True

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"


Report = Callable[[LeftOut], None]


class _UnreadableError(Exception):
    """A file cannot be read on; the message says why."""


def read_events(paths: Iterable[Path], report: Report) -> Iterator[RecordedEvent]:
    """Every event of these files and folders, in order; `-` is standard input. What cannot be read is reported."""
    for path in paths:
        for file in _files(path, report):
            yield from _events(file, report)


def _files(path: Path, report: Report) -> Iterator[Path]:
    if path == STDIN or not os.path.isdir(path):  # noqa: PTH112 -- Path.is_dir raises where a folder above is closed
        yield path
        return
    found = others = 0
    for file in _walk(path, report):
        if _is_event_file(file.name) and os.path.isfile(file):  # noqa: PTH113 -- as above
            found += 1
            yield file
        else:
            others += 1
    names = f"{', '.join(SUFFIXES)} (or these with .gz)"
    if not found:
        report(LeftOut(str(path), f"holds no file whose name ends in {names}"))
    elif others:
        report(LeftOut(str(path), f"left out {others:,} files whose names do not end in {names}", lost=False))


def _walk(folder: Path, report: Report) -> Iterator[Path]:
    """The files below a folder in the order of their names, hidden ones and digests left out; links to folders too."""

    def denied(error: OSError) -> None:
        report(LeftOut(str(error.filename), f"cannot be read: {error.strerror}"))

    for parent, folders, names in os.walk(folder, onerror=denied):
        folders.sort()
        for name in sorted(names):
            if not name.startswith(".") and _DIGEST not in name:
                yield Path(parent, name)


def _is_event_file(name: str) -> bool:
    return name.removesuffix(".gz").endswith(SUFFIXES)


def _events(path: Path, report: Report) -> Iterator[RecordedEvent]:
    name = "standard input" if path == STDIN else str(path)
    number = 0
    try:
        with _open(path) as binary:
            stream = JsonStream(_reader(binary))
            for number, found in enumerate(stream.objects(), 1):
                yield _recorded(name, number, found)
    except _UnreadableError as error:
        report(LeftOut(name, f"{error}; {_so_far(number)}"))
    except OSError as error:
        report(LeftOut(name, f"cannot be read: {error.strerror or error}"))
    else:
        _report_problem(stream, name, number, report)


def _recorded(name: str, number: int, found: JsonObject) -> RecordedEvent:
    return RecordedEvent(name, number, found.value, found.text)


def _report_problem(stream: JsonStream, name: str, events: int, report: Report) -> None:
    if stream.problem is None:
        if not events:
            report(LeftOut(name, "holds no event", lost=False))
        return
    problem = stream.problem
    what = "the rest was left out" if stream.stopped else f"left out, with {stream.left_out - 1:,} more like it"
    if not stream.stopped and stream.left_out == 1:
        what = "left out"
    report(LeftOut(f"{name}:{problem.line}:{problem.column}", f"{problem.message}; {what}, {_so_far(events)}"))


def _so_far(events: int) -> str:
    return f"{events:,} event{'' if events == 1 else 's'} read"


def _open(path: Path) -> AbstractContextManager[io.BufferedReader[Any]]:
    if path == STDIN:
        stdin = sys.stdin.buffer
        return nullcontext(stdin if isinstance(stdin, io.BufferedReader) else io.BufferedReader(cast("Any", stdin)))
    return path.open("rb")


def _reader(file: io.BufferedReader[Any]) -> Callable[[], str]:
    """Gives the text piece by piece, as soon as there is any: unpacked, and as UTF-8 with U+FFFD for what is none."""
    packed = file.peek(2)[:2] == _GZIP
    source = gzip.GzipFile(fileobj=file) if packed else file
    decoder = codecs.getincrementaldecoder("utf-8-sig")(errors="replace")
    unpacked = 0

    def read() -> str:
        nonlocal unpacked
        while True:
            piece = _read_piece(source)
            unpacked += len(piece)
            if packed and unpacked > MAXIMUM_UNPACKED:
                raise _UnreadableError(f"unpacks to over {MAXIMUM_UNPACKED >> 20:,} MiB; unpack it yourself to read on")
            text = decoder.decode(piece, final=not piece)
            if text or not piece:
                return text

    return read


def _read_piece(source: gzip.GzipFile | io.BufferedReader[Any]) -> bytes:
    try:
        return source.read1(_PIECE)
    except EOFError:
        raise _UnreadableError("ends in the middle of its gzip data") from None
    except (gzip.BadGzipFile, zlib.error) as error:
        raise _UnreadableError(f"is damaged gzip data ({error})") from None
