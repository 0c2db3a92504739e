"""Which functions the sandbox runs: those with the very code that this checkout packages, called by its own entry.

Everything else is refused, with the reason: the sandbox is not for running other people's code.
"""

from __future__ import annotations

from typing import Any

from pipeline.archive import archive
from pipeline.forwarder import HANDLER, RUNTIME

VARIABLES = ("CHANNEL", "ENDPOINT", "SYSLOG_CA", "SYSLOG_HOST", "SYSLOG_PORT")
"""What the code reads of a function's variables; others are left out, for some change what Python or OpenSSL load."""


class RefusedError(Exception):
    """This function is not run here; the message says why."""


def require(function: Any) -> bytes:
    """The package of a function of moto's, if it may be run; raises RefusedError."""
    # Read anew each time: whoever works on the forwarder deploys it again while the sandbox runs.
    archive.cache_clear()
    wanted = archive()
    wrong = [
        (function.package_type != "Zip", "it is an image"),
        (getattr(function, "code_bytes", None) != wanted, "its code is not the forwarder's of this checkout"),
        (bool(function.layers), "layers bring other code"),
        (function.handler != HANDLER, f"its handler is {function.handler!r}, not {HANDLER!r}"),
        (function.run_time != RUNTIME, f"its runtime is {function.run_time!r}, not {RUNTIME!r}"),
    ]
    for applies, reason in wrong:
        if applies:
            raise RefusedError(f"{function.function_name} is not run here: {reason}")
    return wanted


def variables(function: Any) -> dict[str, str]:
    """The function's own variables, as far as its code reads them."""
    return {name: str(value) for name, value in function.environment_vars.items() if name in VARIABLES}
