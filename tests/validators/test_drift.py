import dataclasses
import io
import itertools
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from rich.console import Console

from alerts.alert import Severity
from pipeline.fact import Fact, facts
from pipeline.pipeline import KINDS, Part, Pipeline, identity
from pipeline.secret import fingerprint
from tests.validators.designed import ILERT, TASKCALL, designed, needed, resolved
from tests.validators.strategies import PLANTED, another, pipelines
from validators import drift
from validators.drift import compare
from validators.finding import AccountReport, Finding, Status
from validators.reading import Observation, Reading, Unobserved, Unread
from validators.reports import json as json_report
from validators.reports import table

quick = settings(max_examples=25, deadline=None)
WANTED = resolved(designed())
ROLE = needed(WANTED.delivery_role)
FACTS: list[tuple[Part, str]] = [
    (part, name)
    for _, parts in itertools.groupby(WANTED.parts(), key=type)
    for part in itertools.islice(parts, 1)
    for name, _ in facts(part)
]
each_fact = pytest.mark.parametrize(
    ("part", "name"), [pytest.param(part, name, id=f"{KINDS[type(part)]}-{name}") for part, name in FACTS]
)
DENIED = Unread("logs:DescribeMetricFilters", "access denied")


def read(pipeline: Pipeline) -> Reading:
    """What a reader gives where the account is as designed."""
    return Reading(parts=[*pipeline.parts()])


def with_part(pipeline: Pipeline, changed: Part) -> Reading:
    """The same with one part in place of the one of its name."""
    return Reading(parts=[changed if identity(part) == identity(changed) else part for part in pipeline.parts()])


def without(pipeline: Pipeline, *gone: Part) -> Reading:
    return Reading(parts=[part for part in pipeline.parts() if part not in gone])


def replaced(part: Part, name: str, value: Any) -> Part:
    return dataclasses.replace(part, **{name: value})


@quick
@given(pipelines())
def test_account_as_designed_has_no_findings(pipeline: Pipeline) -> None:
    assert compare(pipeline, read(pipeline)) == ()


def status_of(fact: Fact) -> Status:
    """What another value of this fact comes to: of some, only additions are tried."""
    return Status.unmanaged if fact.removal else Status.changed


@each_fact
def test_one_changed_fact_is_one_finding_that_names_the_field(part: Part, name: str) -> None:
    (finding,) = compare(WANTED, with_part(WANTED, replaced(part, name, another(getattr(part, name)))))
    assert finding.status is status_of(dict(facts(part))[name])
    assert (finding.part, finding.resource, finding.field) == (*identity(part), name)
    assert finding.expected != finding.observed


@quick
@given(pipelines(), st.data())
def test_one_changed_fact_of_any_pipeline_is_one_finding(pipeline: Pipeline, data: st.DataObject) -> None:
    part = data.draw(st.sampled_from([*pipeline.parts()]))
    name, fact = data.draw(st.sampled_from([*facts(part)]))
    (finding,) = compare(pipeline, with_part(pipeline, replaced(part, name, another(getattr(part, name)))))
    assert (finding.status, finding.part, finding.resource, finding.field) == (status_of(fact), *identity(part), name)
    assert finding.severity == fact.severity
    assert fact.meaning in finding.message


def test_what_no_deployment_takes_away_is_unmanaged_beside_what_changed() -> None:
    ((name, policy),) = ROLE.inline_policies
    observed = dataclasses.replace(ROLE, inline_policies=((name, another(policy)), ("o'added", policy)))
    unmanaged, changed = sorted(compare(WANTED, with_part(WANTED, observed)), key=lambda one: one.status, reverse=True)
    assert (unmanaged.status, changed.status) == (Status.unmanaged, Status.changed)
    assert unmanaged.expected == "absent"
    assert unmanaged.repair == f"aws iam delete-role-policy --role-name {ROLE.name} --policy-name 'o'\"'\"'added'"
    assert "added" not in str(changed.observed)


@quick
@given(pipelines(), st.data())
def test_one_part_that_is_gone_is_one_finding(pipeline: Pipeline, data: st.DataObject) -> None:
    part = data.draw(st.sampled_from([*pipeline.parts()]))
    (finding,) = compare(pipeline, without(pipeline, part))
    assert (finding.status, finding.part, finding.resource, finding.field) == (Status.missing, *identity(part), "")
    assert (finding.expected, finding.observed) == ("present", "absent")


def test_alarm_that_nobody_declared_is_removed_by_a_command_that_its_name_cannot_change() -> None:
    foreign = dataclasses.replace(WANTED.alarms[0], name="x; y")
    (finding,) = compare(WANTED, Reading(parts=[*WANTED.parts(), foreign]))
    assert finding.repair == (
        "remove it (aws cloudwatch delete-alarms --alarm-names 'x; y'), or declare it in the configuration"
    )


@quick
@given(pipelines(), st.sampled_from(["metric_filters", "alarms", "subscriptions"]))
def test_one_foreign_part_is_one_finding(pipeline: Pipeline, kind: str) -> None:
    assume(getattr(pipeline, kind))
    own = getattr(pipeline, kind)[0]
    changes = {"endpoint": fingerprint("https://foreign.example")} if kind == "subscriptions" else {"name": "foreign"}
    foreign: Part = dataclasses.replace(own, **changes)
    (finding,) = compare(pipeline, Reading(parts=[*pipeline.parts(), foreign]))
    assert (finding.status, finding.part, finding.resource) == (Status.unmanaged, *identity(foreign))
    assert (finding.expected, finding.observed) == ("absent", "present")


