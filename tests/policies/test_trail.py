from pathlib import Path
from typing import Any

import pytest

from tests.policies.example import ACCOUNT, Terraform, chain, changed
from tests.policies.judging import FRAMEWORKS, judged

TRAIL = "aws_cloudtrail"
MANAGEMENT = {"field": "eventCategory", "equals": ["Management"]}
NOT_ALL = {"TRAILBELL_TRAIL_RECORDS_MANAGEMENT_EVENTS": "not all management events, read and write, are recorded"}


def selectors(*given: dict[str, Any]) -> Terraform:
    return changed(TRAIL, event_selector=[*given])


def advanced(*fields: list[dict[str, Any]]) -> Terraform:
    return changed(TRAIL, advanced_event_selector=[{"name": "one", "field_selector": one} for one in fields])


BAD = [
    pytest.param(
        changed(TRAIL, is_multi_region_trail=None),
        {"TRAILBELL_TRAIL_RECORDS_ALL_REGIONS": "the trail records its home region only"},
        id="one region",
    ),
    pytest.param(
        changed(TRAIL, enable_logging=False), {"TRAILBELL_TRAIL_LOGS": "the trail is not logging"}, id="not logging"
    ),
    pytest.param(
        changed(TRAIL, enable_log_file_validation=False),
        {"TRAILBELL_TRAIL_VALIDATES_FILES": "log file validation is off"},
        id="no validation",
    ),
    pytest.param(
        changed(TRAIL, include_global_service_events=False),
        {"TRAILBELL_TRAIL_RECORDS_GLOBAL_EVENTS": "events of IAM, STS and sign-in are not recorded"},
        id="no global events",
    ),
    pytest.param(
        changed(TRAIL, kms_key_id=None),
        {"TRAILBELL_TRAIL_ENCRYPTED": "log files are not encrypted with a key of your own"},
        id="no key",
    ),
    pytest.param(
        changed(TRAIL, cloud_watch_logs_group_arn=None),
        {"TRAILBELL_TRAIL_DELIVERS_TO_LOG_GROUP": "the trail delivers to no log group: no alarm can ring"},
        id="no log group",
    ),
    pytest.param(
        changed(TRAIL, cloud_watch_logs_group_arn=f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:/audit:*"),
        {"TRAILBELL_TRAIL_DELIVERS_TO_LOG_GROUP": "the log group is in us-east-1, the trail in eu-west-1"},
        id="a log group of another region",
    ),
    pytest.param(selectors({"read_write_type": "WriteOnly"}), NOT_ALL, id="writes only"),
    pytest.param(selectors({"include_management_events": False}), NOT_ALL, id="data events only"),
    pytest.param(
        selectors({"read_write_type": "All", "exclude_management_event_sources": ["kms.amazonaws.com"]}),
        {"TRAILBELL_TRAIL_RECORDS_MANAGEMENT_EVENTS": "events of kms.amazonaws.com are excluded"},
        id="without KMS",
    ),
    pytest.param(advanced([{"field": "eventCategory", "equals": ["Data"]}]), NOT_ALL, id="advanced, data only"),
    pytest.param(
        advanced([MANAGEMENT, {"field": "readOnly", "equals": ["false"]}]), NOT_ALL, id="advanced, writes only"
    ),
    pytest.param(
        advanced([MANAGEMENT, {"field": "eventSource", "not_equals": ["kms.amazonaws.com"]}]),
        NOT_ALL,
        id="advanced, without KMS",
    ),
]

GOOD = [
    pytest.param(selectors({"read_write_type": "All"}), id="a selector of all"),
    pytest.param(selectors({"read_write_type": "ReadOnly"}, {"read_write_type": "WriteOnly"}), id="two halves"),
    pytest.param(advanced([MANAGEMENT]), id="advanced, all"),
    pytest.param(
        advanced(
            [MANAGEMENT, {"field": "readOnly", "equals": ["true"]}],
            [MANAGEMENT, {"field": "readOnly", "equals": ["false"]}],
        ),
        id="advanced, two halves",
    ),
    pytest.param(
        changed(TRAIL, cloud_watch_logs_group_arn=f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:/audit:*"),
        id="a log group of the home region, by its ARN",
    ),
]


@pytest.mark.parametrize("framework", FRAMEWORKS)
@pytest.mark.parametrize(("terraform", "failed"), BAD)
def test_what_a_trail_would_not_see_or_keep_fails(
    terraform: Terraform, failed: dict[str, str], framework: str, tmp_path: Path
) -> None:
    assert judged(terraform, framework, tmp_path).failed == failed


@pytest.mark.parametrize("framework", FRAMEWORKS)
@pytest.mark.parametrize("terraform", GOOD)
def test_what_records_everything_holds(terraform: Terraform, framework: str, tmp_path: Path) -> None:
    assert judged(terraform, framework, tmp_path).failed == {}


def test_without_a_region_of_the_provider_the_log_group_s_region_is_not_judged(tmp_path: Path) -> None:
    terraform = chain()
    del terraform["provider"]["aws"][0]["region"]
    terraform["resource"][TRAIL]["audit"]["cloud_watch_logs_group_arn"] = (
        f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:/a:*"
    )
    assert judged(terraform, "terraform_json", tmp_path).failed == {}
