"""Run checkov, ours and its own rules, and never take silence for a pass.

checkov logs a file it cannot read, a rule it cannot load and a check that breaks, and goes on as if nothing were; all
of them come back from here as sentences on what was not judged.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from checkov.common.checks_infra.registry import get_graph_checks_registry
from checkov.common.output.record import Record
from checkov.runner_filter import RunnerFilter
from checkov.terraform.checks.resource.registry import resource_registry
from checkov.terraform.plan_runner import Runner as PlanRunner
from checkov.terraform_json.runner import TerraformJsonRunner

from cli.judgement.finding import Failure, Rule
from policies import FOLDER, RULES

_LONGEST_ERROR = 200


@dataclass(frozen=True, slots=True)
class Outcome:
    """What checkov said of some files; `untold` are sentences on what it did not judge."""

    failures: tuple[Failure, ...]
    rules: tuple[Rule, ...]
    held: int
    untold: tuple[str, ...]


def judge_stacks(folder: Path, skipped: Sequence[str]) -> Outcome:
    """Judge every cdk.tf.json under a folder."""
    return _judge(TerraformJsonRunner(), "terraform_json", skipped, root_folder=str(folder))


def judge_plans(plans: Sequence[Path], skipped: Sequence[str]) -> Outcome:
    """Judge plans as `terraform show -json` prints them."""
    return _judge(PlanRunner(), "terraform_plan", skipped, files=[str(plan.resolve()) for plan in plans])


def _judge(runner: Any, framework: str, skipped: Sequence[str], **where: Any) -> Outcome:
    chosen = RunnerFilter(framework=[framework], skip_checks=[*skipped], show_progress_bar=False)
    with _contained() as errors:
        report = runner.run(external_checks_dir=[str(FOLDER)], runner_filter=chosen, **where)
    untold = [f"checkov cannot read {path}" for path in report.parsing_errors]
    untold += [f"checkov: {error}" for error in errors] if not untold else []
    if not report.passed_checks and not report.failed_checks:
        untold.append("checkov found nothing to judge")
    ours = _ours()
    untold += _unjudged(ours, skipped)
    records = [*report.passed_checks, *report.failed_checks]
    rules = {record.check_id: _rule(record, ours.get(record.check_id)) for record in records}
    return Outcome(
        failures=tuple(_failure(one, rules[one.check_id], ours.get(one.check_id)) for one in report.failed_checks),
        rules=tuple(rules.values()),
        held=len(report.passed_checks),
        untold=tuple(dict.fromkeys(untold)),
    )


@contextmanager
def _contained() -> Iterator[list[str]]:
    """What checkov logs as an error. Its log does not reach the terminal, its paths do not stay in this process."""
    errors: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            errors.append(record.getMessage()[:_LONGEST_ERROR])

    root, collector = logging.getLogger(), Collector(logging.ERROR)
    path, handlers, root.handlers = [*sys.path], root.handlers, [collector]
    try:
        yield errors
    finally:
        sys.path[:], root.handlers = path, handlers


def _ours() -> dict[str, Any]:
    """Our rules as checkov loaded them, by id."""
    checks = [*get_graph_checks_registry("terraform").checks, *(check for _, check in resource_registry.all_checks())]
    return {check.id: check for check in checks if check.id in RULES}


def _unjudged(ours: Mapping[str, Any], skipped: Sequence[str]) -> Iterable[str]:
    """Rules of ours that did not run, and what those that ran could not judge."""
    if not RULES:
        yield f"there is no rule in {FOLDER}"
    for rule_id in sorted(RULES):
        check = ours.get(rule_id)
        if any(fnmatch(rule_id, pattern) for pattern in skipped):
            continue
        if check is None:
            yield f"checkov did not load the rule {rule_id}"
        elif not getattr(check, "ran", True):
            yield f"the rule {rule_id} did not come to its end"
        else:
            undecided = getattr(check, "undecided", {})
            yield from (f"{rule_id} could not judge {address}: {why}" for (_, address), why in undecided.items())


def _rule(record: Record, ours: Any) -> Rule:
    return Rule(record.check_id, record.check_name, getattr(ours, "guideline", None) or "", ours is not None)


def _failure(record: Record, rule: Rule, ours: Any) -> Failure:
    complaint = getattr(ours, "complaints", {}).get((record.file_abs_path, record.resource))
    keys = record.check_result.get("evaluated_keys") or [""]
    return Failure(
        rule=rule,
        file=record.file_abs_path,
        address=record.resource,
        message=complaint or ", ".join(record.details or ()),
        argument=getattr(ours, "attribute", None) or _argument(str(keys[0])),
    )


def _argument(evaluated: str) -> str:
    """The argument's name in what checkov calls an evaluated key, such as `rule/[0]/expiration/[0]/days`."""
    return ".".join(step for step in evaluated.split("/") if step and not step.startswith("["))
