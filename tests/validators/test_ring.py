"""Alarms rung in the local AWS, with a vendor on this machine. The sandbox counts at once, AWS minutes later."""

import dataclasses
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from sandbox.vendor import Vendor
from tests.sandbox.local import wait_until
from tests.validators.deployment import deploy_alarm, deploy_topic
from tests.validators.sandboxed import SandboxedAccount
from validators.bells import Bell, bells
from validators.delivery_counts import Counts
from validators.invocation_counts import Runs
from validators.ring import REASON, Answer, Rung, Told, _beyond, ring

ALERT = "busy-region"
BOTH = ("bell-on-call", "bell-platform")


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    with Vendor() as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield running
        running.shutdown()
        thread.join(10)


@pytest.fixture
def deployer(account: SandboxedAccount) -> SandboxedAccount:
    """An empty account with a role that deploys: it is the one that rings."""
    with_role = dataclasses.replace(account.pipeline.account, deploy_role="Deployer")
    account.pipeline = dataclasses.replace(account.pipeline, account=with_role)
    return account


@pytest.fixture
def deployed(deployer: SandboxedAccount, vendor: Vendor) -> SandboxedAccount:
    """An account whose topics the vendor listens to, and whose alarms are OK."""
    account = deployer
    for topic in account.pipeline.topics:
        deploy_topic(topic, account.client, None)
        subscribe(account, topic.arn, f"{vendor.url}/{topic.name}")
    for alarm in account.pipeline.alarms:
        deploy_alarm(alarm, account.client)
        set_state(account, alarm.name, "OK")
    return account


def subscribe(account: SandboxedAccount, topic_arn: str, endpoint: str) -> str:
    made = account.client("sns").subscribe(
        TopicArn=topic_arn, Protocol="http", Endpoint=endpoint, ReturnSubscriptionArn=True
    )
    arn = str(made["SubscriptionArn"])
    if "answer=" in endpoint:
        account.confirm(topic_arn, arn)
    elif "confirm=never" not in endpoint:
        assert wait_until(lambda: confirmed(account, arn)), "the vendor did not confirm"
    return arn


def confirmed(account: SandboxedAccount, subscription_arn: str) -> bool:
    answer = account.client("sns").get_subscription_attributes(SubscriptionArn=subscription_arn)
    return bool(answer["Attributes"]["PendingConfirmation"] == "false")


def listen_elsewhere(account: SandboxedAccount, topic: str, endpoint: str) -> None:
    """Only this endpoint listens to the topic from now on."""
    arn = account.pipeline.account.arn("sns", topic)
    for one in account.client("sns").list_subscriptions_by_topic(TopicArn=arn)["Subscriptions"]:
        account.client("sns").unsubscribe(SubscriptionArn=one["SubscriptionArn"])
    subscribe(account, arn, endpoint)


def set_state(account: SandboxedAccount, alarm: str, state: str) -> None:
    account.client("cloudwatch").set_alarm_state(AlarmName=alarm, StateValue=state, StateReason="test")


def state_of(account: SandboxedAccount, alarm: str = f"bell-{ALERT}") -> str:
    (found,) = account.client("cloudwatch").describe_alarms(AlarmNames=[alarm])["MetricAlarms"]
    return str(found["StateValue"])


def the_bell(account: SandboxedAccount) -> Bell:
    (found,) = bells([account.pipeline], ALERT)
    return found


def shortly(_: float) -> None:
    time.sleep(0.05)


def rung(account: SandboxedAccount, wait: float = 20, sleep: Callable[[float], None] | None = None) -> Rung:
    (found,) = ring([the_bell(account)], wait, lambda _: None, account.clients, sleep or shortly)
    return found


def answers(found: Rung) -> dict[str, Answer]:
    return {told.topic_arn.rpartition(":")[2]: told.answer for told in found.told}


