"""What checkov says of some Terraform by our rules, in either framework."""

import json
import logging
import re
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

with warnings.catch_warnings():
    # checkov 3.3.30 uses what prettytable and others have deprecated.
    warnings.simplefilter("ignore", DeprecationWarning)
    from checkov.common.checks_infra.registry import get_graph_checks_registry
    from checkov.runner_filter import RunnerFilter
    from checkov.terraform.plan_runner import Runner as PlanRunner
    from checkov.terraform.runner import Runner as HclRunner
    from checkov.terraform_json.runner import TerraformJsonRunner

from policies import FOLDER, RULES
from tests.policies.example import Terraform

FRAMEWORKS = ("terraform_json", "terraform_plan")
_REFERENCE = re.compile(r"\$\{([^}]+)\}")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Rules that failed with their messages, that held, and that could not decide."""

    failed: dict[str, str]
    held: frozenset[str]
    undecided: frozenset[str]


def judged(terraform: Terraform, framework: str, folder: Path) -> Verdict:
    """The verdict of all our rules."""
    if framework == "terraform_plan":
        file = folder / "plan.json"
        file.write_text(json.dumps(plan_of(terraform)))
        return run(PlanRunner(), framework, files=[str(file)])
    (folder / "main.tf.json").write_text(json.dumps(terraform))
    return run(TerraformJsonRunner(), framework, root_folder=str(folder))


def judged_hcl(text: str, folder: Path) -> Verdict:
    """The same of Terraform's own language."""
    (folder / "main.tf").write_text(text)
    return run(HclRunner(), "terraform", root_folder=str(folder))


def run(runner: Any, framework: str, **where: Any) -> Verdict:
    chosen = RunnerFilter(framework=[framework], checks=sorted(RULES), show_progress_bar=False)
    with _quiet():
        report = runner.run(external_checks_dir=[str(FOLDER)], runner_filter=chosen, **where)
    assert report.parsing_errors == []
    rules = {check.id: check for check in get_graph_checks_registry("terraform").checks if check.id in RULES}
    told = {name: next(iter(rule.complaints.values())) for name, rule in rules.items() if rule.complaints}
    details = {record.check_id: ", ".join(record.details or ()) for record in report.failed_checks}
    return Verdict(
        failed={name: told.get(name, detail) for name, detail in details.items()},
        held=frozenset(record.check_id for record in report.passed_checks),
        undecided=frozenset(name for name, rule in rules.items() if rule.undecided),
    )


@contextmanager
def _quiet() -> Iterator[None]:
    """checkov puts the folders of rules on sys.path, and itself on the log."""
    path, root = [*sys.path], logging.getLogger()
    handlers, root.handlers = root.handlers, [logging.NullHandler()]
    try:
        yield
    finally:
        sys.path[:], root.handlers = path, handlers


def plan_of(terraform: Terraform) -> dict[str, Any]:
    """The plan that Terraform would make: what refers to something else is not known, and blocks are lists."""
    default = terraform["provider"]["aws"][0].get("default_tags") or [{}]
    tags = default[0].get("tags")
    resources = [
        (type_, name, arguments) for type_, named in terraform["resource"].items() for name, arguments in named.items()
    ]
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {"root_module": {"resources": [_planned(*one, tags) for one in resources]}},
        "resource_changes": [
            {"address": f"{type_}.{name}", "change": {"actions": ["create"], "before": None, "after": {}}}
            for type_, name, _ in resources
        ],
        "configuration": {
            "provider_config": {"aws": {"name": "aws", "expressions": {"region": {"constant_value": "eu-west-1"}}}},
            "root_module": {"resources": [_configured(*one) for one in resources]},
        },
    }


def _planned(type_: str, name: str, arguments: dict[str, Any], tags: dict[str, str] | None) -> dict[str, Any]:
    known = {key: _block(value) for key, value in arguments.items() if not _REFERENCE.search(json.dumps(value))}
    values = {**known, **({"endpoint": "https://example.com/key"} if "endpoint" in arguments else {})}
    return {
        "address": f"{type_}.{name}",
        "mode": "managed",
        "type": type_,
        "name": name,
        "values": {"tags_all": tags, **values},
    }


def _block(value: Any) -> Any:
    match value:
        case dict():
            return [{key: _block(inner) for key, inner in value.items()}]
        case [dict(), *_]:
            return [block for inner in value for block in _block(inner)]
        case _:
            return value


def _configured(type_: str, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    referring = {key: _REFERENCE.findall(json.dumps(value)) for key, value in arguments.items()}
    expressions = {
        key: {"references": [one, one.rpartition(".")[0]]} for key, found in referring.items() for one in found[:1]
    }
    return {"address": f"{type_}.{name}", "mode": "managed", "type": type_, "name": name, "expressions": expressions}
