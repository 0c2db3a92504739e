"""The desired configuration: the YAML that a user writes, checked. One file describes the pipelines of all accounts.

Every description here is the configuration reference; docs/configuration.md and the JSON Schema are made from it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sized
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from alerts.alert import Severity
from alerts.document import Document, Path_, read
from alerts.validation import validate
from pipeline.choice import Alerts
from pipeline.log_group import RETENTION_DAYS
from pipeline.secret import reference
from pipeline.vendors import VENDORS

Values = TypeVar("Values", bound=Sized)

_ROLE = r"^[A-Za-z0-9+=,.@_-]+(/[A-Za-z0-9+=,.@_-]+)*$"
_REGION = r"^[a-z]{2}(-[a-z]+)+-[0-9]$"
_TAG = r"^[\w\s.:/=+@-]*$"
_EXTERNAL_ID = r"^[\w+=,.@:/-]+$"


def _secret(text: str) -> str:
    reference(text)
    return text


def _vendor(name: str) -> str:
    if name not in VENDORS:
        given = "" if "://" in name else f" '{name[:40]}'"  # an address may hold a key
        raise ValueError(f"unknown vendor{given}; known are {', '.join(VENDORS)}")
    return name


def _retention(days: int) -> int:
    if days not in RETENTION_DAYS:
        raise ValueError(
            f"CloudWatch Logs keeps events for one of {', '.join(map(str, RETENTION_DAYS))} days, got {days}"
        )
    return days


def _some(values: Values) -> Values:
    """Not by min_length, which also counts out every item that is wrong in itself."""
    if not values:
        raise ValueError("is empty; name at least one")
    return values


def _account_id(value: Any) -> Any:
    if isinstance(value, int):
        raise ValueError("write the account id in quotes; without them YAML reads a number and drops leading zeros")
    if isinstance(value, str) and not re.fullmatch(r"[0-9]{12}", value):
        raise ValueError(f"an account id is twelve digits, got '{value[:40]}'")
    return value


AT_LEAST_ONE = AfterValidator(_some)
Secret = Annotated[str, AfterValidator(_secret)]
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
Tags = dict[
    Annotated[str, Field(pattern=_TAG, min_length=1, max_length=128)],
    Annotated[str, Field(pattern=_TAG, max_length=256)],
]


class Section(BaseModel):
    """A section of the file: unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class State(Section):
    """Where Terraform keeps its state."""

    backend: Literal["local", "s3"] = Field(
        "local", description="local: a file beside the configuration; s3: a bucket, encrypted and locked."
    )
    bucket: str | None = Field(None, pattern=r"^[a-z0-9.-]{3,63}$", description="Bucket of the state (s3 only).")
    region: str | None = Field(None, pattern=_REGION, description="Region of that bucket (s3 only).")
    prefix: str = Field("trailbell", pattern=r"^[\w./-]+$", description="Prefix of the keys in that bucket (s3 only).")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.backend == "s3" and not (self.bucket and self.region):
            raise ValueError("the s3 backend needs bucket and region")
        if self.backend == "local" and (self.bucket or self.region):
            raise ValueError("bucket and region belong to the s3 backend; set backend: s3 or remove them")
        return self


class RetentionDays(Section):
    """How long events are kept, in days."""

    logs: Annotated[int, AfterValidator(_retention)] = Field(365, description="In the log group.")
    bucket: int = Field(400, ge=1, le=36500, description="In the bucket.")


class TrailSettings(Section):
    """What is recorded and how it is kept."""

    multi_region: bool = Field(True, description="Record the events of all regions.")
    log_file_validation: bool = Field(True, description="Let CloudTrail sign digests of its log files.")
    encryption: Literal["kms", "sse-s3"] = Field(
        "kms",
        description="kms: a customer managed key for log files, log group, topics and queues; sse-s3: none.",
    )
    retention_days: RetentionDays = Field(RetentionDays(), description="How long events are kept.")
    notify: Slug | None = Field(
        None,
        description="A destination that is told of every delivered log file (the trail's own notification).",
    )


