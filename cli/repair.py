"""trailbell repair: put right what drifted, by Terraform limited to it and by AWS's API for what Terraform misses."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryFile

import click
from rich.console import Console

from alerts.document import Document
from cli.asking import agreed
from cli.ending import end_like_ctrl_c
from cli.judgement.synthesis import Terraform, find_bindings, synthesise
from cli.options import account_option, config_option, json_option, pipelines
from cli.repairing import told
from cli.repairing.account import Choice, Outcome, Repairer
from cli.repairing.proposal import Proposal
from cli.repairing.terraform import TerraformFailedError, Workspace
from cli.reporting import locator
from pipeline import environment as endpoints
from pipeline.configuration import Configuration
from pipeline.environment import require
from pipeline.pipeline import Pipeline
from pipeline.secret import EnvironmentReference
from validators.reports.table import ID_LENGTH

EPILOG = """\b
Examples:
  trailbell repair --dry-run                    what would be done, by Terraform and by AWS's API
  trailbell repair --account production         show it, ask, do it, and check again
  trailbell repair --finding 3f9a12bc --yes     only this finding; nothing is asked
\b
What nobody declared is removed only when its finding is named with --finding.
\b
Exit status:
  0  nothing is left of what was meant
  1  something is left, or would have to be done (--dry-run), or was declined
  2  something failed or could not be read, or the input is wrong
  130  interrupted; Terraform finished what it was at
"""


@click.command(epilog=EPILOG)
@config_option
@account_option
@click.option(
    "--finding", "-f", "findings", multiple=True, metavar="ID",
    help="Only this finding, by the beginning of its id as --dry-run shows it, or by its title; repeatable.",
)  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Tell what would be done; change nothing.")
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
@click.option(
    "--output", "-o", "output", type=click.Path(path_type=Path, file_okay=False), default=Path("cdktf.out"),
    show_default=True, envvar="CDKTF_OUTDIR", help="Where cdktf synthesises to.",
)  # fmt: skip
@json_option
def repair(
    config: Path,
    accounts: tuple[str, ...],
    *,
    findings: tuple[str, ...],
    dry_run: bool,
    yes: bool,
    output: Path,
    as_json: bool,
) -> int:
    """Put right what drifted: what Terraform manages by a plan limited to it, the rest by AWS's API.

    Everything is listed before it is done, confirmed, and checked afterwards. Deploys with each account's deploy_role.
    """
    if not (dry_run or yes or (sys.stdin.isatty() and not as_json)):
        raise click.UsageError("there is nobody to ask; give --yes, or --dry-run to see what would be done")
    configuration, document, meant = pipelines(config, accounts)
    require(configuration, document, os.environ, meant)
    choice = Choice(findings)
    end_like_ctrl_c()
    return _run(configuration, document, meant, choice, output, dry_run=dry_run, yes=yes, as_json=as_json)


def _run(
    configuration: Configuration,
    document: Document,
    meant: Sequence[Pipeline],
    choice: Choice,
    output: Path,
    *,
    dry_run: bool,
    yes: bool,
    as_json: bool,
) -> int:
    console = Console(highlight=False, markup=False, soft_wrap=False, stderr=as_json)

    def ask(desired: Pipeline, proposal: Proposal) -> bool:
        told.proposed(proposal, console)
        return yes or agreed(f"Do this in {desired.account.name}?")

    repairer = Repairer(
        variables=os.environ,
        locate=locator(configuration, document, meant),
        workspace=lambda desired: _workspace(configuration, desired, output),
        ask=None if dry_run else ask,
        tell=_tell,
    )
    outcomes = []
    for desired in meant:
        told.heading(desired, console)
        outcome = repairer.repair(desired, choice)
        outcomes.append(outcome)
        told.result(outcome, console, dry_run=dry_run)
    if as_json:
        click.echo(json.dumps(told.document(outcomes, dry_run=dry_run), indent=2))
    return _status(outcomes, choice)


def _tell(text: str) -> None:
    """What is under way, for a person who waits."""
    if sys.stderr.isatty():
        click.echo(click.style(f"  {text} ...", dim=True), err=True)


def _workspace(configuration: Configuration, desired: Pipeline, output: Path) -> Workspace:
    """The account's Terraform in a folder beside what cdktf synthesised, with the same state."""
    folder = output.resolve() / "repair"
    state_folder = os.environ.get("TRAILBELL_STATE_FOLDER") or str(folder.parent.parent)
    stacks, ours = _prepared(configuration, desired, folder, state_folder)
    variables = {
        part.endpoint.name: value
        for part in desired.subscriptions
        if isinstance(part.endpoint, EnvironmentReference)
        and (value := endpoints.value(part.endpoint.name, os.environ))
    }
    name = desired.account.name
    workspace = Workspace(
        folder / "stacks" / name,
        stacks[name],
        {**ours, **{f"{endpoints.PREFIX}{key}": value for key, value in variables.items()}},
        tuple(variables.values()),
    )
    workspace.prepare(output.resolve() / "stacks" / name)
    return workspace


def _prepared(
    configuration: Configuration, desired: Pipeline, folder: Path, state_folder: str
) -> tuple[dict[str, Terraform], dict[str, str]]:
    """The synthesised Terraform, and the environment it runs in; both need what `make setup` leaves in a checkout."""
    find_bindings()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        TemporaryFile(dir=folder).close()
        # Lies beside the bindings, and is never installed either.
        from setup.environment import environment

        return synthesise((desired,), configuration.state, folder, state_folder=state_folder), environment()
    except ImportError as error:
        problem = f"Terraform cannot be written: the Python package {error.name} is not there"
        remedy = "run make setup in a checkout of Trailbell, then repair from it"
        raise TerraformFailedError(f"{problem}; {remedy}") from None
    except OSError as error:
        raise TerraformFailedError(f"{folder} cannot be written: {error.strerror}; give another --output") from None


def _status(outcomes: Sequence[Outcome], choice: Choice) -> int:
    if unknown := [wanted for wanted in choice.findings if not any(wanted in one.recognised for one in outcomes)]:
        remedy = (
            f"give its title, or at least {ID_LENGTH} characters of its id, as trailbell repair --dry-run shows them"
        )
        click.echo(f"no finding is called '{unknown[0]}'; {remedy}", err=True)
        return 2
    if any(one.failure or one.unread for one in outcomes):
        return 2
    return int(any(choice.picks(entry) for one in outcomes for entry in one.after.entries))
