"""How the file of known events is made."""

from __future__ import annotations

from pathlib import Path

import pytest

from bindings import event_names


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of service models in place of botocore's."""
    monkeypatch.setattr(event_names, "_DATA", tmp_path)
    monkeypatch.setattr(event_names.botocore, "__version__", "1.2.3")
    return tmp_path


def model(folder: Path, service: str, version: str, prefix: str, signing: str, *operations: str) -> None:
    signed = f', "signingName": "{signing}"' if signing else ""
    names = ", ".join(f'"{name}": {{}}' for name in operations)
    path = folder / service / version / "service-2.json"
    path.parent.mkdir(parents=True)
    path.write_text(f'{{"metadata": {{"endpointPrefix": "{prefix}"{signed}}}, "operations": {{{names}}}}}')


def test_each_event_source_has_a_line_of_its_operations(data: Path) -> None:
    model(data, "cloudwatch", "2010-08-01", "monitoring", "", "PutAlarm", "DeleteAlarms")
    model(data, "sesv2", "2019-09-27", "email", "ses", "SendEmail")
    assert event_names.text().splitlines() == [
        "# botocore 1.2.3",
        "email sesv2: SendEmail",
        "monitoring cloudwatch: DeleteAlarms PutAlarm",
        "ses sesv2: SendEmail",
    ]


def test_the_newest_model_of_a_service_counts(data: Path) -> None:
    model(data, "ec2", "2014-01-01", "ec2", "", "OldCall")
    model(data, "ec2", "2016-11-15", "ec2", "", "NewCall")
    assert event_names.text().splitlines()[1:] == ["ec2: NewCall"]


def test_services_of_one_source_share_a_line(data: Path) -> None:
    model(data, "bedrock", "1", "bedrock", "", "CreateGuardrail")
    model(data, "bedrock-agent", "1", "bedrock", "bedrock", "CreateAgent")
    assert event_names.text().splitlines()[1:] == ["bedrock bedrock-agent: CreateAgent CreateGuardrail"]


def test_the_file_is_written(data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    model(data, "ec2", "1", "ec2", "", "CreateRoute")
    monkeypatch.setattr(event_names, "OUTPUT", data / "event_names.txt")
    assert event_names.main() == 0
    assert (data / "event_names.txt").read_text() == "# botocore 1.2.3\nec2: CreateRoute\n"
    assert capsys.readouterr().err == "written: event_names.txt\n"
