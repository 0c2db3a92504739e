"""The life of a sandbox: started in a directory, found again from there, ended exactly.

`<directory>/.sandbox/` holds `state.json` and the logs. What runs is recognised, never guessed (`processes`).
"""

import contextlib
import datetime
import fcntl
import json
import os
import re
import secrets
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sandbox import certificate, control, processes
from sandbox.errors import SandboxError
from sandbox.loopback import HOST

FOLDER = ".sandbox"
REGION = "us-east-1"

_START_SECONDS = 90.0
_POLL_SECONDS = 0.05
_LOG_LINES_SHOWN = 5
_SOURCES = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Process:
    """`token` stands on its command line; `started_at` is when it was asked to start."""

    name: str
    pid: int
    port: int
    token: str
    started_at: str

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"


@dataclass(frozen=True, slots=True)
class State:
    """A running sandbox; `folder` holds its logs and the vendor's certificate."""

    aws: Process
    vendor: Process
    folder: Path

    @property
    def endpoint(self) -> str:
        """What AWS_ENDPOINT_URL is set to."""
        return self.aws.url

    @property
    def vendor_url(self) -> str:
        return f"https://{HOST}:{self.vendor.port}"

    @property
    def certificate(self) -> Path:
        """What the vendor's certificate is verified with."""
        return self.folder / certificate.NAME


def start(directory: Path) -> State:
    """Start AWS and vendor, or find them running. SandboxError when they do not come up, and nothing runs then."""
    folder = directory / FOLDER
    with _locked(folder):
        state = _running(folder)
        if state is not None:
            return state
        _clean_up(folder)
        try:
            certificate.make(folder)
            aws = _start_process(folder, "aws", "sandbox.server")
            with_key = ("--certificate", str(folder / certificate.NAME_WITH_KEY))
            state = State(aws, _start_process(folder, "vendor", "sandbox.vendor", *with_key), folder)
        except BaseException:
            _clean_up(folder)
            raise
        return state


def stop(directory: Path) -> tuple[str, ...]:
    """End what `start` began in this directory. Returns the names of what was ended: none when nothing ran."""
    folder = directory / FOLDER
    if not folder.is_dir():
        return ()
    with _locked(folder):
        return _clean_up(folder)


def status(directory: Path) -> State | None:
    """The sandbox that was started in this directory, if all of it still runs."""
    return _running(directory / FOLDER)


def environment(state: State) -> dict[str, str]:
    """Variables that make Terraform, boto3 and the aws CLI talk to the sandbox, and point the demo at its vendor."""
    destinations = {
        "ILERT_URL": f"{state.vendor_url}/ilert/demo-key-1",
        "TASKCALL_URL": f"{state.vendor_url}/taskcall/demo-key-2",
    }
    unproxied = _without_proxy(os.environ)
    return {
        "AWS_ENDPOINT_URL": state.endpoint,
        **dict.fromkeys(_endpoints_of_services(os.environ), state.endpoint),
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_SESSION_TOKEN": "test",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        "TF_VAR_s3_use_path_style": "true",
        "TRAILBELL_STATE_FOLDER": str(state.folder.resolve()),
        "NO_PROXY": unproxied,
        "no_proxy": unproxied,
        **destinations,
        **{f"TF_VAR_{name}": url for name, url in destinations.items()},
    }


def _endpoints_of_services(variables: Mapping[str, str]) -> Iterator[str]:
    """Whoever has set the endpoint of a single service would reach that one in place of the sandbox's.

    https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
    """
    # Nothing else: shells evaluate what is printed of them, and a name may hold anything but an equals sign.
    return (name for name in variables if re.fullmatch(r"AWS_ENDPOINT_URL_[A-Z0-9_]+", name))


def _without_proxy(variables: Mapping[str, str]) -> str:
    """boto3 would ask a proxy for the loopback address; what was already excepted stays so."""
    before = (variables.get("no_proxy") or variables.get("NO_PROXY", "")).split(",")
    return ",".join(dict.fromkeys([*filter(None, before), HOST, "localhost"]))


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """One start or stop at a time in a directory."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise SandboxError(str(folder), f"cannot be written ({error.strerror})", "Choose another directory.") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _running(folder: Path) -> State | None:
    recorded = {process.name: process for process in _recorded(folder)}
    if not {"aws", "vendor"} <= recorded.keys():
        return None
    state = State(recorded["aws"], recorded["vendor"], folder)
    alive = all(processes.is_running(one.pid, one.token) for one in (state.aws, state.vendor))
    return state if alive and control.is_ready(state.endpoint) else None


def _clean_up(folder: Path) -> tuple[str, ...]:
    ended = tuple(process.name for process in _recorded(folder) if processes.end(process.pid, process.token))
    (folder / "state.json").unlink(missing_ok=True)
    return ended


def _start_process(folder: Path, name: str, module: str, *more: str) -> Process:
    """Recorded before it is ready, so that an interrupted start can be cleaned up."""
    token, port_file, log = secrets.token_hex(16), folder / f"{name}.port", folder / f"{name}.log"
    port_file.unlink(missing_ok=True)
    log.unlink(missing_ok=True)
    arguments = ["-P", "-m", module, "--port", "0", "--port-file", str(port_file), "--session", token, *more]
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    pid = processes.spawn(arguments, _child_environment(folder), log)
    earlier = [one for one in _recorded(folder) if one.name != name]
    _record(folder, [*earlier, Process(name, pid, 0, token, now)])
    process = Process(name, pid, _wait_for_port(pid, token, port_file, log), token, now)
    _record(folder, [*earlier, process])
    return process


def _child_environment(folder: Path) -> dict[str, str]:
    """Without the user's AWS settings, which nothing in there needs to know; trusts the sandbox's vendor."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "MOTO_"))}
    path = os.pathsep.join(filter(None, [str(_SOURCES), kept.get("PYTHONPATH")]))
    trusted = str((folder / certificate.NAME).resolve())
    return kept | {"PYTHONPATH": path, "PYTHONUNBUFFERED": "1", "SSL_CERT_FILE": trusted}


def _wait_for_port(pid: int, token: str, port_file: Path, log: Path) -> int:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if port_file.exists():
            return int(port_file.read_text())
        if not processes.is_running(pid, token):
            break
        time.sleep(_POLL_SECONDS)
    last = " / ".join(log.read_text(errors="replace").splitlines()[-_LOG_LINES_SHOWN:]) if log.exists() else ""
    problem = "the process ended" if not processes.is_running(pid, token) else f"not ready after {_START_SECONDS:g} s"
    raise SandboxError(str(log), f"{problem}: {last or 'it wrote nothing'}", "Put that right, then start again.")


def _recorded(folder: Path) -> list[Process]:
    """Empty when nothing was recorded. A record that cannot be understood may name processes that still run."""
    file = folder / "state.json"
    try:
        return [Process(**one) for one in json.loads(file.read_text())["processes"]]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, KeyError, TypeError) as error:
        remedy = "End the processes whose command line has `-m sandbox.`, then delete that file."
        raise SandboxError(str(file), f"cannot be understood ({error})", remedy) from error


def _record(folder: Path, recorded: list[Process]) -> None:
    document: dict[str, Any] = {"schema": 1, "processes": [asdict(process) for process in recorded]}
    partial = folder / "state.partial"
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(document, file, indent=2)
    partial.replace(folder / "state.json")
