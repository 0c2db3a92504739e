"""Which accounts an organization has, by where they are and what they are tagged with. Writes nothing.

Asked one call after the other: AWS Organizations refuses calls at the same time. Accounts that are suspended, closed or
not activated yet are left out, for nobody can be called from them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from alerts.terminal import visible
from pipeline.account import Account
from pipeline.organization import Filter, OrganizationSettings
from validators.reading import CallFailed, Unread
from validators.session import Clients, Session

ORGANIZATION_PERMISSIONS = (
    "organizations:ListAccounts",
    "organizations:ListAccountsForParent",
    "organizations:ListOrganizationalUnitsForParent",
    "organizations:ListTagsForResource",
)
"""What the hub role needs on top of sts:AssumeRole on the check roles."""

_OFF = frozenset({"SUSPENDED", "PENDING_CLOSURE", "CLOSED", "PENDING_ACTIVATION"})
"""https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_account_state.html"""
_NOBODY = "000000000000"


def accounts(organization: OrganizationSettings, clients: Clients) -> dict[str, str]:
    """Id and AWS's name of each account that is meant; raises CallFailed where not all could be listed."""
    account = Account(
        name="organization", id=_NOBODY, region=organization.account.region,
        hub_role=organization.hub_role, hub_external_id=organization.hub_external_id,
    )  # fmt: skip
    session = Session(account, clients)
    session.enter_hub()
    try:
        found = _Organization(session).chosen(organization.include, organization.exclude)
    except (AttributeError, LookupError, TypeError) as error:
        raise _unexpected(type(error).__name__) from None
    if odd := [one for one in found if not re.fullmatch("[0-9]{12}", str(one))]:
        raise _unexpected(f"{visible(str(odd[0]))[:40]} is no account id")
    return found


def _unexpected(what: str) -> CallFailed:
    return CallFailed(Unread("organizations:ListAccounts", f"the answer has an unexpected form ({what})"))


class _Organization:
    """An organization, seen through a session; a call is made only where a filter needs it."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def chosen(self, include: Filter, exclude: Filter) -> dict[str, str]:
        """The accounts that meet all of one filter and nothing of the other."""
        listed = self._session.pages("organizations", "list_accounts", "Accounts")
        found = {one["Id"]: one["Name"] for one in listed if _state(one) not in _OFF}
        if include.accounts:
            found = {one: name for one, name in found.items() if one in include.accounts}
        if include.units:
            inside = self._inside(include)
            found = {one: name for one, name in found.items() if one in inside}
        outside = self._inside(exclude) | {*exclude.accounts}
        found = {one: name for one, name in found.items() if one not in outside}
        return {one: name for one, name in found.items() if self._tagged(one, include, exclude)}

    def _inside(self, wanted: Filter) -> set[str]:
        """The accounts below the units of a filter, at any depth."""
        return {one for unit in wanted.units for one in self._below(unit, frozenset())}

    def _below(self, unit: str, above: frozenset[str]) -> Iterator[str]:
        if unit in above:
            return  # AWS allows five levels and no circle; what it answers is input
        for account in self._session.pages("organizations", "list_accounts_for_parent", "Accounts", ParentId=unit):
            yield account["Id"]
        units = self._session.pages(
            "organizations", "list_organizational_units_for_parent", "OrganizationalUnits", ParentId=unit
        )
        for inner in units:
            yield from self._below(inner["Id"], above | {unit})

    def _tagged(self, account_id: str, include: Filter, exclude: Filter) -> bool:
        if not include.tags and not exclude.tags:
            return True
        listed = self._session.pages("organizations", "list_tags_for_resource", "Tags", ResourceId=account_id)
        tags = {(tag["Key"], tag["Value"]) for tag in listed}
        return tags.issuperset(include.tags.items()) and not tags.intersection(exclude.tags.items())


def _state(account: dict[str, Any]) -> str:
    """The state, or the status that AWS answered with before September 2026."""
    return str(account.get("State") or account.get("Status") or "")
