import json
from typing import Any

import pytest

from pipeline.policy_condition import Known
from pipeline.trail import EventSelector
from tests.validators.ringing.walked import but, part
from validators.ringing.selection import reads_only, records

TRAIL = part("trail")
KMS = {"eventSource": "kms.amazonaws.com", "eventName": "DisableKey"}
LOOK = {"eventSource": "ec2.amazonaws.com", "eventName": "DescribeInstances"}


def advanced(*fields: dict[str, Any]) -> Any:
    category = {"Field": "eventCategory", "Equals": ["Management"]}
    text = json.dumps({"Name": "x", "FieldSelectors": [category, *fields]})
    return but(TRAIL, event_selectors=(), advanced_event_selectors=(text,))


def basic(**different: Any) -> Any:
    return but(TRAIL, event_selectors=(EventSelector(**different),))


@pytest.mark.parametrize(
    ("trail", "event", "expected"),
    [
        (TRAIL, KMS, True),
        (basic(include_management_events=False), KMS, False),
        (basic(exclude_management_event_sources=("kms.amazonaws.com",)), KMS, False),
        (basic(exclude_management_event_sources=("kms.amazonaws.com",)), LOOK, True),
        (basic(read_write_type="WriteOnly"), LOOK, False),
        (basic(read_write_type="WriteOnly"), KMS, True),
        (basic(read_write_type="ReadOnly"), KMS, False),
        (basic(read_write_type="ReadOnly"), {}, None),
        (basic(), {**KMS, "eventCategory": "Data"}, None),
        (advanced(), KMS, True),
        (advanced({"Field": "readOnly", "Equals": ["false"]}), LOOK, False),
        (advanced({"Field": "readOnly", "Equals": ["false"]}), KMS, True),
        (advanced({"Field": "eventSource", "NotEquals": ["kms.amazonaws.com"]}), KMS, False),
        (advanced({"Field": "eventName", "StartsWith": ["Disable"]}), KMS, True),
        (advanced({"Field": "eventName", "NotEndsWith": ["Key", "x"]}), KMS, False),
        (advanced({"Field": "userIdentity.arn", "Equals": ["x"]}), KMS, None),
        (advanced({"Field": "eventName", "Resembles": ["x"]}), KMS, None),
        (but(TRAIL, event_selectors=(), advanced_event_selectors=("no JSON",)), KMS, None),
        (but(TRAIL, event_selectors=()), KMS, False),
        (but(TRAIL, include_global_service_events=False), {"eventSource": "iam.amazonaws.com"}, False),
    ],
)
def test_trail_records_what_its_selectors_say(trail: Any, event: dict[str, Any], expected: Known) -> None:
    assert records(trail, event) is expected


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ({"readOnly": True, "eventName": "CreateUser"}, True),
        ({"eventName": "ListUsers"}, True),
        ({"eventName": "Listen"}, False),
        ({"eventName": "ConsoleLogin"}, False),
        ({}, None),
    ],
)
def test_event_that_only_looks_is_known_by_its_name(event: dict[str, Any], expected: Known) -> None:
    assert reads_only(event) is expected
