"""Advanced selectors that mean the same as basic ones are read as these; the others are told in JSON."""

import json
from typing import Any

import pytest

from pipeline.trail import EventSelector
from validators.event_selectors import advanced_event_selectors, event_selectors, records_management_events

MANAGEMENT = {"Field": "eventCategory", "Equals": ["Management"]}
DATA = {"Field": "eventCategory", "Equals": ["Data"]}
READS = {"Field": "readOnly", "Equals": ["true"]}
WRITES = {"Field": "readOnly", "Equals": ["false"]}
WITHOUT_KMS = {"Field": "eventSource", "NotEquals": ["rdsdata.amazonaws.com", "kms.amazonaws.com"]}
OBJECTS = {"Field": "resources.type", "Equals": ["AWS::S3::Object"]}


def answer(*selectors: list[dict[str, Any]]) -> dict[str, Any]:
    return {"AdvancedEventSelectors": [{"Name": "any", "FieldSelectors": fields} for fields in selectors]}


@pytest.mark.parametrize(
    ("fields", "meant"),
    [
        ([MANAGEMENT], EventSelector()),
        ([MANAGEMENT, READS], EventSelector(read_write_type="ReadOnly")),
        ([WRITES, MANAGEMENT], EventSelector(read_write_type="WriteOnly")),
        (
            [MANAGEMENT, WITHOUT_KMS],
            EventSelector(exclude_management_event_sources=("kms.amazonaws.com", "rdsdata.amazonaws.com")),
        ),
        ([MANAGEMENT | {"NotEquals": []}], EventSelector()),
    ],
)
def test_selector_of_management_events_is_read_as_the_basic_one(
    fields: list[dict[str, Any]], meant: EventSelector
) -> None:
    assert event_selectors(answer(fields)) == (meant,)
    assert advanced_event_selectors(answer(fields)) == ()


@pytest.mark.parametrize(
    "fields",
    [
        [DATA, OBJECTS],
        [MANAGEMENT, {"Field": "eventName", "Equals": ["StopLogging"]}],
        [MANAGEMENT, {"Field": "eventSource", "Equals": ["kms.amazonaws.com"]}],
        [MANAGEMENT, {"Field": "readOnly", "NotEquals": ["true"]}],
        [MANAGEMENT, {"Field": "readOnly", "Equals": ["true", "false"]}],
        [MANAGEMENT, WITHOUT_KMS, {"Field": "eventSource", "NotEquals": ["sts.amazonaws.com"]}],
        [READS],
    ],
)
def test_selector_that_no_basic_one_expresses_is_told_as_it_is(fields: list[dict[str, Any]]) -> None:
    assert event_selectors(answer(fields)) == ()
    (told,) = advanced_event_selectors(answer(fields))
    assert json.loads(told)["FieldSelectors"] == fields


def test_data_events_beside_all_management_events_leave_these_whole() -> None:
    both = answer([MANAGEMENT], [DATA, OBJECTS])
    assert event_selectors(both) == (EventSelector(),)
    assert len(advanced_event_selectors(both)) == 1


@pytest.mark.parametrize(
    ("given", "records"),
    [
        (answer([MANAGEMENT, {"Field": "eventName", "Equals": ["StopLogging"]}]), True),
        (answer([DATA, OBJECTS]), False),
        ({"EventSelectors": [{"ReadWriteType": "ReadOnly", "IncludeManagementEvents": True}]}, True),
        ({"EventSelectors": [{"ReadWriteType": "All", "IncludeManagementEvents": False}]}, False),
        ({}, False),
    ],
)
def test_trail_that_records_management_events_is_known(given: dict[str, Any], records: bool) -> None:
    assert records_management_events(given) is records
