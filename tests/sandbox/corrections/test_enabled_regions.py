import pytest
from botocore.exceptions import ClientError

from tests.sandbox.local import Aws


def test_plain_moto_does_not_list_regions(plain: Aws) -> None:
    with pytest.raises(ClientError):
        plain.client("account").list_regions()


def test_regions_that_need_no_opting_in_are_enabled(corrected: Aws) -> None:
    answer = corrected.client("account").list_regions(RegionOptStatusContains=["ENABLED", "ENABLED_BY_DEFAULT"])
    names = [region["RegionName"] for region in answer["Regions"]]
    assert {"eu-west-1", "us-east-1"} <= {*names}
    assert len(names) == 17


def test_regions_to_opt_in_to_are_disabled(corrected: Aws) -> None:
    regions = corrected.client("account").list_regions()["Regions"]
    assert {"RegionName": "me-south-1", "RegionOptStatus": "DISABLED"} in regions
