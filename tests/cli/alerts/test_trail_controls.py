"""The controls that the pipeline itself meets."""

import dataclasses
from typing import Any

import pytest

from alerts.coverage import CIS_VERSIONS, Verdict
from cli.alerts.trail_controls import trail_coverage
from pipeline.pipeline import Pipeline
from pipeline.trail import EventSelector
from tests.validators.designed import designed

PIPELINE = designed(trail={})


def verdicts(pipeline: Pipeline, version: str = "3.0") -> dict[str, Verdict]:
    return {
        one.security_hub.name: one.security_hub.verdict for one in trail_coverage(pipeline, version) if one.security_hub
    }


def changed(part: str, **values: Any) -> Pipeline:
    return dataclasses.replace(PIPELINE, **{part: dataclasses.replace(getattr(PIPELINE, part), **values)})


def test_the_default_pipeline_meets_all_but_what_is_outside() -> None:
    found = verdicts(PIPELINE)
    assert {name for name, verdict in found.items() if verdict is not Verdict.met} == {"CloudTrail.7"}
    assert found["CloudTrail.7"] is Verdict.outside


ALARM = PIPELINE.alarms[0]


@pytest.mark.parametrize(
    ("pipeline", "unmet"),
    [
        (changed("trail", logging=False), {"CloudTrail.1", "CloudTrail.3"}),
        (changed("trail", multi_region=False), {"CloudTrail.1"}),
        (changed("trail", include_global_service_events=False), {"CloudTrail.1"}),
        (changed("trail", event_selectors=(EventSelector(read_write_type="WriteOnly"),)), {"CloudTrail.1"}),
        (changed("trail", kms_key_arn=None), {"CloudTrail.2"}),
        (changed("trail", log_file_validation=False), {"CloudTrail.4"}),
        (changed("trail", log_group_arn=None), {"CloudTrail.5"}),
        (changed("bucket", public_access_block=("BlockPublicAcls",)), {"CloudTrail.6"}),
        (changed("log_group", retention_days=180), {"CloudWatch.16"}),
        (changed("log_group", retention_days=None), set()),
        (dataclasses.replace(PIPELINE, alarms=(dataclasses.replace(ALARM, alarm_actions=()),)), {"CloudWatch.15"}),
        (dataclasses.replace(PIPELINE, alarms=(dataclasses.replace(ALARM, actions_enabled=False),)), {"CloudWatch.17"}),
        (dataclasses.replace(PIPELINE, alarms=()), {"CloudWatch.15", "CloudWatch.17"}),
    ],
)
def test_each_control_looks_at_its_own_fact(pipeline: Pipeline, unmet: set[str]) -> None:
    assert {name for name, verdict in verdicts(pipeline).items() if verdict is Verdict.unmet} == unmet


@pytest.mark.parametrize(
    ("version", "numbers"),
    [
        ("1.2", ["2.1", "2.7", "2.2", "2.4", "2.3", "2.6"]),
        ("1.4", ["3.1", "3.7", "3.2", "3.4", "3.3", "3.6"]),
        ("2.0", ["3.1", "3.7", "3.2", "3.4", "3.3", "3.6"]),
        ("3.0", ["3.1", "3.5", "3.2", "3.4"]),
        ("5.0", ["3.1", "3.5", "3.2", "3.4"]),
        ("7.0", ["4.1", "4.5", "4.2", "4.4"]),
    ],
)
def test_cis_numbers_them_by_version(version: str, numbers: list[str]) -> None:
    assert [one.cis.name for one in trail_coverage(PIPELINE, version) if one.cis] == numbers


@pytest.mark.parametrize("version", CIS_VERSIONS)
def test_every_version_is_known(version: str) -> None:
    assert any(one.cis for one in trail_coverage(PIPELINE, version))
