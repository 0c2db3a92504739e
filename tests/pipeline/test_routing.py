import pytest

from pipeline.pipeline import Pipeline
from tests.pipeline.written import refusal, small, the_pipeline

URL = '{vendor: ilert, url: "env:ILERT_URL"}'
TOPIC = "arn:aws:sns:eu-west-1:999988887777:alarms"
TWO = f'{URL}\n  audit: {{vendor: taskcall, url: "env:TASKCALL_URL"}}'
ROUTES = "routes: {critical: [on-call]}\n"
ALERTS = "alerts:\n  enable: [cis-root-usage]\n"
OWN = """\
  own:
    - {id: mine, title: Mine, severity: low, condition: {event: StopLogging}, destinations: [audit]}
"""


def with_destinations(text: str, more: str = ALERTS) -> str:
    return small(URL, text, more=more)


def actions(pipeline: Pipeline, alert: str) -> list[str]:
    (alarm,) = [one for one in pipeline.alarms if one.name == f"trailbell-{alert}"]
    return [arn.rpartition(":")[2] for arn in alarm.alarm_actions]


def test_an_alert_rings_where_it_is_adjusted_to_instead_of_its_severitys_route() -> None:
    more = f"{ROUTES}{ALERTS}  adjust: {{cis-root-usage: {{destinations: [audit]}}}}\n"
    assert actions(the_pipeline(with_destinations(TWO, more)), "cis-root-usage") == ["trailbell-audit"]


def test_an_alert_may_ring_at_several_destinations() -> None:
    more = f"{ROUTES}{ALERTS}  adjust: {{cis-root-usage: {{destinations: [on-call, audit]}}}}\n"
    pipeline = the_pipeline(with_destinations(TWO, more))
    assert actions(pipeline, "cis-root-usage") == ["trailbell-audit", "trailbell-on-call"]


def test_an_alert_of_ones_own_names_its_destinations() -> None:
    assert actions(the_pipeline(with_destinations(TWO, ROUTES + ALERTS + OWN)), "mine") == ["trailbell-audit"]


def test_a_destination_that_no_alert_uses_is_not_deployed() -> None:
    pipeline = the_pipeline(with_destinations(TWO, ROUTES + ALERTS))
    assert [topic.name for topic in pipeline.topics] == ["trailbell-on-call"]


def test_an_unknown_destination_is_told_where_it_stands() -> None:
    more = f"{ALERTS}  adjust:\n    cis-root-usage:\n      destinations: [nobody]\n"
    expected = "alerts.adjust.cis-root-usage.destinations: cis-root-usage: no destination is named 'nobody'"
    assert refusal(with_destinations(TWO, more)) == f"trailbell.yaml:10:7: {expected}; known are on-call, audit"


def test_more_destinations_than_an_alarm_has_actions_are_refused_with_their_number() -> None:
    names = [f"d{number}" for number in range(6)]
    text = URL + "".join(f'\n  {name}: {{url: "env:A_URL"}}' for name in names)
    more = f"{ROUTES}{ALERTS}  adjust: {{cis-root-usage: {{destinations: [{', '.join(names)}]}}}}\n"
    assert "6 destinations; an alarm takes 5 actions" in refusal(with_destinations(text, more))


def test_a_destination_that_stands_twice_is_told() -> None:
    more = f"{ALERTS}  adjust: {{cis-root-usage: {{destinations: [audit, audit]}}}}\n"
    assert "the destination 'audit' stands twice" in refusal(with_destinations(TWO, more))


def test_no_destination_at_all_is_refused() -> None:
    more = f"{ALERTS}  adjust: {{cis-root-usage: {{destinations: []}}}}\n"
    assert "destinations: is empty; name at least one" in refusal(with_destinations(TWO, more))


def test_an_alarm_rings_straight_at_an_existing_topic_and_nothing_is_made_for_it() -> None:
    pipeline = the_pipeline(with_destinations(f'{{topic: "{TOPIC}"}}'))
    assert pipeline.alarms[0].alarm_actions == (TOPIC,)
    assert (pipeline.topics, pipeline.subscriptions, pipeline.dead_letter_queues) == ((), (), ())
    assert [topic.arn for topic in pipeline.existing_topics] == [TOPIC]


def test_a_name_alone_is_that_of_a_topic_in_the_account_itself() -> None:
    pipeline = the_pipeline(with_destinations("{topic: alarms}"))
    assert pipeline.alarms[0].alarm_actions == ("arn:aws:sns:eu-west-1:111122223333:alarms",)


def test_a_topic_in_another_partition_is_told_as_such() -> None:
    told = refusal(with_destinations(f'{{topic: "{TOPIC.replace("arn:aws:", "arn:aws-cn:")}"}}'))
    assert "on-call is a topic in the partition aws-cn; eu-west-1 is in aws: name a topic there" in told


def test_a_topic_in_another_region_is_told() -> None:
    told = refusal(with_destinations(f'{{topic: "{TOPIC.replace("eu-west-1", "us-east-1")}"}}'))
    assert "2:3: account production: on-call is a topic in another region" in told
    assert "an alarm rings only in its own, eu-west-1" in told


