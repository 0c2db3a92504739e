import textwrap
from pathlib import Path

import pytest

from alerts.errors import InputError
from pipeline.configuration import load
from pipeline.vendors import VENDORS
from tests.pipeline.written import refusal, small

KNOWN = ", ".join(VENDORS)
OWN = """\
alerts:
  own:
    - id: mine
      title: Mine
      severity: high
      pattern: "{ $.eventName = DeleteTrail }"
"""
REFERENCE = (
    "destinations.on-call.url: an address holds the vendor's key and must not stand here: put it into an environment "
    "variable and write env:NAME, or into a SecureString parameter and write ssm:/path"
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            "destinations:\n  on-call: {vendor: ilert\naccounts: []\n",
            "3:9: is not valid YAML: while parsing a flow mapping did not find expected ',' or '}'",
            id="broken YAML",
        ),
        pytest.param(
            small("vendor:", "vendro:"), "2:13: unknown key 'vendro'; did you mean 'vendor'?", id="misspelt key"
        ),
        pytest.param(
            small(more="zzz: 1\n"),
            "5:1: unknown key 'zzz'; known here: accounts, alerts, auditor, central, collector, "
            "destinations, existing, ignore, name, organization, routes, state, tags, trail",
            id="unknown key",
        ),
        pytest.param(
            small(more="name: a\nname: b\n"), "6:1: key 'name' stands twice (first on line 5); keep one", id="key twice"
        ),
        pytest.param(
            small(more="name: tb\n"),
            "5:1: name: string should have at least 3 characters, got 'tb'",
            id="no trail's name",
        ),
        pytest.param(
            small('"111122223333"', "111122223333"),
            "4:24: accounts.0.id: write the account id in quotes; without them YAML reads a number and drops leading "
            "zeros",
            id="account id without quotes",
        ),
        pytest.param(
            small("111122223333", "11112222333"),
            "4:24: accounts.0.id: an account id is twelve digits, got '11112222333'",
            id="account id of eleven digits",
        ),
        pytest.param(
            small("111122223333", "١١١١٢٢٢٢٣٣٣٣"),
            "4:24: accounts.0.id: an account id is twelve digits, got '١١١١٢٢٢٢٣٣٣٣'",
            id="account id in digits that AWS does not read",
        ),
        pytest.param(
            small('"111122223333"', "1.5"),
            "4:24: accounts.0.id: should be a text, got 1.5; put it in quotes",
            id="account id that is no id",
        ),
        pytest.param(
            small("ilert,", "nobody,"),
            f"2:13: destinations.on-call.vendor: unknown vendor 'nobody'; known are {KNOWN}",
            id="unknown vendor",
        ),
        pytest.param(
            small(more='  - {name: production, id: "444455556666", region: eu-west-1}\n'),
            "4:6: the name 'production' stands more than once; keep one\n"
            "trailbell.yaml:5:6: the name 'production' stands more than once; keep one",
            id="account name twice",
        ),
        pytest.param(
            small(more='  - {name: staging, id: "111122223333", region: us-east-1}\n'),
            "4:24: the account id '111122223333' stands more than once; keep one\n"
            "trailbell.yaml:5:21: the account id '111122223333' stands more than once; keep one",
            id="account id twice",
        ),
        pytest.param(
            small(more="alerts: {packs: [cis], adjust: {cis-vpc-change: {threshold: 0}}}\n"),
            "5:50: alerts.adjust.cis-vpc-change.threshold: should be greater than 0, got 0",
            id="threshold of zero",
        ),
        pytest.param(
            small(more=OWN + "      threshold: 0\n"),
            "11:7: alerts.own.0.threshold: should be greater than 0, got 0",
            id="threshold of zero in an alert of one's own",
        ),
        pytest.param(
            small(more=OWN.replace("DeleteTrail", "X" * 1007)),
            "10:7: alerts.own.0.pattern: the filter pattern is 1025 characters long, CloudWatch Logs takes 1024; "
            "split the alert in two",
            id="pattern over 1,024 characters",
        ),
        pytest.param(small("env:ILERT_URL", "https://api.ilert.com/k"), f"2:28: {REFERENCE}", id="address itself"),
        pytest.param(
            small('{vendor: ilert, url: "env:ILERT_URL"}', "https://api.ilert.com/k"),
            "2:3: destinations.on-call: should hold vendor and url, such as {vendor: https, url: env:NAME}",
            id="address in place of a destination",
        ),
        pytest.param(
            small("env:ILERT_URL", "ILERT_URL"),
            "2:28: destinations.on-call.url: a secret is referred to as env:NAME or ssm:/path",
            id="no reference",
        ),
        pytest.param(
            small("env:ILERT_URL", "env:version"),
            "2:28: destinations.on-call.url: version cannot be the name of a Terraform variable; choose another one",
            id="a name that Terraform keeps for itself",
        ),
        pytest.param(
            small(more="routes: {critical: [on-cal]}\n"),
            "5:21: routes.critical: no destination is named 'on-cal'; known are on-call",
            id="route to an unknown destination",
        ),
        pytest.param(
            small(more="routes: {critical: [on-call, on-call]}\n"),
            "5:10: routes.critical: a destination stands twice",
            id="route to a destination twice",
        ),
        pytest.param(
            small(more="routes: {critical: []}\n"),
            "5:10: routes.critical: is empty; name at least one",
            id="route to nowhere",
        ),
        pytest.param(
            small(more="routes: {urgent: [on-call]}\n"),
            "5:10: routes.urgent: should be 'critical', 'high', 'medium' or 'low', got 'urgent'",
            id="route of an unknown severity",
        ),
        pytest.param(
            small(more="trail: {notify: nobody}\n"),
            "5:9: trail.notify: no destination is named 'nobody'; known are on-call",
            id="notices of log files to an unknown destination",
        ),
        pytest.param(
            small(more="state: {backend: s3, region: eu-west-1}\n"),
            "5:1: state: the s3 backend needs bucket and region",
            id="s3 backend without bucket",
        ),
        pytest.param(
            small(more="state: {bucket: my-state}\n"),
            "5:1: state: bucket and region belong to the s3 backend; set backend: s3 or remove them",
            id="bucket of a local backend",
        ),
        pytest.param(
            small(more="trail: {retention_days: {logs: 366}}\n"),
            "5:26: trail.retention_days.logs: CloudWatch Logs keeps events for one of 1, 3, 5, 7, 14, 30, 60, 90, 120, "
            "150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653 days, got 366",
            id="retention that CloudWatch Logs does not know",
        ),
        pytest.param(
            small(more="trail: {retention_days: {bucket: 0}}\n"),
            "5:26: trail.retention_days.bucket: should be greater than or equal to 1, got 0",
            id="log files kept for no time",
        ),
        pytest.param(
            small("region: eu-west-1", "region: europe"),
            "4:44: accounts.0.region: should be the code of a region, such as eu-west-1, got 'europe'",
            id="no region",
        ),
        pytest.param(
            "destinations:\n  on-call: {url: 'env:A'}\naccounts: []\n",
            "3:1: accounts: is empty; name at least one",
            id="no account",
        ),
        pytest.param(
            small(more="organization: {account: {region: eu-west-1}, file: ../accounts.yaml}\n"),
            "5:46: organization.file: should be the name of a .yaml file beside this one, without a folder, such as "
            "accounts.yaml, got '../accounts.yaml'",
            id="accounts in another folder",
        ),
        pytest.param(
            small(more="state: {backend: s3, region: eu-west-1, bucket: Our_State}\n"),
            "5:41: state.bucket: should be the name of a bucket, 3 to 63 lower-case letters, digits, dots and hyphens, "
            "such as our-terraform-state, got 'Our_State'",
            id="no bucket's name",
        ),
        pytest.param(
            small(more="state: {prefix: a b}\n"),
            "5:9: state.prefix: should be letters, digits and . / _ -, such as security/trailbell, got 'a b'",
            id="prefix with a space",
        ),
        pytest.param(
            small(more="tags: {owner: a*b}\n"),
            "5:8: tags.owner: should be letters, digits, spaces and . : / = + @ _ -, as tags of AWS are, got 'a*b'",
            id="tag that AWS does not take",
        ),
        pytest.param(
            small(more="alerts: {own_packs: {My Pack: [root-usage]}}\n"),
            "5:22: alerts.own_packs.My Pack: should be lower-case words joined by hyphens that begin with a letter, "
            "such as our-pack, got 'My Pack'",
            id="no pack's name",
        ),
        pytest.param(
            small("on-call", "on-call-" + "x" * 40),
            f"2:3: destinations.on-call-{'x' * 40}: should have at most 40 characters, got 'on-call-{'x' * 40}'",
            id="very long name of a destination",
        ),
        pytest.param(
            small(more="ignore:\n  - {part: Alarm, resource: a, reason: known}\n"),
            "6:6: ignore.0.part: should be a kind of resource as the check names it, such as metric-filter, got "
            "'Alarm'",
            id="no kind of resource",
        ),
        pytest.param("- name: a\n", "1:1: should hold keys and values; see docs/configuration.md", id="a list"),
    ],
)
def test_bad_input_is_told_with_place_and_remedy(text: str, message: str) -> None:
    assert refusal(text) == f"trailbell.yaml:{message}"


