import threading
from collections.abc import Iterator
from itertools import count

import pytest

from validators import side_by_side
from validators.side_by_side import in_order


def counting(name: str, to: int) -> Iterator[str]:
    for number in range(to):
        yield f"{name}{number}"


def test_everything_comes_in_the_order_of_the_generators() -> None:
    generators = [counting(name, number) for name, number in zip("abcdef", (3, 0, 2, 1, 0, 4), strict=True)]
    assert [*in_order(generators, 2)] == ["a0", "a1", "a2", "c0", "c1", "d0", "f0", "f1", "f2", "f3"]


def test_nothing_comes_of_no_generators() -> None:
    assert [*in_order([], 4)] == []


def test_several_are_under_way_at_the_same_time() -> None:
    """Each waits for the other, so that one after the other neither would end."""
    meeting = threading.Barrier(2, timeout=10)

    def meet(name: str) -> Iterator[str]:
        meeting.wait()
        yield name

    assert [*in_order([meet("a"), meet("b")], 2)] == ["a", "b"]


def test_no_more_are_begun_than_may_be_under_way() -> None:
    begun: list[int] = []

    def begin(number: int) -> Iterator[int]:
        begun.append(number)
        yield number

    given = in_order(map(begin, count(1)), 3)
    assert [next(given) for _ in range(5)] == [1, 2, 3, 4, 5]
    given.close()  # type: ignore[attr-defined]
    assert len(begun) <= 8


def test_what_is_given_before_a_failure_comes_and_then_the_failure() -> None:
    def fail() -> Iterator[str]:
        yield "a"
        raise KeyError("b")

    given = in_order([fail(), counting("c", 1)], 2)
    assert next(given) == "a"
    with pytest.raises(KeyError, match="b"):
        next(given)


def test_whoever_stops_listening_stops_generators_without_end() -> None:
    ended = threading.Event()

    def endless() -> Iterator[int]:
        try:
            yield from count()
        finally:
            ended.set()

    given = in_order([endless()], 2)
    assert next(given) == 0
    given.close()  # type: ignore[attr-defined]
    assert ended.wait(10)


def test_whoever_is_far_ahead_waits_and_is_stopped_there_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(side_by_side, "MOST_AHEAD", 10)
    far, ended, given = threading.Event(), threading.Event(), count()

    def ahead() -> Iterator[int]:
        try:
            for number in given:
                if number == 10:
                    far.set()
                yield number
        finally:
            ended.set()

    def behind() -> Iterator[int]:
        assert far.wait(10)
        yield -1

    found = in_order([behind(), ahead()], 2)
    assert next(found) == -1
    assert not ended.wait(0.2)
    assert next(given) == 11  # ten wait in line, one waits to get there
    found.close()  # type: ignore[attr-defined]
    assert ended.wait(10)
