import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import main
from pipeline.vendors import VENDORS
from setup.environment import environment
from tests.pipeline.written import SMALL

ROOT = Path(__file__).resolve().parents[1]
PLANTED = "pl4nt3d-s3cr3t"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to run in, where nothing is set."""
    monkeypatch.chdir(tmp_path)
    for name in ("TRAILBELL_CONFIG", "ILERT_URL", "TF_VAR_ILERT_URL"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def refused(capsys: pytest.CaptureFixture[str]) -> str:
    """What the app says when it refuses to synthesise."""
    assert main.main() == 2
    told = capsys.readouterr()
    assert told.out == ""
    return told.err


def test_a_missing_configuration_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert refused(capsys) == "trailbell.yaml: cannot read this file: No such file or directory\n"
    assert [*folder.iterdir()] == []


def test_a_folder_in_place_of_a_configuration_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRAILBELL_CONFIG", str(folder))
    assert refused(capsys) == f"{folder}: cannot read this file: Is a directory\n"


def test_every_mistake_is_told_and_nothing_is_written(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "trailbell.yaml").write_text(SMALL.replace("ilert", "nobody").replace('"111122223333"', "1"))
    assert refused(capsys) == (
        f"trailbell.yaml:2:13: destinations.on-call.vendor: unknown vendor 'nobody'; known are {', '.join(VENDORS)}\n"
        "trailbell.yaml:4:24: accounts.0.id: write the account id in quotes; without them YAML reads a number and "
        "drops leading zeros\n"
    )
    assert [path.name for path in folder.iterdir()] == ["trailbell.yaml"]


def test_what_no_catalogue_knows_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "trailbell.yaml").write_text(SMALL + "alerts: {enable: [cis-vpc-chang]}\n")
    assert refused(capsys) == (
        "trailbell.yaml:5:19: alerts.enable: no alert is named 'cis-vpc-chang'; did you mean 'cis-vpc-change'?\n"
    )


def test_another_configuration_can_be_named(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "other.yaml").write_text("nonsense\n")
    monkeypatch.setenv("TRAILBELL_CONFIG", "other.yaml")
    assert refused(capsys) == "other.yaml:1:1: should hold keys and values; see docs/configuration.md\n"


def test_an_endpoint_of_the_wrong_form_is_told_without_being_repeated(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "trailbell.yaml").write_text(SMALL)
    monkeypatch.setenv("ILERT_URL", f"https://example.org/{PLANTED}")
    assert refused(capsys) == (
        "trailbell.yaml:2:28: destination on-call: ILERT_URL has the host example.org, which is not ilert's; expected "
        "the webhook URL of an 'Amazon CloudWatch' alert source, https://api.ilert.com/...\n"
    )
    assert [path.name for path in folder.iterdir()] == ["trailbell.yaml"]


def test_stacks_are_written_without_the_endpoint_that_is_set(folder: Path) -> None:
    (folder / "trailbell.yaml").write_text(SMALL)
    url = f"https://api.ilert.com/{PLANTED}"
    env = environment({**os.environ, "ILERT_URL": url, "TF_VAR_ILERT_URL": url})
    done = subprocess.run(
        [sys.executable, ROOT / "main.py"], cwd=folder, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    written = [path for path in (folder / "cdktf.out").rglob("*") if path.is_file()]
    assert folder / "cdktf.out/stacks/production/cdk.tf.json" in written
    assert [path for path in written if PLANTED in path.read_text()] == []
    assert PLANTED not in done.stdout + done.stderr


def test_an_ignore_that_has_expired_is_told_and_synthesis_goes_on(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(main, "synthesise", lambda *_: None)
    ignored = "alerts: {packs: [extra], ignore: [{event: RunInstances, reason: drill, until: 2020-01-01}]}\n"
    (folder / "trailbell.yaml").write_text(SMALL + ignored)
    assert main.main() == 0
    assert capsys.readouterr().err == (
        "warning: trailbell.yaml:5:35: this ignore (drill) ended on 2020-01-01, so its events count again; remove it, "
        "or set a later day\n"
    )


def test_who_receives_log_files_is_deployed_before_those_who_send(folder: Path) -> None:
    receiver = '  - {name: logging, id: "999988887777", region: eu-west-1}\ncentral: {account: logging}\n'
    (folder / "trailbell.yaml").write_text(SMALL + receiver)
    command = [sys.executable, ROOT / "main.py"]
    subprocess.run(command, cwd=folder, env=environment(), capture_output=True, check=True)
    manifest = json.loads((folder / "cdktf.out" / "manifest.json").read_text())
    stacks = {name: stack["dependencies"] for name, stack in manifest["stacks"].items()}
    assert stacks == {"production": ["logging"], "logging": []}
