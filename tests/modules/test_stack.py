import dataclasses
import json
import sys
import tempfile
from pathlib import Path

import pytest

from pipeline.configuration import State
from pipeline.pipeline import Pipeline
from tests.golden.account import GOLDEN, account
from tests.modules.synthesis import Terraform, stack_of
from tests.pipeline.written import SMALL, designed, small, the_pipeline

ROOT = Path(__file__).resolve().parents[2]
RENAMEABLE = "alerts: {packs: [cis], own: [{id: mine, title: Mine, severity: high, pattern: '{ $.a = 1 }'}]}\n"

Resources = dict[tuple[str, str], Terraform]


def pipeline(alerts: str = RENAMEABLE) -> Pipeline:
    return the_pipeline(SMALL + alerts)


@pytest.fixture(scope="module")
def written() -> Terraform:
    return stack_of(pipeline())


def resources(stack: Terraform) -> Resources:
    return {(kind, name): body for kind, found in stack["resource"].items() for name, body in found.items()}


def changed(before: Terraform, after: Terraform) -> list[tuple[str, str]]:
    """Kind and name, as AWS knows it, of every resource that is in one stack only, or differs."""
    one, other = resources(before), resources(after)
    differing = {key for key in one.keys() | other.keys() if one.get(key) != other.get(key)}
    named = [(kind, _name(one.get((kind, id_)) or other[kind, id_])) for kind, id_ in differing]
    return sorted(named)


def _name(body: Terraform) -> str:
    found: str = body.get("alarm_name") or body["name"]
    return found


def test_the_golden_account_is_as_it_was_reviewed() -> None:
    assert account() == GOLDEN.read_text(), "review what differs, then run: python -m tests.golden.account"


def test_a_stack_is_the_same_every_time(written: Terraform) -> None:
    assert json.dumps(stack_of(pipeline())) == json.dumps(written)


def test_a_stack_names_nothing_of_the_machine_it_was_made_on(written: Terraform) -> None:
    text = json.dumps(written)
    for folder in (str(ROOT), tempfile.gettempdir(), sys.prefix):
        assert folder not in text


def test_disabling_an_alert_takes_its_own_resources_only(written: Terraform) -> None:
    without = stack_of(pipeline(RENAMEABLE.replace("[cis]", "[cis], disable: [cis-vpc-change]")))
    assert changed(written, without) == [
        ("aws_cloudwatch_log_metric_filter", "trailbell-cis-vpc-change"),
        ("aws_cloudwatch_metric_alarm", "trailbell-cis-vpc-change"),
    ]


def test_renaming_an_alert_replaces_its_own_resources_only(written: Terraform) -> None:
    renamed = stack_of(pipeline(RENAMEABLE.replace("id: mine", "id: yours")))
    assert changed(written, renamed) == [
        ("aws_cloudwatch_log_metric_filter", "trailbell-mine"),
        ("aws_cloudwatch_log_metric_filter", "trailbell-yours"),
        ("aws_cloudwatch_metric_alarm", "trailbell-mine"),
        ("aws_cloudwatch_metric_alarm", "trailbell-yours"),
    ]


def test_changing_an_alert_changes_its_alarm_in_place(written: Terraform) -> None:
    adjusted = stack_of(pipeline(RENAMEABLE.replace("[cis]", "[cis], adjust: {cis-vpc-change: {threshold: 9}}")))
    assert changed(written, adjusted) == [("aws_cloudwatch_metric_alarm", "trailbell-cis-vpc-change")]
    assert resources(written).keys() == resources(adjusted).keys()


def test_another_destination_leaves_the_alarms_that_do_not_ring_there_alone() -> None:
    text = SMALL.replace("accounts:", '  second: {vendor: https, url: "env:SECOND"}\naccounts:')
    before = stack_of(the_pipeline(text + "routes: {high: [on-call], low: [on-call]}\n"))
    after = stack_of(the_pipeline(text + "routes: {high: [on-call], low: [second]}\n"))
    low = {alarm.name for alarm in the_pipeline(text).alarms if "(low)" in alarm.description}
    kind = "aws_cloudwatch_metric_alarm"
    alarms = [{"resource": {kind: stack["resource"][kind]}} for stack in (before, after)]
    assert {name for _, name in changed(*alarms)} == low


def dependencies(stack: Terraform, kind: str) -> set[str]:
    (body,) = stack["resource"][kind].values()
    return {name.partition(".")[0] for name in body["depends_on"]}


def test_the_trail_is_made_when_all_that_cloudtrail_checks_is_there(written: Terraform) -> None:
    assert dependencies(written, "aws_cloudtrail") == {
        "aws_s3_bucket_policy",
        "aws_cloudwatch_log_group",
        "aws_iam_role",
        "aws_iam_role_policy",
    }


def test_a_trail_that_tells_of_log_files_waits_for_its_topic() -> None:
    stack = stack_of(the_pipeline(SMALL + "trail: {notify: on-call}\n"))
    assert {"aws_sns_topic", "aws_sns_topic_policy"} <= dependencies(stack, "aws_cloudtrail")


