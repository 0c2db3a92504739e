import json
import os
import signal
import stat
from collections.abc import Iterator
from pathlib import Path

import botocore.session
import pytest

from sandbox import control, processes, session
from sandbox.errors import SandboxError
from sandbox.session import State
from tests.sandbox.local import wait_until

pytestmark = pytest.mark.moto


@pytest.fixture(scope="module")
def running_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("running")
    yield folder
    session.stop(folder)


@pytest.fixture
def running(running_folder: Path) -> State:
    return session.start(running_folder)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    session.stop(tmp_path)


def record(folder: Path, pid: int) -> None:
    process = {"name": "aws", "pid": pid, "port": 1, "token": "of-a-process-long-gone", "started_at": "then"}
    (folder / ".sandbox").mkdir(exist_ok=True)
    (folder / ".sandbox" / "state.json").write_text(json.dumps({"schema": 1, "processes": [process]}))


def test_aws_and_vendor_answer_once_started(running: State) -> None:
    assert control.is_ready(running.endpoint)
    assert control.incidents(running.vendor_url, running.certificate) == []


def test_starting_again_finds_the_one_that_runs(running_folder: Path, running: State) -> None:
    assert session.start(running_folder) == running


def test_status_finds_the_one_that_runs(running_folder: Path, running: State) -> None:
    assert session.status(running_folder) == running


def test_only_the_user_can_read_the_record(running_folder: Path, running: State) -> None:
    assert stat.S_IMODE((running_folder / ".sandbox" / "state.json").stat().st_mode) == 0o600
    assert stat.S_IMODE((running_folder / ".sandbox").stat().st_mode) == 0o700


def test_the_record_names_processes_ports_and_times(running_folder: Path, running: State) -> None:
    document = json.loads((running_folder / ".sandbox" / "state.json").read_text())
    assert document["schema"] == 1
    assert [set(one) for one in document["processes"]] == [{"name", "pid", "port", "token", "started_at"}] * 2


def test_two_folders_have_two_sandboxes(running: State, folder: Path) -> None:
    other = session.start(folder)
    assert other.endpoint != running.endpoint
    assert session.stop(folder) == ("aws", "vendor")
    assert control.is_ready(running.endpoint)


def test_stop_ends_what_start_began(folder: Path) -> None:
    state = session.start(folder)
    session.stop(folder)
    assert not processes.is_running(state.aws.pid, state.aws.token)
    assert not processes.is_running(state.vendor.pid, state.vendor.token)
    assert session.status(folder) is None


def test_stopping_when_nothing_runs_ends_nothing(tmp_path: Path) -> None:
    assert session.stop(tmp_path) == ()
    assert list(tmp_path.iterdir()) == []


def test_a_start_after_a_crash_starts_anew(folder: Path) -> None:
    before = session.start(folder)
    os.kill(before.aws.pid, signal.SIGKILL)
    assert wait_until(lambda: session.status(folder) is None)
    after = session.start(folder)
    assert control.is_ready(after.endpoint)
    assert not processes.is_running(before.vendor.pid, before.vendor.token)


def test_a_number_that_now_belongs_to_another_process_is_left_alone(folder: Path) -> None:
    record(folder, os.getpid())
    assert session.stop(folder) == ()


def test_a_record_that_cannot_be_understood_is_named(tmp_path: Path) -> None:
    (tmp_path / ".sandbox").mkdir()
    (tmp_path / ".sandbox" / "state.json").write_text("{")
    with pytest.raises(SandboxError, match=r"state\.json: cannot be understood .* then delete that file"):
        session.start(tmp_path)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SandboxError, match=r"file/\.sandbox: cannot be written \(Not a directory\)"):
        session.start(tmp_path / "file")


def test_a_process_that_does_not_come_up_is_told_with_its_last_words(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "sandbox").mkdir()
    (folder / "sandbox" / "__init__.py").write_text("raise RuntimeError('broken for a test')")
    monkeypatch.setattr(session, "_SOURCES", folder)
    with pytest.raises(SandboxError, match=r"aws\.log: the process ended: .*RuntimeError: broken for a test"):
        session.start(folder)
    assert session.status(folder) is None


def test_the_environment_points_everything_at_the_sandbox(running: State) -> None:
    variables = session.environment(running)
    assert variables["AWS_ENDPOINT_URL"] == running.endpoint
    assert variables["AWS_REGION"] == variables["AWS_DEFAULT_REGION"] == "us-east-1"
    assert variables["TF_VAR_s3_use_path_style"] == "true"
    assert variables["TRAILBELL_STATE_FOLDER"] == str(running.folder.resolve())
    assert variables["AWS_EC2_METADATA_DISABLED"] == "true"


def test_endpoint_that_was_set_for_one_service_is_the_sandboxs_too(
    running: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_CLOUDWATCH_LOGS", "https://logs.example")
    for name, value in session.environment(running).items():
        monkeypatch.setenv(name, value)
    client = botocore.session.Session().create_client("logs")
    assert client.meta.endpoint_url == running.endpoint


def test_a_variable_whose_name_a_shell_would_evaluate_is_left_out(
    running: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "AWS_ENDPOINT_URL_$(touch evaluated)"
    monkeypatch.setenv(name, "https://logs.example")
    assert name not in session.environment(running)


@pytest.mark.parametrize("name", ["ILERT_URL", "TASKCALL_URL"])
def test_the_demo_endpoints_are_the_vendors(running: State, name: str) -> None:
    variables = session.environment(running)
    assert variables[name].startswith(running.vendor_url + "/")
    assert variables[f"TF_VAR_{name}"] == variables[name]


def test_no_proxy_is_asked_for_this_machine(running: State, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "intranet.example")
    assert session.environment(running)["no_proxy"] == "intranet.example,127.0.0.1,localhost"


def test_the_processes_do_not_see_the_users_aws_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "production")
    assert "AWS_PROFILE" not in session._child_environment(Path())
