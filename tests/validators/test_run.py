import dataclasses
import io
import threading
import time
from collections.abc import Generator, Iterator, Mapping
from typing import Any

import pytest
from rich.console import Console

from pipeline.pipeline import KINDS, Pipeline
from sandbox import control
from tests.sandbox.local import Aws, wait_until
from tests.validators.deployment import deploy_alarm, deploy_metric_filter, deploy_subscription
from tests.validators.designed import ENDPOINTS, designed
from tests.validators.sandboxed import SandboxedAccount
from tests.validators.stubbed import StubbedClients
from validators import run
from validators.drift import compare
from validators.finding import AccountReport, AccountStatus, ExitStatus, Finding, Status, exit_status
from validators.reading import CallFailed, Reading
from validators.reports import json as json_report
from validators.reports import table
from validators.session import Clients, Session

ROLE = "arn:aws:iam::111122223333:role/Auditor"
ODD_ANSWERS = [
    KeyError("trailList"),
    TypeError("None is not a list"),
    ValueError("not a policy"),
    AttributeError("get"),
]


DRIFT = {
    ("changed", "trail", "logging"),
    ("changed", "metric-filter", "pattern"),
    ("changed", "alarm", "actions_enabled"),
    ("missing", "subscription", ""),
}
"""What the four tamperings of the demonstration come to."""


@pytest.fixture
def deployed(account: SandboxedAccount) -> SandboxedAccount:
    """An account as designed, for a test to change."""
    account.deploy()
    return account


@pytest.fixture(scope="module")
def tampered_once(local_aws: Aws, clients: Clients) -> SandboxedAccount:
    kept = SandboxedAccount(local_aws, clients)
    kept.deploy()
    tamper(kept)
    return kept


@pytest.fixture
def tampered(account: SandboxedAccount, tampered_once: SandboxedAccount) -> SandboxedAccount:
    """An account that was tampered with; tests share it, make its calls fail, but change nothing."""
    return tampered_once


def check(account: SandboxedAccount, variables: Mapping[str, str] = ENDPOINTS) -> AccountReport:
    (report,) = run.check([account.pipeline], variables)
    return report


def told(report: AccountReport) -> set[tuple[str, str, str]]:
    return {(finding.status, finding.part, finding.field) for finding in report.findings}


def another_account(account: SandboxedAccount) -> SandboxedAccount:
    return SandboxedAccount(account.aws, account.clients)


def tamper(account: SandboxedAccount) -> None:
    """Stop the trail, edit a filter, disable an alarm, delete a subscription."""
    pipeline = account.pipeline
    account.client("cloudtrail").stop_logging(Name=pipeline.trail.name)
    deploy_metric_filter(pipeline.metric_filters[0], account.client, pattern="{ $.eventName = Nothing }")
    account.client("cloudwatch").disable_alarm_actions(AlarmNames=[pipeline.alarms[0].name])
    arn = deploy_subscription(pipeline.subscriptions[0], account.client)
    account.client("sns").unsubscribe(SubscriptionArn=arn)


def test_deployed_account_is_in_sync(deployed: SandboxedAccount) -> None:
    report = check(deployed)
    assert report.findings == ()
    assert report.status is AccountStatus.in_sync


def test_tampering_with_an_account_is_told_thing_by_thing(tampered: SandboxedAccount) -> None:
    assert told(check(tampered)) == DRIFT


def test_empty_account_misses_every_part(account: SandboxedAccount) -> None:
    account.store_endpoints()
    findings = check(account).findings
    assert {finding.status for finding in findings} == {Status.missing}
    assert len(findings) == len([*account.pipeline.parts()])


def test_what_somebody_added_is_unmanaged(deployed: SandboxedAccount) -> None:
    pipeline = deployed.pipeline
    deploy_alarm(dataclasses.replace(pipeline.alarms[0], name="bell-added"), deployed.client)
    deploy_metric_filter(dataclasses.replace(pipeline.metric_filters[0], name="added"), deployed.client)
    queue = "arn:aws:sqs:eu-west-1:999988887777:added"
    deployed.client("sns").subscribe(TopicArn=pipeline.topics[0].arn, Protocol="sqs", Endpoint=queue)
    assert told(check(deployed)) == {
        ("unmanaged", "alarm", ""),
        ("unmanaged", "metric-filter", ""),
        ("unmanaged", "subscription", ""),
    }