def test_a_topic_in_another_region_that_nothing_rings_at_is_nobodys_trouble() -> None:
    text = URL + '\n  other: {topic: "arn:aws:sns:us-east-1:999988887777:alarms"}'
    assert the_pipeline(with_destinations(text, ROUTES + ALERTS)).existing_topics == ()


def test_a_function_of_another_account_is_told() -> None:
    told = refusal(with_destinations('{lambda: "arn:aws:lambda:eu-west-1:999988887777:function:f"}'))
    assert "on-call is a function of account 999988887777 in eu-west-1" in told


def test_a_function_of_another_partition_is_told() -> None:
    told = refusal(with_destinations('{lambda: "arn:aws-cn:lambda:eu-west-1:111122223333:function:f"}'))
    assert "on-call is a function of account 111122223333 in eu-west-1 of aws-cn" in told


def test_a_queue_in_another_partition_is_told() -> None:
    told = refusal(with_destinations('{sqs: "arn:aws-cn:sqs:cn-north-1:111122223333:siem"}'))
    assert "2:3: account production: on-call is a queue in the partition aws-cn, which no topic of aws" in told


def test_a_queue_in_another_region_is_delivered_to() -> None:
    queue = "arn:aws:sqs:us-east-1:111122223333:siem"
    (subscription,) = the_pipeline(with_destinations(f'{{sqs: "{queue}"}}')).subscriptions
    assert str(subscription.endpoint) == queue


def test_a_topic_of_somebody_else_that_the_trail_tells_has_to_let_it() -> None:
    pipeline = the_pipeline(with_destinations("{topic: alarms}", "trail: {notify: on-call}\n" + ALERTS))
    (topic,) = pipeline.existing_topics
    assert pipeline.trail.topic_arn == topic.arn
    publishers = ["CloudWatchPublishes", "CloudTrailPublishes"]
    assert [one["Sid"] for one in topic.policy.statements] == publishers
    assert [one["Sid"] for one in topic.key_policy.statements] == publishers


@pytest.mark.parametrize("listener", ["", ', vendor: ilert, url: "env:ILERT_URL"'])
@pytest.mark.parametrize("notify", ["on-call", "audit"])
def test_whichever_of_two_destinations_of_a_topic_is_named_the_trail_has_to_be_let_in(
    listener: str, notify: str
) -> None:
    both = f"{{topic: alarms{listener}}}\n  audit: {{topic: alarms{listener}}}"
    pipeline = the_pipeline(with_destinations(both, f"trail: {{notify: {notify}}}\n{ALERTS}"))
    found = [part for part in (*pipeline.topics, *pipeline.existing_topics) if part.arn.endswith(":alarms")]
    assert found
    wanted = [getattr(part.policy, "document", part.policy) for part in found]
    assert {"CloudTrailPublishes"} <= set.intersection(*({one["Sid"] for one in each.statements} for each in wanted))


def test_a_listener_at_another_accounts_topic_that_the_trail_tells_is_told() -> None:
    text = f'{{topic: "{TOPIC}", vendor: ilert, url: "env:ILERT_URL"}}'
    told = refusal(with_destinations(text, "trail: {notify: on-call}\nalerts: none\n"))
    assert told.endswith("on-call is a topic of another account, whose listeners are its own: remove url")


@pytest.mark.parametrize(
    ("destination", "told"),
    [
        ('{lambda: "arn:aws:lambda:eu-west-1:999988887777:function:f"}', "on-call is a function of account 9999"),
        ('{sqs: "arn:aws-cn:sqs:cn-north-1:111122223333:siem"}', "on-call is a queue in the partition aws-cn"),
        ('{topic: "arn:aws-cn:sns:cn-north-1:111122223333:t"}', "on-call is a topic in the partition aws-cn"),
    ],
)
def test_what_the_trail_alone_cannot_reach_is_told_as_what_alarms_cannot(destination: str, told: str) -> None:
    assert told in refusal(with_destinations(destination, "trail: {notify: on-call}\nalerts: none\n"))


def test_a_trail_may_tell_a_topic_in_another_region() -> None:
    topic = TOPIC.replace("eu-west-1", "us-east-1")
    pipeline = the_pipeline(with_destinations(f'{{topic: "{topic}"}}', "trail: {notify: on-call}\nalerts: none\n"))
    assert pipeline.trail.topic_arn == topic


@pytest.mark.parametrize(("says", "told"), [("true", True), ("false", False)])
def test_a_destination_may_decide_for_itself_what_it_is_told(says: str, told: bool) -> None:
    settings = f"notify_insufficient_data: {says}, notify_ok: {says}"
    (alarm,) = the_pipeline(with_destinations(f'{{url: "env:A_URL", {settings}}}')).alarms
    assert (bool(alarm.insufficient_data_actions), bool(alarm.ok_actions)) == (told, told)


def test_of_two_destinations_only_the_one_that_asks_is_told_of_missing_data() -> None:
    text = TWO.replace("env:TASKCALL_URL", 'env:TASKCALL_URL", notify_insufficient_data: true, display_name: "x')
    (alarm,) = the_pipeline(with_destinations(text)).alarms
    assert [arn.rpartition(":")[2] for arn in alarm.insufficient_data_actions] == ["trailbell-audit"]
    assert len(alarm.ok_actions) == 2
