"""Asks a person before something is done. Only what is typed after the question counts as an answer to it."""

from __future__ import annotations

import sys

import click


def agreed(question: str) -> bool:
    """Whether a person says yes; Enter alone says no. Raises click.Abort where nobody answers."""
    _forget_what_was_typed()
    return click.confirm(question, err=True)


def _forget_what_was_typed() -> None:
    """A key pressed while the accounts were read must not agree to what nobody had seen yet."""
    try:
        import termios
    except ImportError:  # pragma: no cover -- not on Windows
        return
    if sys.stdin.isatty():
        termios.tcflush(sys.stdin, termios.TCIFLUSH)
