import pytest

from alerts.insights import link
from forwarder.moment import around, words

TIME = "2025-02-02T12:06:35.472+0000"
LINK = link("console.aws.amazon.com", "eu-west-1", "/aws/cloudtrail/trailbell", "fields eventName")


@pytest.mark.parametrize("time", [TIME, "2025-02-02T12:06:35.472Z", "2025-02-02T13:06:35+0100"])
def test_a_time_is_told_in_words_and_in_utc(time: str) -> None:
    assert words(time) == "2025-02-02 12:06:35 UTC"


@pytest.mark.parametrize("time", ["", "yesterday", "2025-02-02", "2025-02-02T12:06:35", "9999-12-31T23:59:59-0900"])
def test_what_is_no_time_stays_as_it_is(time: str) -> None:
    assert words(time) == time
    assert around(LINK, time) == LINK


def test_the_last_hours_become_those_before_the_time_and_one_after_it() -> None:
    hours = "end~'2025-02-02T13*3a06*3a35.000Z~start~'2025-02-01T12*3a06*3a35.000Z~timeType~'ABSOLUTE~tz~'UTC"
    assert around(LINK, TIME) == LINK.replace("end~0~start~-86400~timeType~'RELATIVE~unit~'seconds", hours)
    assert around(LINK, TIME) != LINK


@pytest.mark.parametrize("time", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_at_the_ends_of_time_a_link_stays_as_it_is(time: str) -> None:
    assert around(LINK, time) == LINK


def test_a_link_elsewhere_stays_as_it_is() -> None:
    assert around("https://example.com/", TIME) == "https://example.com/"
