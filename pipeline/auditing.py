"""Design the role that checks, where the configuration asks for one; it is allowed to read what else was designed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from alerts.document import Path_
from pipeline.account import Account
from pipeline.auditor import INLINE_CHARACTERS, AuditorRole, OidcProvider, trust_policy
from pipeline.configuration import Configuration
from pipeline.least_privilege import CHECK, policy
from pipeline.pipeline import Pipeline, identity


def audited(configuration: Configuration, pipeline: Pipeline) -> Pipeline:
    """The pipeline with its auditor, which reads itself, too."""
    settings = configuration.auditor
    if settings is None:
        return pipeline
    account = pipeline.account
    role = AuditorRole(
        account=account,
        name=settings.name or f"{pipeline.prefix}-auditor",
        trust_policy=trust_policy(settings, account),
        inline_policies=(),
    )
    provider = OidcProvider(account=account) if settings.github else None
    there = {identity(provider)} if provider and settings.github and settings.github.provider == "existing" else set()
    whole = replace(pipeline, auditor_role=role, oidc_provider=provider, existing=pipeline.existing | there)
    reads = policy(whole, CHECK, INLINE_CHARACTERS)
    return replace(whole, auditor_role=replace(role, inline_policies=(("read", reads),)))


def contradictions(configuration: Configuration) -> Iterator[tuple[Path_, str]]:
    """Where trust cannot be given as it is written."""
    settings = configuration.auditor
    if settings is None or settings.trusted_role is None:
        return
    partition = settings.trusted_role.split(":")[1]
    for index, entry in enumerate(configuration.accounts):
        own = Account(name=entry.name, id=entry.id, region=entry.region).partition
        if own != partition:
            message = f"auditor.trusted_role: a role of {partition} cannot be trusted in account {entry.name} of {own}"
            yield ("auditor", "trusted_role"), message
        if entry.external_id is None:
            message = f"account {entry.name}: auditor.trusted_role is trusted with an external id; give external_id"
            yield ("accounts", index), message