def test_an_empty_file_is_told() -> None:
    assert refusal("") == "trailbell.yaml: is empty; see docs/configuration.md"


def test_a_wrong_item_does_not_say_that_its_list_is_empty() -> None:
    assert "accounts: " not in refusal(small("111122223333", "1"))


def test_all_mistakes_of_a_file_are_told_in_its_order() -> None:
    text = textwrap.dedent("""\
        accounts:
          - {name: Production, id: 1, region: eu-west-1}
        destinations:
          on-call: {vendor: pager, url: env:A}
        trail: {encryption: none}
        rules: {}
        """)
    assert refusal(text).splitlines() == [
        "trailbell.yaml:2:6: accounts.0.name: should be lower-case words joined by hyphens that begin with a letter, "
        "such as my-account, got 'Production'",
        "trailbell.yaml:2:24: accounts.0.id: write the account id in quotes; without them YAML reads a number and "
        "drops leading zeros",
        "trailbell.yaml:4:13: destinations.on-call.vendor: unknown vendor 'pager'; did you mean 'pagerduty'?",
        "trailbell.yaml:5:9: trail.encryption: should be 'kms' or 'sse-s3', got 'none'",
        "trailbell.yaml:6:1: unknown key 'rules'; did you mean 'routes'?",
    ]


