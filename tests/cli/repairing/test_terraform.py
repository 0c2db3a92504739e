"""With the real Terraform, on resources of its own that need no provider."""

import json
import os
import signal
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from cli.repairing.terraform import Change, TerraformFailedError, Workspace
from setup.environment import environment, missing

pytestmark = pytest.mark.terraform

SECRET = "https://vendor.example/planted-key"


def resource(construct: str, **arguments: Any) -> dict[str, Any]:
    return {**arguments, "//": {"metadata": {"path": f"production/{construct}/Resource"}}}


def stack(**inputs: str) -> dict[str, Any]:
    """One resource for each construct, with its input."""
    return {"resource": {"terraform_data": {name: resource(name, input=value) for name, value in inputs.items()}}}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    if reason := missing():
        pytest.skip(reason)
    return tmp_path


def workspace(folder: Path, terraform: Mapping[str, Any]) -> Workspace:
    (folder / "cdk.tf.json").write_text(json.dumps(terraform))
    made = Workspace(folder, terraform, environment(os.environ), (SECRET,))
    made.prepare(folder / "nothing-deployed")
    return made


@pytest.fixture
def deployed(folder: Path) -> Path:
    """Two resources in Terraform's state."""
    first = workspace(folder, stack(trail="a", alarm="a"))
    first._run("apply", "-auto-approve")
    return folder


def test_a_plan_holds_only_what_was_asked_for(deployed: Path) -> None:
    with workspace(deployed, stack(trail="b", alarm="b")).plan(["trail"]) as plan:
        assert plan.changes == (Change("terraform_data.trail", "trail", "update", ("input",)),)


def test_what_was_planned_is_done_and_nothing_else(deployed: Path) -> None:
    changed = workspace(deployed, stack(trail="b", alarm="b"))
    with changed.plan(["trail"]) as plan:
        changed.apply(plan)
    with changed.plan(["trail", "alarm"]) as plan:
        assert [change.construct for change in plan.changes] == ["alarm"]


def test_a_plan_is_gone_afterwards(deployed: Path) -> None:
    with workspace(deployed, stack(trail="b", alarm="a")).plan(["trail"]) as plan:
        assert plan.file is not None
        assert plan.file.stat().st_mode & 0o077 == 0 or plan.file.parent.stat().st_mode & 0o077 == 0
        file = plan.file
    assert not file.exists()


def test_nothing_is_planned_where_no_construct_is_asked_for(deployed: Path) -> None:
    with workspace(deployed, stack(trail="b", alarm="b")).plan([]) as plan:
        assert plan.changes == ()


def test_an_empty_state_is_refused(folder: Path) -> None:
    made = workspace(folder, stack(trail="a"))
    with (
        pytest.raises(TerraformFailedError, match="state of this account is empty: run this in the folder"),
        made.plan(["trail"]),
    ):
        pass


def test_an_error_of_terraform_is_told_without_secrets(deployed: Path) -> None:
    wrong = stack(trail="b", alarm="a")
    wrong["resource"]["terraform_data"]["trail"]["lifecycle"] = {
        "precondition": {"condition": "${terraform_data.alarm.id == null}", "error_message": f"no way to {SECRET}"}
    }
    made = workspace(deployed, wrong)
    with pytest.raises(TerraformFailedError) as failed, made.plan(["trail"]):
        pass
    assert "terraform plan ended with status 1" in str(failed.value)
    assert "https://vendor.example/...#" in str(failed.value)
    assert "planted-key" not in str(failed.value)


def test_a_plan_that_would_delete_something_is_refused(deployed: Path) -> None:
    """Terraform also plans what is in the state and in no configuration any more, where it is asked for by address."""
    made = workspace(deployed, stack(alarm="a"))
    gone = {"resource": {"terraform_data": {"trail": resource("trail"), "alarm": resource("alarm")}}}
    planned = Workspace(made.folder, gone, made.environment).plan(["trail"])
    with pytest.raises(TerraformFailedError, match=r"would delete terraform_data\.trail, which a repair"), planned:
        pass


def test_terraform_that_is_not_there_is_told_with_where_to_get_it(tmp_path: Path) -> None:
    made = Workspace(tmp_path, {}, {"TERRAFORM_BINARY_NAME": "no-such-terraform", "PATH": str(tmp_path)})
    with pytest.raises(TerraformFailedError, match=r"no-such-terraform cannot be run: No such file.*make setup"):
        made.prepare(tmp_path)


def test_ctrl_c_lets_terraform_finish_what_it_is_at(tmp_path: Path) -> None:
    script = tmp_path / "terraform"
    script.write_text("#!/bin/sh\ntrap '' INT\nsleep 1\nkill -INT $PPID\nsleep 1\ntouch finished\n")
    script.chmod(0o700)
    made = Workspace(tmp_path, {}, {"TERRAFORM_BINARY_NAME": str(script), "PATH": os.environ["PATH"]})
    # Whoever runs in the background is deaf to Ctrl-C.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            made.prepare(tmp_path)
    finally:
        signal.signal(signal.SIGINT, before)
    assert (tmp_path / "finished").exists()


def test_secrets_are_taken_out_of_what_terraform_says_however_it_writes_them(tmp_path: Path) -> None:
    secret = 'https://vendor.example/a"b?key=planted'
    script = tmp_path / "terraform"
    script.write_text("#!/bin/sh\ncat said >&2\nexit 1\n")
    script.chmod(0o700)
    (tmp_path / "said").write_text(f"{secret} {json.dumps(secret)} {quote(secret, safe='')}")
    made = Workspace(tmp_path, {}, {"TERRAFORM_BINARY_NAME": str(script), "PATH": os.environ["PATH"]}, (secret,))
    with pytest.raises(TerraformFailedError) as failed:
        made.prepare(tmp_path)
    assert "planted" not in str(failed.value)
