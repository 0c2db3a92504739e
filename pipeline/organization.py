"""The organization that accounts come from: which of its accounts are meant, and what each of them is like.

Nothing here asks AWS. Which accounts there are is read by `trailbell accounts`, which writes them to a file beside the
configuration, so that a deployment needs no access to the organization and shows in review what it is for; or by
`trailbell check --organization`, for that run alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from alerts.document import Document, Path_, read
from alerts.errors import InputError, Mistake, Place
from alerts.validation import validate
from pipeline.choice import AlertsOrNone
from pipeline.section import AccountId, ExternalId, Form, Region, RoleName, Section, Slug, Tags

LONGEST_NAME = 40
_ROLE_ARN = r"^arn:(aws|aws-cn|aws-us-gov):iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]+$"
_UNIT = r"^(r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32})$"
"""https://docs.aws.amazon.com/organizations/latest/APIReference/API_OrganizationalUnit.html"""

Unit = Annotated[str, Form(_UNIT, "should be the id of an organizational unit or a root, such as ou-ab12-1a2b3c4d")]


class AccountTemplate(Section):
    """What an account is like."""

    region: Region = Field(description="Home region: trail, log group, alarms and topics live there.")
    deploy_role: RoleName | None = Field(None, description="Role that Terraform assumes there; else the caller.")
    check_role: RoleName | None = Field(None, description="Role that the check assumes; else the caller.")
    external_id: ExternalId | None = Field(None, description="External id of both roles.")
    tags: Tags = Field({}, description="Tags on top of the common ones.")
    alerts: AlertsOrNone | None = Field(
        None, description="What differs from the common alerts; or none, where the trail alone tells."
    )


class AccountName(Section):
    """Which account it is."""

    name: Slug = Field(max_length=LONGEST_NAME, description="Your name of the account; names its stack.")
    id: AccountId = Field(description="The account id: twelve digits, in quotes.")


class Filter(Section):
    """Accounts of the organization, by where they are and what they are."""

    units: tuple[Unit, ...] = Field((), description="Below one of these organizational units, at any depth.")
    accounts: tuple[AccountId, ...] = Field((), description="One of these ids.")
    tags: Tags = Field({}, description="With all of these tags on the account in AWS Organizations.")


_FILE = Form(
    r"^[^/\\]+\.ya?ml$", "should be the name of a .yaml file beside this one, without a folder, such as accounts.yaml"
)


class OrganizationSettings(Section):
    """Accounts that come from AWS Organizations; those under `accounts` stay as they are written there."""

    account: AccountTemplate = Field(description="What each of its accounts is like.")
    file: Annotated[str, _FILE] = Field(
        "accounts.yaml",
        description="Where `trailbell accounts --write` keeps the accounts, beside this file; commit it.",
    )
    include: Filter = Field(Filter(), description="Only accounts that meet all that is given here; else every account.")
    exclude: Filter = Field(Filter(), description="But none that meets any of what is given here.")
    hub_role: Annotated[
        str, Form(_ROLE_ARN, "should be the ARN of a role, such as arn:aws:iam::111122223333:role/TrailbellHub")
    ] | None = Field(
        None, description="Role that lists the accounts, and from which the check assumes each check_role."
    )  # fmt: skip
    hub_external_id: ExternalId | None = Field(None, description="External id of the hub role.")


@dataclass(frozen=True, slots=True)
class Member:
    """An account of the organization. `name` is what the configuration calls it."""

    id: str
    name: str


class _File(Section):
    """The file of the accounts."""

    accounts: tuple[AccountName, ...] = Field(description="The accounts.")


