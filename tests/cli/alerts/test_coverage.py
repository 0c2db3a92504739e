"""trailbell alerts coverage."""

import json

import pytest

from tests.cli.alerts.written import MINE, PRODUCTION, STAGING, Configure
from tests.cli.command import Command


def lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines()]


def test_a_configuration_that_meets_every_control_ends_with_zero(trailbell: Command, configure: Configure) -> None:
    configure(enable=["sg-rules-modified"])
    ended = trailbell("alerts", "coverage")
    assert (ended.status, ended.stderr) == (0, "")
    found = lines(ended.stdout)
    assert found[0] == "production 111122223333"
    assert "Root user used 4.3 yes CloudWatch.1 yes yes cis-root-usage" in found
    assert "Bucket access logged 3.4 outside CloudTrail.7 outside" in found
    assert found[-3:] == [
        "CIS 5.0: 18 of 18 met, 1 outside of what Trailbell deploys",
        "Security Hub: 23 of 23 met, 1 outside of what Trailbell deploys",
        "Prowler: 15 of 15 met",
    ]


def test_what_is_missing_is_named_and_ends_with_one(trailbell: Command, configure: Configure) -> None:
    configure(disable=["cis-vpc-change"])
    ended = trailbell("alerts", "coverage", "--cis", "3.0")
    found = lines(ended.stdout)
    assert ended.status == 1
    assert "VPC or VPC peering changed 4.14 no CloudWatch.14 no no enable cis-vpc-change" in found
    assert "CIS 3.0: 17 of 18 met, 1 outside of what Trailbell deploys" in found


def test_the_table_fits_the_terminal(trailbell: Command, configure: Configure) -> None:
    configure()
    text = trailbell("alerts", "coverage").stdout
    assert [line for line in text.splitlines() if len(line) > 100] == []


def test_accounts_that_meet_the_same_share_a_table(trailbell: Command, configure: Configure) -> None:
    configure(accounts=(PRODUCTION, STAGING))
    text = trailbell("alerts", "coverage").stdout
    assert text.startswith("production 111122223333, staging 444455556666\n")
    assert text.count("SUBJECT") == 1


def test_accounts_that_differ_have_a_table_each(trailbell: Command, configure: Configure) -> None:
    configure(accounts=(PRODUCTION, {**STAGING, "alerts": {"disable": ["cis-vpc-change"]}}))
    text = trailbell("alerts", "coverage").stdout
    assert text.count("SUBJECT") == 2


def test_one_account_can_be_asked_for(trailbell: Command, configure: Configure) -> None:
    staging = {**STAGING, "alerts": {"packs": ["alertops"]}}
    configure(accounts=(PRODUCTION, staging), enable=["sg-rules-modified"])
    assert trailbell("alerts", "coverage", "--account", "production").status == 0
    assert trailbell("alerts", "coverage").status == 1


@pytest.mark.parametrize(("version", "number"), [("1.2", "2.7"), ("1.5", "3.7"), ("4.0", "3.5"), ("7.0", "4.5")])
def test_each_version_numbers_the_trail_in_its_way(
    trailbell: Command, configure: Configure, version: str, number: str
) -> None:
    configure()
    text = trailbell("alerts", "coverage", "--cis", version).stdout
    assert f"Log files encrypted with KMS {number} yes CloudTrail.2 yes" in lines(text)


def test_an_unknown_version_is_answered_with_the_known_ones(trailbell: Command, configure: Configure) -> None:
    configure()
    ended = trailbell("alerts", "coverage", "--cis", "9")
    assert (ended.status, ended.stdout) == (2, "")
    assert "'1.2', '1.4', '1.5', '2.0', '3.0', '4.0', '5.0', '6.0', '7.0'" in ended.stderr


def test_json_holds_every_verdict(trailbell: Command, configure: Configure) -> None:
    configure({**MINE, "controls": ["CIS 3.0: 4.14"]}, disable=["cis-vpc-change"])
    ended = trailbell("alerts", "coverage", "--cis", "3.0", "--json")
    document = json.loads(ended.stdout)
    (account,) = document["accounts"]
    assert (ended.status, document["schema"], document["cis"], account["name"]) == (1, 1, "3.0", "production")
    assert account["controls"][-2] == {
        "subject": "VPC or VPC peering changed",
        "cis": {"name": "4.14", "verdict": "yes"},
        "security_hub": {"name": "CloudWatch.14", "verdict": "no"},
        "prowler": {"name": "cloudwatch_changes_to_vpcs_alarm_configured", "verdict": "no"},
        "texts": [{"alert": "mine", "security_hub": "no", "prowler": "no"}],
        "missing": [],
    }


def test_a_contradictory_configuration_cannot_be_judged(trailbell: Command, configure: Configure) -> None:
    configure(MINE, {**MINE, "id": "twin", "metric_name": "Mine"})
    ended = trailbell("alerts", "coverage")
    assert (ended.status, ended.stdout) == (2, "")
    assert "share the metric CloudTrailMetrics/Mine" in ended.stderr
