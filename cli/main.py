"""The trailbell command: finds the verb, and turns what went wrong into one message and an exit status."""

from __future__ import annotations

import atexit
import gc
import importlib
import os
import sys
import traceback
from collections.abc import Mapping
from types import MappingProxyType
from typing import NoReturn

import click
from click.shell_completion import CompletionItem

from alerts.errors import TrailbellError

EXIT_COULD_NOT_TELL = 2
EXIT_INTERRUPTED = 130

COLLECTED_AFTER = (200_000, 20, 100)
"""When Python looks for garbage in circles: seldom, for nearly all that starting makes is there to stay, and looking
took a tenth of the time of a short command."""

VERBS: Mapping[str, str] = MappingProxyType(
    {
        "accounts": "List the organization's accounts; keep them in a file for deployments.",
        "adopt": "Describe an account set up by hand, so that Terraform takes it over.",
        "alerts": "List, show, test and lint alerts; tell which controls they meet.",
        "check": "Compare deployed accounts with the configuration.",
        "completion": "Print the shell's completion script.",
        "history": "Tell since when findings stand, and what changed between runs.",
        "init": "Write a commented starter configuration.",
        "match": "Print the events that a CloudWatch Logs filter pattern matches.",
        "module": "Write the pipeline as a plain Terraform module.",
        "permissions": "Print the IAM policy that a check needs.",
        "policies": "Judge the Terraform before it is deployed.",
        "repair": "Put right what drifted, and check again.",
        "report": "Join and convert the reports of earlier checks.",
        "ring": "Ring an alert for real, and tell whether the vendor answered.",
        "sandbox": "Start a local AWS and a vendor on this machine.",
        "show": "Show the designed pipeline of an account.",
        "subscriptions": "List subscriptions; confirm one, or ask anew for a confirmation.",
        "validate-logs": "Verify log files by the digests that CloudTrail signs.",
    }
)


class Verbs(click.Group):
    """Verbs by name; a verb's file is imported when it is called, so that help and completion stay quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        name = cmd_name.replace("-", "_")
        command: click.Command = getattr(importlib.import_module(f"cli.{name}"), name)
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        verbs = [CompletionItem(name, help=text) for name, text in sorted(VERBS.items()) if name.startswith(incomplete)]
        return [*verbs, *super(click.Group, self).shell_complete(ctx, incomplete)]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(VERBS.items()))


EPILOG = """\b
Examples:
  trailbell init --vendor ilert            write trailbell.yaml to start from
  trailbell show --account production      what would be deployed there
  trailbell check                          0 in sync, 1 drift, 2 could not tell
  trailbell check --json > report.json     for other tools
"""


@click.command(cls=Verbs, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]}, no_args_is_help=True)
@click.version_option(package_name="trailbell", prog_name="trailbell")
def trailbell() -> None:
    """Alerting on CloudTrail for any number of AWS accounts: shown, checked, proved.

    Exit status: 0 all is well, 1 drift, 2 could not tell (bad input, or an account that could not be read).
    """


def main() -> None:
    """Run the command; every mistake of the user ends in one message and status 2."""
    gc.set_threshold(*COLLECTED_AFTER)
    atexit.register(gc.freeze)  # at the end, too, all would be looked through, which took a sixth of a short check
    try:
        status = trailbell.main(standalone_mode=False, prog_name="trailbell")
    except click.ClickException as error:
        error.show()
        sys.exit(EXIT_COULD_NOT_TELL)
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        _leave()
    except TrailbellError as error:
        click.echo(str(error), err=True)
        sys.exit(EXIT_COULD_NOT_TELL)
    except SystemExit as ended:
        # Where the reader (head, less) has seen enough, click and rich end with 1, which would read as drift.
        sys.exit(EXIT_COULD_NOT_TELL if ended.code else 0)
    except Exception as error:  # noqa: BLE001 -- the last line of defence between a bug and the user
        _bug(error)
        sys.exit(EXIT_COULD_NOT_TELL)
    if status == EXIT_INTERRUPTED:
        _leave()
    sys.exit(status if isinstance(status, int) else 0)


def _leave() -> NoReturn:
    """End now: sys.exit would wait for calls that AWS may never answer."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(EXIT_INTERRUPTED)


def _bug(error: Exception) -> None:
    click.echo(f"trailbell has a bug: {type(error).__name__} where none was expected; please report it.", err=True)
    if os.environ.get("TRAILBELL_DEBUG"):
        traceback.print_exception(error)
    else:
        click.echo("TRAILBELL_DEBUG=1 shows the traceback; it may hold what your configuration holds.", err=True)


if __name__ == "__main__":
    main()
