"""What holds for every rule, and that none can get lost without a word."""

import importlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from policies import FOLDER, RULES
from policies.rule import every, rule
from policies.terraform import Resource, Terraform, UndecidedError
from tests.policies.example import USES_KEY, chain, deployed, policy
from tests.policies.judging import FRAMEWORKS, get_graph_checks_registry, judged, judged_hcl

HERE = Path(__file__).parent
FILES = sorted(FOLDER.glob("*/[!_]*.py"))
BAD_EXAMPLES = "\n".join(path.read_text() for path in HERE.glob("test_*.py") if path != Path(__file__))

HCL = """\
provider "aws" {
  region = "eu-west-1"
  default_tags { tags = { owner = "security" } }
}
resource "aws_cloudwatch_log_metric_filter" "root" {
  name           = "root"
  log_group_name = "/audit"
  pattern        = "{ $.userIdentity.type = \\"Root\\" }"
  metric_transformation {
    name      = "Root"
    namespace = "Audit"
    value     = "1"
  }
}
resource "aws_cloudwatch_metric_alarm" "root" {
  alarm_name         = "root"
  metric_name        = aws_cloudwatch_log_metric_filter.root.metric_transformation[0].name
  namespace          = "Audit"
  statistic          = "Sum"
  treat_missing_data = "notBreaching"
  alarm_actions      = [ACTIONS]
}
"""


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_a_whole_chain_holds(framework: str, tmp_path: Path) -> None:
    assert judged(chain(), framework, tmp_path).failed == {}


def test_a_whole_chain_holds_once_it_is_deployed_and_its_plan_shows_no_references(tmp_path: Path) -> None:
    terraform = deployed(chain())
    assert "${aws_" not in json.dumps(terraform)
    verdict = judged(terraform, "terraform_plan", tmp_path)
    assert (verdict.failed, verdict.undecided) == ({}, frozenset())
    assert verdict.held == RULES - {"TRAILBELL_NO_SECRET_IN_CLEAR"}


def test_a_chain_that_is_deployed_is_followed_by_names(tmp_path: Path) -> None:
    terraform = deployed(chain())
    terraform["resource"]["aws_kms_key"]["all"]["policy"] = policy(USES_KEY[1])
    terraform["resource"]["aws_s3_bucket_versioning"]["files"]["bucket"] = "another"
    assert set(judged(terraform, "terraform_plan", tmp_path).failed) == {
        "TRAILBELL_TOPIC_KEY_LETS_CLOUDWATCH",
        "TRAILBELL_BUCKET_VERSIONED",
    }


def test_every_rule_judges_a_whole_chain(tmp_path: Path) -> None:
    assert judged(chain(), "terraform_json", tmp_path).held == RULES


def test_there_are_rules() -> None:
    assert len(RULES) == len(FILES) > 30


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_rule_has_the_id_of_its_file_and_says_why(path: Path) -> None:
    module = importlib.import_module(f"policies.{path.parent.name}.{path.stem}")
    found = getattr(module, path.stem, None) or module.check
    assert found.id == f"TRAILBELL_{path.stem.upper()}"
    assert module.__doc__
    assert found.guideline.endswith(".")


@pytest.mark.parametrize("rule_id", sorted(RULES))
def test_every_rule_has_a_bad_example(rule_id: str) -> None:
    assert f'"{rule_id}"' in BAD_EXAMPLES


@pytest.mark.parametrize("folder", sorted({path.parent for path in FILES}), ids=lambda path: path.name)
def test_checkov_finds_every_folder(folder: Path) -> None:
    assert (folder / "__init__.py").exists()


@pytest.mark.parametrize(
    ("actions", "failed"),
    [('"arn:aws:sns:eu-west-1:111122223333:on-call"', set()), ("", {"TRAILBELL_ALARM_RINGS"})],
)
def test_terraform_s_own_language_is_judged_too(actions: str, failed: set[str], tmp_path: Path) -> None:
    assert set(judged_hcl(HCL.replace("ACTIONS", actions), tmp_path).failed) == failed


