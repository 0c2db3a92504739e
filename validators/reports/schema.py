"""The JSON report as a model: its published schema, and the way back from a file to findings.

Takes schema 1 and nothing else; a key that it does not know is refused, for what it means would be lost.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from typing_extensions import TypeAliasType

from alerts.alert import Severity
from alerts.errors import InputError, Mistake, Place
from alerts.terminal import visible
from pipeline.account import Account
from validators.finding import Accepted, AccountReport, AccountStatus, Finding, Shown, Status
from validators.ringing.link import Chain, Flaw, LinkState, Route, Step

MOST_MISTAKES = 5

Value = TypeAliasType("Value", "str | int | float | bool | tuple[Value, ...] | None")


class Part(BaseModel):
    """A part of the document: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


class FindingDocument(Part):
    """One difference, one sign of ill health, or one thing that could not be read."""

    status: Status = Field(description="What kind of finding it is; unchecked is neither drift nor in sync.")
    part: str = Field(description="The kind of thing, such as alarm.")
    resource: str = Field(description="Its name; * stands for all of the kind.")
    field: str = Field(description="The field that is meant; empty where all of it is.")
    expected: Value = Field(description="The value as designed; secrets are scheme, host and fingerprint.")
    observed: Value = Field(description="The value in the account.")
    severity: Severity = Field(description="How bad it is.")
    message: str = Field(description="What it means for alerting, in one sentence.")
    repair: str = Field(description="What to do about it.")
    alerts: tuple[str, ...] = Field((), description="The ids of the alerts that depend on what it is about.")
    id: str | None = Field(None, description="The same in every run for the same field of the same resource.")
    file: str | None = Field(None, description="The configuration that it comes from, as the repository names it.")
    line: int | None = Field(None, description="The line there, from 1; none where all of the file is meant.")


class AcceptedDocument(FindingDocument):
    """A finding that the configuration accepts: it counts for nothing."""

    reason: str = Field(description="Why it was accepted.")
    until: date | None = Field(None, description="The last day it is.")


class FlawDocument(Part):
    """A link between an event and the person on call that does not hold."""

    step: Step = Field(description="Which link.")
    state: LinkState = Field(description="broken, or unknown where something could not be read.")
    message: str = Field(description="What is wrong, as the end of a sentence.")
    partly: bool = Field(False, description="Whether some events still come through.")


class DestinationDocument(Part):
    """The links to one destination of an alert."""

    name: str = Field(description="The destination's name in the configuration.")
    state: LinkState = Field(description="Whether what the alarm sends arrives there.")
    flaws: tuple[FlawDocument, ...] = Field((), description="The links that do not hold; all others do.")


class ChainDocument(Part):
    """An alert, and the links from the trail to those who are called."""

    alert: str = Field(description="The alert's id.")
    title: str = Field(description="What it tells of.")
    state: LinkState = Field(description="Whether it would ring at one destination at least.")
    sentence: str = Field(description="What would happen, with the first link that is broken.")
    flaws: tuple[FlawDocument, ...] = Field((), description="The links shared by all destinations that do not hold.")
    destinations: tuple[DestinationDocument, ...] = Field(description="Where it is to ring.")


class AccountDocument(Part):
    """One account in one home region, and its findings, the worst first."""

    name: str = Field(description="The account's name in the configuration.")
    id: str = Field(pattern=r"^[0-9]{12}$", description="The account id: twelve digits.")
    region: str = Field(pattern=r"^[a-z0-9-]+$", description="Its home region.")
    status: AccountStatus = Field(description="Drift where there is any; else unchecked where anything was not read.")
    findings: tuple[FindingDocument, ...] = Field(description="The findings, the worst first.")
    accepted: tuple[AcceptedDocument, ...] = Field((), description="What the configuration accepts.")
    chains: tuple[ChainDocument, ...] = Field((), description="Of each alert, whether it would ring.")


class FindingCounts(Part):
    """How many findings there are of each status."""

    missing: int = Field(ge=0)
    changed: int = Field(ge=0)
    unmanaged: int = Field(ge=0)
    unhealthy: int = Field(ge=0)
    unchecked: int = Field(ge=0)


class SummaryDocument(Part):
    """How many accounts there are, in all and of each status, and how many findings."""

    accounts: int = Field(ge=0)
    in_sync: int = Field(ge=0, alias="in-sync")
    drift: int = Field(ge=0)
    unchecked: int = Field(ge=0)
    findings: FindingCounts
    accepted: int = Field(0, ge=0)


class ReportDocument(Part):
    """The report of `trailbell check --json`."""

    schema_: Literal[1] = Field(alias="schema", description="The version of this format.")
    shard: str | None = Field(
        None, pattern=r"^[0-9]{1,6}/[0-9]{1,6}$", description="Of a run with --shard: which share, such as 2/4."
    )
    accounts: tuple[AccountDocument, ...] = Field(description="The accounts in the order of the configuration.")
    summary: SummaryDocument = Field(description="The counts; they follow from the accounts.")


def schema() -> str:
    """The JSON Schema of the report."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    document = {**head, **ReportDocument.model_json_schema(), "title": "Trailbell report"}
    return json.dumps(document, indent=2) + "\n"


@dataclass(frozen=True, slots=True)
class Read:
    """A JSON report, read back; `shard` is empty where it is no share of a run."""

    accounts: tuple[AccountReport, ...]
    shard: str


def read(path: Path) -> Read:
    """A JSON report; raises InputError naming the file and what is wrong in it."""
    try:
        document = ReportDocument.model_validate(json.loads(path.read_bytes()))
    except OSError as error:
        raise _refused(path, f"cannot read this file: {error.strerror}") from None
    except ValidationError as error:
        raise InputError([_mistake(path, detail) for detail in error.errors()[:MOST_MISTAKES]]) from None
    except (ValueError, RecursionError):  # not JSON, not UTF-8, or nested without end
        raise _refused(path, "is no JSON; give what `trailbell check --json` printed") from None
    return Read(tuple(map(_account, document.accounts)), document.shard or "")


def _account(document: AccountDocument) -> AccountReport:
    account = Account(name=visible(document.name), id=document.id, region=document.region)
    accepted = (Accepted(_finding(one), one.reason, one.until) for one in document.accepted)
    chains = tuple(map(_chain, document.chains))
    return AccountReport(account, tuple(map(_finding, document.findings)), tuple(accepted), chains)


def _chain(document: ChainDocument) -> Chain:
    routes = tuple(Route(route.name, _flaws(route.flaws)) for route in document.destinations)
    return Chain(alert=document.alert, title=document.title, flaws=_flaws(document.flaws), routes=routes)


def _flaws(documents: Iterable[FlawDocument]) -> tuple[Flaw, ...]:
    return tuple(Flaw(step=one.step, state=one.state, message=one.message, partly=one.partly) for one in documents)


def _finding(document: FindingDocument) -> Finding:
    told = FindingDocument.model_fields.keys() - {"id", "file", "line"}
    values: dict[str, Any] = {name: getattr(document, name) for name in told}
    expected: Shown = values.pop("expected")
    return Finding(**values, expected=expected)


def _mistake(path: Path, detail: Any) -> Mistake:
    where = ".".join(map(str, detail["loc"]))
    return Mistake(Place(str(path)), f"{where + ': ' if where else ''}{detail['msg']}; is it a report of this version?")


def _refused(path: Path, message: str) -> InputError:
    return InputError([Mistake(Place(str(path)), message)])
