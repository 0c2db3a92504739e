"""trailbell module: the pipeline as a plain Terraform module, for those without Python."""

from __future__ import annotations

from pathlib import Path

import click

EPILOG = """\b
Examples:
  trailbell module                              to dist/terraform-module
  trailbell module --output ../modules/trailbell
  cd dist/terraform-module/examples/complete && terraform init && terraform apply
"""


@click.command(epilog=EPILOG)
@click.option(
    "--output", "-o", "output", type=click.Path(path_type=Path, file_okay=False),
    default=Path("dist/terraform-module"), show_default=True, help="Where to write it; files of the same name are "
    "replaced, others stay.",
)  # fmt: skip
def module(output: Path) -> int:
    """Write the pipeline as a Terraform module: variables for name, endpoint, retention and pack.

    Needs neither a configuration nor credentials. docs/terraform-module.md tells what works with OpenTofu.
    """
    from alerts.errors import InputError, Mistake, Place
    from cli.exporting.module import files
    from cli.exporting.stand_in import terraform

    try:
        for name, text in files(terraform()).items():
            path = output / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError([Mistake(Place(str(output)), f"cannot be written: {error.strerror}")]) from None
    click.echo(f"wrote {output}; start from {output / 'examples' / 'complete' / 'main.tf'}")
    return 0