def test_contradictions_and_unknown_alerts_are_told_together() -> None:
    text = small(more="alerts: {packs: [pci]}\nroutes: {low: [nobody]}\ntrail: {notify: somebody}\n")
    assert [line.split(": ")[0] for line in refusal(text).splitlines()] == [
        "trailbell.yaml:5:18",
        "trailbell.yaml:6:16",
        "trailbell.yaml:7:9",
    ]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nowhere\.yaml: cannot read this file: No such file or directory"):
        load(tmp_path / "nowhere.yaml")


@pytest.mark.parametrize(
    "text",
    [
        small("env:ILERT_URL", "https://api.ilert.com/planted"),
        small("env:ILERT_URL", "env:https://api.ilert.com/planted"),
        small("env:ILERT_URL", "api.ilert.com/planted"),
        small('"env:ILERT_URL"', "[https://api.ilert.com/planted]"),
        small("vendor: ilert", "vendor: https://api.ilert.com/planted"),
        small("url:", "uri: https://api.ilert.com/planted, url:"),
        small('{vendor: ilert, url: "env:ILERT_URL"}', "https://api.ilert.com/planted"),
    ],
)
def test_an_address_in_the_wrong_place_is_not_repeated(text: str) -> None:
    assert "planted" not in refusal(text)
