"""What the person on call reads in an alarm."""

from __future__ import annotations

import re
from typing import Any

import pytest

from alerts.alert import Alert
from alerts.catalogue import catalogue
from alerts.insights import clauses
from pipeline.account import Account
from pipeline.description import description

LOG_GROUP = "/aws/cloudtrail/trailbell"
LINK = re.compile(r"https://\S+\)\)$")
START = "https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1#logsV2:logs-insights"


def account(region: str = "eu-central-1", name: str = "production") -> Account:
    return Account(name=name, id="111122223333", region=region)


def alert(**said: Any) -> Alert:
    return Alert.model_validate({"id": "mine", "title": "Mine", "severity": "high", "pattern": "{ $.a = 1 }"} | said)


def described(some: Alert, where: Account | None = None) -> str:
    return description(where or account(), LOG_GROUP, some)


def unescaped(text: str) -> str:
    return re.sub(r"\*([0-9a-f]{2})", lambda code: chr(int(code[1], 16)), text)


def test_it_says_what_how_bad_where_why_what_to_do_and_shows_the_events() -> None:
    said = {"why": "Somebody copies the house. ", "respond": "1. Ask them.\n2. Stop them.", "controls": ["ABC 1"]}
    lines = described(alert(**said, runbook="https://example.org/mine")).splitlines()
    assert lines[:-1] == [
        "Mine (high) in production 111122223333 eu-central-1.",
        "Somebody copies the house.",
        "First: 1. Ask them.",
        "2. Stop them.",
        "Runbook: https://example.org/mine",
        "Controls: ABC 1.",
    ]
    assert lines[-1].startswith(f"Events: {START}$3FqueryDetail$3D~(end~0~start~-86400~")
    assert "filter a = 1" in unescaped(lines[-1])


@pytest.mark.parametrize("region", ["eu-central-1", "us-gov-west-1", "ap-southeast-2"])
@pytest.mark.parametrize("some", catalogue().values(), ids=lambda some: some.id)
def test_every_shipped_alert_tells_its_first_step_and_links_to_exactly_its_events(some: Alert, region: str) -> None:
    text = described(some, account(region, name="a-production-account"))
    first = some.respond.splitlines()[0]
    assert len(text) <= 1024
    assert text.startswith(f"{some.title} ({some.severity}) in a-production-account 111122223333 {region}.\n")
    assert f"\nFirst: {first[:60]}" in text
    assert "\nEvents: https://" in text
    assert LINK.search(text)
    assert some.expression
    assert f"filter {' and '.join(clauses(some.expression))}" in re.split(r" \| sort|~source", unescaped(text))[0]


@pytest.mark.parametrize(
    ("region", "host"),
    [
        ("eu-central-1", "eu-central-1.console.aws.amazon.com"),
        ("us-gov-west-1", "us-gov-west-1.console.amazonaws-us-gov.com"),
        ("cn-north-1", "cn-north-1.console.amazonaws.cn"),
    ],
)
def test_the_link_leads_to_the_console_of_the_partition(region: str, host: str) -> None:
    assert f"https://{host}/cloudwatch/home?region={region}#" in described(alert(), account(region))


def test_a_step_that_was_wrapped_stands_on_one_line() -> None:
    text = described(alert(respond="1. Ask them,\n   all of them.\n2. Stop\n  them."))
    assert "\nFirst: 1. Ask them, all of them.\n2. Stop them.\nEvents: " in text


def test_why_is_cut_first_and_shows_it() -> None:
    text = described(alert(why="y" * 2000, respond="1. Ask.\n2. Stop.", controls=["ABC 1"]))
    assert len(text) == 1024
    assert re.search(r"\ny+\.\.\.\nFirst: 1\. Ask\.\n2\. Stop\.\nControls: ABC 1\.\nEvents: https://\S+\)\)$", text)


def test_bytes_are_counted_as_terraforms_provider_counts_them() -> None:
    text = described(alert(why="ü" * 2000, respond="1. Ask."))
    assert 1022 <= len(text.encode()) <= 1024
    assert re.search(r"\nü+\.\.\.\nFirst: 1\. Ask\.\n", text)


def test_later_steps_are_cut_before_the_first_and_after_the_controls() -> None:
    text = described(alert(why="Because.", respond=f"1. Ask.\n2. {'x' * 2000}", controls=["ABC 1"]))
    assert len(text) == 1024
    assert re.search(r"\nFirst: 1\. Ask\.\n2\. x+\.\.\.\nEvents: https://\S+\)\)$", text)
    assert "Because" not in text
    assert "ABC" not in text


def test_an_address_is_left_out_rather_than_cut() -> None:
    text = described(alert(runbook=f"https://example.org/{'x' * 1000}", why="Because."))
    assert "example.org" not in text
    assert "Because." in text


MANY = [f"Event{'x' * 20}{number}" for number in range(24)]


def test_a_long_query_shows_fewer_fields() -> None:
    text = described(alert(pattern=None, condition={"event": MANY[:20]}, respond="1. Ask."))
    assert "fields userIdentity.arn, eventName | filter eventName like" in unescaped(text)
    assert "Events: " in text


def test_a_longer_one_shows_whole_events() -> None:
    text = described(alert(pattern=None, condition={"event": MANY[:22]}, respond="1. Ask."))
    assert "~'filter eventName like" in unescaped(text)
    assert "Events: " in text


def test_where_no_link_can_hold_the_query_it_shows_more_and_says_so() -> None:
    text = described(alert(pattern=None, condition={"service": "ec2", "event": MANY}, respond="1. Ask."))
    assert "\nEvents, and others: https://" in text
    assert 'filter eventSource = "ec2.amazonaws.com" | sort' in unescaped(text)


def test_where_not_even_a_link_fits_there_is_none() -> None:
    text = description(account(), "/aws/" + "x" * 1000, alert(why="Because."))
    assert "https://" not in text
    assert text.endswith("Because.")


@pytest.mark.parametrize(
    ("pattern", "query"),
    [
        ("ERROR -debug", 'filter @message like "ERROR" and not (@message like "debug") | sort'),
        ("?ERROR ?FATAL", 'filter (@message like "ERROR" or @message like "FATAL") | sort'),
        ("%ERR[0-9]%", "filter @message like /ERR[0-9]/ | sort"),
        ("[ip, user]", "errorCode | sort"),
    ],
)
def test_a_pattern_on_text_is_searched_for_in_the_text(pattern: str, query: str) -> None:
    assert query in unescaped(described(alert(pattern=pattern)))
