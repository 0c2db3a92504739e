"""Any designed pipeline, and any other value of a fact, for property tests."""

from __future__ import annotations

import dataclasses
from typing import Any

from hypothesis import strategies as st

from alerts.alert import Severity
from pipeline.alert import FilterPattern
from pipeline.pipeline import Pipeline
from pipeline.policy_document import PolicyDocument, allow
from pipeline.secret import fingerprint
from tests.validators.designed import OWN_ALERT, designed

PLANTED = "planted-key"
_DESTINATIONS = {
    "on-call": {"vendor": "ilert", "url": "env:ILERT_URL"},
    "platform": {"vendor": "taskcall", "url": "ssm:/endpoints/taskcall", "display_name": "Platform"},
    "security": {"vendor": "https", "url": "env:SECURITY_URL", "signature_version": "1"},
}
_COLLECTOR = {"vendor_account": "733251395267", "external_id": "deployment-17"}
_ALERTS = ("cis-root-usage", "cis-console-auth-failure", "console-sign-in-failures", "cis-vpc-change")


@st.composite
def pipelines(draw: st.DrawFn) -> Pipeline:
    """A designed pipeline with fingerprints in place of references."""
    names = draw(st.lists(st.sampled_from(sorted(_DESTINATIONS)), min_size=1, unique=True))
    routes = st.dictionaries(st.sampled_from([*Severity]), st.lists(st.sampled_from(names), min_size=1, unique=True))
    trail = draw(_trails(names))
    pipeline = designed(
        collector=_COLLECTOR if trail["notify"] is None and draw(st.booleans()) else None,
        region=draw(st.sampled_from(["eu-west-1", "us-east-1", "cn-north-1", "us-gov-west-1"])),
        trail=trail,
        destinations={name: _DESTINATIONS[name] for name in names},
        routes=draw(routes),
        alerts=draw(_alerts(alone=trail["notify"] is not None)),
    )
    subscriptions = tuple(
        dataclasses.replace(part, endpoint=fingerprint(f"https://{part.destination}.example/{PLANTED}"))
        for part in pipeline.subscriptions
    )
    return dataclasses.replace(pipeline, subscriptions=subscriptions)


def _alerts(*, alone: bool) -> st.SearchStrategy[Any]:
    """A choice of alerts; none at all where the trail can tell `alone`."""
    some = st.fixed_dictionaries(
        {
            "enable": st.lists(st.sampled_from(_ALERTS), min_size=1, unique=True),
            "own": st.sampled_from([[], [OWN_ALERT]]),
        }
    )
    return some | st.just("none") if alone else some


def _trails(names: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "multi_region": st.booleans(),
            "log_file_validation": st.booleans(),
            "insights": st.sampled_from([[], ["ApiErrorRateInsight"]]),
            "encryption": st.sampled_from(["kms", "sse-s3"]),
            "notify": st.none() | st.sampled_from(names),
        }
    )


def another(value: Any) -> Any:
    """A value of a fact that differs from this one in meaning."""
    match value:
        case bool():
            return not value
        case int() | float():
            return value + 1
        case None | str():
            return f"{value}-elsewhere"
        case PolicyDocument():
            return PolicyDocument((*value.statements, allow("Added", "s3:GetObject", "*")))
        case FilterPattern():
            return FilterPattern("{ $.eventName = Elsewhere }")
        case tuple():
            return (*value, "elsewhere")
        case _:
            raise TypeError(f"no other value is known for {value!r}")
