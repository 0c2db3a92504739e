"""trailbell permissions: the IAM policies that the check, and what goes beyond it, need."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from cli.options import account_option, config_option, json_option, pipelines
from pipeline.auditor import INLINE_CHARACTERS, MANAGED_CHARACTERS
from pipeline.least_privilege import hub_policy, policy
from pipeline.organization import OrganizationSettings
from pipeline.pipeline import Pipeline
from pipeline.policy_document import PolicyDocument, allow
from validators import permissions as needed

EPILOG = """\b
Examples:
  trailbell permissions --account production > check.json
  trailbell permissions --account production --ring --repair
  trailbell permissions --hub                   what whoever assumes the roles needs
  aws iam put-role-policy --role-name auditor --policy-name read --policy-document file://check.json
\b
Nothing is asked of AWS. An action stands on the pipeline's own resources; on * only where AWS takes no resource.
"""

_PURPOSES: Mapping[str, tuple[str, Callable[[], tuple[str, ...]]]] = {
    "check": ("the role that checks", needed.check),
    "ring": ("the role that rings", needed.ring),
    "repair": ("the role that repairs", needed.repair),
    "log_files": ("the role that validates log files", needed.log_files),
}
"""Name of a policy to whose it is, and the actions that it allows."""


@click.command(epilog=EPILOG)
@config_option
@account_option
@click.option("--ring", is_flag=True, help="Also what `trailbell ring` needs, as a policy of its own.")
@click.option("--repair", is_flag=True, help="Also what repairs by API calls need, as a policy of its own.")
@click.option("--log-files", is_flag=True, help="Also what `trailbell validate-logs` needs, as a policy of its own.")
@click.option("--hub", is_flag=True, help="Also what the caller needs to assume the roles, for all these accounts.")
@json_option
def permissions(config: Path, accounts: tuple[str, ...], hub: bool, as_json: bool, **also: bool) -> None:
    """Print the IAM policy that the check of each account needs: one JSON document each, with its title on stderr."""
    configuration, _, meant = pipelines(config, accounts)
    before = [*_before(meant, configuration.organization)] if hub else []
    purposes = [name for name in _PURPOSES if also.get(name, True)]
    if as_json:
        click.echo(json.dumps(_document(meant, purposes, before), indent=2))
        return
    for pipeline in meant:
        for purpose, found in _policies(pipeline, purposes):
            account = pipeline.account
            _print(f"{account.name} {account.id} {account.region}: {_PURPOSES[purpose][0]}", found)
    for title, found in before:
        _print(title, found)


def _before(
    meant: Sequence[Pipeline], organization: OrganizationSettings | None
) -> Iterator[tuple[str, PolicyDocument]]:
    """What is needed on the way into the accounts, and by whom."""
    into = hub_policy(meant, organization, needed.organization())
    if organization and organization.hub_role:
        yield "the hub role", into
        into = PolicyDocument((allow("AssumeHub", "sts:AssumeRole", organization.hub_role),))
    yield "whoever runs the check", into


def _policies(pipeline: Pipeline, purposes: Sequence[str]) -> Iterator[tuple[str, PolicyDocument]]:
    for purpose in purposes:
        yield purpose, policy(pipeline, _PURPOSES[purpose][1](), INLINE_CHARACTERS)


def _print(title: str, found: PolicyDocument) -> None:
    click.echo(f"# {title}{_size(found)}", err=True)
    if found:
        click.echo(json.dumps(json.loads(found.json()), indent=2))
    else:
        click.echo("# nothing to allow: no account has a check_role", err=True)


def _size(found: PolicyDocument) -> str:
    """What is to be known of its length: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"""
    length = len(found.json())
    if length > INLINE_CHARACTERS:
        return f" ({length} characters: more than the {INLINE_CHARACTERS} that a role takes; split the account)"
    if length > MANAGED_CHARACTERS:
        return f" ({length} characters: only as an inline policy, a managed one takes {MANAGED_CHARACTERS})"
    return ""


def _document(
    meant: Sequence[Pipeline], purposes: Sequence[str], before: Sequence[tuple[str, PolicyDocument]]
) -> dict[str, Any]:
    documents = [
        {
            "name": pipeline.account.name,
            "id": pipeline.account.id,
            "region": pipeline.account.region,
            "policies": {name: json.loads(found.json()) for name, found in _policies(pipeline, purposes)},
        }
        for pipeline in meant
    ]
    hub = [{"for": title, "policy": json.loads(found.json())} for title, found in before]
    return {"schema": 1, "accounts": documents, **({"hub": hub} if hub else {})}
