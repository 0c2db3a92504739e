"""GetTrailStatus reports how each kind of delivery went; moto only ever reports a successful delivery to the bucket.

https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html
A trail that logs reports a recent delivery for each destination it has. Failures do not happen by themselves here:
`set_fields` makes a trail report what a test or a demonstration wants.
"""

import json
import time
from typing import Any

from moto.cloudtrail.models import cloudtrail_backends
from moto.cloudtrail.responses import CloudTrailResponse
from moto.core.utils import get_service_model
from moto.utilities.arns import parse_arn

_DESTINATIONS = {
    "cw_log_group_arn": "LatestCloudWatchLogsDeliveryTime",
    "sns_topic_name": "LatestNotificationTime",
    "log_validation": "LatestDigestDeliveryTime",
}


def apply() -> None:
    moto_get_trail_status = CloudTrailResponse.get_trail_status

    def get_trail_status(self: Any) -> str:
        status = json.loads(moto_get_trail_status(self))
        trail = _find(self)
        if status["IsLogging"]:
            status |= {field: time.time() for part, field in _DESTINATIONS.items() if getattr(trail, part)}
        status |= getattr(trail, "requested_status", {})
        return json.dumps({field: value for field, value in status.items() if value is not None})

    CloudTrailResponse.get_trail_status = get_trail_status


def set_fields(trail_arn: str, fields: dict[str, Any]) -> None:
    """Make GetTrailStatus report these fields (times in seconds since the epoch; None leaves a field out).

    Replaces what was asked for before; no fields at all ends it. KeyError when there is no such trail, ValueError
    for what is no ARN and for a field that GetTrailStatus does not have.
    """
    known = get_service_model("cloudtrail").operation_model("GetTrailStatus").output_shape.members
    unknown = sorted(set(fields) - set(known))
    if unknown:
        raise ValueError(f"GetTrailStatus has no field {', '.join(unknown)}")
    arn = parse_arn(trail_arn)
    cloudtrail_backends[arn.account][arn.region].trails[arn.resource_id].requested_status = dict(fields)


def _find(response: Any) -> Any:
    name = response._get_param("Name")
    trails = response.cloudtrail_backend.describe_trails(include_shadow_trails=True)
    return next(trail for trail in trails if name in (trail.trail_name, trail.arn))
