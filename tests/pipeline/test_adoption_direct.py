"""What becomes of a trail that itself tells of its log files, where no alarm can be adopted."""

from dataclasses import replace
from typing import Any

from alerts.document import parse
from alerts.validation import validate
from pipeline.adoption import Adoption
from pipeline.adoption_text import text_of
from pipeline.configuration import Configuration
from pipeline.design import design
from pipeline.found import FoundTopic
from tests.pipeline.test_adoption import ACCOUNT, ALARM, ENTRY, FILTER, TOPIC, TRAIL, adopted, found


def direct(**different: Any) -> Adoption:
    """As ilert's guide leaves an account: the trail tells the topic, and nothing counts events."""
    trail = replace(TRAIL, log_group=None, role=None, topic_arn=TOPIC)
    return adopted(**{"trail": trail, "metric_filters": (), "alarms": ()} | different)


def test_an_account_of_the_direct_path_is_described_without_alerts() -> None:
    adoption = direct()
    assert adoption.left == ()
    assert adoption.settings == {
        "trail": {"encryption": "sse-s3", "notify": "cloud-trail-alarms"},
        "existing": {"trail": "by-hand", "bucket": "logs/x"},
        "destinations": {
            "cloud-trail-alarms": {
                "topic": "CloudTrailAlarms", "vendor": "alertops", "url": "env:CLOUD_TRAIL_ALARMS_URL",
            },
        },
        "alerts": "none",
        "accounts": [ENTRY],
    }  # fmt: skip


def test_what_is_written_of_the_direct_path_is_a_configuration_that_deploys_nothing() -> None:
    text = text_of(found(metric_filters=(), alarms=()), direct())
    document = parse(text, "adopted.yaml")
    (pipeline,) = design(validate(Configuration, document), document)
    assert [part for part in pipeline.parts() if not pipeline.exists(part)] == []
    assert "alerts: none" in text
    assert "adopted" not in text.replace("`trailbell adopt`", "").replace("docs/adopt.md", "")


def test_a_topic_of_unknown_listeners_is_one_that_the_trail_tells() -> None:
    topics = (FoundTopic(arn=TOPIC.replace(ACCOUNT.id, "999988887777"), listeners=()),)
    trail = replace(TRAIL, log_group=None, topic_arn=topics[0].arn)
    assert direct(topics=topics, trail=trail).settings["destinations"] == {
        "cloud-trail-alarms": {"topic": topics[0].arn}
    }


def test_alarms_that_no_alert_can_say_leave_the_direct_path_to_be_described() -> None:
    adoption = direct(alarms=(replace(ALARM, statistic="p99"),), metric_filters=(FILTER,))
    assert adoption.settings["alerts"] == "none"
    assert [what for what, _ in adoption.left] == ["alarm Console sign-in failures"]