class _Only(BaseModel):
    """What is looked at before the accounts are known."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    organization: OrganizationSettings
    accounts: Any = ()


def settings(path: Path) -> tuple[OrganizationSettings, Document]:
    """The section of a configuration file; raises InputError where there is none, or something is wrong in it."""
    document = read(path)
    if isinstance(document.value, dict) and "organization" not in document.value:
        raise InputError([Mistake(document.place(()), "has no section organization; see docs/organization.md")])
    return validate(_Only, document).organization, document


def kept(organization: OrganizationSettings, path: Path) -> tuple[Member, ...]:
    """The accounts that the file beside the configuration names; none where it is not there."""
    file = path.parent / organization.file
    if not file.exists():
        return ()
    return tuple(Member(one.id, one.name) for one in validate(_File, read(file)).accounts)


def is_known(path: Path) -> bool:
    """Whether the accounts of a configuration are known without asking its organization."""
    document = read(path)
    if not isinstance(document.value, dict) or "organization" not in document.value:
        return True
    return (path.parent / validate(_Only, document).organization.file).exists()


def listed(document: Document) -> dict[str, str]:
    """Ids of the accounts that the configuration itself names, with their names."""
    written = document.value.get("accounts") or () if isinstance(document.value, dict) else ()
    entries = (one for one in written if isinstance(one, dict)) if isinstance(written, list) else ()
    return {str(one.get("id")): str(one.get("name")) for one in entries}


def joined(document: Document, path: Path, members: Iterable[Member] | None = None) -> Document:
    """The document with the accounts of its organization among the others.

    They are `members`, or else those of the file beside it; raises InputError where neither is there.
    """
    value = document.value
    if not isinstance(value, dict) or "organization" not in value:
        return document
    organization = validate(_Only, document).organization
    file = path.parent / organization.file
    if members is None and not file.exists():
        wanted = "write it with `trailbell accounts --write`, or check with --organization"
        raise InputError([Mistake(document.place(("organization",)), f"there is no {file} yet; {wanted}")])
    given = kept(organization, path) if members is None else tuple(members)
    places = {} if members is not None else read(file).places
    known = listed(document)
    added = [(at, member) for at, member in enumerate(given) if member.id not in known]
    return _with(document, added, places)


def _with(document: Document, added: list[tuple[int, Member]], places: Mapping[Path_, Place]) -> Document:
    template = document.value["organization"]["account"]
    before = document.value.get("accounts") or []
    if not isinstance(before, list):
        return document  # which validation tells
    entries = [{"name": member.name, "id": member.id, **template} for _, member in added]
    where = {path[2:]: place for path, place in document.places.items() if path[:2] == ("organization", "account")}
    more: dict[Path_, Place] = {}
    for index, (at, _) in enumerate(added, len(before)):
        more.update({("accounts", index, *rest): place for rest, place in where.items()})
        home = places.get(("accounts", at), document.place(("organization",)))
        more.update({("accounts", index, *key): home for key in ((), ("name",), ("id",))})
    value = {**document.value, "accounts": [*before, *entries]}
    return Document(document.file, value, {**document.places, **more})


def named(found: Mapping[str, str], taken: Mapping[str, str]) -> Iterator[Member]:
    """Members from ids and AWS's names, in the order of the ids; whoever has a name (`taken`, by id) keeps it.

    AWS's names are free text, and may repeat; ours name stacks and Terraform's state, and must not change.
    """
    used = set(taken.values())
    for account_id in sorted(found):
        if (name := taken.get(account_id)) is None:
            name = _free(_slug(found[account_id], account_id), account_id, used)
            used.add(name)
        yield Member(account_id, name)


def _slug(text: str, account_id: str) -> str:
    words = "-".join(re.findall(r"[a-z0-9]+", text.lower()))
    words = words if words[:1].isalpha() else f"account-{words or account_id}"
    return words[:LONGEST_NAME].strip("-")


def _free(name: str, account_id: str, used: set[str]) -> str:
    return name if name not in used else f"{name[: LONGEST_NAME - 13].strip('-')}-{account_id}"


def file_text(members: Iterable[Member]) -> str:
    """The file as it is written."""
    head = "# The accounts of the organization, written by `trailbell accounts --write`; names stay. Commit it.\n"
    lines = [f'  - {{id: "{member.id}", name: "{member.name}"}}\n' for member in members]
    return head + ("accounts:\n" + "".join(lines) if lines else "accounts: []\n")
