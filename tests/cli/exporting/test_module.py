import json
from typing import Any

import pytest

from alerts.catalogue import catalogue, packs
from cli.exporting import stand_in
from cli.exporting.module import TABLE, files
from pipeline.log_group import RETENTION_DAYS

WORDS = (stand_in.NAME, stand_in.ACCOUNT_NAME, stand_in.ACCOUNT_ID, stand_in.REGION, stand_in.ENDPOINT)


@pytest.fixture(scope="module")
def written() -> dict[str, str]:
    return files(stand_in.terraform())


@pytest.fixture(scope="module")
def table(written: dict[str, str]) -> Any:
    return json.loads(written[TABLE])


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
def test_a_pack_chooses_its_alarms_and_no_others(table: Any, pack: str) -> None:
    chosen = {name for name, alarm in table["alarms"].items() if pack in alarm["packs"]}
    assert chosen == {name for name in packs()[pack] if not catalogue()[name].parameters}


def test_every_filter_feeds_an_alarm_of_the_same_packs(table: Any) -> None:
    watched = {(one["namespace"], one["metric_name"]): one["packs"] for one in table["alarms"].values()}
    for one in table["filters"].values():
        fed = one["metric_transformation"]
        assert watched[fed["namespace"], fed["name"]] == one["packs"]


def test_filters_have_the_patterns_of_the_catalogue(table: Any) -> None:
    found = {one["pattern"].replace("$${", "${") for one in table["filters"].values()}
    pattern = catalogue()["cis-root-usage"].patterns[0]
    assert pattern in found


def test_the_endpoint_is_a_sensitive_variable_without_a_default(written: dict[str, str]) -> None:
    endpoint = json.loads(written["variables.tf.json"])["variable"]["endpoint"]
    assert endpoint["sensitive"]
    assert "default" not in endpoint


def test_retention_takes_what_cloudwatch_logs_takes(written: dict[str, str]) -> None:
    (rule,) = json.loads(written["variables.tf.json"])["variable"]["log_retention_days"]["validation"]
    assert all(f" {days}," in f" {rule['condition'][12:]}," for days in RETENTION_DAYS[1:-1])


def test_the_readme_tells_every_variable_and_output(written: dict[str, str]) -> None:
    named = [
        *json.loads(written["variables.tf.json"])["variable"],
        *json.loads(written["outputs.tf.json"])["output"],
    ]
    assert [name for name in named if f"| `{name}` |" not in written["README.md"]] == []
