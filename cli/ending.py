"""Ends a verb that writes in order, however it is told to end; ends nothing that was left half done."""

from __future__ import annotations

import signal


def end_like_ctrl_c() -> None:
    """Let the end of a job (SIGTERM), or of its terminal (SIGHUP), raise KeyboardInterrupt.

    Left to themselves, they would leave an alarm in ALARM, or a plan that holds every variable in clear.
    """
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):  # Windows has no SIGHUP
            signal.signal(getattr(signal, name), signal.default_int_handler)
