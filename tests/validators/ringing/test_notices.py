from typing import Any

import pytest

from pipeline.policy_document import PolicyDocument
from tests.validators.designed import designed, resolved
from tests.validators.ringing.walked import DENIED, but, chains, notices, part
from validators.reading import Reading
from validators.ringing.link import LinkState
from validators.ringing.walk import TRAIL, walk

TRAIL_PART, TOPIC, SUBSCRIPTION = part("trail"), part("topic", "platform"), part("subscription", "platform")
ONLY_ALARMS = PolicyDocument(TOPIC.policy.statements[:1])
FILTER = '{"s3Bucket": ["other"]}'


def test_the_trails_own_notices_have_a_chain_beside_the_alerts() -> None:
    assert notices().sentence == '"New log files" rings at platform'


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        (but(TRAIL_PART, logging=False), "the trail bell is stopped"),
        (but(TRAIL_PART, topic_arn=None), "the trail bell does not tell the topic bell-platform; it tells none"),
        (
            but(TOPIC, policy=ONLY_ALARMS),
            "the policy of the topic bell-platform does not allow it: sns:Publish by cloudtrail.amazonaws.com",
        ),
    ],
)
def test_a_trail_that_does_not_reach_its_topic_tells_nobody(changed: Any, reason: str) -> None:
    assert notices(changed).sentence == f'"New log files" would not ring: {reason}'


def test_a_trail_that_is_gone_tells_nobody() -> None:
    assert notices(without=[TRAIL_PART]).sentence == '"New log files" would not ring: the trail bell is not there'


def test_a_trail_that_could_not_be_read_may_tell_nobody() -> None:
    assert notices(failed={"trail": DENIED}).state is LinkState.unknown


def test_a_filter_policy_may_drop_what_the_trail_tells() -> None:
    found = notices(but(SUBSCRIPTION, filter_policy=FILTER, filter_policy_scope="MessageBody"))
    assert found.state is LinkState.unknown
    assert found.sentence.endswith("may drop the message of the trail")


def test_what_keeps_the_trail_out_of_a_topic_lets_alarms_in() -> None:
    assert {chain.state for chain in chains(but(TOPIC, policy=ONLY_ALARMS)).values()} == {LinkState.holds}


def test_an_account_without_alerts_is_judged_by_its_trails_notices_alone() -> None:
    pipeline = resolved(designed(alerts="none", routes={}))
    (chain,) = walk(pipeline, Reading(parts=[*pipeline.parts()]))
    assert (chain.alert, chain.whole) == (TRAIL, True)


def test_a_topic_of_a_collector_calls_nobody() -> None:
    collector = {"vendor_account": "733251395267", "external_id": "ours-17"}
    pipeline = resolved(designed(trail={}, collector=collector))
    assert pipeline.trail.topic_arn
    assert TRAIL not in [chain.alert for chain in walk(pipeline, Reading(parts=[*pipeline.parts()]))]
