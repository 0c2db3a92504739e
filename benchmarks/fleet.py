"""How long a check of 1, 100 and 1,000 accounts takes, and how much memory, where every call is answered after 50 ms.

One account is deployed into a sandbox and its check written down; a server on the loopback says the same for every
other account, over HTTPS. All must be in sync. Arguments are numbers of accounts in place of 1, 100 and 1,000;
BENCH_RECORDING names a file that keeps the recording for another run.

What it does not show: S3 has a host of its own for each bucket, here all share one; and handshakes have no latency.
"""

from __future__ import annotations

import json
import os
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import yaml

from benchmarks.canned.recording import NAME, Recorder, Recording, name_of
from benchmarks.canned.server import COUNTS
from pipeline.configuration import load
from pipeline.design import design
from sandbox import certificate, session
from sandbox.deployment import ROOT, Deployment
from sandbox.loopback import HOST
from setup.environment import environment, missing
from validators import run

LATENCY = 0.05
ACCOUNTS = (1, 100, 1000)
_FIRST = 500_000_000_000


def main(numbers: tuple[int, ...]) -> int:
    """Print a line for each number of accounts."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        recording = Path(os.environ.get("BENCH_RECORDING") or folder / "recording.json")
        if not recording.exists():
            if reason := missing():
                sys.stderr.write(f"fleet: not measured: {reason}\n")
                return 0
            record(recording, folder)
        certificate.make(folder)
        with _served(recording, folder) as url:
            print("accounts   wall s    CPU s   RSS MB   calls/account   connections")
            settings = _settings(url, Recording.load(recording).variables, folder)
            for number in numbers:
                _measure(number, url, settings, folder)
    return 0


def record(recording: Path, folder: Path) -> None:
    """Deploy one account, check it, and write down what was answered."""
    sys.stderr.write("fleet: deploying one account (about a minute)\n")
    (pipeline,) = (one for one in design(*load(ROOT / "trailbell.yaml")) if one.account.name == NAME)
    state = session.start(folder)
    try:
        os.environ.update(session.environment(state))
        Deployment(folder, environment()).deploy(pipeline.account.name)
        given = session.environment(state)
        recorder = Recorder(pipeline.account.id, {name: given[name] for name in ("ILERT_URL", "TASKCALL_URL")})
        with patch.object(run, "Clients", return_value=recorder):
            (report,) = run.check([pipeline], os.environ)
        if report.findings:
            raise SystemExit(f"the account is not in sync: {report.findings}")
        recorder.recording.save(recording)
    finally:
        session.stop(folder)


@contextmanager
def _served(recording: Path, folder: Path) -> Iterator[str]:
    port = folder / "port"
    arguments = [recording, folder / certificate.NAME_WITH_KEY, port, LATENCY]
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks.canned.server", *map(str, arguments)], cwd=ROOT
    ) as process:
        try:
            while not (port.exists() and port.read_text()):
                time.sleep(0.05)
            yield f"https://127.0.0.1:{port.read_text()}"
        finally:
            process.terminate()


def _measure(number: int, url: str, settings: dict[str, str], folder: Path) -> None:
    command = [sys.executable, "-m", "cli.main", "check", "--json", "--config", str(_configuration(number, folder))]
    began = time.perf_counter()
    with (folder / "report.json").open("wb") as report:
        process = subprocess.Popen(command, cwd=ROOT, stdout=report, env=settings)
        _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    told = _counts(url, folder)
    if process.returncode or told["unknown"]:
        summary = json.loads((folder / "report.json").read_bytes() or "{}").get("summary")
        raise SystemExit(f"not in sync: {summary}; unknown: {told['unknown'][:3]}")
    print(
        f"{number:8d} {seconds:8.2f} {used.ru_utime + used.ru_stime:8.2f} {used.ru_maxrss / 1024:8.0f}"
        f" {told['calls'] / number:15.1f} {told['connections']:13d}",
        flush=True,
    )


def _settings(url: str, variables: dict[str, str], folder: Path) -> dict[str, str]:
    """The environment of the check: nothing of the user's AWS, and no bytecode of earlier runs kept from it."""
    ours = ("AWS_", "TF_VAR_", "PYTHONDONTWRITE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    keys = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_EC2_METADATA_DISABLED": "true"}
    where = {"AWS_ENDPOINT_URL": url, "AWS_CA_BUNDLE": str(folder / certificate.NAME)}
    loopback = {"NO_PROXY": HOST, "no_proxy": HOST}
    return {**kept, **variables, **keys, **where, **loopback}


def _configuration(number: int, folder: Path) -> Path:
    """The configuration of the recorded account, for as many accounts."""
    document = yaml.safe_load((ROOT / "trailbell.yaml").read_text(encoding="utf-8"))
    recorded = document["accounts"][0]
    ids = [str(_FIRST + at) for at in range(1, number + 1)]
    document["accounts"] = [{**recorded, "name": name_of(one), "id": one} for one in ids]
    path = folder / f"{number}.yaml"
    path.write_text(yaml.safe_dump(document), encoding="utf-8")
    return path


def _counts(url: str, folder: Path) -> dict[str, Any]:
    context = ssl.create_default_context(cafile=folder / certificate.NAME)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context))
    with opener.open(url + COUNTS) as answer:
        told: dict[str, Any] = json.loads(answer.read())
    return told


if __name__ == "__main__":
    sys.exit(main(tuple(map(int, sys.argv[1:])) or ACCOUNTS))
