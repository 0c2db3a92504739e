"""The module as somebody without Python uses it: from HCL, applied by the real Terraform, checked by Trailbell."""

import dataclasses
import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from alerts.document import Document
from cli.exporting.module import files
from cli.exporting.stand_in import terraform
from pipeline.configuration import Configuration
from pipeline.design import design
from pipeline.pipeline import Pipeline
from sandbox import session
from setup.environment import environment, missing
from validators.finding import AccountReport, Status
from validators.run import check

pytestmark = [pytest.mark.terraform, pytest.mark.moto, pytest.mark.xdist_group("module")]

SECRET = "planted-key-0f-the-module"
NAME, ACCOUNT = "watch", "production"
SETTINGS = {
    "name": NAME,
    "destinations": {
        "on-call": {"vendor": "grafana-oncall", "url": "env:ENDPOINT"},
        "chat": {"topic": "chat"},
    },
    "routes": {"critical": ["on-call", "chat"], "high": ["on-call"], "medium": ["on-call"], "low": ["on-call"]},
    "trail": {"retention_days": {"logs": 90, "bucket": 120}},
    "alerts": {"packs": ["core"]},
    "accounts": [{"name": ACCOUNT, "id": "666677778888", "region": "ap-southeast-1", "check_role": "Auditor"}],
}
ROOT = f"""\
provider "aws" {{
  region            = "ap-southeast-1"
  s3_use_path_style = true
  assume_role {{
    role_arn = "arn:aws:iam::666677778888:role/Deployer"
  }}
}}

variable "endpoint" {{
  type      = string
  sensitive = true
}}

resource "aws_sns_topic" "chat" {{
  name = "chat"
}}

module "trailbell" {{
  source = "./module"

  name                  = "{NAME}"
  account_name          = "{ACCOUNT}"
  vendor                = "grafana-oncall"
  endpoint              = var.endpoint
  topic_arns            = {{ critical = [aws_sns_topic.chat.arn] }}
  pack                  = "core"
  log_retention_days    = 90
  bucket_retention_days = 120
  tags                  = {{ owner = "security" }}

  depends_on = [aws_sns_topic.chat] # so that account and region are not known when it is planned first
}}

output "alarms" {{
  value = module.trailbell.alarm_names
}}
"""


@dataclasses.dataclass(frozen=True)
class Applied:
    """The module in an account of the sandbox."""

    folder: Path
    environment: Mapping[str, str]
    pipeline: Pipeline

    def terraform(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        program = shutil.which(self.environment["TERRAFORM_BINARY_NAME"], path=self.environment["PATH"])
        assert program
        command = [program, *arguments, "-no-color", "-input=false"]
        return subprocess.run(
            command, cwd=self.folder, env=dict(self.environment), capture_output=True, text=True, check=False
        )

    def check(self) -> AccountReport:
        (report,) = check([self.pipeline], self.environment)
        return report


@pytest.fixture(scope="module")
def applied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Applied]:
    if reason := missing():
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("module")
    for name, text in {
        **{f"module/{name}": text for name, text in files(terraform()).items()},
        "main.tf": ROOT,
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    (pipeline,) = design(Configuration.model_validate(SETTINGS), Document("trailbell.yaml", SETTINGS, {}))
    before = dict(os.environ)
    state = session.start(folder)
    try:
        url = f"{state.vendor_url}/on-call/{SECRET}"
        os.environ.update(session.environment(state) | {"ENDPOINT": url, "TF_VAR_endpoint": url})
        made = Applied(folder, environment(), pipeline)
        for arguments in (("init",), ("apply", "-auto-approve", "-parallelism=20")):
            done = made.terraform(*arguments)
            assert done.returncode == 0, done.stdout[-2000:] + done.stderr
            assert SECRET not in done.stdout
        yield made
    finally:
        session.stop(folder)
        os.environ.clear()
        os.environ.update(before)


def test_a_second_plan_of_the_module_has_no_changes(applied: Applied) -> None:
    plan = applied.terraform("plan", "-detailed-exitcode")
    assert plan.returncode == 0, plan.stdout[-3000:] + plan.stderr


def test_a_configuration_of_the_same_name_finds_the_module_as_declared(applied: Applied) -> None:
    """But for the topic that was made beside it, to which nothing is subscribed."""
    assert {finding.part for finding in applied.check().findings} <= {"existing-topic"}


def test_a_critical_alarm_rings_at_the_further_topic_too(applied: Applied) -> None:
    rung = {alarm.name: len(alarm.alarm_actions) for alarm in applied.pipeline.alarms}
    assert {1, 2} == set(rung.values())


def test_the_outputs_tell_the_alarms_of_the_chosen_pack(applied: Applied) -> None:
    told = json.loads((applied.folder / "terraform.tfstate").read_text())["outputs"]["alarms"]["value"]
    assert told == sorted(alarm.name for alarm in applied.pipeline.alarms)


WRONG = {
    "pack=everything": "pack should be one of alertops, all, cis",
    "log_retention_days=2": "log_retention_days should be one of 1, 3, 5,",
    "account_name=two\nlines": "account_name should be 1 to 40 characters of ASCII.",
    "bucket_retention_days=0.5": "bucket_retention_days should be a whole number of days, 1 or more.",
    "topic_arns={urgent=[]}": "topic_arns should hold up to 4 ARNs of topics for each of critical,",
    "vendor=ilrt": "vendor should be one of ilert, ilert-sns,",
    "name=Not_A_Name": "name should be lower-case words joined by hyphens",
}


def test_wrong_values_are_refused_all_together_with_what_is_right(applied: Applied) -> None:
    told = refused(applied, *WRONG)
    assert [message for message in WRONG.values() if message not in told] == []


def test_an_endpoint_that_is_none_of_the_vendor_is_refused_without_being_shown(applied: Applied) -> None:
    told = refused(applied, "vendor=pagerduty", f"endpoint=https://acme.pagerduty.com/{SECRET}")
    assert "endpoint has not the form of the Integration URL of Amazon CloudWatch:" in told
    assert SECRET not in told
    told = refused(applied, f"endpoint=http://plain.example/{SECRET}")
    assert "endpoint has not the form of https://host/path" in told
    assert SECRET not in told


def refused(applied: Applied, *variables: str) -> str:
    """What Terraform says of these values, in one line."""
    module = dataclasses.replace(applied, folder=applied.folder / "module")
    module.terraform("init")
    plan = module.terraform("plan", *(f"-var={one}" for one in variables))
    assert plan.returncode == 1
    return " ".join(plan.stderr.replace("│", " ").split())


def test_destroying_the_module_leaves_nothing(applied: Applied) -> None:
    done = applied.terraform("destroy", "-auto-approve", "-parallelism=20")
    assert done.returncode == 0, done.stderr
    left = [finding for finding in applied.check().findings if finding.part != "existing-topic"]
    assert {finding.status for finding in left} == {Status.missing}
