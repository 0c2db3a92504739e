"""trailbell sandbox: a local AWS and an incident vendor on this machine."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table

from alerts.errors import TrailbellError
from alerts.terminal import visible
from cli.options import config_option, pipelines

if TYPE_CHECKING:
    from sandbox.session import State

EPILOG = """\b
Examples:
  trailbell sandbox start                 start it, and print the exports
  eval "$(trailbell sandbox env)"         this shell now talks to the sandbox
  cdktf deploy production staging         with the real Terraform and the real AWS provider
  trailbell sandbox incidents             what rang at the vendor
  trailbell sandbox webhooks              let forwarders post to the sandbox's vendor
  trailbell sandbox messages              what Slack and Teams were told
  trailbell sandbox authorize             let Amazon Q Developer into the configuration's chats
  trailbell sandbox stop                  end exactly what start began
"""

directory_option = click.option(
    "--directory",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="Where the sandbox keeps its state (.sandbox); this directory by default.",
)


class NoSandboxError(TrailbellError):
    """A verb needs a running sandbox and finds none."""


@click.group(epilog=EPILOG)
def sandbox() -> None:
    """Start a local AWS (moto's server, corrected) and an incident vendor, on the loopback interface only.

    Nothing in it leaves this machine: endpoints elsewhere are never called. Needs requirements-dev.txt.
    """


@sandbox.command(
    epilog="""\b
Examples:
  trailbell sandbox start
  eval "$(trailbell sandbox start)"     start it for this shell
"""
)
@directory_option
def start(directory: Path) -> None:
    """Start the sandbox, or find the running one, and print the exports."""
    from sandbox import session

    state = session.start(directory)
    click.echo(f"the sandbox runs: AWS at {state.endpoint}, vendor at {state.vendor_url}", err=True)
    _print_environment(session.environment(state))


@sandbox.command(
    epilog="""\b
Examples:
  eval "$(trailbell sandbox env)"       this shell now talks to the sandbox
"""
)
@directory_option
def env(directory: Path) -> None:
    """Print the environment of the running sandbox as export lines."""
    from sandbox import session

    _print_environment(session.environment(_state(directory)))


@sandbox.command(
    epilog="""\b
Examples:
  trailbell sandbox stop                end exactly what start began
"""
)
@directory_option
def stop(directory: Path) -> None:
    """End what start began in this directory, and nothing else."""
    from sandbox import session

    ended = session.stop(directory)
    click.echo(f"ended: {', '.join(ended)}" if ended else "no sandbox runs here", err=True)


@sandbox.command(
    epilog="""\b
Examples:
  trailbell sandbox incidents           what rang at the vendor
  trailbell sandbox incidents --json    for other tools
"""
)
@directory_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def incidents(directory: Path, as_json: bool) -> None:
    """List what rang at the sandbox's vendor."""
    from sandbox import control

    state = _state(directory)
    found = control.incidents(state.vendor_url, state.certificate)
    if as_json:
        click.echo(json.dumps(found, indent=2))
        return
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for heading in ("STATUS", "ALARM", "ACCOUNT", "REGION", "AT", "OPENED"):
        table.add_column(heading, overflow="fold")
    for incident in found:
        table.add_row(*(str(incident.get(name, "")) for name in _COLUMNS))
    Console(highlight=False, markup=False).print(table)


_COLUMNS = ("status", "alarm", "account", "region", "integration", "opened_at")


@sandbox.command(
    epilog="""\b
Examples:
  trailbell sandbox messages            what Slack and Teams were told
  trailbell sandbox messages --json     for other tools
"""
)
@directory_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
def messages(directory: Path, as_json: bool) -> None:
    """Show the messages of forwarders and of Amazon Q Developer, as people would read them in their chats.

    The forwarders' webhooks are stored by: trailbell sandbox webhooks.
    """
    from sandbox import control

    state = _state(directory)
    found = [*control.messages(state.vendor_url, state.certificate), *control.chat_messages(state.endpoint)]
    if as_json:
        click.echo(json.dumps(found, indent=2))
        return
    for message in found:
        click.echo(f"{message['chat']} at {visible(message['integration'])}")
        for line in (*message["lines"], *message["links"]):
            click.echo(f"  {visible(line)}")


@sandbox.command(
    epilog="""\b
Examples:
  trailbell sandbox authorize -c examples/amazon-q.yaml
"""
)
@directory_option
@config_option
def authorize(directory: Path, config: Path) -> None:
    """Let Amazon Q Developer into each Slack workspace and Teams team of a configuration.

    With AWS somebody of the workspace does so once in the console of each account; no API does.
    """
    from sandbox import control

    state = _state(directory)
    _, _, found = pipelines(config, ())
    chats = [part for pipeline in found for part in pipeline.chat_channels]
    for part in chats:
        control.authorize_chat(state.endpoint, part.account.id, part.client, part.workspace)
        click.echo(f"{part.client} {part.workspace} lets account {part.account.name} in", err=True)
    if not chats:
        click.echo(f"no destination of {config} is a chat by Amazon Q Developer", err=True)


@sandbox.command(
    epilog="""\b
Examples:
  trailbell sandbox webhooks -c examples/channels.yaml
"""
)
@directory_option
@config_option
def webhooks(directory: Path, config: Path) -> None:
    """Store a webhook of the sandbox's vendor where each forwarder of a configuration reads its own.

    With AWS somebody makes the webhook in Slack or Teams and stores it so, in each account.
    """
    from sandbox import session
    from sandbox.outsider import Outsider
    from sandbox.webhooks import store

    state = _state(directory)
    _, _, found = pipelines(config, ())
    for pipeline in found:
        client = Outsider(pipeline.account, session.environment(state)).client
        for part, where in store(pipeline, state.vendor_url, client):
            click.echo(f"{where} in {pipeline.account.name} is a webhook for {part.destination}", err=True)
    if not any(pipeline.forwarders for pipeline in found):
        click.echo(f"no destination of {config} is a forwarder", err=True)


def _state(directory: Path) -> State:
    from sandbox import session

    state = session.status(directory)
    if state is None:
        raise NoSandboxError(f"no sandbox runs in {directory.resolve()}; start one: trailbell sandbox start")
    return state


def _print_environment(variables: dict[str, str]) -> None:
    for name, value in variables.items():
        click.echo(f"export {name}={shlex.quote(value)}")
