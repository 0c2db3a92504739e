"""From an address in the Terraform back to the part of the pipeline, and from there to the line of the configuration.

The constructs' ids (modules/stack.py) say which part a resource belongs to; cdktf notes them beside every resource.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from alerts.document import Document
from cli.judgement.finding import Failure, Finding
from pipeline.configuration import Configuration
from pipeline.construct import constructs
from pipeline.origin import Origin, origin
from pipeline.pipeline import Part, Pipeline

_FACTS: Mapping[str, str] = MappingProxyType(
    {
        "is_multi_region_trail": "multi_region",
        "enable_log_file_validation": "log_file_validation",
        "kms_key_id": "kms_key_arn",
        "kms_master_key_id": "kms_key_arn",
        "sns_topic_name": "topic_arn",
        "retention_in_days": "retention_days",
        "rule.expiration.days": "expiration_days",
        "rule.apply_server_side_encryption_by_default.sse_algorithm": "sse_algorithm",
        "metric_transformation": "metric_name",
    }
)
"""An argument in the Terraform to the fact of a part, where these have different names."""


class Attribution:
    """Attributes what is found in the Terraform of one account."""

    def __init__(
        self, configuration: Configuration, document: Document, pipeline: Pipeline, terraform: Mapping[str, Any]
    ) -> None:
        self._configuration, self._document, self._pipeline = configuration, document, pipeline
        parts = dict(constructs(pipeline))
        self._resources = {name: (type_, parts.get(construct)) for type_, name, construct in _constructs(terraform)}

    def finding(self, failure: Failure, *, in_plan: bool = False) -> Finding:
        """The failure with where it comes from: the line of a part, or the account's where it belongs to none."""
        name = failure.address.partition(".")[2]
        type_, part = self._resources.get(name, (None, None))
        if type_:  # checkov names some resources without their type
            failure = dataclasses.replace(failure, address=f"{type_}.{name}")
        field = _FACTS.get(failure.argument, failure.argument)
        return Finding(failure, self._pipeline.account, self._origin(part, field), in_plan)

    def _origin(self, part: Part | None, field: str) -> Origin:
        if part is not None:
            return origin(self._configuration, self._document, self._pipeline, part, field)
        name = self._pipeline.account.name
        at = next(at for at, entry in enumerate(self._configuration.accounts) if entry.name == name)
        return Origin(f"account {name}", self._document.place(("accounts", at)))


def _constructs(terraform: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Type, name and the id of the stack's child of every resource."""
    for type_, resources in terraform.get("resource", {}).items():
        for name, arguments in resources.items():
            yield type_, name, arguments["//"]["metadata"]["path"].split("/")[1]
