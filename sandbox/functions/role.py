"""What a function may do: the credentials of its role, and what the role's policies allow.

moto allows everything to everybody. Here the role decides where its function's logs and dead letters are concerned.
"""

from __future__ import annotations

from typing import Any

from moto.iam.exceptions import NotFoundException
from moto.iam.models import iam_backends
from moto.sts.models import AssumedRole, sts_backends
from moto.utilities.arns import parse_arn

from pipeline.permission import Request, Verdict, may
from pipeline.policy_document import PolicyDocument

SECONDS = 3600


def credentials(function: Any) -> AssumedRole:
    """A session of the function's role, which moto finds its account by."""
    return sts_backends[function.account_id][function.partition].assume_role(
        region_name=function.region,
        role_session_name=function.function_name,
        role_arn=function.role,
        policy="",
        duration=SECONDS,
        external_id="",
    )


def allows(function: Any, action: str, resource: str) -> bool:
    """Whether the function's role exists and its policies, and its boundary, let it do this."""
    backend = iam_backends[parse_arn(function.role).account][function.partition]
    try:
        found = backend.get_role_by_arn(function.role)
    except NotFoundException:
        return False
    texts = [*found.policies.values(), *map(_document, found.managed_policies.values())]
    documents = [PolicyDocument(tuple(one for text in texts for one in PolicyDocument.parse(text).statements))]
    if found.permissions_boundary_arn:
        documents.append(PolicyDocument.parse(_document(backend.get_policy(found.permissions_boundary_arn))))
    asked = Request(action=action, resource=resource)
    return all(may(document, asked).verdict is Verdict.allowed for document in documents)


def _document(policy: Any) -> str:
    return next(str(version.document) for version in policy.versions if version.is_default)
