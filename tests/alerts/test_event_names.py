"""Which events CloudTrail is known to write, and what is said of others."""

from __future__ import annotations

import botocore
import pytest

from alerts.alert import Alert
from alerts.catalogue import catalogue
from alerts.event_names import FILE, known_events, unknown_in, unknown_names
from bindings import event_names as maker
from tests.alerts.written import condition


def said(text: str) -> list[str]:
    return [f"{'.'.join(map(str, path))}: {message}" for path, message in unknown_in(condition(text))]


@pytest.mark.skipif(
    not FILE.read_text().startswith(f"# botocore {botocore.__version__}\n"),
    reason=f"event_names.txt was made from another botocore than {botocore.__version__}: run bindings.event_names",
)
def test_the_file_is_what_botocore_s_models_say() -> None:
    assert FILE.read_text() == maker.text()


def test_the_events_of_a_service_stand_under_its_event_source() -> None:
    assert "DeleteAlarms" in known_events()["monitoring"]
    assert "ConsoleLogin" in known_events()["signin"]
    assert {"CreateRoute", "SharedSnapshotVolumeCreated"} < known_events()["ec2"]


@pytest.mark.parametrize("alert", catalogue().values(), ids=lambda alert: alert.id)
def test_every_name_of_a_shipped_alert_is_known(alert: Alert) -> None:
    assert unknown_names(alert) == ()


@pytest.mark.parametrize(
    "text",
    [
        "service: ec2\nevent: [CreateRoute, Delete*, '%^Run%']",
        "event: ConsoleLogin",
        "service: lambda\nevent: AddPermission20150331v2",
        "service: cloudfront\nevent: CreateDistribution2020_05_31",
        "service: [waf*, '%^waf%', sso-directory.amazonaws.com]",
        "service: iam\nany: [{event: CreateUser}, {service: ec2, event: CreateRoute}]",
        "region: eu-west-1",
    ],
)
def test_known_names_are_not_mentioned(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("service: ec2\nevent: CreateRoutes",
         "event.0: no event of the name 'CreateRoutes' is known here for this service; did you mean 'CreateRoute'?"),
        ("event: [CreateRoute, StopLoging]",
         "event.1: no event of the name 'StopLoging' is known here; did you mean 'StopLogging'?"),
        ("service: iam\nevent: ConsoleLogin",
         "event.0: no event of the name 'ConsoleLogin' is known here for this service; did you mean 'ConsoleLogin'?"),
        ("event: Qqqqq", "event.0: no event of the name 'Qqqqq' is known here; check its spelling"),
        ("service: iam\nevent: Stop*", "event.0: no event that is known here matches 'Stop*'"),
        ("service: cloudwatch", "service.0: CloudTrail calls the service 'cloudwatch' by the name 'monitoring'"),
        ("service: lamda", "service.0: no service of the name 'lamda' is known here; did you mean 'lambda'?"),
        ("service: qqqqq", "service.0: no service of the name 'qqqqq' is known here; check its spelling"),
        ("service: qq*", "service.0: no event source that is known here matches 'qq*'"),
        ("service: iam\nnone: [{event: CreateUsers}]",
         "none.0.event.0: no event of the name 'CreateUsers' is known here for this service; did you mean "
         "'CreateUser'?"),
        ("pattern: '{ $.eventName = StopLoging && $.eventName != Other }'",
         "pattern: no event of the name 'StopLoging' is known here; did you mean 'StopLogging'?"),
    ],
)  # fmt: skip
def test_a_name_that_is_not_known_is_told_with_what_may_be_meant(text: str, message: str) -> None:
    assert said(text) == [message]


def test_of_a_service_that_is_not_known_no_event_is_doubted() -> None:
    assert said("service: brandnew\nevent: CreateRoute") == [
        "service.0: no service of the name 'brandnew' is known here; check its spelling"
    ]


def test_an_alert_is_looked_through_with_what_it_ignores() -> None:
    alert = Alert.model_validate(
        {
            "id": "mine",
            "title": "Mine",
            "severity": "low",
            "condition": {"event": "StopLoging"},
            "ignore": [{"event": "StopLoging", "reason": "noise"}],
        }
    )
    assert [path for path, _ in unknown_names(alert)] == [("condition", "event", 0), ("ignore", 0, "event", 0)]
    raw = alert.model_copy(update={"condition": None, "pattern": "{ $.eventName = StopLoging }", "ignore": ()})
    assert [path for path, _ in unknown_names(raw)] == [("pattern",)]
