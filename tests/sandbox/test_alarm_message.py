from types import SimpleNamespace

import pytest

from sandbox import alarm_message


def alarm(name: str = "alarm", region: str = "eu-west-1") -> SimpleNamespace:
    return SimpleNamespace(name=name, region_name=region, state_value="ALARM")


@pytest.mark.parametrize(
    ("region", "name"),
    [
        ("us-east-1", "US East (N. Virginia)"),
        ("ap-northeast-1", "Asia Pacific (Tokyo)"),
        ("eu-west-1", "EU (Ireland)"),
        ("cn-north-1", "China (Beijing)"),
        ("us-gov-west-1", "AWS GovCloud (US-West)"),
        ("xx-new-1", "xx-new-1"),
    ],
)
def test_regions_have_the_names_cloudwatch_uses(region: str, name: str) -> None:
    assert alarm_message.region_name(region) == name


def test_the_subject_of_a_short_name_is_whole() -> None:
    assert alarm_message.subject(alarm()) == 'ALARM: "alarm" in EU (Ireland)'


def test_the_longest_name_that_fits_is_not_cut() -> None:
    room = 100 - len('ALARM: "" in EU (Ireland)')
    assert alarm_message.subject(alarm("n" * room)) == f'ALARM: "{"n" * room}" in EU (Ireland)'


def test_a_longer_name_is_cut_to_sns_longest_subject() -> None:
    subject = alarm_message.subject(alarm("n" * 255))
    assert len(subject) == 100
    assert subject.endswith('nnn..." in EU (Ireland)')
