import json
import re
from typing import Any

import pytest

from alerts.catalogue import catalogue, packs
from cli.exporting import stand_in
from cli.exporting.module import files
from cli.exporting.tables import ALERT_TABLE, PACK_TABLE

WORDS = (stand_in.NAME, stand_in.ACCOUNT_NAME, stand_in.ACCOUNT_ID, stand_in.REGION, stand_in.ENDPOINT)


@pytest.fixture(scope="module")
def written() -> dict[str, str]:
    return files(stand_in.terraform())


@pytest.fixture(scope="module")
def table(written: dict[str, str]) -> Any:
    return json.loads(written[ALERT_TABLE])


@pytest.fixture(scope="module")
def chosen(written: dict[str, str]) -> Any:
    return json.loads(written[PACK_TABLE])


def test_nothing_of_the_account_that_stood_in_is_left(written: dict[str, str]) -> None:
    assert {word for word in WORDS for text in written.values() if word in text} == set()


def test_it_is_the_same_whenever_it_is_written(written: dict[str, str]) -> None:
    assert files(stand_in.terraform()) == written


def test_a_module_has_neither_provider_nor_backend(written: dict[str, str]) -> None:
    assert {key for name in written if name.endswith(".tf.json") for key in json.loads(written[name])} == {
        "data", "locals", "resource", "variable", "output", "terraform",
    }  # fmt: skip
    assert {*json.loads(written["versions.tf.json"])["terraform"]} == {"required_version", "required_providers"}


def test_every_resource_that_is_referred_to_is_there(written: dict[str, str]) -> None:
    resources = json.loads(written["main.tf.json"])["resource"]
    wanted = {
        address
        for named in resources.values()
        for arguments in named.values()
        for address in arguments.get("depends_on", ())
    }
    assert wanted <= {f"{type_}.{name}" for type_, named in resources.items() for name in named}


@pytest.mark.parametrize("pack", packs())
def test_a_pack_chooses_its_alarms_and_no_others(chosen: Any, pack: str) -> None:
    found = {name for name, its_packs in chosen["alarms"].items() if pack in its_packs}
    assert found == {name for name in packs()[pack] if not catalogue()[name].parameters}


def test_every_filter_feeds_an_alarm_of_the_same_packs(table: Any, chosen: Any) -> None:
    watched = {(one["namespace"], one["metric_name"]): chosen["alarms"][name] for name, one in table["alarms"].items()}
    for name, one in table["filters"].items():
        fed = one["metric_transformation"]
        assert watched[fed["namespace"], fed["name"]] == chosen["filters"][name]


FUNCTIONS_OF_BOTH = {
    "alltrue", "can", "coalesce", "compact", "concat", "contains", "file", "floor", "format", "join", "jsondecode",
    "jsonencode", "length", "lookup", "max", "min", "regex", "sort", "split", "strcontains", "substr", "templatefile",
    "toset", "try",
}  # fmt: skip
"""Those of Terraform 1.5 and OpenTofu 1.6 that are used: https://opentofu.org/docs/language/functions/"""


def test_every_function_is_known_to_the_oldest_terraform_and_to_opentofu(written: dict[str, str]) -> None:
    used = {
        function
        for name in ("main.tf.json", "variables.tf.json", "outputs.tf.json")
        for expression in re.findall(r"\$\{[^\n]*", written[name])
        for function in re.findall(
            r"(?<![\w.\\\"])([a-z0-9_]+)\(", re.sub(r'\\"(?:[^"\\]|\\\\.)*\\"', '""', expression)
        )
    }
    assert used == FUNCTIONS_OF_BOTH


def test_which_alerts_there_are_is_known_while_the_account_is_not(written: dict[str, str]) -> None:
    assert "${" not in written[PACK_TABLE]
    resources = json.loads(written["main.tf.json"])["resource"]
    assert resources["aws_cloudwatch_metric_alarm"]["alert"]["for_each"] == "${toset(local.alarms)}"
    assert resources["aws_cloudwatch_log_metric_filter"]["alert"]["for_each"] == "${toset(local.filters)}"


ADDRESSES = """\
aws_cloudtrail.trail aws_cloudwatch_log_group.log_group aws_cloudwatch_log_metric_filter.alert
aws_cloudwatch_metric_alarm.alert aws_iam_role.delivery_role aws_iam_role_policy.delivery_role_policy_deliver
aws_kms_alias.key_alias aws_kms_key.key aws_s3_bucket.bucket aws_s3_bucket_lifecycle_configuration.bucket_lifecycle
aws_s3_bucket_ownership_controls.bucket_ownership aws_s3_bucket_policy.bucket_policy
aws_s3_bucket_public_access_block.bucket_public_access_block
aws_s3_bucket_server_side_encryption_configuration.bucket_encryption aws_s3_bucket_versioning.bucket_versioning
aws_sns_topic.topic aws_sns_topic_policy.topic_policy aws_sns_topic_subscription.subscription
aws_sqs_queue.dead_letters
"""


def test_resources_keep_their_addresses_lest_the_next_version_of_the_module_destroy_them(
    written: dict[str, str],
) -> None:
    resources = json.loads(written["main.tf.json"])["resource"]
    assert sorted(f"{type_}.{name}" for type_, named in resources.items() for name in named) == ADDRESSES.split()


def test_an_alarm_rings_at_the_modules_topic_and_at_those_given_for_its_severity(written: dict[str, str]) -> None:
    alarm = json.loads(written["main.tf.json"])["resource"]["aws_cloudwatch_metric_alarm"]["alert"]
    further = "try(var.topic_arns[local.alerts.alarms[each.key].severity], [])"
    assert alarm["alarm_actions"] == f"${{concat(local.alerts.alarms[each.key].alarm_actions, {further})}}"
    assert alarm["ok_actions"] == f"${{concat(local.alerts.alarms[each.key].ok_actions, {further})}}"


def test_the_table_tells_how_severe_an_alarm_is(table: Any) -> None:
    assert table["alarms"]["cis-root-usage"]["severity"] == str(catalogue()["cis-root-usage"].severity)


def test_filters_have_the_patterns_of_the_catalogue(table: Any) -> None:
    found = {one["pattern"].replace("$${", "${") for one in table["filters"].values()}
    pattern = catalogue()["cis-root-usage"].patterns[0]
    assert pattern in found


def test_the_endpoint_is_a_sensitive_variable_without_a_default(written: dict[str, str]) -> None:
    endpoint = json.loads(written["variables.tf.json"])["variable"]["endpoint"]
    assert endpoint["sensitive"]
    assert "default" not in endpoint


def test_the_readme_tells_every_variable_and_output(written: dict[str, str]) -> None:
    named = [
        *json.loads(written["variables.tf.json"])["variable"],
        *json.loads(written["outputs.tf.json"])["output"],
    ]
    assert [name for name in named if f"| `{name}` |" not in written["README.md"]] == []