def test_a_finding_in_terraform_s_own_language_can_be_skipped_at_its_resource(tmp_path: Path) -> None:
    text = HCL.replace("ACTIONS", "").replace("statistic ", "#checkov:skip=TRAILBELL_ALARM_RINGS:known\n  statistic ")
    assert judged_hcl(text, tmp_path).failed == {}


def test_accounts_in_folders_of_their_own_are_judged_apart(tmp_path: Path) -> None:
    alarms = chain()
    filters = {"aws_cloudwatch_log_metric_filter": alarms["resource"].pop("aws_cloudwatch_log_metric_filter")}
    (tmp_path / "other").mkdir()
    (tmp_path / "other/main.tf.json").write_text(json.dumps({"resource": filters}))
    failed = judged(alarms, "terraform_json", tmp_path).failed
    assert failed == {"TRAILBELL_FILTER_HAS_ALARM": "no alarm watches Audit/Root"}


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules of a test's own, forgotten afterwards."""
    known = get_graph_checks_registry("terraform")
    monkeypatch.setattr(known, "checks", [*known.checks])


def vertices(*types: str) -> object:
    """A graph such as checkov's, with one resource of each type."""

    class Graph:
        def nodes(self) -> list[tuple[int, dict[str, str]]]:
            return [(index, vertex(type_)) for index, type_ in enumerate(types)]

    def vertex(type_: str) -> dict[str, str]:
        address = f"{type_}.one"
        return {
            "block_type_": "resource", "resource_type": type_, "block_name_": address, "__address__": address,
            "file_path_": "/there/plan.json",
        }  # fmt: skip

    return Graph()


def breaks(*_: object) -> str:
    raise KeyError("nothing")


@pytest.mark.usefixtures("registry")
def test_a_rule_that_breaks_fails_instead_of_vanishing() -> None:
    found = rule("TRAILBELL_TEST", "", every("aws_sns_topic"), remedy="")(breaks)
    passed, failed, undecided = found.run(vertices("aws_sns_topic"))
    assert (len(passed), len(failed), len(undecided)) == (0, 1, 0)
    assert [*found.complaints.values()] == ["the rule could not read this (KeyError: 'nothing')"]


@pytest.mark.usefixtures("registry")
def test_a_rule_that_cannot_tell_what_it_is_about_fails_for_everything() -> None:
    def subjects(terraform: Terraform) -> list[Resource]:
        return [resource for resource in terraform.resources if breaks()]

    found = rule("TRAILBELL_TEST", "", subjects, remedy="")(lambda _: None)
    _, failed, _ = found.run(vertices("aws_sns_topic", "aws_sqs_queue"))
    assert [one["__address__"] for one in failed] == ["aws_sns_topic.one", "aws_sqs_queue.one"]


@pytest.mark.usefixtures("registry")
def test_what_is_not_known_is_neither_passed_nor_failed() -> None:
    def unknown(_: Resource) -> str | None:
        raise UndecidedError("policy is not known here")

    found = rule("TRAILBELL_TEST", "", every("aws_sns_topic"), remedy="")(unknown)
    passed, failed, undecided = found.run(vertices("aws_sns_topic"))
    assert (len(passed), len(failed), len(undecided)) == (0, 0, 1)


STANDALONE = """
import sys
sys.meta_path[:] = [one for one in sys.meta_path if "editable" not in repr(one)]
sys.path[:] = [one for one in sys.path if one]
from checkov.main import Checkov
sys.exit(Checkov(sys.argv[1:]).run())
"""


def test_checkov_runs_the_rules_from_a_folder_that_is_no_installed_package(tmp_path: Path) -> None:
    terraform = chain()
    terraform["resource"]["aws_cloudwatch_metric_alarm"]["root"]["alarm_actions"] = []
    (tmp_path / "main.tf.json").write_text(json.dumps(terraform))
    run = subprocess.run(
        [sys.executable, "-c", STANDALONE, "-d", str(tmp_path), "--framework", "terraform_json", "--skip-download",
         "--external-checks-dir", str(FOLDER), "--check", "TRAILBELL_*", "--compact"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.stderr == ""
    assert "TRAILBELL_ALARM_RINGS" in run.stdout
    assert re.findall(r"Passed checks: (\d+), Failed checks: (\d+)", run.stdout)[0][1] == "1"
    assert run.returncode == 1
