import dataclasses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.fact import facts
from pipeline.pipeline import KINDS, Part, Pipeline, identity
from pipeline.policy_document import PolicyDocument
from tests.validators.designed import designed, resolved
from tests.validators.ringing.walked import BUSY, DENIED, PIPELINE, ROOT, chains, part
from tests.validators.strategies import another, pipelines
from validators.reading import Reading
from validators.ringing.link import LinkState
from validators.ringing.walk import TRAIL, unwalked, walk

ELEMENTS = st.sampled_from(
    ["Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "Condition", "Sid"]
)
WORDS = st.sampled_from(["Allow", "Deny", "AWS", "Service", "StringEquals", "sns.amazonaws.com", "${x}", ""])
ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | WORDS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(WORDS, inner, max_size=2),
)
LINKS = [one for one in PIPELINE.parts() if identity(one)[0] not in ("bucket", "dead-letter-queue")]


@given(pipelines())
def test_every_alert_of_a_pipeline_as_designed_rings(pipeline: Pipeline) -> None:
    found = walk(pipeline, Reading(parts=[*pipeline.parts()]))
    assert [chain.alert for chain in found if chain.alert != TRAIL] == [alert.id for alert in pipeline.alerts]
    assert [chain.sentence for chain in found if not chain.whole] == []


def test_every_shipped_alert_rings() -> None:
    pipeline = resolved(designed(alerts={"packs": ["all"]}))
    assert len(pipeline.alerts) > 80
    assert {chain.state for chain in chains(pipeline=pipeline).values()} == {LinkState.holds}


def test_sentence_names_the_alert_and_its_destinations() -> None:
    found = chains()
    assert found[ROOT].sentence == '"Root user used" rings at on-call'
    assert found[BUSY].sentence == '"Many calls in one region" rings at on-call and platform'


@pytest.mark.parametrize("missing", LINKS, ids=lambda one: " ".join(identity(one)))
def test_part_that_is_missing_silences_an_alert_or_a_destination(missing: object) -> None:
    found = chains(without=[missing])  # type: ignore[list-item]
    assert any(not chain.whole for chain in found.values())
    assert LinkState.unknown not in {chain.state for chain in found.values()}


@pytest.mark.parametrize("kind", sorted({identity(one)[0] for one in LINKS}))
def test_part_that_could_not_be_read_is_never_taken_to_hold(kind: str) -> None:
    found = chains(failed={kind: DENIED})
    assert {chain.state for chain in found.values()} == {LinkState.unknown}
    assert all("access denied" in chain.sentence for chain in found.values())


@given(st.sets(st.sampled_from(sorted(set(KINDS.values())))))
def test_nothing_rings_for_sure_where_a_link_was_not_read(kinds: set[str]) -> None:
    unread = kinds & {identity(one)[0] for one in LINKS}
    states = {chain.state for chain in chains(failed=dict.fromkeys(kinds, DENIED)).values()}
    assert states == ({LinkState.unknown} if unread else {LinkState.holds})


def test_account_that_could_not_be_read_leaves_every_alert_unknown() -> None:
    *_, last, notices = unwalked(PIPELINE, DENIED)
    assert {last.state, notices.state} == {LinkState.unknown}
    assert last.sentence == (
        '"Root user used" may not ring: the account could not be read (sns:GetTopicAttributes: access denied)'
    )
    assert notices.sentence == last.sentence.replace("Root user used", "New log files")


@pytest.mark.parametrize(
    ("one", "field"),
    [(one, name) for one in PIPELINE.parts() for name, _ in facts(one)],
    ids=lambda value: value if isinstance(value, str) else " ".join(identity(value)),
)
def test_no_value_of_a_fact_makes_it_fall_over(one: Part, field: str) -> None:
    value = getattr(one, field)
    for other in (DENIED, value if value is None or isinstance(value, tuple) else another(value)):
        found = chains(dataclasses.replace(one, **{field: other}))  # type: ignore[arg-type]
        assert {ROOT, BUSY} <= found.keys()
        assert all(chain.sentence for chain in found.values())


@given(st.lists(st.dictionaries(ELEMENTS, ODD, max_size=5), max_size=3))
def test_no_policy_makes_it_fall_over(statements: list[dict[str, Any]]) -> None:
    policy = PolicyDocument(tuple(statements))
    role = dataclasses.replace(part("delivery-role"), trust_policy=policy, inline_policies=(("odd", policy),))
    changed = [dataclasses.replace(one, policy=policy) for one in (*PIPELINE.topics, part("key"))]
    assert LinkState.holds not in {chain.state for chain in chains(role, *changed).values()}
