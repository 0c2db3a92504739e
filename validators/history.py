"""Runs of the check over time, in one SQLite file: since when a finding stands, and what changed between two runs.

A finding is kept as the span of runs in which it stood with the same values, so a run that finds what the one before it
found costs a row, not a copy. What could not be read ends no span: not seen is not gone. Nor is what the configuration
accepts from some run on: it is kept with the reason. The file is bounded: of more than KEPT_RUNS runs the oldest are
forgotten, with the spans that ended in them.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any, Self

from alerts.errors import InputError, Mistake, Place
from validators.finding import AccountReport, AccountStatus
from validators.reports.json import summary
from validators.reports.report import Entry, Report
from validators.standing import Standing, digest, is_unknown, kept, restored, worst_first

KEPT_RUNS = 1000
SECONDS = 30
"""How long a run waits for another one that writes."""
APPLICATION_ID = 0x54424C4C
"""Says in the file's header that it is ours: https://www.sqlite.org/pragma.html#pragma_application_id"""
VERSION = 1

_TABLES = (
    "CREATE TABLE run (id INTEGER PRIMARY KEY, at TEXT NOT NULL, accounts TEXT NOT NULL)",
    "CREATE TABLE span (id INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL, account TEXT NOT NULL, region TEXT NOT NULL,"
    " since TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, ended INTEGER, digest TEXT NOT NULL,"
    " finding TEXT NOT NULL)",
    "CREATE INDEX span_account ON span (account, region, ended)",
    f"PRAGMA application_id = {APPLICATION_ID}",
    f"PRAGMA user_version = {VERSION}",
)


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the check, and how many accounts of each status it told of."""

    id: int
    at: datetime
    accounts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Changes:
    """What a later run says otherwise than an earlier one; `changed` holds each finding before and after.

    `accepted` are those that counted at the earlier run, and that the configuration accepted at the later one. What is
    accepted no more has appeared.
    """

    appeared: tuple[Standing, ...]
    gone: tuple[Standing, ...]
    changed: tuple[tuple[Standing, Standing], ...]
    accepted: tuple[Standing, ...] = ()


class History:
    """The kept runs of one file; raises InputError where it is not there, is no history, or cannot be written."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        self._path = path
        if create:
            _make_folder(path)
        elif not path.is_file():
            raise self._refused("there is no history yet; keep runs with `trailbell check --history`")
        with self._explained():
            self._database = sqlite3.connect(path, timeout=SECONDS, isolation_level=None)
            try:
                self._prepare()
            except BaseException:
                self._database.close()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._database.close()

    def record(self, report: Report) -> int:
        """Keep a run; its number."""
        entries: dict[tuple[str, str], list[tuple[Entry, str]]] = {}
        accepted = ((one.entry, one.accepted.reason) for one in report.accepted)
        for entry, reason in (*((entry, "") for entry in report.entries), *accepted):
            entries.setdefault((entry.account.id, entry.account.region), []).append((entry, reason))
        at = report.at.astimezone(UTC).isoformat(timespec="seconds")
        with self._written():
            counts = summary(report.accounts)
            statuses = json.dumps({status.value: counts[status] for status in AccountStatus})
            run = self._ask("INSERT INTO run (at, accounts) VALUES (?, ?)", at, statuses).lastrowid or 0
            for account in report.accounts:
                self._keep(run, at, account, entries.get((account.account.id, account.account.region), []))
            self._forget()
        return run

    def runs(self) -> tuple[Run, ...]:
        """Every kept run, the oldest first."""
        with self._explained():
            rows = self._ask("SELECT id, at, accounts FROM run ORDER BY id").fetchall()
            return tuple(
                Run(id_, datetime.fromisoformat(at), MappingProxyType(json.loads(counts))) for id_, at, counts in rows
            )

    def standing(self, run: int) -> tuple[Standing, ...]:
        """What stood at this run and was not accepted, the worst first."""
        return tuple(one for one in self._stood(run) if not one.accepted)

    def _stood(self, run: int) -> tuple[Standing, ...]:
        with self._explained():
            rows = self._ask(
                "SELECT fingerprint, since, min(last, ?1), finding FROM span"
                " WHERE first <= ?1 AND (ended IS NULL OR ended > ?1)", run
            )  # fmt: skip
            return worst_first(restored(*row) for row in rows)

    def changes(self, before: int, after: int) -> Changes:
        """What is otherwise at the later run."""
        old = {one.fingerprint: one for one in self.standing(before)}
        stood = {one.fingerprint: one for one in self._stood(after)}
        new = {mark: one for mark, one in stood.items() if not one.accepted}
        return Changes(
            appeared=tuple(one for mark, one in new.items() if mark not in old),
            accepted=tuple(one for mark, one in stood.items() if mark in old and one.accepted),
            gone=tuple(one for mark, one in old.items() if mark not in stood),
            changed=tuple((old[mark], one) for mark, one in new.items() if mark in old and _differ(old[mark], one)),
        )

    def _keep(self, run: int, at: str, report: AccountReport, entries: list[tuple[Entry, str]]) -> None:
        """Extend the spans of what still stands as it did, and begin and end the others.

        With each entry comes the reason that it is accepted for, if it is.
        """
        account = (report.account.id, report.account.region)
        rows = self._ask(
            "SELECT fingerprint, id, digest, since, finding FROM span"
            " WHERE account = ? AND region = ? AND ended IS NULL", *account
        )  # fmt: skip
        standing = {row[0]: row[1:] for row in rows}
        for entry, accepted in entries:
            span, before, since, _ = standing.pop(entry.fingerprint, (None, None, at, ""))
            now = digest(entry.finding, accepted)
            if now == before:
                self._ask("UPDATE span SET last = ? WHERE id = ?", run, span)
            else:
                self._end(run, span)
                values = (entry.fingerprint, *account, since, run, run, now, kept(entry, accepted))
                self._ask(
                    "INSERT INTO span (fingerprint, account, region, since, first, last, digest, finding)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)", *values
                )  # fmt: skip
        for span, _, _, text in standing.values():
            if not is_unknown(text, report):
                self._end(run, span)

    def _end(self, run: int, span: int | None) -> None:
        self._ask("UPDATE span SET ended = ? WHERE id = ?", run, span)

    def _forget(self) -> None:
        oldest = self._ask("SELECT id FROM run ORDER BY id DESC LIMIT 1 OFFSET ?", KEPT_RUNS - 1).fetchone()
        if oldest is not None:
            self._ask("DELETE FROM run WHERE id < ?", *oldest)
            self._ask("DELETE FROM span WHERE ended <= ?1 OR last < ?1", *oldest)

    def _prepare(self) -> None:
        if self._pragma("application_id") == 0:
            with self._written():
                if self._ask("SELECT count(*) FROM sqlite_master").fetchone() == (0,):
                    for statement in _TABLES:
                        self._ask(statement)
        if self._pragma("application_id") != APPLICATION_ID:
            raise self._refused("is a database of something else; name another file")
        if self._pragma("user_version") != VERSION:
            raise self._refused("was kept by another version of Trailbell; name another file")

    def _pragma(self, name: str) -> int:
        (value,) = self._ask(f"PRAGMA {name}").fetchone()
        return int(value)

    def _ask(self, statement: str, *values: Any) -> sqlite3.Cursor:
        return self._database.execute(statement, values)

    @contextmanager
    def _written(self) -> Iterator[None]:
        """All that is written inside, or nothing of it."""
        with self._explained():
            self._ask("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._database.rollback()
                raise
            self._database.commit()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise self._refused(f"cannot be used as a history: {error}; name another file") from None
        except (ValueError, LookupError, TypeError):
            raise self._refused("is a damaged history; remove it, or name another file") from None

    def _refused(self, message: str) -> InputError:
        return InputError([Mistake(Place(str(self._path)), message)])


def _make_folder(path: Path) -> None:
    """The folder of the default path is ours, and tells git that it is not the repository's."""
    if path.parent.name == ".trailbell" and not path.parent.exists():
        try:
            path.parent.mkdir()
            (path.parent / ".gitignore").write_text("*\n", encoding="utf-8")
        except OSError as error:
            raise InputError([Mistake(Place(str(path)), f"cannot be written: {error.strerror}")]) from None


def _differ(before: Standing, after: Standing) -> bool:
    told = [(one.status, one.severity, one.expected, one.observed) for one in (before, after)]
    return told[0] != told[1]