@pytest.mark.moto
def test_a_vendor_that_takes_alarm_and_ok_has_answered(deployed: SandboxedAccount, vendor: Vendor) -> None:
    found = rung(deployed)
    assert answers(found) == dict.fromkeys(BOTH, Answer.answered)
    assert [told.counts.delivered - told.expected for told in found.told] == [0, 0]
    assert min(told.expected for told in found.told) >= 2
    assert {one["status"] for one in vendor.incidents.report()["incidents"]} == {"closed"}


@pytest.mark.moto
def test_the_alarm_is_back_in_ok_and_its_history_says_that_it_was_a_test(deployed: SandboxedAccount) -> None:
    rung(deployed)
    (found,) = deployed.client("cloudwatch").describe_alarms(AlarmNames=[f"bell-{ALERT}"])["MetricAlarms"]
    assert (found["StateValue"], found["StateReason"]) == ("OK", REASON)


@pytest.mark.moto
def test_an_endpoint_that_refuses_is_told_apart_from_one_that_answers(
    deployed: SandboxedAccount, vendor: Vendor
) -> None:
    # Deliveries of a moment ago are counted for the same minute, and are no proof.
    listen_elsewhere(deployed, "bell-platform", f"{vendor.url}/platform?answer=500")
    assert answers(rung(deployed, wait=0.5)) == {"bell-on-call": Answer.answered, "bell-platform": Answer.refused}


@pytest.mark.moto
def test_an_alarm_that_cannot_tell_its_topic_is_silent(deployed: SandboxedAccount) -> None:
    gone = deployed.pipeline.account.arn("sns", "bell-gone")
    alarm = dataclasses.replace(the_bell(deployed).alarm, alarm_actions=(gone, deployed.pipeline.topics[0].arn))
    deploy_alarm(alarm, deployed.client)
    bell = Bell(deployed.pipeline, alarm)
    (found,) = ring([bell], 20, lambda _: None, deployed.clients, lambda _: None)
    assert answers(found)["bell-gone"] is Answer.silent


@pytest.mark.moto
def test_a_topic_that_nobody_confirmed_is_silent_though_another_answers(
    deployed: SandboxedAccount, vendor: Vendor
) -> None:
    listen_elsewhere(deployed, "bell-platform", f"{vendor.url}/platform?confirm=never")
    assert answers(rung(deployed)) == {"bell-on-call": Answer.answered, "bell-platform": Answer.silent}


