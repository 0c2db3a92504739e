"""trailbell completion: the shell's completion script."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

EPILOG = """\b
Examples:
  source <(trailbell completion bash)          this shell
  trailbell completion zsh > ~/.zfunc/_trailbell
  trailbell completion fish > ~/.config/fish/completions/trailbell.fish
"""


@click.command(epilog=EPILOG)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the completion script of a shell."""
    found = get_completion_class(shell)
    assert found is not None  # noqa: S101 -- the choice holds click's own shells
    click.echo(found(ctx.find_root().command, {}, "trailbell", "_TRAILBELL_COMPLETE").source())
