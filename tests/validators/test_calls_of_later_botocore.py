import json

import boto3

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