@pytest.mark.moto
def test_without_counts_within_the_wait_there_is_no_proof(
    deployed: SandboxedAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As on AWS in the first minutes: the metric has no data yet.
    monkeypatch.setattr("validators.delivery_counts._NAMES", {"published": "NotYet", "delivered": "NorThis"})
    found = rung(deployed, wait=0.1)
    assert answers(found) == dict.fromkeys(BOTH, Answer.unproven)
    assert found.told[0].why == "SNS has not counted the deliveries yet"


@pytest.mark.moto
@pytest.mark.parametrize(
    ("prepare", "problem"),
    [
        (lambda a: a.client("cloudwatch").delete_alarms(AlarmNames=[f"bell-{ALERT}"]), "the alarm is not there"),
        (lambda a: a.client("cloudwatch").disable_alarm_actions(AlarmNames=[f"bell-{ALERT}"]), "actions are disabled"),
        (lambda a: set_state(a, f"bell-{ALERT}", "ALARM"), "it is in ALARM already"),
    ],
)
def test_where_a_ring_would_tell_nothing_nothing_rings(
    deployed: SandboxedAccount, vendor: Vendor, prepare: Callable[[SandboxedAccount], Any], problem: str
) -> None:
    prepare(deployed)
    before = len(vendor.incidents.report()["incidents"])
    found = rung(deployed)
    assert problem in found.problem
    assert found.told == ()
    assert len(vendor.incidents.report()["incidents"]) <= before + 2


@pytest.mark.moto
def test_where_nobody_listens_nothing_rings(deployer: SandboxedAccount) -> None:
    account = deployer
    for topic in account.pipeline.topics:
        deploy_topic(topic, account.client, None)
    deploy_alarm(the_bell(account).alarm, account.client)
    assert rung(account).problem == "nobody listens: no subscription of its topics is confirmed"
    assert state_of(account) == "INSUFFICIENT_DATA"


@pytest.mark.moto
def test_interrupted_while_it_rings_the_alarm_is_set_back(deployed: SandboxedAccount) -> None:
    def interrupted(_: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        history_is_empty(deployed, interrupted)
    assert state_of(deployed) == "OK"


def history_is_empty(account: SandboxedAccount, sleep: Callable[[float], None]) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("validators.ring._look_back", lambda _: None)
        rung(account, sleep=sleep)


@pytest.mark.moto
def test_a_call_that_fails_while_it_rings_leaves_no_alarm_in_alarm(deployed: SandboxedAccount) -> None:
    deployed.fail("cloudwatch", "DescribeAlarmHistory")
    found = rung(deployed)
    assert found.unread is not None
    assert found.unread.call == "cloudwatch:DescribeAlarmHistory"
    assert state_of(deployed) == "OK"


@pytest.mark.moto
def test_interrupted_while_it_waits_it_tells_what_is_known(
    deployed: SandboxedAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("validators.delivery_counts._NAMES", {"published": "NotYet", "delivered": "NorThis"})
    said: list[str] = []

    def interrupted(_: float) -> None:
        if any("waiting" in text for text in said):
            raise KeyboardInterrupt

    (found,) = ring([the_bell(deployed)], 20, said.append, deployed.clients, interrupted)
    assert set(answers(found).values()) == {Answer.unproven}
    assert said[-1] == "interrupted; this is what is known"


@pytest.mark.moto
def test_a_role_that_may_not_ring_is_told_so(deployed: SandboxedAccount) -> None:
    deployed.fail("cloudwatch", "SetAlarmState")
    found = rung(deployed)
    assert found.unread is not None
    assert str(found.unread).startswith("cloudwatch:SetAlarmState: access denied")


@pytest.mark.moto
def test_an_alarm_that_cannot_be_set_back_is_told(deployed: SandboxedAccount) -> None:
    def shut(_: float) -> None:
        deployed.fail("cloudwatch", "SetAlarmState")

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("validators.ring._look_back", lambda _: None)
        found = rung(deployed, sleep=shut)
    assert found.unread is not None
    assert "bell-busy-region may be left in ALARM until CloudWatch evaluates it again" in found.unread.reason


COUNTS = Counts(published=2, delivered=2)
TAKEN = Told(topic_arn="arn", answer=Answer.answered, expected=2, counts=COUNTS)


@pytest.mark.parametrize(
    ("runs", "answer", "why"),
    [
        (Runs(), Answer.unproven, "Lambda has not counted the forwarder's runs yet"),
        (Runs(run=1), Answer.unproven, "Lambda has not counted the forwarder's runs yet"),
        (Runs(run=2), Answer.answered, ""),
        (Runs(run=3, failed=2), Answer.unproven, "2 failures of the forwarder so far; Lambda tries again for minutes"),
        (Runs(run=3, failed=1), Answer.answered, "after 1 failure of the forwarder"),
        (
            Runs(run=6, failed=3, dropped=1),
            Answer.refused,
            "the forwarder could not deliver it, and has given it up: see its log and its dead-letter queue",
        ),
    ],
)
def test_what_lambda_counted_decides_where_a_forwarder_took_the_messages(runs: Runs, answer: Answer, why: str) -> None:
    found = _beyond(TAKEN, runs)
    assert (found.answer, found.why) == (answer, why)


@pytest.mark.parametrize("answer", [Answer.refused, Answer.silent, Answer.unproven])
def test_what_sns_could_not_hand_over_no_forwarder_makes_better(answer: Answer) -> None:
    assert _beyond(dataclasses.replace(TAKEN, answer=answer), Runs(run=2)).answer is answer
