import json

import boto3
import pytest
from botocore.exceptions import ParamValidationError
from botocore.utils import EVENT_ALIASES

from validators import permissions
from validators.calls_of_later_botocore import CLOUDWATCH, extended


def test_clients_know_the_added_calls_and_those_of_botocore() -> None:
    client = boto3.Session(botocore_session=extended()).client("cloudwatch", region_name="eu-west-1")
    added = {"ListAlarmMuteRules", "GetAlarmMuteRule"}
    assert {*added, "DescribeAlarms"} <= {*client.meta.method_to_api_mapping.values()}


def test_every_added_call_has_its_shapes() -> None:
    # Shapes that are not added here are botocore's own; a client could not be built without them.
    added = json.loads(CLOUDWATCH.read_text())["merge"]
    model = boto3.Session(botocore_session=extended()).client("cloudwatch", region_name="eu-west-1").meta.service_model
    for name in added["operations"]:
        operation = model.operation_model(name)
        assert {shape.name for shape in (operation.input_shape, operation.output_shape)} <= {*added["shapes"]}


def test_no_service_that_is_called_tells_of_events_by_an_older_name() -> None:
    session = extended()
    called = {action.partition(":")[0] for action in (*permissions.check(), *permissions.repair(), *permissions.ring())}
    for service in called.intersection(session.get_available_services()):
        events = session.get_service_model(service).service_id.hyphenize()
        assert events not in EVENT_ALIASES, service


def test_what_botocore_does_at_an_event_is_still_done() -> None:
    client = extended().create_client("s3", region_name="eu-west-1")
    with pytest.raises(ParamValidationError, match="Invalid bucket name"):
        client.head_bucket(Bucket="no bucket's name")