def test_a_subscription_waits_for_its_topic_and_its_dead_letter_queue(written: Terraform) -> None:
    assert dependencies(written, "aws_sns_topic_subscription") == {
        "aws_sns_topic",
        "aws_sns_topic_policy",
        "aws_sqs_queue",
    }


def test_a_subscription_can_do_without_a_dead_letter_queue() -> None:
    whole = pipeline()
    (subscription,) = whole.subscriptions
    lossy = dataclasses.replace(subscription, dead_letter_queue_arn=None)
    stack = stack_of(dataclasses.replace(whole, subscriptions=(lossy,), dead_letter_queues=()))
    assert dependencies(stack, "aws_sns_topic_subscription") == {"aws_sns_topic", "aws_sns_topic_policy"}


def test_an_alarm_may_tell_a_topic_that_is_there_already() -> None:
    whole = pipeline("alerts: {enable: [cis-vpc-change]}\n")
    (alarm,) = whole.alarms
    elsewhere = dataclasses.replace(alarm, alarm_actions=("arn:elsewhere",), ok_actions=())
    stack = stack_of(dataclasses.replace(whole, alarms=(elsewhere,)))
    (body,) = stack["resource"]["aws_cloudwatch_metric_alarm"].values()
    assert body["alarm_actions"] == ["arn:elsewhere"]
    assert body["depends_on"] == []


def test_without_a_key_nothing_refers_to_one() -> None:
    stack = stack_of(the_pipeline(SMALL + "trail: {encryption: sse-s3}\n"))
    referring = [key for key, body in resources(stack).items() if {"kms_key_id", "kms_master_key_id"} & body.keys()]
    assert referring == []
    assert "aws_kms_key" not in stack["resource"]


def provider(text: str) -> Terraform:
    (found,) = stack_of(the_pipeline(text))["provider"]["aws"]
    assert isinstance(found, dict)
    return found


def test_the_provider_refuses_any_other_account() -> None:
    assert provider(SMALL) == {
        "region": "eu-west-1",
        "allowed_account_ids": ["111122223333"],
        "default_tags": [{"tags": {"trailbell": "trailbell"}}],
        "s3_use_path_style": "${var.s3_use_path_style}",
    }


def test_the_provider_assumes_the_deployment_role_with_its_external_id() -> None:
    text = SMALL.replace("eu-west-1}", "cn-north-1, deploy_role: path/Deployer, external_id: agreed}")
    assert provider(text)["assume_role"] == [
        {
            "role_arn": "arn:aws-cn:iam::111122223333:role/path/Deployer",
            "session_name": "trailbell-deploy",
            "external_id": "agreed",
        }
    ]


def test_every_resource_is_tagged() -> None:
    text = (
        SMALL.replace("eu-west-1}", "eu-west-1, tags: {stage: production}}") + "tags: {owner: security}\nname: watch\n"
    )
    assert provider(text)["default_tags"] == [
        {"tags": {"owner": "security", "stage": "production", "trailbell": "watch"}}
    ]


def test_buckets_are_addressed_by_path_only_when_asked_for(written: Terraform) -> None:
    assert written["variable"]["s3_use_path_style"]["type"] == "bool"
    assert written["variable"]["s3_use_path_style"]["default"] is False


LOCAL = "terraform.trailbell-production-111122223333.tfstate"


def test_the_state_stands_beside_what_was_synthesised_unless_said_otherwise(written: Terraform) -> None:
    assert written["terraform"]["backend"] == {"local": {"path": f"../../../{LOCAL}"}}
    assert written["terraform"]["required_version"] == ">= 1.5.0"


def test_a_state_in_s3_is_encrypted_and_locked_by_a_file() -> None:
    state = State(backend="s3", bucket="states", region="eu-central-1", prefix="watch/all")
    terraform = stack_of(pipeline(), state)["terraform"]
    assert terraform["backend"] == {
        "s3": {
            "bucket": "states",
            "key": "watch/all/trailbell-production-111122223333.tfstate",
            "region": "eu-central-1",
            "encrypt": True,
            "use_lockfile": True,
        }
    }
    assert terraform["required_version"] == ">= 1.10.0"


def test_the_provider_is_of_a_version_that_the_bindings_are_made_for(written: Terraform) -> None:
    constraint = json.loads((ROOT / "cdktf.json").read_text())["terraformProviders"][0]
    required = written["terraform"]["required_providers"]["aws"]
    assert f"{required['source']}@{required['version']}" == constraint


def test_a_key_of_another_account_is_looked_up_in_its_own_region() -> None:
    text = small(more='  - {name: logging, id: "999988887777", region: us-east-1}\ncentral: {account: logging}\n')
    sender, receiver = designed(text)
    written = stack_of(sender)
    (looked_up,) = written["data"]["aws_kms_key"].values()
    assert looked_up["provider"] == "aws.elsewhere"
    assert [one["region"] for one in written["provider"]["aws"]] == ["eu-west-1", "us-east-1"]
    assert len(stack_of(receiver)["provider"]["aws"]) == 1
