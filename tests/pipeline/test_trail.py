import pytest

from pipeline.trail import EventSelector, Trail
from tests.pipeline.partitions import ACCOUNTS


@pytest.mark.parametrize(
    ("selector", "words"),
    [
        (EventSelector(), "All management events"),
        (EventSelector(read_write_type="WriteOnly"), "WriteOnly management events"),
        (
            EventSelector(exclude_management_event_sources=("kms.amazonaws.com", "rdsdata.amazonaws.com")),
            "All management events without kms.amazonaws.com, rdsdata.amazonaws.com",
        ),
        (EventSelector(include_management_events=False), "no management events"),
    ],
)
def test_a_selector_is_told_in_words(selector: EventSelector, words: str) -> None:
    assert str(selector) == words


def test_a_trail_records_everything_everywhere_unless_said_otherwise() -> None:
    trail = Trail(account=ACCOUNTS["aws"], name="t", bucket="b", log_group_arn=None, delivery_role_arn=None)
    assert trail.logging
    assert trail.multi_region
    assert trail.include_global_service_events
    assert trail.log_file_validation
    assert trail.event_selectors == (EventSelector(),)
    assert trail.arn == "arn:aws:cloudtrail:eu-west-1:111122223333:trail/t"
