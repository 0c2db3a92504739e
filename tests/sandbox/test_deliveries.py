import threading

from sandbox.deliveries import Deliveries
from tests.sandbox.local import wait_until


def test_messages_of_a_subscription_keep_their_order() -> None:
    deliveries, sent = Deliveries(), list[int]()
    for number in range(50):
        deliveries.submit("one", lambda number=number: sent.append(number))  # type: ignore[misc]
    assert wait_until(lambda: len(sent) == 50)
    assert sent == list(range(50))
    deliveries.forget()


def test_a_receiver_that_hangs_holds_up_nobody_else() -> None:
    deliveries, hanging, reached = Deliveries(), threading.Event(), threading.Event()
    deliveries.submit("one", lambda: hanging.wait(10))
    deliveries.submit("other", reached.set)
    assert reached.wait(5)
    hanging.set()
    deliveries.forget()


def test_workers_end_when_forgotten() -> None:
    deliveries, reached = Deliveries(), threading.Event()
    deliveries.submit("one", reached.set)
    assert reached.wait(5)
    deliveries.forget()
    assert wait_until(lambda: not [one for one in threading.enumerate() if one.name == "sns-delivery"])
