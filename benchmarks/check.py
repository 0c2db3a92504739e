"""How much faster trailbell check tells drift than terraform plan -detailed-exitcode does, on one deployed account.

Deploys the first account of trailbell.yaml into a sandbox, lets an outsider tamper with it, and measures both in turn,
as whole processes. Both must name the same four things. Ratios count; seconds are this machine's.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from pipeline.configuration import load
from pipeline.design import design
from pipeline.pipeline import Pipeline
from sandbox import session
from sandbox.deployment import ROOT, Deployment
from sandbox.outsider import TAMPERING, Outsider
from setup.environment import environment, missing

RUNS = 5
DRIFTED = {
    "aws_cloudtrail",
    "aws_cloudwatch_log_metric_filter",
    "aws_cloudwatch_metric_alarm",
    "aws_sns_topic_subscription",
}
PARTS = {"trail", "metric-filter", "alarm", "subscription"}


def main() -> int:
    """Print the medians and their ratio."""
    if reason := missing():
        sys.stderr.write(f"check: not measured: {reason}\n")
        return 0
    pipeline = design(*load(ROOT / "trailbell.yaml"))[0]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        state = session.start(folder)
        try:
            os.environ.update(session.environment(state))
            # As for users: the second run finds the bytecode of the first.
            os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
            _measure(Deployment(folder, environment()), pipeline)
        finally:
            session.stop(folder)
    return 0


def _measure(deployment: Deployment, pipeline: Pipeline) -> None:
    account = pipeline.account.name
    sys.stderr.write("check: deploying one account (about a minute)\n")
    deployment.deploy(account)
    outsider = Outsider(pipeline.account, os.environ)
    for _, tamper in TAMPERING:
        tamper(outsider, pipeline)
    ours, parts = _timed(lambda: _check(account))
    theirs, types = _timed(lambda: _plan(deployment, account))
    if parts != PARTS or types != DRIFTED:
        raise SystemExit(f"the two do not agree: {sorted(parts)} and {sorted(types)}")
    print(f"trailbell check                      {ours:6.2f} s   {', '.join(sorted(parts))}")
    print(f"terraform plan -detailed-exitcode    {theirs:6.2f} s   the same four")
    print(f"ratio                                {theirs / ours:6.1f}")


def _timed(run: Callable[[], set[str]]) -> tuple[float, set[str]]:
    """The median of the seconds, and what was found."""
    seconds: list[float] = []
    found: set[str] = set()
    for _ in range(RUNS):
        began = time.perf_counter()
        found = run()
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds), found


def _check(account: str) -> set[str]:
    command = [sys.executable, "-m", "cli.main", "check", "--account", account, "--json"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return {finding["part"] for finding in json.loads(run.stdout)["accounts"][0]["findings"]}


def _plan(deployment: Deployment, account: str) -> set[str]:
    lines = deployment.plan(account).stdout.splitlines()
    return {line.split()[1].partition(".")[0] for line in lines if line.startswith("  # aws_")}


if __name__ == "__main__":
    sys.exit(main())
