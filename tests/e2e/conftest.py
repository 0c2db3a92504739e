"""Two accounts, deployed once by the real cdktf, Terraform and AWS provider into a sandbox of the tests' own."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.configuration import load
from pipeline.design import design
from pipeline.pipeline import Pipeline
from sandbox import control, session
from sandbox.deployment import ROOT, Deployment
from setup.environment import environment, missing
from validators.finding import AccountReport
from validators.run import check

SECRET = "planted-key-5up3rs3cr3t"


@dataclass(frozen=True)
class Deployed:
    """The demo's two accounts in a sandbox; `secret` is part of both endpoints."""

    pipelines: tuple[Pipeline, ...]
    state: session.State
    deployment: Deployment
    environment: dict[str, str]

    def check(self) -> dict[str, AccountReport]:
        """What trailbell check finds, by account."""
        return {report.account.name: report for report in check(self.pipelines, self.environment)}


@pytest.fixture(scope="session")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    if reason := missing():
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("deployed")
    before = dict(os.environ)
    pipelines = design(*load(ROOT / "trailbell.yaml"))
    state = session.start(folder)
    try:
        os.environ.update(session.environment(state) | _endpoints(state))
        everything = environment()
        deployment = Deployment(folder, everything)
        deployment.deploy(*(pipeline.account.name for pipeline in pipelines))
        yield Deployed(pipelines, state, deployment, everything)
    finally:
        session.stop(folder)
        os.environ.clear()
        os.environ.update(before)


def _endpoints(state: session.State) -> dict[str, str]:
    """The vendor's endpoints, with a planted key that must be seen nowhere."""
    urls = {name: f"{state.vendor_url}/{name.lower()}/{SECRET}" for name in ("ILERT_URL", "TASKCALL_URL")}
    return urls | {f"TF_VAR_{name}": url for name, url in urls.items()}


@pytest.fixture
def state(deployed: Deployed) -> Iterator[session.State]:
    yield deployed.state
    control.clear_failures(deployed.state.endpoint)


@pytest.fixture(scope="session")
def secret() -> str:
    return SECRET


@pytest.fixture
def logs(deployed: Deployed) -> list[Path]:
    return [*deployed.deployment.folder.glob("*.log")]
