"""trailbell policies: judge what would be deployed, before it is."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import click
from rich.console import Console

from alerts.document import Document
from alerts.errors import InputError, Mistake, Place, TrailbellError
from cli.judgement.finding import Judgement, sorted_findings
from cli.judgement.skips import skipped_checks
from cli.judgement.synthesis import find_bindings, synthesise, write_for_checkov
from cli.options import account_option, config_option, json_option, pipelines
from pipeline.configuration import Configuration
from pipeline.pipeline import Pipeline
from pipeline.trail_settings import RetentionDays

EPILOG = """\b
Examples:
  trailbell policies                          the Terraform of every account of trailbell.yaml
  trailbell policies --account production     only this one
  trailbell policies --plan plan.json         and a plan, made by terraform show -json FILE
  trailbell policies --sarif policies.sarif   and a file for code scanning
\b
Exit status:
  0  every rule holds
  1  a rule does not hold
  2  something could not be judged, or the input is wrong; never green
"""


class CannotJudgeError(TrailbellError):
    """What judging needs is not installed."""


@click.command(epilog=EPILOG)
@config_option
@account_option
@click.option("--plan", "plans", multiple=True, type=click.Path(path_type=Path), metavar="FILE",
              help="Judge this plan in JSON, too; repeatable. It holds secrets: keep it private.")  # fmt: skip
@click.option("--sarif", type=click.Path(path_type=Path), metavar="FILE", help="Write a SARIF file, too.")
@click.option("--checkov-config", "skips", type=click.Path(path_type=Path), metavar="FILE",
              help="Whose skip-check to heed; .checkov.yaml here, or Trailbell's own, by default.")  # fmt: skip
@json_option
def policies(
    config: Path,
    accounts: tuple[str, ...],
    *,
    plans: tuple[Path, ...],
    sarif: Path | None,
    skips: Path | None,
    as_json: bool,
) -> int:
    """Judge the Terraform of every account by our rules and checkov's, before anything is deployed.

    Needs no credentials and no network. Every finding names the line of the configuration that it comes from.
    """
    configuration, document, meant = pipelines(config, accounts)
    of_plans = {plan: _pipeline_of(plan, meant) for plan in plans}
    skipped = skipped_checks(config, skips)
    _require()
    with _promised(configuration.trail.retention_days):
        judgement = _judge(configuration, document, meant, of_plans, skipped)
    _report(judgement, sarif, as_json=as_json)
    return int(judgement.exit_status)


def _judge(
    configuration: Configuration,
    document: Document,
    meant: Sequence[Pipeline],
    plans: dict[Path, Pipeline],
    skipped: tuple[str, ...],
) -> Judgement:
    """Judge the Terraform, and what only the plans show."""
    from cli.judgement.attribution import Attribution
    from cli.judgement.run import judge_plans, judge_stacks

    with tempfile.TemporaryDirectory(prefix="trailbell-policies-") as name:
        folder = Path(name).resolve()
        stacks = synthesise(meant, configuration.state, folder / "synthesised")
        write_for_checkov(stacks, folder / "judged")
        outcomes = [judge_stacks(folder / "judged", skipped)]
    known = {one.account.name: Attribution(configuration, document, one, stacks[one.account.name]) for one in meant}
    found = [known[Path(failure.file).parent.name].finding(failure) for failure in outcomes[0].failures]
    if plans:
        outcomes.append(judge_plans([*plans], skipped))
        by_file = {str(plan.resolve()): pipeline.account.name for plan, pipeline in plans.items()}
        in_plans = [known[by_file[one.file]].finding(one, in_plan=True) for one in outcomes[1].failures]
        told = {one.identity for one in found}
        found += [one for one in in_plans if one.identity not in told]
    return Judgement(
        findings=sorted_findings(found),
        rules=tuple({rule.id: rule for outcome in outcomes for rule in outcome.rules}.values()),
        held=sum(outcome.held for outcome in outcomes),
        skipped=skipped,
        untold=tuple(sentence for outcome in outcomes for sentence in outcome.untold),
    )


def _require() -> None:
    """Say what is missing before anything is made."""
    find_bindings()
    for module, remedy in (("checkov", "pip install -r requirements-dev.txt"), ("imports.aws", "run make setup")):
        try:
            found = find_spec(module) is not None
        except ModuleNotFoundError:
            found = False
        if not found:
            raise CannotJudgeError(f"judging needs the Python package {module}, which is not there; {remedy}")


def _pipeline_of(plan: Path, meant: Sequence[Pipeline]) -> Pipeline:
    """The pipeline that a plan is for."""
    try:
        provider = json.loads(plan.read_text(encoding="utf-8"))["configuration"]["provider_config"]["aws"]
        account = provider["expressions"]["allowed_account_ids"]["constant_value"][0]
    except OSError as error:
        raise InputError([Mistake(Place(str(plan)), f"cannot read this file: {error.strerror}")]) from None
    except (ValueError, LookupError, TypeError):
        message = "is not a plan of Trailbell's in JSON; make it with terraform show -json FILE"
        raise InputError([Mistake(Place(str(plan)), message)]) from None
    for pipeline in meant:
        if pipeline.account.id == account:
            return pipeline
    message = f"is a plan for account {account}; the accounts meant here do not hold it"
    raise InputError([Mistake(Place(str(plan)), message)])


@contextmanager
def _promised(retention: RetentionDays) -> Iterator[None]:
    """Tell the rules what the configuration promises; Terraform alone does not say it."""
    promise = {
        "TRAILBELL_LOG_RETENTION_DAYS": str(retention.logs),
        "TRAILBELL_BUCKET_RETENTION_DAYS": str(retention.bucket),
    }
    before = dict(os.environ)
    os.environ.update(promise)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _report(judgement: Judgement, sarif: Path | None, *, as_json: bool) -> None:
    from cli.judgement import json as json_report
    from cli.judgement import sarif as sarif_report
    from cli.judgement import table

    if sarif is not None:
        try:
            sarif.write_text(sarif_report.render(judgement), encoding="utf-8")
        except OSError as error:
            raise InputError([Mistake(Place(str(sarif)), f"cannot be written: {error.strerror}")]) from None
    if as_json:
        click.echo(json_report.render(judgement))
    else:
        table.render(judgement, Console(highlight=False, markup=False, soft_wrap=False))
