"""The controls of CIS and Security Hub on the pipeline itself: the trail, its bucket, the log group, the alarms.

Says what the configuration will deploy, by the parts it designs; `trailbell check` says what is deployed.

https://docs.aws.amazon.com/securityhub/latest/userguide/cloudtrail-controls.html
https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from alerts.coverage import Control, Coverage, Verdict
from pipeline.alert import Alarm
from pipeline.bucket import PUBLIC_ACCESS_BLOCK
from pipeline.pipeline import Pipeline
from pipeline.requirement import ANY, ManagementEvents
from pipeline.trail import Trail

_A_YEAR = 365

_NUMBERED = {
    "1.2": {1: "2.1", 2: "2.7", 4: "2.2", 5: "2.4", 6: "2.3", 7: "2.6"},
    "1.4": {1: "3.1", 2: "3.7", 4: "3.2", 5: "3.4", 6: "3.3", 7: "3.6"},
    "3.0": {1: "3.1", 2: "3.5", 4: "3.2", 7: "3.4"},
    "6.0": {1: "4.1", 2: "4.5", 4: "4.2", 7: "4.4"},
}
"""CIS's number for each of Security Hub's CloudTrail controls, from this version of CIS on."""


@dataclass(frozen=True, slots=True)
class TrailControl:
    """One of Security Hub's controls, and whether a pipeline meets it; without a test none can."""

    name: str
    subject: str
    met: Callable[[Pipeline], bool] | None

    def verdict(self, pipeline: Pipeline) -> Verdict:
        """Whether this pipeline meets it."""
        if self.met is None:
            return Verdict.outside
        return Verdict.met if self.met(pipeline) else Verdict.unmet


def _records_everything(trail: Trail) -> bool:
    everything = trail.event_selectors == ManagementEvents()
    return trail.logging and trail.multi_region and trail.include_global_service_events and everything


def _keeps_a_year(days: int | None) -> bool:
    """None is for ever; of an existing log group it is not known."""
    return days is None or (days is not ANY and days >= _A_YEAR)


def _closed(settings: tuple[str, ...]) -> bool:
    """Of a bucket that exists the account may see to it; the check asks for either."""
    return settings is ANY or {*settings} == {*PUBLIC_ACCESS_BLOCK}


def _each_alarm(pipeline: Pipeline, met: Callable[[Alarm], bool]) -> bool:
    """Without any alarm nobody is told: of none, everything would be true."""
    return bool(pipeline.alarms) and all(map(met, pipeline.alarms))


CONTROLS = (
    TrailControl("CloudTrail.1", "Events of all regions", lambda p: _records_everything(p.trail)),
    TrailControl("CloudTrail.2", "Log files encrypted with KMS", lambda p: bool(p.trail.kms_key_arn)),
    TrailControl("CloudTrail.3", "A trail that is on", lambda p: p.trail.logging),
    TrailControl("CloudTrail.4", "Log file validation", lambda p: p.trail.log_file_validation),
    TrailControl("CloudTrail.5", "Events reach CloudWatch Logs", lambda p: bool(p.trail.log_group_arn)),
    TrailControl(
        "CloudTrail.6",
        "Bucket closed to the public",
        lambda p: p.bucket is not None and _closed(p.bucket.public_access_block),
    ),
    TrailControl("CloudTrail.7", "Bucket access logged", None),
    TrailControl("CloudWatch.15", "Alarms tell somebody", lambda p: _each_alarm(p, lambda a: bool(a.alarm_actions))),
    TrailControl(
        "CloudWatch.16",
        "Events kept for a year",
        lambda p: p.log_group is not None and _keeps_a_year(p.log_group.retention_days),
    ),
    TrailControl("CloudWatch.17", "Alarm actions enabled", lambda p: _each_alarm(p, lambda a: a.actions_enabled)),
)


def trail_coverage(pipeline: Pipeline, version: str) -> Iterator[Coverage]:
    """Whether a designed pipeline meets each of these controls, and CIS's of this version for the same subject."""
    numbers = _NUMBERED[max(since for since in _NUMBERED if since <= version)]
    for control in CONTROLS:
        verdict = control.verdict(pipeline)
        service, _, number = control.name.partition(".")
        cis = numbers.get(int(number)) if service == "CloudTrail" else None
        yield Coverage(
            subject=control.subject,
            cis=Control(cis, verdict) if cis else None,
            security_hub=Control(control.name, verdict),
        )
