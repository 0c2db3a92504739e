import json
import sys
from pathlib import Path
from typing import Any

import pytest

from cli.judgement import run
from cli.judgement.run import Outcome, judge_plans, judge_stacks
from policies.rule import Rule
from tests.policies.example import chain

SKIPPED = ("CKV*",)


@pytest.fixture
def stacks(tmp_path: Path) -> Path:
    write(tmp_path, chain())
    return tmp_path


def write(folder: Path, terraform: Any) -> None:
    (folder / "one").mkdir(exist_ok=True)
    (folder / "one/cdk.tf.json").write_text(terraform if isinstance(terraform, str) else json.dumps(terraform))


def judged(stacks: Path) -> Outcome:
    return judge_stacks(stacks, SKIPPED)


def test_all_is_told_of_a_whole_chain(stacks: Path) -> None:
    outcome = judged(stacks)
    assert (outcome.failures, outcome.untold) == ((), ())
    assert outcome.held >= len(run.RULES)


def test_a_failure_carries_address_reason_and_argument(stacks: Path) -> None:
    terraform = chain()
    terraform["resource"]["aws_cloudwatch_metric_alarm"]["root"]["alarm_actions"] = []
    write(stacks, terraform)
    (failure,) = judged(stacks).failures
    assert (failure.rule.id, failure.address) == ("TRAILBELL_ALARM_RINGS", "aws_cloudwatch_metric_alarm.root")
    assert (failure.message, failure.argument) == ("the alarm has no ALARM action", "alarm_actions")
    assert failure.file == str(stacks / "one/cdk.tf.json")


def test_checkov_s_own_rules_are_told_apart(stacks: Path) -> None:
    outcome = judge_stacks(stacks, ("TRAILBELL_*",))
    assert {rule.ours for rule in outcome.rules} == {False}
    assert {failure.rule.ours for failure in outcome.failures} == {False}


@pytest.mark.parametrize("text", ["{", "[]", json.dumps({"resource": "none"})])
def test_a_file_that_checkov_cannot_read_is_told(stacks: Path, text: str) -> None:
    write(stacks, text)
    assert judged(stacks).untold != ()


def test_one_file_that_checkov_cannot_read_is_told_beside_others_that_it_can(stacks: Path) -> None:
    (stacks / "two").mkdir()
    (stacks / "two/cdk.tf.json").write_text("{")
    outcome = judged(stacks)
    assert outcome.held > 0
    assert outcome.untold[0] == f"checkov cannot read {stacks}/two/cdk.tf.json"


def test_checkov_still_gives_up_a_file_that_says_which_terraform_it_needs(stacks: Path) -> None:
    # When this fails, write_for_checkov (cli/judgement/synthesis.py) is no longer needed.
    write(stacks, chain() | {"terraform": {"required_version": ">= 1.5.0"}})
    assert judged(stacks).untold[0] == f"checkov cannot read {stacks}/one/cdk.tf.json"


def test_a_folder_without_terraform_is_told(tmp_path: Path) -> None:
    assert "checkov found nothing to judge" in judged(tmp_path).untold


def test_a_plan_that_checkov_cannot_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text("{")
    assert judge_plans([tmp_path / "plan.json"], SKIPPED).untold != ()


def test_a_rule_that_checkov_did_not_load_is_told(stacks: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "RULES", run.RULES | {"TRAILBELL_LOST"})
    assert judged(stacks).untold == ("checkov did not load the rule TRAILBELL_LOST",)


def test_a_folder_without_rules_is_told(stacks: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "RULES", frozenset())
    assert judged(stacks).untold == (f"there is no rule in {run.FOLDER}",)


def test_a_rule_that_stops_half_way_is_told(stacks: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Rule, "_verdicts", lambda *_: 1 / 0)
    told = judged(stacks).untold
    assert "the rule TRAILBELL_ALARM_RINGS did not come to its end" in told


def test_what_a_rule_could_not_decide_is_told(stacks: Path) -> None:
    terraform = chain()
    terraform["resource"]["aws_sns_topic_policy"]["oncall"]["policy"] = "${data.aws_iam_policy_document.topic.json}"
    write(stacks, terraform)
    reason = "TRAILBELL_TOPIC_NOT_PUBLIC could not judge aws_sns_topic.oncall: policy is not known here"
    assert reason in judged(stacks).untold


def test_a_check_of_checkov_s_own_that_breaks_is_told(stacks: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check = run.resource_registry.get_check_by_id("TRAILBELL_FILTER_FITS")
    monkeypatch.setattr(check, "scan_resource_conf", lambda _: 1 / 0)
    (told,) = judged(stacks).untold
    assert told.startswith("checkov: Failed to run check TRAILBELL_FILTER_FITS on /one/cdk.tf.json:")


def test_checkov_leaves_neither_log_nor_paths_behind(stacks: Path, capfd: pytest.CaptureFixture[str]) -> None:
    before = [*sys.path]
    write(stacks, "{")
    judged(stacks)
    assert sys.path == before
    assert capfd.readouterr() == ("", "")
