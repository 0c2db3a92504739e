from datetime import UTC, datetime

from alerts.alert import Severity
from alerts.errors import Place
from cli.repairing.proposal import construct_of, propose
from cli.repairing.terraform import Change
from pipeline.pipeline import Pipeline
from tests.validators.designed import designed
from validators.finding import AccountReport, Finding, Status
from validators.reports.report import Entry, compose

PIPELINE = designed()


def found(part: str, resource: str, status: Status = Status.changed, field: str = "") -> Finding:
    return Finding(
        status=status, part=part, resource=resource, field=field, severity=Severity.high, message="", repair="by hand"
    )


def entries(*findings: Finding, pipeline: Pipeline = PIPELINE) -> tuple[Entry, ...]:
    report = AccountReport(pipeline.account, findings)
    return compose([report], datetime(2026, 1, 1, tzinfo=UTC), lambda *_: Place("trailbell.yaml")).entries


SPY = found("subscription", "arn:topic -> sqs://spy", Status.unmanaged)
STOPPED = found("trail", "bell", field="logging")


def test_a_finding_leads_to_its_construct() -> None:
    alarm = PIPELINE.alarms[0]
    assert construct_of(PIPELINE, found("alarm", alarm.name, field="threshold")) == f"alarm-{alarm.name}"


def test_a_missing_subscription_is_found_by_its_topic_since_its_endpoint_is_a_fingerprint() -> None:
    topic = PIPELINE.subscriptions[0].topic_arn
    missing = found("subscription", f"{topic} -> https://host/...#123456789abc", Status.missing)
    assert construct_of(PIPELINE, missing) == "subscription-on-call"


def test_what_nobody_declared_has_no_construct() -> None:
    assert construct_of(PIPELINE, found("alarm", PIPELINE.alarms[0].name, Status.unmanaged)) is None


def test_what_terraform_changes_needs_no_call() -> None:
    change = Change("aws_cloudtrail.trail", "trail", "update", ("enable_logging",))
    proposal = propose(PIPELINE, entries(STOPPED), [change], named=False)
    assert (proposal.changes, proposal.calls, proposal.left) == ((change,), (), ())


def test_what_terraform_does_not_see_is_called_for() -> None:
    selectors = found("trail", "bell", field="event_selectors")
    (call,) = propose(PIPELINE, entries(selectors), [], named=False).calls
    assert call.call == "cloudtrail:PutEventSelectors"


def test_a_removal_waits_until_its_finding_is_named() -> None:
    (entry,) = entries(SPY)
    proposal = propose(PIPELINE, [entry], [], named=False)
    assert proposal.calls == ()
    assert [left.why for left in proposal.left] == [f"removed only when it is named: --finding {entry.fingerprint[:8]}"]


def test_a_named_removal_is_done() -> None:
    proposal = propose(PIPELINE, entries(SPY), [], named=True)
    assert [call.call for call in proposal.calls] == ["sns:Unsubscribe"]


def test_confirmations_are_asked_for_once_however_many_are_pending() -> None:
    pending = [found("subscription", f"topic-{n} -> x", Status.unhealthy, "confirmation") for n in range(3)]
    assert [call.call for call in propose(PIPELINE, entries(*pending), [], named=False).calls] == ["sns:Subscribe"]


def test_what_nothing_here_can_repair_is_left_with_its_remedy() -> None:
    proposal = propose(PIPELINE, entries(found("alarm", "x", Status.unhealthy, "state")), [], named=False)
    assert [left.why for left in proposal.left] == ["by hand"]
