"""How much a check asks of AWS, and how much of it at once: the cost of a thousand accounts, counted, not timed."""

import threading
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from pipeline.pipeline import Pipeline
from tests.validators.designed import ENDPOINTS, designed
from tests.validators.sandboxed import SandboxedAccount
from validators import run
from validators.clients import Clients
from validators.finding import AccountReport

Call = tuple[str, str, str, str]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[Call]:
    """Service and region, call, address and parameters of all calls that are made from now on."""
    made: list[Call] = []
    build = Clients.build

    def sent(request: Any, where: str) -> None:
        made.append((where, str(request.headers.get("X-Amz-Target", "")), request.url, str(request.body)))

    def heard(self: Clients, service: str, region: str) -> Any:
        built = build(self, service, region)
        built.meta.events.register("before-send", lambda request, **_: sent(request, f"{service} {region}"))
        return built

    monkeypatch.setattr(Clients, "build", heard)
    return made


def test_check_makes_no_call_twice(account: SandboxedAccount, calls: list[Call]) -> None:
    account.deploy()
    calls.clear()
    [*run.check([account.pipeline], ENDPOINTS)]
    assert [call for call, count in Counter(calls).items() if count > 1] == []


def test_clients_do_not_become_more_with_the_accounts(
    account: SandboxedAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[tuple[str, str]] = []
    build = Clients.build

    def counted(self: Clients, service: str, region: str) -> Any:
        built.append((service, region))
        return build(self, service, region)

    monkeypatch.setattr(Clients, "build", counted)
    account.store_endpoints()
    others = [SandboxedAccount(account.aws, account.clients) for _ in range(4)]
    [*run.check([account.pipeline, *(other.pipeline for other in others)], ENDPOINTS)]
    assert len(built) == len(set(built))


def test_only_so_many_accounts_are_designed_and_read_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    lock = threading.Lock()
    taken = done = most = 0
    pipeline = designed()

    def pipelines() -> Iterator[Pipeline]:
        nonlocal taken, most
        for _ in range(200):
            with lock:
                taken += 1
                most = max(most, taken - done)
            yield pipeline

    def checked(desired: Pipeline, *_: Any) -> AccountReport:
        nonlocal done
        with lock:
            done += 1
        return AccountReport(desired.account, ())

    monkeypatch.setattr(run, "_check", checked)
    assert len([*run.check(pipelines(), {})]) == 200
    assert most <= run.ACCOUNTS
