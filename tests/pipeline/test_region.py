import pytest

from bindings import regions
from pipeline.region import FILE, known_regions, spelt
from tests.pipeline.written import refusal, small


def test_known_regions_are_those_of_the_installed_botocore() -> None:
    assert FILE.read_text() == regions.text(), "stale: run python -m bindings.regions"


def test_every_known_region_is_accepted() -> None:
    assert {spelt(region) for region in known_regions()} == known_regions()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("eu-wst-1", "eu-west-1"),
        ("eu-wets-1", "eu-west-1"),
        ("us-eastt-2", "us-east-2"),
        ("ap-south-east-1", "ap-southeast-1"),
        ("us-gov-wset-1", "us-gov-west-1"),
    ],
)
def test_mistyped_region_is_refused_with_the_one_that_was_meant(written: str, meant: str) -> None:
    with pytest.raises(ValueError, match=f"there is no region '{written}'; did you mean '{meant}'?"):
        spelt(written)


@pytest.mark.parametrize(
    "region", ["eu-west-9", "mx-central-1", "nz-southeast-1", "us-isob-west-1", "us-gov-central-1", "xx-moon-1"]
)
def test_region_that_may_be_new_is_accepted(region: str) -> None:
    assert region not in known_regions()
    assert spelt(region) == region


def test_mistyped_home_region_is_told_with_its_line() -> None:
    told = refusal(small().replace("eu-west-1", "eu-wst-1"))
    assert "trailbell.yaml:" in told
    assert "there is no region 'eu-wst-1'; did you mean 'eu-west-1'?" in told
