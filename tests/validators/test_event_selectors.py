"""Advanced selectors that mean the same as basic ones are read as these; the others are told in JSON."""

import json
from typing import Any

import pytest

from pipeline.trail import EventSelector
from validators.event_selectors import (
    advanced_event_selectors,
    data_events,
    event_selectors,
    records_management_events,
)

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


OBJECTS_BASIC = {"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}
BASIC = {"ReadWriteType": "All", "IncludeManagementEvents": True}


def test_data_events_of_basic_selectors_are_told_apart_from_management_events() -> None:
    only_data = BASIC | {"IncludeManagementEvents": False, "DataResources": [OBJECTS_BASIC]}
    given = {"EventSelectors": [only_data, BASIC]}
    assert event_selectors(given) == (EventSelector(),)
    assert data_events(given) == ("AWS::S3::Object",)


def test_selector_that_records_all_leaves_nothing_to_the_others() -> None:
    assert event_selectors({"EventSelectors": [BASIC | {"ReadWriteType": "WriteOnly"}, BASIC]}) == (EventSelector(),)


def test_selectors_none_of_which_records_management_events_are_told_as_one() -> None:
    none = BASIC | {"IncludeManagementEvents": False}
    assert event_selectors({"EventSelectors": [none, none]}) == (EventSelector(include_management_events=False),)


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
