import dataclasses
from typing import Any, get_args

import pytest

from pipeline.pipeline import KINDS, Part, identity
from tests.pipeline.written import SMALL, the_pipeline

PIPELINE = the_pipeline(SMALL + "alerts: {enable: [cis-vpc-change]}\n")


def test_the_parts_are_told_along_the_chain() -> None:
    assert [identity(part) for part in PIPELINE.parts()] == [
        ("trail", "trailbell"),
        ("bucket", "trailbell-cloudtrail-111122223333-eu-west-1"),
        ("key", "alias/trailbell"),
        ("log-group", "/aws/cloudtrail/trailbell"),
        ("delivery-role", "trailbell-cloudtrail-delivery"),
        ("metric-filter", "trailbell-cis-vpc-change"),
        ("alarm", "trailbell-cis-vpc-change"),
        ("topic", "trailbell-on-call"),
        ("dead-letter-queue", "trailbell-on-call-dead-letters"),
        ("subscription", "arn:aws:sns:eu-west-1:111122223333:trailbell-on-call -> env:ILERT_URL"),
    ]


def test_a_pipeline_without_key_has_no_key_among_its_parts() -> None:
    parts = dataclasses.replace(PIPELINE, key=None).parts()
    assert "key" not in {kind for kind, _ in map(identity, parts)}


@pytest.mark.parametrize("part", [*PIPELINE.parts()], ids=lambda part: KINDS[type(part)])
def test_a_part_is_a_value_that_nobody_changes(part: Any) -> None:
    assert dataclasses.replace(part) == part
    assert hash(dataclasses.replace(part)) == hash(part)
    with pytest.raises(dataclasses.FrozenInstanceError):
        part.account = part.account
    assert not hasattr(part, "__dict__")


def test_every_kind_of_part_has_a_word_of_its_own() -> None:
    assert set(KINDS) == set(get_args(Part))
    assert len(set(KINDS.values())) == len(KINDS)
