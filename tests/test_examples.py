import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest

from pipeline.configuration import Configuration, load
from pipeline.design import design
from pipeline.destination import Kind
from pipeline.environment import inspect
from pipeline.pipeline import Pipeline
from pipeline.vendors import VENDORS
from setup.environment import environment, missing
from tests.modules.synthesis import stack_of

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
ENVIRONMENT = environment()

Validate = Callable[[dict[str, Any]], None]


def example(path: Path) -> tuple[Configuration, tuple[Pipeline, ...]]:
    configuration, document = load(path)
    inspect(configuration, document, {})
    return configuration, design(configuration, document)


def of(name: str) -> tuple[Pipeline, ...]:
    return example(ROOT / "examples" / f"{name}.yaml")[1]


def test_the_readme_leads_to_every_example() -> None:
    readme = (ROOT / "README.md").read_text()
    assert [path.name for path in EXAMPLES if f"](examples/{path.name})" not in readme] == []


def terraform(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [ENVIRONMENT["TERRAFORM_BINARY_NAME"], *arguments, "-no-color"]
    program = shutil.which(command[0], path=ENVIRONMENT["PATH"])
    assert program
    return subprocess.run(
        [program, *command[1:]], cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="session")
def validate(tmp_path_factory: pytest.TempPathFactory) -> Validate:
    """`terraform validate` in a folder that is initialised once, since all stacks require the same provider."""
    if reason := missing():
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("terraform")
    file = folder / "cdk.tf.json"
    (pipeline,) = of("ilert")
    file.write_text(
        json.dumps({"terraform": {"required_providers": stack_of(pipeline)["terraform"]["required_providers"]}})
    )
    initialised = terraform(folder, "init", "-backend=false", "-input=false")
    assert initialised.returncode == 0, initialised.stderr

    def run(stack: dict[str, Any]) -> None:
        file.write_text(json.dumps(stack))
        answer = json.loads(terraform(folder, "validate", "-json").stdout)
        if "Unsupported Terraform Core version" in {problem["summary"] for problem in answer["diagnostics"]}:
            pytest.skip(f"this Terraform is not {stack['terraform']['required_version']}")
        assert answer["diagnostics"] == []

    return run


def test_every_vendor_stands_in_an_example() -> None:
    shown = {destination.vendor for path in EXAMPLES for destination in example(path)[0].destinations.values()}
    assert shown == set(VENDORS)


def test_every_kind_of_channel_stands_in_an_example() -> None:
    destinations = [one for path in EXAMPLES for one in example(path)[0].destinations.values()]
    assert {destination.kind for destination in destinations} == set(get_args(Kind))
    forwarders = [destination.forwarder for destination in destinations if destination.forwarder]
    assert {name for one in forwarders for name, value in one if value} == {"slack", "teams", "syslog"}


@pytest.mark.parametrize("vendor", [path.stem for path in EXAMPLES if path.stem in VENDORS])
def test_the_example_of_a_vendor_rings_at_that_vendor_only(vendor: str) -> None:
    configuration, pipelines = example(ROOT / "examples" / f"{vendor}.yaml")
    assert {destination.vendor for destination in configuration.destinations.values()} == {vendor}
    assert all(pipeline.alarms for pipeline in pipelines)


def test_alertops_gets_what_its_guide_builds_by_hand() -> None:
    (pipeline,) = of("alertops")
    (metric_filter,), (alarm,), (topic,) = pipeline.metric_filters, pipeline.alarms, pipeline.topics
    assert metric_filter.name == "ConsoleSignInFailures"
    pattern = '{ ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication") }'
    assert metric_filter.pattern.text == pattern
    metric = ("CloudTrailMetrics", "ConsoleSigninFailureCount")
    assert (metric_filter.metric_namespace, metric_filter.metric_name, metric_filter.metric_value) == (*metric, "1")
    assert (alarm.metric_namespace, alarm.metric_name) == metric
    assert (alarm.comparison_operator, alarm.threshold) == ("GreaterThanThreshold", 3)
    assert alarm.alarm_actions == alarm.ok_actions == (topic.arn,)


def test_taskcall_gets_what_its_guide_sets() -> None:
    (pipeline,) = of("taskcall")
    (topic,) = pipeline.topics
    assert topic.display_name == "Trailbell"
    (metric_filter,) = [one for one in pipeline.metric_filters if one.name == "ManyDeletions"]
    assert (metric_filter.metric_namespace, metric_filter.metric_name) == ("CloudTrailMetrics", "DeletionCount")
    assert (metric_filter.metric_value, metric_filter.default_value, metric_filter.unit) == ("1", 0, "Count")
    (alarm,) = [one for one in pipeline.alarms if one.name.endswith("cis-unauthorized-api")]
    assert (alarm.statistic, alarm.period, alarm.threshold) == ("Sum", 600, 5)
    assert alarm.alarm_actions == alarm.ok_actions == alarm.insufficient_data_actions == (topic.arn,)


def test_taskcall_is_told_of_missing_data_where_it_is_asked_for() -> None:
    (pipeline,) = of("taskcall")
    telling = [alarm.name for alarm in pipeline.alarms if alarm.insufficient_data_actions]
    assert telling == ["trailbell-cis-unauthorized-api"]


def test_many_accounts_lie_in_every_partition_and_differ_where_they_say_so() -> None:
    pipelines = {pipeline.account.name: pipeline for pipeline in of("many-accounts")}
    assert {pipeline.account.partition for pipeline in pipelines.values()} == {"aws", "aws-cn", "aws-us-gov"}
    staging = {alarm.name: alarm for alarm in pipelines["staging"].alarms}
    production = {alarm.name: alarm for alarm in pipelines["production"].alarms}
    assert production.keys() - staging.keys() == {"trailbell-cis-vpc-change", "trailbell-cis-route-table-change"}
    failures = "trailbell-console-sign-in-failures"
    assert production[failures].threshold == 5
    assert "(low)" in staging[failures].description


SEVERAL = [path for path in EXAMPLES if len(load(path)[0].accounts) > 1]


@pytest.mark.terraform
@pytest.mark.parametrize("path", SEVERAL, ids=lambda path: path.stem)
def test_terraform_finds_every_further_stack_of_an_example_valid(path: Path, validate: Validate) -> None:
    """The first one is planned, which takes more than to be valid: see tests/policies/test_configurations.py."""
    configuration, pipelines = example(path)
    for pipeline in pipelines[1:]:
        validate(stack_of(pipeline, configuration.state))
