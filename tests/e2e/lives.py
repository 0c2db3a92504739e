"""The life of an example's accounts in a sandbox: applied, planned, checked twice, destroyed, looked for.

Terraform runs on the very JSON that the app synthesises, less the backend: every state lies in the test's own folder.
All examples live in one sandbox, each in accounts of its own, several at a time, since most of an apply is waiting.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from threading import BoundedSemaphore

import boto3

from pipeline.archive import archive
from pipeline.configuration import AccountEntry, Configuration, load
from pipeline.design import design
from pipeline.pipeline import Pipeline
from pipeline.secret import EnvironmentReference, ParameterReference, reference
from sandbox import control, session, webhooks
from tests.e2e.forwarded import unheard
from tests.modules.synthesis import stack_of
from tests.validators import bystanders
from tests.validators.handmade import build
from validators.finding import AccountReport
from validators.run import check

REQUIRED_PROVIDERS = "required_providers"
ALERTS_PER_ROUTE = 3
AT_A_TIME = 6
"""Runs of Terraform: most of an apply is waiting, and each takes a third of a gigabyte that it does not share."""
ROLES = {"deploy_role": "Deployer", "check_role": "Auditor"}


@dataclass(frozen=True)
class Grounds:
    """What all lives share: the sandbox, an initialised Terraform, and the environment that it runs in."""

    state: session.State
    folder: Path
    environment: Mapping[str, str]
    running: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(AT_A_TIME))

    def initialise(self, path: Path) -> None:
        """`terraform init` once, for any stack: all of them require the same provider."""
        pipelines, _ = accounts_of(path, 0)
        required = stack_of(pipelines[0])["terraform"][REQUIRED_PROVIDERS]
        (self.folder / "cdk.tf.json").write_text(json.dumps({"terraform": {REQUIRED_PROVIDERS: required}}))
        _succeed(self.terraform(self.folder, "init", "-backend=false"))

    def terraform(self, folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        program = shutil.which(self.environment["TERRAFORM_BINARY_NAME"], path=self.environment["PATH"])
        assert program
        shared = {**self.environment, "TF_DATA_DIR": str(self.folder / ".terraform"), **variables}
        command = [program, *arguments, "-no-color", "-input=false"]
        with self.running:
            return subprocess.run(command, cwd=folder, env=shared, capture_output=True, text=True, check=False)


@dataclass
class Life:
    """One example, and what was seen of it. `variables` hold its endpoints, `plans` the answers to a second plan.

    `unheard` are the forwarders whose chat did not hear of an alarm.
    """

    grounds: Grounds
    pipelines: tuple[Pipeline, ...]
    folders: dict[str, Path]
    variables: dict[str, str]
    plans: dict[str, subprocess.CompletedProcess[str]] = field(default_factory=dict)
    checks: list[dict[str, AccountReport]] = field(default_factory=list)
    left: dict[str, AccountReport] = field(default_factory=dict)
    unheard: list[str] = field(default_factory=list)

    def lead(self) -> Life:
        """The whole life; raises AssertionError with Terraform's words where it cannot be led."""
        with ThreadPoolExecutor(len(self.folders)) as several:
            for wave in self._waves():
                list(several.map(self._deploy, wave))
            planned = several.map(lambda name: self._terraform(name, "plan", "-detailed-exitcode"), self.folders)
            self.plans = dict(zip(self.folders, planned, strict=True))
            self.checks = [self._check(), self._check()]
            self.unheard = [name for pipeline in self.pipelines for name in self._unheard(pipeline)]
            for wave in reversed(self._waves()):
                list(several.map(self._destroy, wave))
        self.left = self._check()
        return self

    def _unheard(self, pipeline: Pipeline) -> list[str]:
        return [*unheard(self.grounds.state, pipeline, partial(_client, self.grounds.state, pipeline))]

    def _waves(self) -> tuple[list[str], list[str]]:
        """Accounts that others may send log files to have a bucket, and are deployed before those who send."""
        with_bucket = [one.account.name for one in self.pipelines if one.bucket is not None]
        return with_bucket, [name for name in self.folders if name not in with_bucket]

    def _deploy(self, account: str) -> None:
        _succeed(self._terraform(account, "apply", "-auto-approve"))
        self._visit_links_in_mails(self.folders[account])

    def _destroy(self, account: str) -> None:
        _succeed(self._terraform(account, "destroy", "-auto-approve"))

    def _visit_links_in_mails(self, folder: Path) -> None:
        """What whoever reads a mailbox does: nobody else can confirm it."""
        state = json.loads((folder / "terraform.tfstate").read_text())
        made = [one["attributes"] for part in state["resources"] for one in part["instances"]]
        for subscription in (one for one in made if one.get("protocol") == "email"):
            token = control.confirmation_token(self.grounds.state.endpoint, subscription["arn"])
            pipeline = next(one for one in self.pipelines if one.account.id in subscription["arn"])
            sns = _client(self.grounds.state, pipeline, "sns")
            sns.confirm_subscription(TopicArn=subscription["topic_arn"], Token=token)

    def _terraform(self, account: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.grounds.terraform(self.folders[account], *arguments, **self.variables)

    def _check(self) -> dict[str, AccountReport]:
        return {report.account.name: report for report in check(self.pipelines, self.variables)}


def accounts_of(path: Path, number: int) -> tuple[tuple[Pipeline, ...], Configuration]:
    """The pipelines of an example, in accounts that no other example has and that the sandbox's roles lead into."""
    configuration, document = load(path)
    ids = {entry.id: f"{number + 1:04d}{index:08d}" for index, entry in enumerate(configuration.accounts)}

    def moved(entry: AccountEntry) -> AccountEntry:
        roles = {name: getattr(entry, name) or role for name, role in ROLES.items()}
        manages = f"{number + 1:04d}99999999" if entry.management_account else None
        return entry.model_copy(update={"id": ids[entry.id], "management_account": manages, **roles})

    accounts = tuple(map(moved, configuration.accounts))
    configuration = configuration.model_copy(update={"accounts": accounts})
    return tuple(map(_fewer, design(configuration, document))), configuration


def _fewer(pipeline: Pipeline) -> Pipeline:
    """A few of the alerts that ring at the same topics: each more of them would say nothing new, and take time."""
    seen: Counter[tuple[str, ...]] = Counter()
    kept = []
    for alert, alarm in zip(pipeline.alerts, pipeline.alarms, strict=True):
        seen[alarm.alarm_actions] += 1
        if seen[alarm.alarm_actions] <= ALERTS_PER_ROUTE:
            kept.append((alert, alarm))
    metrics = {(alarm.metric_namespace, alarm.metric_name) for _, alarm in kept}
    counted = (one for one in pipeline.metric_filters if (one.metric_namespace, one.metric_name) in metrics)
    alerts, alarms = tuple(alert for alert, _ in kept), tuple(alarm for _, alarm in kept)
    return replace(pipeline, alerts=alerts, alarms=alarms, metric_filters=tuple(counted))


def prepare(grounds: Grounds, path: Path, number: int) -> Life:
    """Write the Terraform of an example. One after the other: jsii synthesises for one caller at a time."""
    pipelines, configuration = accounts_of(path, number)
    for pipeline in pipelines:
        _delegate(grounds.state, pipeline)
        build(pipeline, partial(_client, grounds.state, pipeline))
        bystanders.build(pipeline, partial(_client, grounds.state, pipeline))
        bystanders.authorize_chats(pipeline, grounds.state.endpoint)
    folders = {pipeline.account.name: _folder(grounds, path, pipeline) for pipeline in pipelines}
    for pipeline in pipelines:
        list(webhooks.store(pipeline, grounds.state.vendor_url, partial(_client, grounds.state, pipeline)))
    return Life(grounds, pipelines, folders, _endpoints(grounds, configuration, pipelines))


def _delegate(state: session.State, pipeline: Pipeline) -> None:
    """What whoever manages an organization does before another account makes its trail."""
    if manages := pipeline.account.management_account:
        management = replace(pipeline, account=replace(pipeline.account, id=manages, management_account=None))
        cloudtrail = _client(state, management, "cloudtrail")
        cloudtrail.register_organization_delegated_admin(MemberAccountId=pipeline.account.id)


def _folder(grounds: Grounds, path: Path, pipeline: Pipeline) -> Path:
    folder = grounds.folder / path.stem / pipeline.account.name
    folder.mkdir(parents=True)
    shutil.copy(grounds.folder / ".terraform.lock.hcl", folder)
    stack = stack_of(pipeline)
    del stack["terraform"]["backend"]
    (folder / "cdk.tf.json").write_text(json.dumps(stack))
    for function in stack["resource"].get("aws_lambda_function", {}).values():
        code = folder / function["filename"]
        code.parent.mkdir(parents=True, exist_ok=True)
        code.write_bytes(archive())
    return folder


def _endpoints(grounds: Grounds, configuration: Configuration, pipelines: tuple[Pipeline, ...]) -> dict[str, str]:
    """An address at the sandbox's vendor for every destination: as a variable, or as a parameter of each account."""
    variables = {}
    for name, destination in configuration.destinations.items():
        address = f"{grounds.state.vendor_url}/{name}/key"
        if destination.email:
            address = "on-call@example.com"
        given = destination.url or destination.email
        match reference(given) if given else None:
            case EnvironmentReference(variable):
                variables[f"TF_VAR_{variable}"] = address
            case ParameterReference(parameter):
                for pipeline in pipelines:
                    ssm = _client(grounds.state, pipeline, "ssm")
                    ssm.put_parameter(Name=parameter, Value=address, Type="SecureString", Overwrite=True)
    return variables


def _client(state: session.State, pipeline: Pipeline, service: str) -> boto3.client:
    own = {"endpoint_url": state.endpoint, "region_name": pipeline.account.region}
    keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
    role = pipeline.account.role_arn("Deployer")
    given = boto3.client("sts", **own, **keys).assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
    return boto3.client(
        service,
        **own,
        aws_access_key_id=given["AccessKeyId"],
        aws_secret_access_key=given["SecretAccessKey"],
        aws_session_token=given["SessionToken"],
    )


def _succeed(run: subprocess.CompletedProcess[str]) -> None:
    # An error shows the line that it is about, and a stack in JSON is one line.
    told = [line[:300] for line in (run.stdout[-2000:] + run.stderr).splitlines()]
    assert run.returncode == 0, "\n".join(told[-60:])
