"""Every configuration of this repository, judged as Terraform and as a real plan by our rules and checkov's."""

import contextlib
import io
import json
import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest

import cli.main
from alerts.document import read
from pipeline.configuration import load
from pipeline.design import design
from pipeline.notification import Subscription
from pipeline.secret import EnvironmentReference, Fingerprint, ParameterReference, ResourceEndpoint
from sandbox import session
from setup.environment import environment, missing
from tests.policies import judging

assert judging  # imports checkov with its warnings kept away

ROOT = Path(__file__).parents[2]
CONFIGURATIONS = [ROOT / "trailbell.yaml", *sorted((ROOT / "examples").glob("*.yaml"))]
WITH_ALL_PARTS = (CONFIGURATIONS[0], ROOT / "examples" / "channels.yaml")
"""Those that between them have every kind of resource that a skipped check is about."""

SKIPS = ROOT / ".checkov.yaml"
SKIPPED = read(SKIPS).value["skip-check"]
SECRET = "planted-key-5up3rs3cr3t"
ADDRESS = f"https://127.0.0.1/{SECRET}"
CREDENTIALS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
IN_PLANS = {"CKV2_AWS_10", "CKV_AWS_355"}
"""What fails in plans only."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A configuration and the plan of its first account, in JSON."""

    configuration: Path
    plan: Path


def trailbell(*arguments: str) -> tuple[int, str]:
    """Exit status and output of the command, run here because checkov takes seconds to import."""
    written = io.StringIO()
    with contextlib.redirect_stdout(written):
        status = cli.main.trailbell.main(["policies", *arguments], standalone_mode=False)
    return int(status), written.getvalue()


def findings(*arguments: str) -> list[dict[str, Any]]:
    document = json.loads(trailbell("--json", *arguments)[1])
    assert document["not_judged"] == []
    found: list[dict[str, Any]] = document["findings"]
    return found


@pytest.mark.parametrize("path", CONFIGURATIONS, ids=lambda path: path.name)
def test_every_configuration_holds(path: Path) -> None:
    status, text = trailbell("--config", str(path))
    assert status == 0, text


