"""Small designed pipelines: what the tests of the validators deploy and compare."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, TypeVar

from alerts.document import Document
from pipeline.chat import ENDPOINT
from pipeline.configuration import Configuration
from pipeline.design import design
from pipeline.fact import facts
from pipeline.pipeline import Part, Pipeline
from pipeline.secret import (
    Endpoint,
    EnvironmentReference,
    Fingerprint,
    ParameterReference,
    ResourceEndpoint,
    fingerprint,
    shown_endpoint,
)

Some = TypeVar("Some")

ILERT = "https://api.ilert.com/api/v1/events/cloudwatch/planted-key-of-ilert"
TASKCALL = "https://integrations.taskcall.com/planted-key-of-taskcall"
MAIL = "planted-mail-address@example.com"
ENDPOINTS: Mapping[str, str] = {"ILERT_URL": ILERT, "/endpoints/taskcall": TASKCALL, "ON_CALL_MAIL": MAIL}

OWN_ALERT = {
    "id": "busy-region",
    "title": "Many calls in one region",
    "severity": "medium",
    "pattern": '{ ($.eventName = "RunInstances") && ($.errorCode NOT EXISTS) }',
    "threshold": 5,
    "period": 600,
    "evaluation_periods": 3,
    "datapoints_to_alarm": 2,
    "statistic": "Average",
    "comparison": "GreaterThanThreshold",
    "missing_data": "missing",
    "metric_value": "$.count",
    "unit": "Count",
    "dimensions": {"Region": "$.awsRegion"},
    "watch": {"Region": "eu-west-1"},
    "notify_insufficient_data": True,
}
"""Nothing in it is a default, so that a reader that leaves something out is found."""

TRAIL: Mapping[str, Any] = {
    "notify": "platform",
    "retention_days": {"logs": 90, "bucket": 800},
    "insights": ["ApiErrorRateInsight"],
}
WITHOUT_KEY: Mapping[str, Any] = {**TRAIL, "encryption": "sse-s3"}
SETTINGS: Mapping[str, Any] = {
    "name": "bell",
    "trail": TRAIL,
    "destinations": {
        "on-call": {"vendor": "ilert", "url": "env:ILERT_URL", "display_name": "On call"},
        "platform": {"vendor": "taskcall", "url": "ssm:/endpoints/taskcall", "signature_version": "1"},
    },
    "routes": {"critical": ["on-call"], "medium": ["platform", "on-call"]},
    "alerts": {"enable": ["cis-root-usage"], "own": [OWN_ALERT]},
}


def designed(account_id: str = "111122223333", region: str = "eu-west-1", **different: Any) -> Pipeline:
    """The pipeline of one account, checked by the role Auditor; `different` are sections of the configuration."""
    account = {"name": f"account-{account_id}", "id": account_id, "region": region, "check_role": "Auditor"}
    settings = {**SETTINGS, "accounts": [account], **different}
    (pipeline,) = design(Configuration.model_validate(settings), Document("trailbell.yaml", settings, {}))
    return pipeline


def address(endpoint: Endpoint) -> str:
    """The address behind a reference."""
    match endpoint:
        case EnvironmentReference(name) | ParameterReference(name):
            return ENDPOINTS[name]
        case ResourceEndpoint(arn):
            return arn
        case Fingerprint() if endpoint == fingerprint(ENDPOINT):
            return ENDPOINT
        case _:
            raise TypeError("a fingerprint has no address")


def resolved(pipeline: Pipeline) -> Pipeline:
    """The pipeline as it is compared: with fingerprints in place of references."""
    subscriptions = tuple(
        dataclasses.replace(part, endpoint=shown_endpoint(part.protocol, address(part.endpoint)))
        for part in pipeline.subscriptions
    )
    return dataclasses.replace(pipeline, subscriptions=subscriptions)


def needed(part: Some | None) -> Some:
    """A part that this pipeline has for certain, and another may not have."""
    assert part is not None
    return part


def differing(wanted: Part, observed: Part) -> set[str]:
    """The names of the facts in which two parts differ."""
    return {name for name, _ in facts(wanted) if getattr(wanted, name) != getattr(observed, name)}
