"""make demo: deploy two accounts, let one ring, tamper with it, see it noticed, put it right.

Real Terraform and the real AWS provider against the sandbox, in a folder of its own that is gone in the end.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from alerts.errors import TrailbellError
from pipeline.configuration import load
from pipeline.design import design
from pipeline.pipeline import Pipeline
from sandbox import control, session
from sandbox.deployment import ROOT, Deployment, Progress
from sandbox.errors import SandboxError
from sandbox.outsider import TAMPERING, Outsider
from setup.environment import environment
from validators.finding import AccountReport, ExitStatus, exit_status
from validators.reports import table
from validators.run import check

FOLDER = Path(".sandbox/demo")
DEMO_ACCOUNTS = ("111122223333", "444455556666")
PATIENCE_SECONDS = 10

console = Console(highlight=False, markup=False, soft_wrap=True)


def main() -> int:
    """Run the demo; 0 where every step showed what it should."""
    # A terminal that is closed, or a CI job that is cancelled, is an interruption like Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        pipelines = _pipelines(Path(os.environ.get("TRAILBELL_CONFIG") or "trailbell.yaml"))
        with _sandbox() as state:
            _demo(pipelines, state)
    except TrailbellError as error:
        Console(stderr=True, highlight=False, markup=False).print(str(error))
        return ExitStatus.could_not_tell
    except KeyboardInterrupt:
        console.print("interrupted; what was started has been stopped")
        return 130
    return 0


def _pipelines(path: Path) -> tuple[Pipeline, ...]:
    configuration, document = load(path)
    designed = design(configuration, document)
    if tuple(pipeline.account.id for pipeline in designed) != DEMO_ACCOUNTS:
        copy = f"git show HEAD:{path} > demo.yaml; TRAILBELL_CONFIG=demo.yaml make demo"
        raise SandboxError(str(path), "no longer describes the two demo accounts", f"Use the shipped one: {copy}")
    return designed


@contextmanager
def _sandbox() -> Iterator[session.State]:
    """A sandbox in a fresh folder; both are gone afterwards, however the demo ends."""
    session.stop(FOLDER)
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    try:
        _say("Starting the sandbox: a local AWS and an incident vendor on this machine")
        state = session.start(FOLDER)
        os.environ.update(session.environment(state))
        yield state
    finally:
        if ended := session.stop(FOLDER):
            _say(f"Stopped what was started: {', '.join(ended)}")
        shutil.rmtree(FOLDER, ignore_errors=True)


def _demo(pipelines: tuple[Pipeline, ...], state: session.State) -> None:
    deployment = Deployment(FOLDER.resolve(), environment())
    victim = pipelines[-1]
    outsider = Outsider(victim.account, os.environ)

    _say("Deploying two accounts with cdktf deploy (the provider waits about a minute on S3 and SQS)")
    _deploy(deployment, *(pipeline.account.name for pipeline in pipelines))

    _say("Checking both accounts: trailbell check")
    _expect(pipelines, ExitStatus.in_sync)

    _say(f"Letting {victim.alarms[0].name} in {victim.account.name} ring, and fall silent again")
    _ring(outsider, victim, state)

    _say(f"An outsider works in {victim.account.name}")
    for words, tamper in TAMPERING:
        tamper(outsider, victim)
        console.print(f"    the outsider {words}")

    _say("Checking again: trailbell check")
    _expect(pipelines, ExitStatus.drift)

    _say(f"Putting it right: cdktf deploy {victim.account.name}")
    _deploy(deployment, victim.account.name)

    _say("Checking once more: trailbell check")
    _expect(pipelines, ExitStatus.in_sync)


def _say(words: str) -> None:
    console.print(f"\n==> {words}", style="bold")


def _deploy(deployment: Deployment, *accounts: str) -> None:
    began = time.monotonic()
    with console.status("planning") as status:
        last = 0.0

        def tell(progress: Progress) -> None:
            nonlocal last
            text = f"{progress.done} of {progress.planned} resources"
            status.update(text)
            if not console.is_terminal and time.monotonic() - last > PATIENCE_SECONDS:
                last = time.monotonic()
                console.print(f"    {text}")

        deployment.deploy(*accounts, tell=tell)
    console.print(f"    deployed {', '.join(accounts)} in {time.monotonic() - began:.0f} s")


def _expect(pipelines: tuple[Pipeline, ...], expected: ExitStatus) -> None:
    order = [pipeline.account.name for pipeline in pipelines]
    reports = sorted(check(pipelines, os.environ), key=lambda report: order.index(report.account.name))
    _show(reports)
    actual = exit_status(reports)
    if actual != expected:
        raise SandboxError("trailbell check", f"ended with {actual:d} instead of {expected:d}", "Please report this.")


def _show(reports: list[AccountReport]) -> None:
    table.render(reports, console)
    console.print(f"exit status {exit_status(reports):d}", style="dim")


def _ring(outsider: Outsider, pipeline: Pipeline, state: session.State) -> None:
    for alarm_state, expected in (("ALARM", "open"), ("OK", "closed")):
        outsider.set_alarm(pipeline, alarm_state)
        incident = _incident(pipeline, state, expected)
        console.print(f"    {alarm_state}: the vendor's incident {incident} is {expected}")


def _incident(pipeline: Pipeline, state: session.State, expected: str) -> str:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        for incident in control.incidents(state.vendor_url, state.certificate):
            if incident["alarm"] == pipeline.alarms[0].name and incident["status"] == expected:
                return f"{incident['id']} at {incident['integration']}"
        time.sleep(0.1)
    raise SandboxError("the vendor", f"has no {expected} incident of {pipeline.alarms[0].name}", "Please report this.")


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main())