def test_the_installed_command_judges_too(tmp_path: Path) -> None:
    ended = subprocess.run(
        ["trailbell", "policies", "--config", str(CONFIGURATIONS[0])],
        cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (ended.returncode, ended.stderr) == (0, ""), ended.stdout


def test_every_check_that_is_skipped_would_fail(tmp_path: Path) -> None:
    (tmp_path / "none.yaml").write_text("skip-check: []")
    none = ("--checkov-config", str(tmp_path / "none.yaml"))
    found = {one["rule"] for path in WITH_ALL_PARTS for one in findings("--config", str(path), *none)}
    assert found == {*SKIPPED} - IN_PLANS


@pytest.mark.parametrize("check", SKIPPED)
def test_every_check_that_is_skipped_has_its_reason(check: str) -> None:
    reasons = re.findall(r'(?m)^  # "[^"]+":((?:.*\n  #)*.*)\n  - (\w+)$', SKIPS.read_text())
    assert len({name: reason for reason, name in reasons}[check].split()) > 20


def test_no_family_of_checks_is_skipped() -> None:
    assert [check for check in SKIPPED if "*" in check or check.startswith("TRAILBELL")] == []


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[session.State]:
    """A local AWS that plans are made against."""
    if reason := missing():
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("sandbox")
    try:
        yield session.start(folder)
    finally:
        session.stop(folder)


def credentials(sandbox: session.State, account: str) -> dict[str, str]:
    """An environment in which one is in this account."""
    local = session.environment(sandbox)
    sts = boto3.client(
        "sts", endpoint_url=sandbox.endpoint, region_name=session.REGION,
        aws_access_key_id=local["AWS_ACCESS_KEY_ID"], aws_secret_access_key=local["AWS_SECRET_ACCESS_KEY"],
    )  # fmt: skip
    given = sts.assume_role(RoleArn=f"arn:aws:iam::{account}:role/Planner", RoleSessionName="plan")["Credentials"]
    return local | {
        "AWS_ACCESS_KEY_ID": given["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": given["SecretAccessKey"],
        "AWS_SESSION_TOKEN": given["SessionToken"],
    }


@pytest.fixture(scope="module", params=CONFIGURATIONS, ids=lambda path: path.name)
def planned(
    request: pytest.FixtureRequest, sandbox: session.State, tmp_path_factory: pytest.TempPathFactory
) -> Planned:
    """The plan of a configuration's first account; every endpoint holds a planted key."""
    folder = tmp_path_factory.mktemp("planned")
    configuration, document = load(request.param)
    pipeline = design(configuration, document)[0]
    env = environment(os.environ | credentials(sandbox, pipeline.account.id))
    env |= {"CDKTF_OUTDIR": str(folder), "TRAILBELL_CONFIG": str(request.param), "AWS_REGION": pipeline.account.region}
    for subscription in pipeline.subscriptions:
        give(subscription, env)
    stack = folder / "stacks" / pipeline.account.name
    run(["python", "main.py"], ROOT, env)
    (stack / "backend_override.tf.json").write_text(json.dumps({"terraform": {"backend": {"local": {}}}}))
    terraform = env["TERRAFORM_BINARY_NAME"]
    run([terraform, "init", "-no-color", "-input=false"], stack, env)
    run([terraform, "plan", "-no-color", "-input=false", "-out=plan"], stack, env)
    plan = folder / "plan.json"
    plan.write_text(run([terraform, "show", "-json", "plan"], stack, env))
    return Planned(request.param, plan)


def give(subscription: Subscription, env: dict[str, str]) -> None:
    """An address of which nobody knows whose it is, where the configuration says that one is to be found."""
    match subscription.endpoint:
        case EnvironmentReference(name):
            env[f"TF_VAR_{name}"] = f"{SECRET}@example.com" if subscription.protocol == "email" else ADDRESS
        case ParameterReference(path):
            given = {name.lower(): env[name] for name in CREDENTIALS}
            ssm = boto3.client("ssm", endpoint_url=env["AWS_ENDPOINT_URL"], region_name=env["AWS_REGION"], **given)
            ssm.put_parameter(Name=path, Value=ADDRESS, Type="SecureString", Overwrite=True)
        case ResourceEndpoint() | Fingerprint():
            """Nothing to give: an ARN, and what a service subscribes by itself."""


def run(command: list[str], folder: Path, env: dict[str, str]) -> str:
    ended = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout[-2000:] + ended.stderr[-2000:]
    return ended.stdout


@pytest.mark.terraform
@pytest.mark.moto
@pytest.mark.xdist_group("policies")
def test_the_plan_of_every_configuration_holds(planned: Planned) -> None:
    status, text = trailbell("--config", str(planned.configuration), "--plan", str(planned.plan))
    assert status == 0, text


@pytest.mark.terraform
@pytest.mark.moto
@pytest.mark.xdist_group("policies")
def test_what_only_the_plan_shows_is_found_and_traced_without_telling_a_key(planned: Planned, tmp_path: Path) -> None:
    document = json.loads(planned.plan.read_text())
    for resource in document["planned_values"]["root_module"]["resources"]:
        if resource["type"] == "aws_cloudwatch_metric_alarm":
            resource["values"]["alarm_actions"] = []
        if resource["type"] == "aws_sns_topic_subscription":
            resource["values"]["raw_message_delivery"] = True
    plan = tmp_path / "plan.json"
    plan.write_text(json.dumps(document))
    assert SECRET in plan.read_text(), "the plan holds no key, so nothing would show that none is told"
    status, text = trailbell("--config", str(planned.configuration), "--plan", str(plan), "--json")
    assert status == 1
    found = {(one["rule"], one["origin"].split()[0], one["in_plan"]) for one in json.loads(text)["findings"]}
    assert found == {
        ("TRAILBELL_ALARM_RINGS", "alert", True),
        ("TRAILBELL_SUBSCRIPTION_KEEPS_ENVELOPE", "destination", True),
    }
    assert SECRET not in text
