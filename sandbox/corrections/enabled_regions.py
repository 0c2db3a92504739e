"""ListRegions tells which regions an account has enabled; moto does not implement it.

https://docs.aws.amazon.com/accounts/latest/reference/API_ListRegions.html. Here an account is as when it is new: what
needs no opting in is enabled, the rest is not, and nothing changes that.
"""

from typing import Any

import boto3
from moto.account.responses import AccountResponse
from moto.account.urls import url_paths
from moto.core.responses import ActionResult

OPT_IN = frozenset(
    {
        "af-south-1", "ap-east-1", "ap-east-2", "ap-south-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5",
        "ap-southeast-6", "ap-southeast-7", "ca-west-1", "eu-central-2", "eu-south-1", "eu-south-2", "il-central-1",
        "me-central-1", "me-south-1", "mx-central-1",
    }
)  # fmt: skip
"""https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html"""


def apply() -> None:
    def list_regions(self: Any) -> Any:
        wanted = self._get_param("RegionOptStatusContains") or ["ENABLED_BY_DEFAULT", "DISABLED"]
        regions = [{"RegionName": name, "RegionOptStatus": _status(name)} for name in _names()]
        return ActionResult({"Regions": [region for region in regions if region["RegionOptStatus"] in wanted]})

    AccountResponse.list_regions = list_regions
    url_paths["{0}/listRegions$"] = AccountResponse.dispatch


def _names() -> list[str]:
    return sorted(boto3.session.Session().get_available_regions("cloudtrail"))


def _status(region: str) -> str:
    return "DISABLED" if region in OPT_IN else "ENABLED_BY_DEFAULT"