def test_account_that_cannot_be_entered_is_unchecked_and_the_others_are_told(deployed: SandboxedAccount) -> None:
    locked, empty = another_account(deployed), another_account(deployed)
    locked.fail("sts", "GetCallerIdentity")
    empty.store_endpoints()
    pipelines = [locked.pipeline, deployed.pipeline, empty.pipeline]
    reports = {report.account.id: report for report in run.check(pipelines, ENDPOINTS)}
    assert [reports[pipeline.account.id].status for pipeline in pipelines] == [
        AccountStatus.unchecked,
        AccountStatus.in_sync,
        AccountStatus.drift,
    ]
    assert exit_status(reports.values()) is ExitStatus.could_not_tell
    (finding,) = reports[locked.pipeline.account.id].findings
    assert (finding.part, finding.resource) == ("account", locked.pipeline.account.id)
    assert finding.message.startswith("The account could not be read (sts:GetCallerIdentity): access denied")


def test_account_that_cannot_be_compared_is_unchecked_and_the_others_are_told(
    deployed: SandboxedAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = another_account(deployed)
    odd.store_endpoints()

    def compared(desired: Pipeline, reading: Reading) -> tuple[Finding, ...]:
        if desired.account == odd.pipeline.account:
            raise TypeError("'NoneType' object is not iterable")
        return compare(desired, reading)

    monkeypatch.setattr(run, "compare", compared)
    reports = {report.account.id: report for report in run.check([odd.pipeline, deployed.pipeline], ENDPOINTS)}
    assert reports[odd.pipeline.account.id].status is AccountStatus.unchecked
    assert reports[deployed.pipeline.account.id].status is AccountStatus.in_sync


def test_report_is_given_as_soon_as_it_is_known(deployed: SandboxedAccount) -> None:
    slow = another_account(deployed)
    slow.fail("sts", "GetCallerIdentity", error="Hang", seconds=60)
    reports = run.check([slow.pipeline, deployed.pipeline], ENDPOINTS)
    assert next(reports).account == deployed.pipeline.account
    control.clear_failures(deployed.aws.url)
    assert next(reports).account == slow.pipeline.account


@pytest.mark.parametrize(
    ("service", "operation", "kind"),
    [
        ("cloudtrail", "DescribeTrails", "trail"),
        ("s3", "HeadBucket", "bucket"),
        ("logs", "DescribeLogGroups", "log-group"),
        ("iam", "GetRole", "delivery-role"),
        ("logs", "DescribeMetricFilters", "metric-filter"),
        ("cloudwatch", "DescribeAlarms", "alarm"),
        ("sns", "GetTopicAttributes", "topic"),
        ("sns", "ListSubscriptionsByTopic", "subscription"),
        ("sqs", "GetQueueUrl", "dead-letter-queue"),
        ("sqs", "GetQueueAttributes", "dead-letter-queue"),
    ],
)
def test_kind_of_part_that_cannot_be_read_is_unchecked_and_the_others_are_told(
    tampered: SandboxedAccount, service: str, operation: str, kind: str
) -> None:
    tampered.fail(service, operation)
    report = check(tampered)
    others = {finding for finding in DRIFT if finding[1] != kind}
    assert told(report) == {*others, ("unchecked", kind, "")}
    assert exit_status([report]) is ExitStatus.could_not_tell


def test_denied_status_of_the_trail_does_not_hide_its_other_facts(deployed: SandboxedAccount) -> None:
    deployed.client("cloudtrail").update_trail(Name=deployed.pipeline.trail.name, IsMultiRegionTrail=False)
    deployed.fail("cloudtrail", "GetTrailStatus")
    assert told(check(deployed)) == {
        ("changed", "trail", "multi_region"),
        ("unchecked", "trail", "logging"),
        ("unchecked", "trail", "health"),
    }


def test_error_of_a_delivery_and_a_pending_subscription_are_unhealthy(account: SandboxedAccount) -> None:
    account.deploy()
    control.set_trail_status(account.aws.url, account.pipeline.trail.arn, LatestCloudWatchLogsDeliveryError="Denied")
    wanted = account.pipeline.subscriptions[0]
    account.client("sns").unsubscribe(SubscriptionArn=deploy_subscription(wanted, account.client))
    deploy_subscription(wanted, account.client)
    assert told(check(account)) == {
        ("unhealthy", "trail", "LatestCloudWatchLogsDeliveryError"),
        ("unhealthy", "subscription", "confirmation"),
    }


def test_endpoint_that_cannot_be_looked_up_leaves_only_subscriptions_unchecked(tampered: SandboxedAccount) -> None:
    report = check(tampered, {})
    (unchecked,) = (finding for finding in report.findings if finding.status is Status.unchecked)
    assert (unchecked.part, unchecked.observed) == (
        "subscription",
        "env:ILERT_URL: the endpoint is not there, so subscriptions cannot be compared",
    )
    assert {part for status, part, _ in told(report) if status != "unchecked"} == {"trail", "metric-filter", "alarm"}


@pytest.mark.parametrize("error", ODD_ANSWERS, ids=lambda error: type(error).__name__)
def test_odd_answer_leaves_its_kind_unchecked(
    deployed: SandboxedAccount, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def read(*_: Any) -> Iterator[Any]:
        raise error
        yield

    readers = [run.Reader("alarm", read) if reader.kind == "alarm" else reader for reader in run.READERS]
    monkeypatch.setattr(run, "READERS", readers)
    (finding,) = check(deployed).findings
    assert (finding.status, finding.part) == (Status.unchecked, "alarm")
    assert finding.message == f"Could not be read: it has an unexpected form ({type(error).__name__})."


def test_odd_answer_of_sts_leaves_the_account_unchecked(stubs: StubbedClients, monkeypatch: pytest.MonkeyPatch) -> None:
    stubs.answer("sts", "assume_role", {}, RoleArn=ROLE, RoleSessionName="trailbell-check")
    monkeypatch.setattr(run, "Clients", lambda: stubs)
    (report,) = run.check([designed()], ENDPOINTS)
    assert report.status is AccountStatus.unchecked


def test_no_accounts_give_no_reports() -> None:
    assert [*run.check([], ENDPOINTS)] == []


def test_interrupted_check_waits_for_no_call_and_leaves_no_thread(deployed: SandboxedAccount) -> None:
    before = set(threading.enumerate())
    slow = another_account(deployed)
    slow.fail("sts", "GetCallerIdentity", error="Hang", seconds=60)
    reports = run.check([slow.pipeline, deployed.pipeline], ENDPOINTS)
    assert isinstance(reports, Generator)
    next(reports)
    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        reports.throw(KeyboardInterrupt)
    assert time.monotonic() - started < 1
    control.clear_failures(deployed.aws.url)
    assert wait_until(lambda: set(threading.enumerate()) <= before)


def test_interrupted_check_makes_no_call_any_more(account: SandboxedAccount, monkeypatch: pytest.MonkeyPatch) -> None:
    clients = Clients()
    monkeypatch.setattr(run, "Clients", lambda: clients)
    reports = run.check([account.pipeline], ENDPOINTS)
    assert isinstance(reports, Generator)
    next(reports)
    with pytest.raises(KeyboardInterrupt):
        reports.throw(KeyboardInterrupt)
    with pytest.raises(CallFailed, match="the check was interrupted"):
        Session(account.pipeline.account, clients).enter()


def test_no_secret_stands_in_any_report(deployed: SandboxedAccount) -> None:
    tamper(deployed)
    topic = deployed.pipeline.topics[0].arn
    for protocol, endpoint in (("https", "https://user:planted@x.example/planted?k=planted"), ("email", "planted@x.y")):
        deployed.client("sns").subscribe(TopicArn=topic, Protocol=protocol, Endpoint=endpoint)
    control.set_trail_status(deployed.aws.url, deployed.pipeline.trail.arn, LatestDeliveryError="AccessDenied")
    deployed.fail("iam", "GetRole")
    report = check(deployed)
    printed = io.StringIO()
    table.render([report], Console(file=printed, width=1000))
    assert {finding.status for finding in report.findings} == {*Status}
    for text in (repr(report), json_report.render([report]), printed.getvalue()):
        assert "x.example" in text
        assert "planted" not in text


def test_every_kind_of_part_has_one_reader() -> None:
    assert sorted(reader.kind for reader in run.READERS if reader.read) == sorted(KINDS.values())


def test_finding_of_an_account_names_what_to_look_at(account: SandboxedAccount) -> None:
    account.fail("sts", "GetCallerIdentity", error="ExpiredToken")
    (finding,) = check(account).findings
    assert finding.repair.startswith("see to what the message names; else to the credentials")
