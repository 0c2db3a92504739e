"""The command in an empty directory of its own, and a local AWS for those who need one."""

import sys
from pathlib import Path

import pytest

from cli.main import main
from tests.cli.command import Command, Ended, settings
from tests.validators.conftest import account, clients, local_aws, no_settings_of_the_user

__all__ = ["account", "clients", "local_aws", "no_settings_of_the_user"]


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty directory, and a plain terminal of 100 columns."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    for name in ("FORCE_COLOR", "TRAILBELL_CONFIG", "TRAILBELL_DEBUG", "ILERT_URL", "TF_VAR_ILERT_URL"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def trailbell(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """The command as it is installed, with its own handling of mistakes."""

    def run(*arguments: str) -> Ended:
        monkeypatch.setattr(sys, "argv", ["trailbell", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        return Ended(int(ended.value.code or 0), captured.out, captured.err)

    return run


@pytest.fixture
def configuration(directory: Path) -> Path:
    """A configuration of two accounts."""
    path = directory / "trailbell.yaml"
    production = {"name": "production", "id": "111122223333", "region": "eu-west-1", "check_role": "Auditor"}
    staging = {"name": "staging", "id": "444455556666", "region": "us-east-1"}
    path.write_text(settings(production, staging))
    return path
