"""A designed pipeline whose log files a vendor collects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.collector import Collector
from pipeline.pipeline import Pipeline
from tests.validators.designed import TRAIL, designed

SETTINGS: Mapping[str, Any] = {
    "vendor_account": "733251395267",
    "external_id": "deployment-17",
    "retention_days": 7,
    "visibility_timeout": 120,
    "max_receive_count": 3,
}
"""Nothing in it is a default, so that a reader that leaves something out is found."""

WITHOUT_NOTIFY: Mapping[str, Any] = {name: value for name, value in TRAIL.items() if name != "notify"}


def with_collector(account_id: str, **different: Any) -> Pipeline:
    """The designed pipeline with a collector; `different` are sections of the configuration."""
    return designed(account_id, **{"trail": WITHOUT_NOTIFY, "collector": SETTINGS, **different})


def collector_of(pipeline: Pipeline) -> Collector:
    """The collector of a pipeline that has one."""
    assert pipeline.collector is not None
    return pipeline.collector
