from tests.sandbox.local import Aws


def found(aws: Aws, region: str, *wanted: str, shadows: bool = True) -> list[str]:
    trails = aws.client("cloudtrail", region).describe_trails(trailNameList=wanted, includeShadowTrails=shadows)
    return sorted(trail["Name"] for trail in trails["trailList"])


def test_plain_moto_answers_with_all_trails(plain: Aws) -> None:
    plain.trail("first")
    plain.trail("second")
    assert found(plain, "us-east-1", "second") == ["first", "second"]


def test_a_name_finds_its_trail_only(corrected: Aws) -> None:
    corrected.trail("first")
    corrected.trail("second")
    assert found(corrected, "us-east-1", "second") == ["second"]


def test_an_arn_finds_a_trail_of_another_region(corrected: Aws) -> None:
    arn = corrected.trail("first")
    assert found(corrected, "eu-west-1", arn) == ["first"]


def test_a_name_does_not_find_a_trail_of_another_region(corrected: Aws) -> None:
    corrected.trail("first", IsMultiRegionTrail=True)
    assert found(corrected, "eu-west-1", "first") == []


def test_what_does_not_exist_is_left_out(corrected: Aws) -> None:
    corrected.trail("first")
    assert found(corrected, "us-east-1", "first", "missing") == ["first"]


def test_no_names_mean_all_trails_with_shadows(corrected: Aws) -> None:
    corrected.trail("first", IsMultiRegionTrail=True)
    assert found(corrected, "eu-west-1") == ["first"]


def test_shadow_trails_are_left_out_when_not_wanted(corrected: Aws) -> None:
    corrected.trail("first", IsMultiRegionTrail=True)
    assert found(corrected, "eu-west-1", shadows=False) == []
