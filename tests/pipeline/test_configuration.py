import pytest

from alerts.alert import Severity
from tests.pipeline.written import SMALL, loaded, small

SKETCH = """\
# trailbell.yaml
name: trailbell                     # prefix of every name
tags: {owner: security}
state: {backend: local}             # or s3: bucket, region, key prefix
trail: {multi_region: true, log_file_validation: true, encryption: kms, retention_days: {logs: 365, bucket: 400}}
destinations:
  on-call: {vendor: ilert, url: "env:ILERT_URL"}
  platform: {vendor: taskcall, url: "env:TASKCALL_URL"}
routes:                             # severity -> destinations
  critical: [on-call]
  high: [on-call]
  medium: [platform]
alerts:
  packs: [cis]
  adjust: {console-sign-in-failures: {threshold: 3, period: 300}}
accounts:
  - {name: production, id: "111122223333", region: eu-west-1, deploy_role: Deployer, check_role: Auditor}
  - {name: staging, id: "444455556666", region: us-east-1, alerts: {packs: [cis], disable: [cis-vpc-change]}}
"""


def test_the_sketch_is_read_as_it_is_written() -> None:
    configuration, _ = loaded(SKETCH)
    said = configuration.model_dump(mode="json", exclude_unset=True)
    adjusted = {"console-sign-in-failures": {"threshold": 3.0, "period": 300}}
    assert said == {
        "name": "trailbell",
        "tags": {"owner": "security"},
        "state": {"backend": "local"},
        "trail": {
            "multi_region": True,
            "log_file_validation": True,
            "encryption": "kms",
            "retention_days": {"logs": 365, "bucket": 400},
        },
        "destinations": {
            "on-call": {"vendor": "ilert", "url": "env:ILERT_URL"},
            "platform": {"vendor": "taskcall", "url": "env:TASKCALL_URL"},
        },
        "routes": {"critical": ["on-call"], "high": ["on-call"], "medium": ["platform"]},
        "alerts": {"packs": ["cis"], "adjust": adjusted},
        "accounts": [
            {
                "name": "production",
                "id": "111122223333",
                "region": "eu-west-1",
                "deploy_role": "Deployer",
                "check_role": "Auditor",
            },
            {
                "name": "staging",
                "id": "444455556666",
                "region": "us-east-1",
                "alerts": {"packs": ["cis"], "disable": ["cis-vpc-change"]},
            },
        ],
    }


def test_what_is_left_out_gets_the_defaults_that_ring() -> None:
    configuration, _ = loaded(SMALL)
    assert configuration.name == "trailbell"
    assert configuration.state.backend == "local"
    assert configuration.trail.model_dump() == {
        "multi_region": True,
        "regions": None,
        "log_file_validation": True,
        "encryption": "kms",
        "insights": (),
        "retention_days": {"logs": 365, "bucket": 400},
        "notify": None,
    }
    assert configuration.alerts.packs == ("cis",)


def test_an_account_id_may_begin_with_zeros() -> None:
    configuration, _ = loaded(small("111122223333", "000000000012"))
    assert configuration.accounts[0].id == "000000000012"


def test_a_destination_without_vendor_is_any_https_endpoint() -> None:
    configuration, _ = loaded(small("vendor: ilert, "))
    assert configuration.destinations["on-call"].vendor == "https"


ROUTED = """\
destinations: {first: {url: "env:A"}, second: {url: "env:B"}}
accounts: [{name: production, id: "111122223333", region: eu-west-1}]
routes: {high: [first], low: [second]}
"""


@pytest.mark.parametrize(
    ("severity", "destination"), [("critical", "first"), ("high", "first"), ("medium", "first"), ("low", "second")]
)
def test_a_severity_without_route_rings_at_the_next_higher_one_else_the_next_lower(
    severity: str, destination: str
) -> None:
    configuration, _ = loaded(ROUTED)
    assert configuration.destinations_of(Severity(severity)) == (destination,)


@pytest.mark.parametrize("severity", list(Severity))
def test_without_routes_everything_rings_everywhere(severity: Severity) -> None:
    configuration, _ = loaded(ROUTED.replace("routes: {high: [first], low: [second]}\n", ""))
    assert configuration.destinations_of(severity) == ("first", "second")
