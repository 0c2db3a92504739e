from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pipeline.archive import archive
from pipeline.forwarder import HANDLER, RUNTIME
from sandbox.functions import code
from tests.validators.designed import designed

SYSLOG = {"host": "logs.example.com", "ca": "ssm:/on-call/ca"}


def function(**different: Any) -> SimpleNamespace:
    """A function as moto keeps it, with the code of this checkout."""
    settings = {
        "function_name": "bell-chat", "package_type": "Zip", "code_bytes": archive(), "layers": [], "handler": HANDLER,
        "run_time": RUNTIME, "environment_vars": {},
    }  # fmt: skip
    return SimpleNamespace(**settings | different)


def test_the_code_of_this_checkout_is_run() -> None:
    assert code.require(function()) == archive()


@pytest.mark.parametrize(
    ("different", "reason"),
    [
        ({"code_bytes": archive() + b" "}, "its code is not the forwarder's of this checkout"),
        ({"code_bytes": b""}, "its code is not the forwarder's of this checkout"),
        ({"layers": [{"Arn": "arn:aws:lambda:eu-west-1:9:layer:spy:1"}]}, "layers bring other code"),
        ({"handler": "os.system"}, "its handler is 'os.system', not 'forwarder.handler.handle'"),
        ({"run_time": "nodejs22.x"}, f"its runtime is 'nodejs22.x', not '{RUNTIME}'"),
        ({"package_type": "Image"}, "it is an image"),
    ],
)
def test_everything_else_is_refused_with_its_reason(different: dict[str, Any], reason: str) -> None:
    with pytest.raises(code.RefusedError, match=f"bell-chat is not run here: {reason}"):
        code.require(function(**different))


def test_code_that_was_changed_since_it_was_deployed_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    deployed = function()
    (tmp_path / "handler.py").write_text("def handle(event, context): ...")
    monkeypatch.setattr("pipeline.archive.FOLDER", tmp_path)
    with pytest.raises(code.RefusedError):
        code.require(deployed)
    archive.cache_clear()


def test_variables_that_the_code_does_not_read_are_left_out() -> None:
    given = {"CHANNEL": "slack", "LD_PRELOAD": "evil.so", "PYTHONPATH": "evil", "AWS_ENDPOINT_URL": "http://evil"}
    assert code.variables(function(environment_vars=given)) == {"CHANNEL": "slack"}


@pytest.mark.parametrize("to", [{"slack": "ssm:/a"}, {"teams": "ssm:/a"}, {"syslog": SYSLOG}])
def test_every_variable_of_a_forwarder_is_given(to: dict[str, Any]) -> None:
    (part,) = designed(destinations={"chat": {"forwarder": to}}, routes={}, trail={}).forwarders
    assert {name for name, _ in part.variables} <= {*code.VARIABLES}
