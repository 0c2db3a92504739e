"""A delegated administrator makes organization trails, which are the management account's; moto knows no such one.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-delegated-administrator.html: "The management
account remains the owner of any CloudTrail organization resources the delegated administrator creates."
https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_RegisterOrganizationDelegatedAdmin.html (who is one)
https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DescribeTrails.html (organization trails are shadow
trails in other accounts). They are known there by ARN alone, not by name:
https://github.com/hashicorp/terraform-provider-aws/issues/28440
"""

import json
from collections.abc import Iterator
from typing import Any

from moto.cloudtrail.models import CloudTrailBackend, cloudtrail_backends
from moto.cloudtrail.responses import CloudTrailResponse


def apply() -> None:
    moto_backend = CloudTrailResponse.cloudtrail_backend.fget
    moto_describe_trails = CloudTrailResponse.describe_trails

    def register_organization_delegated_admin(self: Any) -> str:
        administrators: set[str] = self.cloudtrail_backend.__dict__.setdefault("delegated_administrators", set())
        administrators.add(self._get_param("MemberAccountId"))
        return "{}"

    def backend(self: Any) -> CloudTrailBackend:
        manages = _management_account(self.current_account)
        if manages is None or not _concerns(self, manages):
            own: CloudTrailBackend = moto_backend(self)
            return own
        theirs: CloudTrailBackend = cloudtrail_backends[manages][self.region]
        return theirs

    def describe_trails(self: Any) -> str:
        answer = json.loads(moto_describe_trails(self))
        known = {trail["TrailARN"] for trail in answer["trailList"]}
        seen = [trail.description(include_region=True) for trail in _seen(self)]
        answer["trailList"] += [trail for trail in seen if trail["TrailARN"] not in known]
        return json.dumps(answer)

    CloudTrailResponse.register_organization_delegated_admin = register_organization_delegated_admin
    CloudTrailResponse.cloudtrail_backend = property(backend)
    CloudTrailResponse.describe_trails = describe_trails


def _management_account(account: str) -> str | None:
    """The account that made this one its delegated administrator."""
    for manages, regions in list(cloudtrail_backends.items()):
        if any(account in one.__dict__.get("delegated_administrators", ()) for one in list(regions.values())):
            return str(manages)
    return None


def _concerns(response: Any, manages: str) -> bool:
    """Whether the request is for an organization trail: it makes one, or names one by its ARN."""
    if response._get_action() == "CreateTrail":
        return bool(response._get_param("IsOrganizationTrail"))
    named = [response._get_param(name) for name in ("Name", "TrailName", "ResourceId")]
    named += response._get_param("ResourceIdList") or []
    return any(f":{manages}:trail/" in name for name in named if name)


def _seen(response: Any) -> Iterator[Any]:
    """The organization trails of the management account that the request is for."""
    manages = _management_account(response.current_account)
    if manages is None:
        return
    wanted, shadows = response._get_param("trailNameList"), response._get_param("includeShadowTrails")
    for backend in list(cloudtrail_backends[manages].values()):
        for trail in list(backend.trails.values()):
            here = trail.is_multi_region or trail.region_name == response.region
            if trail.is_org_trail and (trail.arn in wanted if wanted else here and shadows is not False):
                yield trail