def test_foreign_part_of_another_kind_is_told_too() -> None:
    foreign = dataclasses.replace(WANTED.topics[0], name="foreign")
    (finding,) = compare(WANTED, Reading(parts=[*WANTED.parts(), foreign]))
    assert (finding.status, finding.part, finding.severity) == (Status.unmanaged, "topic", Severity.medium)


@each_fact
def test_fact_that_could_not_be_read_is_unchecked_and_not_drift(part: Part, name: str) -> None:
    (finding,) = compare(WANTED, with_part(WANTED, replaced(part, name, DENIED)))
    assert (finding.status, finding.part, finding.resource, finding.field) == (Status.unchecked, *identity(part), name)
    assert finding.message == "Could not be read: access denied."
    assert "logs:DescribeMetricFilters" in finding.repair


@pytest.mark.parametrize("kind", KINDS.values())
def test_kind_that_could_not_be_read_is_unchecked_and_neither_missing_nor_unmanaged(kind: str) -> None:
    gone = [part for part in WANTED.parts() if identity(part)[0] == kind]
    reading = without(WANTED, *gone)
    reading.failed[kind] = DENIED
    (finding,) = compare(WANTED, reading)
    assert (finding.status, finding.part, finding.resource, finding.field) == (Status.unchecked, kind, "*", "")


def test_parts_of_a_kind_that_could_not_be_read_whole_are_not_unmanaged() -> None:
    foreign = dataclasses.replace(WANTED.alarms[0], name="foreign")
    reading = Reading(parts=[*WANTED.parts(), foreign], failed={"alarm": DENIED})
    assert [finding.status for finding in compare(WANTED, reading)] == [Status.unchecked]


def test_health_that_could_not_be_read_hides_nothing_else() -> None:
    reading = without(WANTED, WANTED.trail)
    reading.unobserved.append(Unobserved(part="trail", unread=DENIED))
    missing, unchecked = compare(WANTED, reading)
    assert (missing.status, missing.part) == (Status.missing, "trail")
    assert (unchecked.status, unchecked.part, unchecked.field) == (Status.unchecked, "trail", "health")


def test_observation_is_unhealthy() -> None:
    observation = Observation(
        part="trail",
        resource="bell",
        field="LatestDeliveryError",
        expected="",
        observed="AccessDenied",
        severity=Severity.high,
        message="Log files do not reach the bucket.",
        repair="read the error",
    )
    reading = read(WANTED)
    reading.observations.append(observation)
    assert compare(WANTED, reading) == (
        Finding(
            status=Status.unhealthy,
            part="trail",
            resource="bell",
            field="LatestDeliveryError",
            expected=None,
            observed="AccessDenied",
            severity=Severity.high,
            message="Log files do not reach the bucket.",
            repair="read the error",
        ),
    )


def test_repair_of_what_is_missing_or_changed_names_the_account() -> None:
    reading = without(WANTED, WANTED.trail)
    reading.parts.remove(WANTED.alarms[0])
    reading.parts.append(dataclasses.replace(WANTED.alarms[0], threshold=99))
    assert {finding.repair for finding in compare(WANTED, reading)} == {f"cdktf deploy {WANTED.account.name}"}


def test_what_terraform_does_not_notice_is_put_right_by_trailbells_own_repair() -> None:
    wanted = dataclasses.replace(
        WANTED, trail=dataclasses.replace(WANTED.trail, insight_selectors=("ApiCallRateInsight",))
    )
    (finding,) = compare(wanted, with_part(wanted, WANTED.trail))
    assert finding.repair == f"trailbell repair --account {WANTED.account.name}"


@quick
@given(st.data())
def test_findings_stand_in_one_order_with_the_worst_first(data: st.DataObject) -> None:
    tampered = [replaced(part, name, another(getattr(part, name))) for part, name in FACTS]
    changed = {identity(part): part for part in tampered}
    parts = [changed.get(identity(part), part) for part in WANTED.parts()]
    parts = [part for part in parts if part != WANTED.topics[1]]
    first = compare(WANTED, Reading(parts=parts))
    assert compare(WANTED, Reading(parts=data.draw(st.permutations(parts)))) == first
    severities = [[*Severity].index(finding.severity) for finding in first]
    assert severities == sorted(severities)


def test_no_secret_stands_in_a_finding() -> None:
    foreign = dataclasses.replace(WANTED.subscriptions[0], endpoint=fingerprint(f"https://x.example/{PLANTED}"))
    reading = without(WANTED, *WANTED.subscriptions)
    reading.parts.append(foreign)
    report = AccountReport(WANTED.account, compare(WANTED, reading))
    printed = io.StringIO()
    table.render([report], Console(file=printed, width=1000))
    for text in (repr(report), json_report.render([report]), printed.getvalue()):
        assert "api.ilert.com" in text
        for secret in (PLANTED, ILERT, TASKCALL, "planted-key-of-ilert", "planted-key-of-taskcall"):
            assert secret not in text


def test_absence_of_every_kind_of_part_is_explained() -> None:
    assert drift.kinds() == frozenset(KINDS.values())


@pytest.mark.parametrize(("gone", "told"), [(True, {Status.missing}), (False, {Status.unhealthy})])
def test_a_forwarder_that_is_gone_has_no_health_any_more(gone: bool, told: set[Status]) -> None:
    chat = {"forwarder": {"slack": "ssm:/on-call/chat"}}
    pipeline = resolved(designed(destinations={"chat": chat}, routes={}, trail={}))
    (forwarder,) = pipeline.forwarders
    reading = without(pipeline, forwarder) if gone else read(pipeline)
    reading.observations.append(
        Observation(part="forwarder", resource=forwarder.name, field="Errors", expected="0", observed="3 in 24 hours",
                    severity=Severity.medium, message="It failed.", repair="look into its log")
    )  # fmt: skip
    assert {finding.status for finding in compare(pipeline, reading)} == told
