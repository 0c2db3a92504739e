"""DescribeTrails answers for the trails it is asked for; moto always answers for all of them.

https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DescribeTrails.html: a name finds a trail of the
current Region, an ARN finds one of any Region, what does not exist is left out, `includeShadowTrails` only matters
when the list is empty.
"""

import json
from typing import Any

from moto.cloudtrail.models import cloudtrail_backends
from moto.cloudtrail.responses import CloudTrailResponse


def apply() -> None:
    moto_describe_trails = CloudTrailResponse.describe_trails

    def describe_trails(self: Any) -> str:
        wanted = self._get_param("trailNameList") or []
        if not wanted:
            return str(moto_describe_trails(self))
        own = self.cloudtrail_backend.trails.values()
        regions = cloudtrail_backends[self.current_account].values()
        everywhere = [trail for region in regions for trail in region.trails.values()]
        found = [trail for trail in everywhere if trail.arn in wanted or (trail in own and trail.trail_name in wanted)]
        return json.dumps({"trailList": [trail.description(include_region=True) for trail in found]})

    CloudTrailResponse.describe_trails = describe_trails
