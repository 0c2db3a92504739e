"""The desired configuration: the YAML that a user writes, checked. One file describes the pipelines of all accounts.

Every description here is the configuration reference; docs/configuration.md and the JSON Schema are made from it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, ValidationInfo, field_validator, model_validator

from alerts.alert import Severity
from alerts.document import Document, Path_, read
from alerts.validation import validate
from pipeline.acceptance import Acceptance
from pipeline.account import Account
from pipeline.adopting import Adopted
from pipeline.auditor import AuditorSettings
from pipeline.central import CentralSettings, OrganizationId
from pipeline.choice import NONE, Alerts, AlertsOrNone
from pipeline.collector_settings import CollectorSettings
from pipeline.destination import Destination
from pipeline.existing import Existing
from pipeline.organization import AccountName, AccountTemplate, Member, OrganizationSettings, joined
from pipeline.section import AT_LEAST_ONE, AccountId, Form, Region, Section, Slug, Tags
from pipeline.trail_settings import TrailSettings

_BUCKET = Form(
    r"^[a-z0-9.-]{3,63}$",
    "should be the name of a bucket, 3 to 63 lower-case letters, digits, dots and hyphens, such as our-terraform-state",
)
_PREFIX = Form(r"^[\w./-]+$", "should be letters, digits and . / _ -, such as security/trailbell")


class State(Section):
    """Where Terraform keeps its state."""

    backend: Literal["local", "s3"] = Field(
        "local", description="local: a file beside the configuration; s3: a bucket, encrypted and locked."
    )
    bucket: Annotated[str, _BUCKET] | None = Field(None, description="Bucket of the state (s3 only).")
    region: Region | None = Field(None, description="Region of that bucket (s3 only).")
    prefix: Annotated[str, _PREFIX] = Field("trailbell", description="Prefix of the keys in that bucket (s3 only).")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.backend == "s3" and not (self.bucket and self.region):
            raise ValueError("the s3 backend needs bucket and region")
        if self.backend == "local" and (self.bucket or self.region):
            raise ValueError("bucket and region belong to the s3 backend; set backend: s3 or remove them")
        return self


_LEFT_OPEN = {
    "organization_trail": "organization, such as o-a1b2c3d4e5",
    "management_account": "management account",
}


class AccountEntry(AccountTemplate, AccountName):
    """An account in its home region."""

    collector: CollectorSettings | None = Field(None, description="In place of the common collector.")
    organization_trail: OrganizationId | None = Field(
        None,
        description="Id of the organization whose trail is here, in its management account or its delegated "
        "administrator: it records every account of the organization.",
    )
    management_account: AccountId | None = Field(
        None,
        description="With organization_trail, where this account is no management account but its delegated "
        "administrator for CloudTrail: the id of the management account, whose the trail then is.",
    )
    existing: Existing = Field(Existing(), description="What is there already in this account, on top of the common.")
    adopted: Adopted = Field(Adopted(), description="What Terraform takes over with the next deployment.")

    @field_validator("organization_trail", "management_account", mode="before")
    @classmethod
    def _not_left_open(cls, value: Any, info: ValidationInfo) -> Any:
        # Without an id the trail would quietly record this account alone, or be looked for in it.
        if value is None:
            raise ValueError(f"is empty; give the id of the {_LEFT_OPEN[str(info.field_name)]}, or remove the line")
        return value


Routes = dict[Severity, Annotated[tuple[Slug, ...], AT_LEAST_ONE, Field(json_schema_extra={"minItems": 1})]]


def _either(schema: dict[str, Any]) -> None:
    """For editors: accounts may all come from the organization, and who has no alerts may call nobody.

    `load` adds the former before anything is looked at; `direct` tells who calls nobody.
    """
    schema["required"].remove("accounts")
    schema["anyOf"] = [{"required": ["accounts"]}, {"required": ["organization"]}]
    schema["if"] = {"not": {"properties": {"alerts": {"const": NONE}}, "required": ["alerts"]}}
    schema["then"] = {"required": ["destinations"]}


class Configuration(Section):
    """The whole file."""

    model_config = ConfigDict(json_schema_extra=_either)

    # https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-trail-naming-requirements.html
    name: Slug = Field("trailbell", min_length=3, max_length=20, description="Prefix of every name in the accounts.")
    tags: Tags = Field({}, description="Tags of every resource.")
    state: State = Field(State(), description="Where Terraform keeps its state.")
    trail: TrailSettings = Field(
        TrailSettings(),
        # https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html
        description="What is recorded and how it is kept. CloudTrail sends no event over 256 KB to CloudWatch Logs, so "
        "no alert sees one; newer events are cut to fit, which the alert cloudtrail-params-omitted tells.",
    )
    existing: Existing = Field(
        Existing(), description="What is there already in every account: it is checked, and never changed."
    )
    destinations: Annotated[dict[Annotated[Slug, Field(max_length=40)], Destination], AT_LEAST_ONE] = Field(
        {},
        description="Who is called, by a name of your own; required by every alert.",
        json_schema_extra={"minProperties": 1},
    )
    routes: Routes = Field(
        {},
        description="Severity to destinations. A severity without a route rings where the next higher one rings, else "
        "where the next lower one does; without any route everything rings at every destination.",
    )
    alerts: AlertsOrNone = Field(
        Alerts(packs=("cis",)),
        description="Which alerts are deployed; the pack cis by default; or none, where the trail alone tells.",
    )
    ignore: tuple[Acceptance, ...] = Field(
        (), description="Findings of the check that are known and accepted; see docs/accepting.md."
    )
    auditor: AuditorSettings | None = Field(None, description="The role that checks, where it is to be deployed.")
    central: CentralSettings | None = Field(
        None, description="One account receives the log files of all others; see docs/collector.md."
    )
    collector: CollectorSettings | None = Field(
        None, description="A vendor that fetches log files by itself, such as Alert Logic; see docs/collector.md."
    )
    organization: OrganizationSettings | None = Field(
        None, description="Accounts that come from AWS Organizations; see docs/organization.md."
    )
    accounts: Annotated[tuple[AccountEntry, ...], AT_LEAST_ONE] = Field(
        description="The accounts; with `organization`, those that differ from its others, if any.",
        json_schema_extra={"minItems": 1},
    )

    def destinations_of(self, severity: Severity) -> tuple[str, ...]:
        """Where this severity rings; never nowhere."""
        order = list(Severity)
        here = order.index(severity)
        for candidate in [*reversed(order[: here + 1]), *order[here + 1 :]]:
            if candidate in self.routes:
                return self.routes[candidate]
        return tuple(self.destinations)


def account_of(configuration: Configuration, entry: AccountEntry) -> Account:
    """The account that an entry is, with all of its tags."""
    return Account(
        name=entry.name,
        id=entry.id,
        region=entry.region,
        deploy_role=entry.deploy_role,
        check_role=entry.check_role,
        external_id=entry.external_id,
        hub_role=configuration.organization.hub_role if configuration.organization else None,
        hub_external_id=configuration.organization.hub_external_id if configuration.organization else None,
        management_account=entry.management_account,
        tags=tuple(sorted((configuration.tags | entry.tags).items())),
    )


def load(path: Path, members: Iterable[Member] | None = None) -> tuple[Configuration, Document]:
    """Read a configuration file; raises InputError with every mistake, each with file and line.

    The accounts of its organization, if it names one, are `members`, or else those of the file beside it. What only the
    file as a whole can show, `design` tells together with what the catalogue shows.
    """
    document = joined(read(path), path, members)
    return validate(Configuration, document), document


def contradictions(configuration: Configuration) -> Iterable[tuple[Path_, str]]:
    """What only the file as a whole can show: where, and what is wrong."""
    known = configuration.destinations
    all_known = f"known are {', '.join(known)}" if known else "none is described under destinations"
    for severity, names in configuration.routes.items():
        for index, name in enumerate(names):
            if name not in known:
                message = f"routes.{severity}: no destination is named '{name}'; {all_known}"
                yield ("routes", severity.value, index), message
        if len(set(names)) < len(names):
            yield ("routes", severity.value), f"routes.{severity}: a destination stands twice"
    if (notify := configuration.trail.notify) is not None and notify not in known:
        yield (
            ("trail", "notify"),
            f"trail.notify: no destination is named '{notify}'; {all_known}",
        )
    yield from _repeated(configuration, "name", "name")
    yield from _repeated(configuration, "id", "account id")


def _repeated(configuration: Configuration, field: str, words: str) -> Iterable[tuple[Path_, str]]:
    counts = Counter(getattr(account, field) for account in configuration.accounts)
    for index, account in enumerate(configuration.accounts):
        value = getattr(account, field)
        if counts[value] > 1:
            yield ("accounts", index, field), f"the {words} '{value}' stands more than once; keep one"
