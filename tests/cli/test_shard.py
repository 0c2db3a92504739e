from collections import Counter

import pytest

from cli.shard import Shard

FIRST_OF_THREE = [True, False, False, True, True, True, True, False]
IDS = [f"{number:012d}" for number in range(1000)]


@pytest.mark.parametrize("total", [1, 2, 7, 16])
def test_every_account_is_in_one_share(total: int) -> None:
    for account_id in IDS:
        assert sum(Shard(index, total).holds(account_id) for index in range(1, total + 1)) == 1


def test_shares_are_about_equal() -> None:
    counts = Counter(index for index in range(1, 5) for account_id in IDS if Shard(index, 4).holds(account_id))
    assert min(counts.values()) > 200


def test_share_of_an_account_is_the_same_in_every_version() -> None:
    # Jobs of one run may differ in what they have installed.
    assert [Shard(1, 3).holds(account_id) for account_id in IDS[:8]] == FIRST_OF_THREE
