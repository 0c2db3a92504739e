"""A finding's remedy in lines that fit a table; commands of it can be pasted from there.

A shell takes a command over several lines where each of them but the last ends in a backslash, without blanks after it,
and JSON in quotes where no line ends within a text. What alone is longer than a line is broken as everything is: it
comes whole from --json.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

_APOSTROPHE = "'\"'\"'"
"""How `shlex.quote` writes one within quotes."""

_TEXT = rf"'(?:[^'\n]|{_APOSTROPHE})*'"
_COMMAND = re.compile(rf"(?:cdktf deploy \S+ && )?aws [a-z0-9]+ [a-z-]+ --(?>{_TEXT}|[^'\n])*?(?=; or |$)")
"""A policy in quotes is AWS's, and may hold whatever words end a command outside of them."""

_BREAK = " \\"
_QUOTED = re.compile(rf"({_TEXT})")
_OF_JSON = re.compile(rf"""(?:"(?:\\.|{_APOSTROPHE}|[^"\\'])*"|[^\s",:{{[]+)[,:{{[]*\s*|[,:{{[]+\s*|.""")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text beside its label under a finding, `indent` columns from the left; its lines end where it ends."""

    label: str
    text: str
    indent: int

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        indent = min(self.indent, options.max_width // 3)
        width, label = max(1, options.max_width - indent), f"{'':{indent // 2}}{self.label}"
        for line in lines(self.text, width):
            for part in textwrap.wrap(line, width, break_on_hyphens=False) or [""]:
                yield Text(f"{label:{indent}}{part}", style="dim", no_wrap=True)
                label = ""


def lines(text: str, width: int) -> Iterator[str]:
    """The remedy in lines: words as they are, each command from the beginning of a line."""
    while len(text) > width and (command := _COMMAND.search(text)):
        if before := text[: command.start()].rstrip():
            yield before
        yield from _broken(command[0], width)
        text = text[command.end() :].removeprefix("; ")
        if not text:
            return
    yield text


def _broken(command: str, width: int) -> Iterator[str]:
    line, quotes = "", 0
    for word in _words(command):
        if line and len(line) + len(word) + len(_BREAK) > width:
            yield line.rstrip() + ("" if quotes % 2 else _BREAK)
            line = ""
        line += word
        quotes += word.replace(_APOSTROPHE, "").count("'")
    yield line


def _words(command: str) -> Iterator[str]:
    """What must not be broken, with the blanks after it; of what is in quotes only JSON may be, but for its texts."""
    for part in _QUOTED.split(command):
        if part.startswith(("'{", "'[")):
            yield from _OF_JSON.findall(part)
        elif part.startswith("'"):
            yield part
        else:
            yield from re.findall(r"\S+\s*|\s+", part)
