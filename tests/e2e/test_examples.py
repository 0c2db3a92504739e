"""Every example, and ten accounts of mixed shapes, led through their lives by real Terraform.

Deploy, plan, check, check again, destroy, look what is left.
"""

import os
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from pipeline.notification import Subscription
from pipeline.pipeline import KINDS, Part, Pipeline
from sandbox import session
from sandbox.deployment import ROOT
from setup.environment import environment, missing
from tests.e2e.lives import Grounds, Life, prepare
from validators.finding import Status

pytestmark = [pytest.mark.terraform, pytest.mark.moto, pytest.mark.xdist_group("examples")]

EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
EXAMPLES.append(Path(__file__).with_name("ten-accounts.yaml"))


@pytest.fixture(scope="module")
def lives(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Future[Life]]]:
    """The lives of the examples that this run asks for, under way."""
    if reason := missing():
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("examples")
    asked = {item.callspec.params["path"] for item in request.session.items if "lives" in item.fixturenames}
    before = dict(os.environ)
    state = session.start(folder)
    try:
        os.environ.update(session.environment(state))
        grounds = Grounds(state, folder, environment())
        grounds.initialise(EXAMPLES[0])
        prepared = {path.stem: prepare(grounds, path, number) for number, path in enumerate(EXAMPLES) if path in asked}
        with ThreadPoolExecutor(len(prepared)) as several:
            yield {name: several.submit(life.lead) for name, life in prepared.items()}
    finally:
        session.stop(folder)
        os.environ.clear()
        os.environ.update(before)


@pytest.fixture
def life(lives: dict[str, Future[Life]], path: Path) -> Life:
    return lives[path.stem].result()


def goes(pipeline: Pipeline, part: Part) -> bool:
    """Whether Terraform takes it away, or it goes with its topic, as what Amazon Q Developer subscribes."""
    topics = {topic.arn for topic in pipeline.topics if not pipeline.exists(topic)}
    return not pipeline.exists(part) or (isinstance(part, Subscription) and part.topic_arn in topics)


every_example = pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
every_example_with_forwarders = pytest.mark.parametrize(
    "path", [path for path in EXAMPLES if "forwarder:" in path.read_text()], ids=lambda path: path.stem
)


@every_example
def test_a_second_plan_of_an_example_has_no_changes(life: Life) -> None:
    changed = {
        name: plan.stdout.partition("will perform the following actions")[2] + plan.stderr
        for name, plan in life.plans.items()
        if plan.returncode
    }
    assert not changed, "\n".join(changed.values())


@every_example
def test_an_example_is_in_sync_twice_in_a_row(life: Life) -> None:
    found = [finding for check in life.checks for report in check.values() for finding in report.findings]
    assert found == []


@every_example
def test_every_alert_of_an_example_rings_at_every_destination(life: Life) -> None:
    chains = [chain for check in life.checks for report in check.values() for chain in report.chains]
    assert chains
    assert [chain.sentence for chain in chains if not chain.whole] == []


@every_example_with_forwarders
def test_an_alarm_of_an_example_reaches_every_chat_by_its_forwarder(life: Life) -> None:
    assert any(pipeline.forwarders for pipeline in life.pipelines)
    assert life.unheard == []


@every_example
def test_destroying_an_example_leaves_nothing_behind(life: Life) -> None:
    for pipeline in life.pipelines:
        findings = life.left[pipeline.account.name].findings
        assert {finding.status for finding in findings} == {Status.missing}, findings
        gone = Counter(KINDS[type(part)] for part in pipeline.parts() if goes(pipeline, part))
        assert Counter(finding.part for finding in findings) == gone, findings
