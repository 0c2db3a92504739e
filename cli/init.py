"""trailbell init: a commented configuration to start from."""

from __future__ import annotations

from pathlib import Path
from shlex import quote

import click

from alerts.document import parse
from alerts.errors import InputError, Mistake, Place
from alerts.validation import validate
from pipeline.configuration import Configuration
from pipeline.vendors import VENDORS, Vendor

EPILOG = """\b
Examples:
  trailbell init --vendor ilert
  trailbell init --vendor alertops --account-id 111122223333 --region eu-west-1
  trailbell init --vendor https --output accounts/trailbell.yaml
"""

_TEMPLATE = """\
# yaml-language-server: $schema={schema}
# What Trailbell deploys and checks. Every key: docs/configuration.md

name: trailbell                     # prefix of every name in your accounts
tags: {{owner: security}}             # on every resource

# Where Terraform keeps its state. For a team use a bucket:
# state: {{backend: s3, bucket: my-terraform-state, region: {region}, prefix: trailbell}}
state: {{backend: local}}

# Who is called. The endpoint holds the vendor's key, so only its place stands here:
#   env:NAME    an environment variable, given to Terraform as TF_VAR_NAME
#   ssm:/path   a SecureString parameter in each account
# {title}: {endpoint}.
# {confirmation}
destinations:
  on-call: {{vendor: {vendor}, url: "env:{variable}"}}

# Which severity rings where. A severity that is left out rings where the next higher one rings.
routes:
  critical: [on-call]

# Which alerts: packs of the catalogue, single ones, and what is different here.
alerts:
  packs: [cis]
  # enable: [console-sign-in-failures]
  # disable: [cis-vpc-change]
  # adjust: {{cis-console-auth-failure: {{threshold: 5, period: 900}}}}

# The accounts, each in its home region. Without roles your own credentials are used.
accounts:
  - {{name: production, id: "{account}", region: {region}}}
  # - {{name: staging, id: "444455556666", region: us-east-1, deploy_role: Deployer, check_role: Auditor}}
"""


@click.command(epilog=EPILOG)
@click.option("--vendor", type=click.Choice([*VENDORS]), default="https", show_default=True, help="Who is called.")
@click.option("--account-id", "account", default="111122223333", metavar="ID", help="Your first account.")
@click.option("--region", default="us-east-1", show_default=True, help="Its home region.")
@click.option("--output", type=click.Path(path_type=Path), default=Path("trailbell.yaml"), show_default=True)
def init(vendor: str, account: str, region: str, output: Path) -> None:
    """Write a commented starter configuration for a vendor; never overwrites a file."""
    text = starter(VENDORS[vendor], account, region)
    _write(output, text)
    named = "" if output == Path("trailbell.yaml") else f" and export TRAILBELL_CONFIG={quote(str(output))}"
    click.echo(
        f"wrote {output}; next: put the endpoint into TF_VAR_{_variable(VENDORS[vendor])}{named}, then cdktf deploy"
    )


def starter(vendor: Vendor, account: str, region: str) -> str:
    """The text of a starter configuration; raises click.BadParameter where account or region cannot be."""
    text = _TEMPLATE.format(
        title=vendor.title,
        endpoint=vendor.endpoint,
        confirmation=vendor.confirmation,
        vendor=vendor.name,
        variable=_variable(vendor),
        account=account.replace('"', ""),
        region=region,
        schema="docs/configuration.schema.json",
    )
    try:
        validate(Configuration, parse(text, "trailbell.yaml"))
    except InputError as error:
        # The file is not there yet, so its lines would tell the user nothing.
        said = "; ".join(mistake.message for mistake in error.mistakes)
        raise click.BadParameter(said, param_hint="--account-id or --region") from None
    return text


def _variable(vendor: Vendor) -> str:
    return "ENDPOINT_URL" if vendor.name == "https" else f"{vendor.name.upper().replace('-', '_')}_URL"


def _write(output: Path, text: str) -> None:
    """Write a new file whole, or not at all."""
    try:
        file = output.open("x", encoding="utf-8")
    except FileExistsError:
        raise InputError([Mistake(Place(str(output)), "is already there; name another file with --output")]) from None
    except OSError as error:
        raise _unwritable(output, error) from None
    try:
        with file:
            file.write(text)
    except OSError as error:
        output.unlink(missing_ok=True)
        raise _unwritable(output, error) from None


def _unwritable(output: Path, error: OSError) -> InputError:
    return InputError([Mistake(Place(str(output)), f"cannot be written: {error.strerror}")])
