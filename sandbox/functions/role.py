"""What a function may do: the credentials of its role, and what the role's policies allow.

moto allows everything to everybody. Here the role decides of its function's logs, its dead letters, and what it reads.
"""

from __future__ import annotations

from typing import Any
from weakref import WeakValueDictionary

from moto.iam.exceptions import NotFoundException
from moto.iam.models import iam_backends
from moto.sts.models import AssumedRole, sts_backends
from moto.utilities.arns import parse_arn

from pipeline.permission import Request, Verdict, may
from pipeline.policy_document import PolicyDocument

SECONDS = 3600


_HOLDERS: WeakValueDictionary[str, Any] = WeakValueDictionary()


def credentials(function: Any) -> AssumedRole:
    """A session of the function's role, which moto finds its account by."""
    session = sts_backends[function.account_id][function.partition].assume_role(
        region_name=function.region,
        role_session_name=function.function_name,
        role_arn=function.role,
        policy="",
        duration=SECONDS,
        external_id="",
    )
    _HOLDERS[session.access_key_id] = function
    return session


def holder(access_key: str) -> Any:
    """The function whose session it is; None for anybody else's."""
    return _HOLDERS.get(access_key)


def allows(function: Any, action: str, resource: str) -> bool:
    """Whether the function's role lets it do this, without any condition."""
    return may_do(function, Request(action=action, resource=resource))


def may_do(function: Any, request: Request) -> bool:
    """Whether the function's role exists and its policies, and its boundary, allow this request."""
    backend = iam_backends[parse_arn(function.role).account][function.partition]
    try:
        found = backend.get_role_by_arn(function.role)
    except NotFoundException:
        return False
    texts = [*found.policies.values(), *map(_document, found.managed_policies.values())]
    documents = [PolicyDocument(tuple(one for text in texts for one in PolicyDocument.parse(text).statements))]
    if found.permissions_boundary_arn:
        documents.append(PolicyDocument.parse(_document(backend.get_policy(found.permissions_boundary_arn))))
    return all(may(document, request).verdict is Verdict.allowed for document in documents)


def _document(policy: Any) -> str:
    return next(str(version.document) for version in policy.versions if version.is_default)
