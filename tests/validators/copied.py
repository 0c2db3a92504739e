"""A copy of what CloudTrail delivered, in a folder, and what is found in it."""

import dataclasses
from datetime import datetime
from pathlib import Path

import pytest

from tests.validators.delivered import Delivered, written_keys
from validators.chain import Checked, Verdict
from validators.log_files import Period, validate
from validators.public_keys import kept
from validators.scope import Scope
from validators.storage import Folder

Found = list[tuple[str, str, str]]
REGION = "111122223333 eu-west-1"


@pytest.fixture
def delivered() -> Delivered:
    """Four hours with two log files each; the digests end at 12:00 to 15:00."""
    made = Delivered()
    made.hours(4)
    return made


class Place:
    """A copy in a folder, and the keys for it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.keys = kept([written_keys(folder.parent / "keys.json")])

    def validated(
        self, delivered: Delivered, *, start: datetime | None = None, end: datetime | None = None, **scope: object
    ) -> list[Checked]:
        copy = Folder(delivered.copy(self.folder))
        meant = dataclasses.replace(Scope(leads=tuple(copy.leads())), **scope)  # type: ignore[arg-type]
        return [*validate(copy, meant, lambda _: self.keys, Period(start, end))]

    def keep_signature(self, delivered: Delivered, key: str) -> None:
        """Beside a digest, as for the newest one."""
        path = self.folder / f"{key}.signature"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(delivered.objects[key][1] or "")

    def problems(self, delivered: Delivered, **how: datetime | None) -> Found:
        """Kind, name and verdict with reason of everything that is not valid."""
        return [
            (one.kind, one.where.rpartition("/")[2], f"{one.verdict} {one.reason}")
            for one in self.validated(delivered, **how)
            if one.verdict is not Verdict.valid
        ]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    folder = tmp_path / "copy"
    folder.mkdir()
    return Place(folder)


def name(key: str) -> str:
    return key.rpartition("/")[2]
