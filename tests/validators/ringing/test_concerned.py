from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given, settings

from pipeline.pipeline import KINDS, Part, Pipeline, identity
from tests.validators.designed import designed, resolved
from tests.validators.reports.sample import finding
from tests.validators.ringing.walked import BUSY, PIPELINE, ROOT, part
from tests.validators.strategies import pipelines
from validators.reading import Reading
from validators.ringing.concerned import concerned
from validators.ringing.walk import TRAIL, walk

EVERY = (BUSY, ROOT, TRAIL)
OPS = {"ops": {"forwarder": {"slack": "ssm:/webhooks/ops"}}}
CHAT = {"ops": {"slack": {"workspace": "T07EA123LEP", "channel": "C07EZ1ABC23"}}}


def alerts(kind: str, resource: str, pipeline: Pipeline = PIPELINE) -> tuple[str, ...]:
    (told,) = concerned(pipeline, [finding(part=kind, resource=resource)])
    return told.alerts


def telling(destinations: dict[str, Any]) -> Pipeline:
    """A pipeline whose alerts all ring at one destination, and whose trail tells nobody."""
    return resolved(designed(destinations=destinations, routes={"low": ["ops"]}, trail={}))


def of(one: Part, pipeline: Pipeline = PIPELINE) -> tuple[str, ...]:
    return alerts(*identity(one), pipeline)


@pytest.mark.parametrize(
    ("kind", "name", "expected"),
    [
        ("trail", "", EVERY),
        ("key", "", EVERY),
        ("log-group", "", (BUSY, ROOT)),
        ("delivery-role", "", (BUSY, ROOT)),
        ("bucket", "", (TRAIL,)),
        ("metric-filter", "root", (ROOT,)),
        ("alarm", "busy", (BUSY,)),
        ("topic", "on-call", (BUSY, ROOT)),
        ("topic", "platform", (BUSY, TRAIL)),
        ("subscription", "platform", (BUSY, TRAIL)),
        ("dead-letter-queue", "platform", (BUSY, TRAIL)),
    ],
)
def test_finding_is_about_the_alerts_that_depend_on_its_part(kind: str, name: str, expected: tuple[str, ...]) -> None:
    assert of(part(kind, name)) == expected


@pytest.mark.parametrize(
    ("kind", "resource", "expected"),
    [
        ("account", "111122223333", EVERY),
        ("alarm", "*", (BUSY, ROOT)),
        ("topic", "*", EVERY),
        ("auditor-role", "*", ()),
        ("trail", f"{PIPELINE.trail.name} in eu-north-1", EVERY),
        ("trail", "somebody-elses", ()),
        ("alarm", "somebody-elses", ()),
        ("subscription", f"{part('topic', 'platform').arn} -> https://somebody.example", (BUSY, TRAIL)),
    ],
)
def test_resource_that_is_no_declared_part_is_about_what_stands_there(
    kind: str, resource: str, expected: tuple[str, ...]
) -> None:
    assert alerts(kind, resource) == expected


def test_topic_of_somebody_else_is_about_the_alerts_that_ring_at_it() -> None:
    arn = "arn:aws:sns:eu-west-1:111122223333:theirs"
    assert alerts("existing-topic", arn, telling({"ops": {"topic": arn}})) == (BUSY, ROOT)


def test_function_and_what_it_needs_are_about_the_alerts_that_it_forwards() -> None:
    pipeline = telling(OPS)
    kinds = ("forwarder", "forwarder-role", "forwarder-log-group", "function-permission")
    found = {kind: of(one, pipeline) for one in pipeline.parts() if (kind := identity(one)[0]) in kinds}
    assert found == dict.fromkeys(kinds, (BUSY, ROOT))


def test_chat_and_its_role_are_about_the_alerts_that_it_is_told_of() -> None:
    pipeline = telling(CHAT)
    found = [of(one, pipeline) for one in pipeline.parts() if identity(one)[0] in ("chat-channel", "chat-role")]
    assert found == [(BUSY, ROOT)] * 2


def silenced(pipeline: Pipeline, without: Part) -> Iterable[str]:
    left = [one for one in pipeline.parts() if one is not without]
    return (chain.alert for chain in walk(pipeline, Reading(parts=left)) if not chain.whole)


@given(pipelines())
@settings(max_examples=30, deadline=None)
def test_every_alert_that_a_missing_part_silences_is_among_those_told(pipeline: Pipeline) -> None:
    for one in pipeline.parts():
        assert {*silenced(pipeline, one)} <= {*of(one, pipeline)}, identity(one)


@given(pipelines())
@settings(max_examples=30, deadline=None)
def test_alerts_are_told_in_the_order_of_the_chains(pipeline: Pipeline) -> None:
    order = [chain.alert for chain in walk(pipeline, Reading())]
    for kind in KINDS.values():
        assert [name for name in order if name in alerts(kind, "*", pipeline)] == [*alerts(kind, "*", pipeline)]
