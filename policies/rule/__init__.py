"""A rule: what is judged, by what function, and how checkov gets to know of it.

In an `__init__.py`, because checkov takes every other file for a rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from checkov.common.checks_infra.registry import get_graph_checks_registry
from checkov.common.graph.checks_infra.base_check import BaseGraphCheck
from checkov.runner_filter import RunnerFilter

from policies.terraform import Resource, Terraform, UndecidedError, roots

Judge = Callable[[Resource], str | None]
Subjects = Callable[[Terraform], Iterable[Resource]]


class Rule(BaseGraphCheck):  # type: ignore[misc]
    """A rule as checkov runs it.

    After a run, `complaints` holds what is wrong and `undecided` what is not known, by file and address. `ran` is False
    where the run did not come to its end.
    """

    def __init__(self, check_id: str, name: str, subjects: Subjects, judge: Judge) -> None:
        super().__init__()
        self.id, self.name, self.subjects, self.judge = check_id, name, subjects, judge
        self.ran = False
        self.complaints: dict[tuple[str, str], str] = {}
        self.undecided: dict[tuple[str, str], str] = {}

    def run(self, graph_connector: Any) -> tuple[list[Any], list[Any], list[Any]]:
        """checkov runs this in a thread and drops what it raises: a rule that breaks must fail, not vanish."""
        self.ran, self.complaints, self.undecided = False, {}, {}
        passed, failed, undecided = [], [], []
        for subject, verdict in self._verdicts(graph_connector):
            place = (str(subject.raw["file_path_"]), str(subject.raw["__address__"]))
            match verdict:
                case None:
                    passed.append(subject.raw)
                case str():
                    failed.append(subject.raw)
                    self.complaints[place] = verdict
                case UndecidedError():
                    undecided.append(subject.raw)
                    self.undecided[place] = str(verdict)
        self.ran = True
        return passed, failed, undecided

    def _verdicts(self, graph: Any) -> Iterator[tuple[Resource, str | UndecidedError | None]]:
        for terraform in roots(graph):
            try:
                for subject in self.subjects(terraform):
                    yield subject, self._verdict(subject)
            except Exception as error:  # noqa: BLE001 -- which ones it is about cannot be told, so it is about all
                yield from ((resource, _broken(error)) for resource in terraform.resources)

    def _verdict(self, subject: Resource) -> str | UndecidedError | None:
        try:
            return self.judge(subject)
        except UndecidedError as reason:
            return reason
        except Exception as error:  # noqa: BLE001
            return _broken(error)


def _broken(error: Exception) -> str:
    return f"the rule could not read this ({type(error).__name__}: {error})"


def every(*types: str) -> Subjects:
    """All resources of these types."""
    return lambda terraform: terraform.every(*types)


def rule(check_id: str, name: str, subjects: Subjects, *, remedy: str, argument: str = "") -> Callable[[Judge], Rule]:
    """Make a rule of a function that says what is wrong with a resource, or None; checkov runs it from then on."""

    def register(judge: Judge) -> Rule:
        registry = get_graph_checks_registry("terraform")
        made = Rule(check_id, name, subjects, judge)
        made.guideline, made.attribute = remedy, argument
        if all(check.id != check_id for check in registry.checks):
            registry.checks.append(made)
        RunnerFilter.notify_external_check(check_id)
        return made

    return register
