import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from validators.window import in_window

SIZE = 4


@pytest.fixture
def workers() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(SIZE) as executor:
        yield executor


def test_every_item_has_its_result(workers: ThreadPoolExecutor) -> None:
    assert sorted(in_window(workers, SIZE, range(50), lambda item: item * 2)) == [*range(0, 100, 2)]


def test_no_items_have_no_results(workers: ThreadPoolExecutor) -> None:
    assert [*in_window(workers, SIZE, (), str)] == []


def test_only_so_many_items_are_taken_and_not_finished(workers: ThreadPoolExecutor) -> None:
    lock = threading.Lock()
    taken = finished = most = 0

    def items() -> Iterator[int]:
        nonlocal taken, most
        for item in range(100):
            with lock:
                taken += 1
                most = max(most, taken - finished)
            yield item

    def work(item: int) -> int:
        nonlocal finished
        with lock:
            finished += 1
        return item

    assert len([*in_window(workers, SIZE, items(), work)]) == 100
    assert most <= SIZE


def test_result_is_given_while_others_are_under_way(workers: ThreadPoolExecutor) -> None:
    slow = threading.Event()
    results = in_window(workers, SIZE, [slow, None], lambda waited: waited.wait(10) if waited else False)
    assert next(results) is False
    slow.set()
    assert next(results) is True


def test_mistake_of_the_work_is_raised(workers: ThreadPoolExecutor) -> None:
    with pytest.raises(ZeroDivisionError):
        [*in_window(workers, SIZE, [0], lambda item: 1 // item)]
