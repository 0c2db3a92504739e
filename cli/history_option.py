"""The option of the verbs that keep their run for `trailbell history`, and the file it is kept in."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from validators.history import History

DEFAULT = Path(".trailbell/history.db")

record_option = click.option(
    "--history", type=click.Path(path_type=Path, dir_okay=False), is_flag=False, flag_value=str(DEFAULT),
    metavar="[FILE]", envvar="TRAILBELL_HISTORY",
    help=f"Keep this run for trailbell history; in {DEFAULT} where no file is named.",
)  # fmt: skip


def opened(path: Path | None) -> AbstractContextManager[History | None]:
    """The history that a run is to be kept in, if any; made where it is not there."""
    if path is None:
        return nullcontext()
    from validators.history import History

    return History(path, create=True)
