"""What validate-logs tells: verdicts counted, for each account and region and together, as a table or as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from alerts.terminal import visible
from validators.chain import Checked, Kind, Verdict

Counts = Counter[tuple[Kind, Verdict]]
Place = tuple[str, str]
"""Account and region."""

_MOST_ROWS = 100
_STYLE = {Verdict.valid: "green", Verdict.unchecked: "yellow"}


@dataclass(slots=True)
class Tally:
    """What was found: every verdict counted, and those that are told kept. `at` is the place that was last heard of,
    `accounts` are those that something was found of."""

    verbose: bool
    counts: Counts = field(default_factory=Counter)
    places: dict[Place, Counts] = field(default_factory=dict)
    told: list[Checked] = field(default_factory=list)
    at: Place | None = None
    accounts: set[str] = field(default_factory=set)

    def add(self, checked: Checked) -> None:
        self.counts[checked.kind, checked.verdict] += 1
        if checked.account is not None and checked.region is not None:
            self.at = checked.account, checked.region
            self.accounts.add(checked.account)
            self.places.setdefault(self.at, Counter())[checked.kind, checked.verdict] += 1
        if self.verbose or checked.verdict is not Verdict.valid:
            self.told.append(checked)

    def status(self) -> int:
        """1 for what is known to be wrong, whatever else is not known; 2 where something or everything is not known."""
        found = {verdict for _, verdict in self.counts}
        if found - {Verdict.valid, Verdict.unchecked}:
            return 1
        return 0 if found == {Verdict.valid} else 2

    def document(self) -> dict[str, Any]:
        """The report, but for what was asked. Of a place only what there is of is counted."""
        return {
            "found": [
                {
                    "kind": one.kind,
                    "where": one.where,
                    "account": one.account,
                    "region": one.region,
                    "verdict": one.verdict,
                    "reason": one.reason,
                }
                for one in self.told
            ],
            "places": [
                {"account": account, "region": region, "summary": _present(counts)}
                for (account, region), counts in sorted(self.places.items())
            ],
            "summary": {kind: {verdict: self.counts[kind, verdict] for verdict in Verdict} for kind in Kind},
        }

    def render(self, console: Console) -> None:
        if self.told:
            console.print(self._told())
        if len(self.told) > _MOST_ROWS:
            console.print(f"and {len(self.told) - _MOST_ROWS} more: see --json")
        if len(self.places) > 1:
            console.print(self._places())
        if len(self.places) > _MOST_ROWS:
            console.print(f"and {len(self.places) - _MOST_ROWS} more accounts and regions: see --json")
        console.print("; ".join(_lines(self.counts)))

    def _told(self) -> Table:
        table = _table()
        table.add_column(width=10, no_wrap=True)
        table.add_column(width=8, no_wrap=True)
        table.add_column(overflow="fold")
        for one in self.told[:_MOST_ROWS]:
            verdict = Text(one.verdict, style=_STYLE.get(one.verdict, "bold red"))
            table.add_row(verdict, Text(one.kind), Text(visible(one.where)))
            if one.reason:
                table.add_row("", "", Text(visible(one.reason), style="dim"))
        return table

    def _places(self) -> Table:
        """Account by account; those with more than valid things first where they are too many to be shown."""
        table = _table()
        for heading in ("account", "region"):
            table.add_column(heading, no_wrap=True, header_style="bold")
        for heading in ("digests", "log files"):
            table.add_column(heading, justify="right", no_wrap=True, header_style="bold")
        table.add_column("found", overflow="fold", header_style="bold")
        table.show_header = True
        for account, region in sorted(sorted(self.places, key=self._is_valid)[:_MOST_ROWS]):
            counts = self.places[account, region]
            numbers = (str(sum(_of(counts, kind).values())) for kind in (Kind.digest, Kind.log_file))
            table.add_row(account, visible(region), *numbers, _found(counts))
        return table

    def _is_valid(self, place: Place) -> tuple[bool, Place]:
        return {verdict for _, verdict in self.places[place]} == {Verdict.valid}, place

    def progress(self) -> str:
        """One line of what was done so far."""
        where = f"{len(self.accounts)} accounts, now {' '.join(self.at)}; " if self.at and len(self.places) > 1 else ""
        return visible(where) + "; ".join(_lines(self.counts))


def _table() -> Table:
    return Table.grid(padding=(0, 2, 0, 0), expand=False)


def _of(counts: Counts, kind: Kind) -> dict[Verdict, int]:
    return {verdict: counts[kind, verdict] for verdict in Verdict if counts[kind, verdict]}


def _present(counts: Counts) -> Mapping[Kind, Mapping[Verdict, int]]:
    return {kind: found for kind in Kind if (found := _of(counts, kind))}


def _found(counts: Counts) -> Text:
    """`valid`, or what else there is of, over all kinds."""
    other: Counter[Verdict] = Counter()
    for (_, verdict), count in counts.items():
        other[verdict] += count
    other.pop(Verdict.valid, None)
    if not other:
        return Text(Verdict.valid, style=_STYLE[Verdict.valid])
    style = "yellow" if set(other) == {Verdict.unchecked} else "bold red"
    return Text(", ".join(f"{other[verdict]} {verdict}" for verdict in Verdict if other[verdict]), style=style)


def _lines(counts: Counts) -> Iterator[str]:
    """How many there are of each kind, and what they are."""
    for kind in Kind:
        of_kind = _of(counts, kind)
        if of_kind or kind is not Kind.period:
            count = sum(of_kind.values())
            detail = ", ".join(f"{number} {verdict}" for verdict, number in of_kind.items())
            yield f"{count} {kind}{'' if count == 1 else 's'}" + (f": {detail}" if detail else "")


def with_progress(found: Iterable[Checked], tally: Tally) -> Iterator[Checked]:
    """The same verdicts, counted on stderr while it is a terminal."""
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("validating", total=None)
        for checked in found:
            yield checked
            if not progress.disable:
                progress.update(task, description=tally.progress())
