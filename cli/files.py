"""Files that a verb writes: each whole or not at all, and what cannot be written is told before the work begins."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from alerts.errors import InputError, Mistake, Place


def refuse_unwritable(paths: Iterable[Path]) -> None:
    """Raise InputError for every file that plainly cannot be written; what only writing shows, `write` tells."""
    mistakes = [Mistake(Place(str(path)), reason) for path in paths if (reason := _obstacle(path))]
    if mistakes:
        raise InputError(mistakes)


def write(texts: Mapping[Path, str]) -> None:
    """Write every file as UTF-8; raises InputError, and leaves all of them as they were where one cannot be written.

    A file gets its name when all are complete. What is no ordinary file, such as a pipe, is written to as it is.
    """
    waiting: dict[Path, Path] = {}
    try:
        for path, text in texts.items():
            if _is_special(path):
                continue
            target = path.resolve()
            try:
                waiting[_written_beside(target, text)] = target
            except OSError as error:
                raise _unwritable(path, error) from None
        for beside, target in waiting.items():
            _replace(beside, target)
    finally:
        for beside in waiting:
            beside.unlink(missing_ok=True)
    for path, text in texts.items():
        if _is_special(path):
            _write_through(path, text)


def _obstacle(path: Path) -> str:
    if path.is_dir():
        return "is a directory; name a file"
    where = path if _is_special(path) else path.resolve().parent
    if not where.exists():
        return "its directory does not exist; make it first"
    return "" if os.access(where, os.W_OK) else "cannot be written: permission denied; name another file"


def _is_special(path: Path) -> bool:
    """Whether this is a device or a pipe, such as /dev/null or /dev/fd/63: nothing may take its place."""
    return path.exists() and not path.is_file()


def _written_beside(target: Path, text: str) -> Path:
    beside = target.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        with beside.open("x", encoding="utf-8", errors="replace", newline="") as file:
            file.write(text)
        if target.exists():
            shutil.copymode(target, beside)
    except OSError:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise
    return beside


def _replace(beside: Path, target: Path) -> None:
    try:
        beside.replace(target)
    except OSError as error:
        raise _unwritable(target, error) from None


def _write_through(path: Path, text: str) -> None:
    try:
        with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
            file.write(text)
    except OSError as error:
        raise _unwritable(path, error) from None


def _unwritable(path: Path, error: OSError) -> InputError:
    return InputError([Mistake(Place(str(path)), f"cannot be written: {error.strerror or 'no reason given'}")])
