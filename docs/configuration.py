"""The configuration reference and its JSON Schema, both made from the models' own descriptions."""

from __future__ import annotations

import json
import types
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from alerts.alert import Alert, Examples, Parameter, Quiet
from alerts.condition_values import ALSO_ALONE
from pipeline import (
    adopting,
    auditor,
    central,
    channel,
    choice,
    collector_settings,
    delivery,
    destination,
    existing,
    organization,
    trail_settings,
)
from pipeline import configuration as written
from pipeline.acceptance import Acceptance

_INTRODUCTION = """\
# Configuration

<!-- Made by `make docs` from pipeline/configuration.py and alerts/alert.py; change it there. -->

One YAML file, `trailbell.yaml` by default, describes the alerting pipelines of all accounts. Unknown keys are refused,
and all mistakes of the file are reported together, each with file and line. `docs/configuration.schema.json` lets
editors complete it: put `# yaml-language-server: $schema=docs/configuration.schema.json` on the first line.

A secret never stands in the file. It is referred to as `env:NAME` (an environment variable; Terraform reads it as
`TF_VAR_NAME`) or as `ssm:/path` (a SecureString parameter of Systems Manager in each account).
"""

_SECTIONS: tuple[tuple[str, type[BaseModel]], ...] = (
    ("The file", written.Configuration),
    ("state", written.State),
    ("trail", trail_settings.TrailSettings),
    ("trail.retention_days", trail_settings.RetentionDays),
    ("destinations.NAME", destination.Destination),
    ("destinations.NAME.delivery", delivery.Delivery),
    ("destinations.NAME.slack", channel.SlackChannel),
    ("destinations.NAME.teams", channel.TeamsChannel),
    ("destinations.NAME.forwarder", channel.ForwarderSettings),
    ("destinations.NAME.forwarder.syslog", channel.Syslog),
    ("alerts, and accounts[].alerts", choice.Alerts),
    ("alerts.adjust.ID", choice.Adjustment),
    ("alerts.ignore[]", choice.ScopedIgnore),
    ("accounts[]", written.AccountEntry),
    ("accounts[].adopted", adopting.Adopted),
    ("existing, and accounts[].existing", existing.Existing),
    ("collector, and accounts[].collector", collector_settings.CollectorSettings),
    ("central", central.CentralSettings),
    ("organization", organization.OrganizationSettings),
    ("organization.account", organization.AccountTemplate),
    ("organization.include, and organization.exclude", organization.Filter),
    ("ignore[]", Acceptance),
    ("auditor", auditor.AuditorSettings),
    ("auditor.github", auditor.Github),
    ("alerts.own[], and a file of the catalogue", Alert),
    ("quiet, of an alert", Quiet),
    ("parameters.NAME, of an alert of the catalogue", Parameter),
    ("examples", Examples),
)


def schema() -> str:
    """The JSON Schema of the configuration, for editors."""
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Trailbell configuration",
        **written.Configuration.model_json_schema(),
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def reference() -> str:
    """docs/configuration.md."""
    return "\n".join([_INTRODUCTION, *(section(title, model) for title, model in _SECTIONS)])


def section(title: str, model: type[BaseModel]) -> str:
    """A heading, what the section is for, and a table of its keys."""
    heading = f"## {title}" if title == "The file" else f"## `{title}`"
    summary = (model.__doc__ or "").partition("\n\n")[0].replace("\n", " ").strip()
    rows = [
        f"| `{name}` | {_type(field)} | {_default(field)} | {field.description} |" for name, field in _fields(model)
    ]
    return "\n".join([heading, "", summary, "", "| key | type | default | |", "| --- | --- | --- | --- |", *rows, ""])


def _fields(model: type[BaseModel]) -> Iterator[tuple[str, FieldInfo]]:
    yield from ((field.alias or name, field) for name, field in model.model_fields.items())


def _type(field: FieldInfo) -> str:
    return _words(field.annotation).replace("|", "\\|")


def _words(annotation: Any) -> str:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        return " or ".join(_words(argument) for argument in arguments if argument is not type(None))
    if origin is Literal:
        return "one of " + ", ".join(str(value) for value in arguments) if len(arguments) <= 8 else "a unit"  # noqa: PLR2004
    if origin in (dict, Mapping, tuple, list):
        return (
            f"mapping to {_words(arguments[1])}"
            if len(arguments) > 1 and arguments[1] is not ...
            else (f"list of {_words(arguments[0])}")
        )
    if hasattr(annotation, "__metadata__"):
        alone = ALSO_ALONE in annotation.__metadata__
        return f"{_words(get_args(arguments[0])[0])}, or a list" if alone else _words(arguments[0])
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return "one of " + ", ".join(annotation)
    return _NAMES.get(annotation, "section" if _is_model(annotation) else getattr(annotation, "__name__", "value"))


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


_NAMES: dict[Any, str] = {str: "text", int: "whole number", float: "number", bool: "true or false", Any: "any value"}


def _default(field: FieldInfo) -> str:
    if field.default is PydanticUndefined:
        return "required"
    if isinstance(field.default, BaseModel):
        return "see below"
    return "" if field.default in (None, "", (), {}) else f"`{json.dumps(field.default)}`"