class Destination(Section):
    """An endpoint of an incident vendor; becomes a topic, an HTTPS subscription and a dead-letter queue."""

    vendor: Annotated[str, AfterValidator(_vendor)] = Field(
        "https", description=f"One of {', '.join(VENDORS)}; see docs/vendors.md."
    )
    url: Secret = Field(description="Where the endpoint is found: env:NAME or ssm:/path, never the endpoint itself.")
    display_name: str = Field("", max_length=100, description="Display name of the topic.")
    signature_version: Literal["1", "2"] | None = Field(
        None, description="How SNS signs: 2 is SHA-256, 1 is SHA-1; the vendor's own by default."
    )
    confirms: bool | None = Field(
        None,
        description="Whether the endpoint confirms by itself, so that a deployment waits; the vendor's by default.",
    )

    @model_validator(mode="before")
    @classmethod
    def _not_the_address(cls, value: Any) -> Any:
        # pydantic's own message would repeat the text, which may be the endpoint.
        if isinstance(value, str):
            raise ValueError("should hold vendor and url, such as {vendor: https, url: env:NAME}")
        return value


class AccountEntry(Section):
    """An account in its home region."""

    name: Slug = Field(max_length=40, description="Your name of the account; names its stack.")
    id: Annotated[str, BeforeValidator(_account_id)] = Field(description="The account id: twelve digits, in quotes.")
    region: str = Field(pattern=_REGION, description="Home region: trail, log group, alarms and topics live there.")
    deploy_role: str | None = Field(
        None, pattern=_ROLE, description="Role that Terraform assumes there; else the caller."
    )
    check_role: str | None = Field(None, pattern=_ROLE, description="Role that the check assumes; else the caller.")
    external_id: str | None = Field(
        None, pattern=_EXTERNAL_ID, min_length=2, max_length=1224, description="External id of both roles."
    )
    tags: Tags = Field({}, description="Tags on top of the common ones.")
    alerts: Alerts | None = Field(None, description="What differs from the common alerts.")


Routes = dict[Severity, Annotated[tuple[Slug, ...], AT_LEAST_ONE, Field(json_schema_extra={"minItems": 1})]]


class Configuration(Section):
    """The whole file."""

    name: Slug = Field("trailbell", max_length=20, description="Prefix of every name in the accounts.")
    tags: Tags = Field({}, description="Tags of every resource.")
    state: State = Field(State(), description="Where Terraform keeps its state.")
    trail: TrailSettings = Field(TrailSettings(), description="What is recorded and how it is kept.")
    destinations: Annotated[dict[Annotated[Slug, Field(max_length=40)], Destination], AT_LEAST_ONE] = Field(
        description="Who is called, by a name of your own.", json_schema_extra={"minProperties": 1}
    )
    routes: Routes = Field(
        {},
        description="Severity to destinations. A severity without a route rings where the next higher one rings, else "
        "where the next lower one does; without any route everything rings at every destination.",
    )
    alerts: Alerts = Field(Alerts(packs=("cis",)), description="Which alerts are deployed; the pack cis by default.")
    accounts: Annotated[tuple[AccountEntry, ...], AT_LEAST_ONE] = Field(
        description="The accounts.", json_schema_extra={"minItems": 1}
    )

    def destinations_of(self, severity: Severity) -> tuple[str, ...]:
        """Where this severity rings; never nowhere."""
        order = list(Severity)
        here = order.index(severity)
        for candidate in [*reversed(order[: here + 1]), *order[here + 1 :]]:
            if candidate in self.routes:
                return self.routes[candidate]
        return tuple(self.destinations)


def load(path: Path) -> tuple[Configuration, Document]:
    """Read a configuration file; raises InputError with every mistake, each with file and line.

    What only the file as a whole can show, `design` tells together with what the catalogue shows.
    """
    document = read(path)
    return validate(Configuration, document), document


def contradictions(configuration: Configuration) -> Iterable[tuple[Path_, str]]:
    """What only the file as a whole can show: where, and what is wrong."""
    known = configuration.destinations
    for severity, names in configuration.routes.items():
        for index, name in enumerate(names):
            if name not in known:
                message = f"routes.{severity}: no destination is named '{name}'; known are {', '.join(known)}"
                yield ("routes", severity.value, index), message
        if len(set(names)) < len(names):
            yield ("routes", severity.value), f"routes.{severity}: a destination stands twice"
    if (notify := configuration.trail.notify) is not None and notify not in known:
        yield (
            ("trail", "notify"),
            f"trail.notify: no destination is named '{notify}'; known are {', '.join(known)}",
        )
    yield from _repeated(configuration, "name", "name")
    yield from _repeated(configuration, "id", "account id")


def _repeated(configuration: Configuration, field: str, words: str) -> Iterable[tuple[Path_, str]]:
    counts = Counter(getattr(account, field) for account in configuration.accounts)
    for index, account in enumerate(configuration.accounts):
        value = getattr(account, field)
        if counts[value] > 1:
            yield ("accounts", index, field), f"the {words} '{value}' stands more than once; keep one"
