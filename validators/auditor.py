"""Read the role that checks back, and the identity provider that it trusts."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.auditor import AuditorRole, OidcProvider
from pipeline.pipeline import Pipeline
from validators import role
from validators.role import ROLE_PERMISSIONS
from validators.session import Session

PERMISSIONS = (*ROLE_PERMISSIONS, "iam:GetOpenIDConnectProvider")


def read(session: Session, desired: Pipeline) -> Iterator[AuditorRole]:
    """The role of that name, where one is declared and there is one."""
    if (wanted := desired.auditor_role) is not None and (found := role.read(session, wanted.name)) is not None:
        yield AuditorRole(account=session.account, name=wanted.name, **found)


def read_provider(session: Session, desired: Pipeline) -> Iterator[OidcProvider]:
    """The identity provider of that host, where one is declared and there is one."""
    wanted = desired.oidc_provider
    if wanted is None:
        return
    answer = session.find("iam", "get_open_id_connect_provider", ("NoSuchEntity",), OpenIDConnectProviderArn=wanted.arn)
    if answer is not None:
        audiences = tuple(sorted(answer.get("ClientIDList", ())))
        # Others may have audiences of their own at a provider that is shared.
        kept = tuple(sorted({*audiences} & {*wanted.audiences})) if desired.exists(wanted) else audiences
        yield OidcProvider(account=session.account, name=wanted.name, audiences=kept)
