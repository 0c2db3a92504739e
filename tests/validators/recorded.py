"""AWS's answers written down, for single calls of a whole check, where moto cannot show what AWS would.

All other calls are answered by moto. botocore's validator holds each answer against AWS's own description.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.validate import validate_parameters

from validators.session import Clients

Answer = dict[str, Any]

_EVENTS = ("before-parameter-build", "before-call", "after-call")


@dataclass(frozen=True)
class _Call:
    service: str
    operation: str
    region: str | None
    told: Callable[[Answer], Answer | None] | None = None
    change: Callable[[Answer], object] | None = None
    code: str = ""

    def meets(self, model: Any, region: str) -> bool:
        asked = (model.service_model.service_name, model.name)
        return asked == (self.service, self.operation) and self.region in (None, region)


class Recorded:
    """What AWS answers from now on, by the names AWS gives to service and operation ("logs", "GetTransformer")."""

    def __init__(self) -> None:
        self._calls: list[_Call] = []
        self._heard: dict[int, Any] = {}

    def answer(
        self, service: str, operation: str, told: Answer | Callable[[Answer], Answer | None], region: str | None = None
    ) -> None:
        """This answer in place of moto's; a function gets the parameters, and leaves the call to moto by None."""
        given = told if callable(told) else lambda _: told
        self._calls.append(_Call(service, operation, region, told=given))

    def change(
        self, service: str, operation: str, change: Callable[[Answer], object], region: str | None = None
    ) -> None:
        """moto's answer, changed in place."""
        self._calls.append(_Call(service, operation, region, change=change))

    def refuse(self, service: str, operation: str, code: str, region: str | None = None) -> None:
        """An error of AWS."""
        self._calls.append(_Call(service, operation, region, code=code))

    def listen(self, client: Any) -> None:
        """Let a client of boto3 hear what was written down; once, however often it is asked for."""
        region = client.meta.region_name
        handlers = (self._remember, self._instead(region), self._changed(region))
        if id(client) not in self._heard:
            self._heard[id(client)] = client
            for event, handler in zip(_EVENTS, handlers, strict=True):
                client.meta.events.register(event, handler, unique_id=f"recorded-{event}")

    def forget(self) -> None:
        """Leave every call to moto again: clients outlive the test."""
        for client in self._heard.values():
            for event in _EVENTS:
                client.meta.events.unregister(event, unique_id=f"recorded-{event}")

    @staticmethod
    def _remember(params: Answer, context: Answer, **_: Any) -> None:
        context["asked"] = copy.deepcopy(params)

    def _instead(self, region: str) -> Callable[..., Any]:
        def instead(model: Any, context: Answer, **_: Any) -> tuple[Any, Answer] | None:
            for call in reversed(self._calls):
                if not call.meets(model, region):
                    continue
                if call.code:
                    error = {"Code": call.code, "Message": "written down by the test"}
                    return SimpleNamespace(status_code=400), {"Error": error, "ResponseMetadata": {}}
                if call.told and (answer := call.told(context["asked"])) is not None:
                    _validate(model, answer)
                    return SimpleNamespace(status_code=200), {**answer, "ResponseMetadata": {}}
            return None

        return instead

    def _changed(self, region: str) -> Callable[..., None]:
        def changed(model: Any, parsed: Answer, **_: Any) -> None:
            for call in self._calls:
                if call.change and call.meets(model, region) and "Error" not in parsed:
                    call.change(parsed)
                    _validate(model, {name: value for name, value in parsed.items() if name != "ResponseMetadata"})

        return changed


def _validate(model: Any, answer: Answer) -> None:
    validate_parameters(answer, model.output_shape)


def recording(monkeypatch: pytest.MonkeyPatch) -> Iterator[Recorded]:
    """Every client that is asked for from now on hears what is written down, till the end of the test."""
    recorded = Recorded()
    given = Clients.client

    def client(self: Clients, service: str, region: str) -> Any:
        heard = given(self, service, region)
        recorded.listen(heard)
        return heard

    monkeypatch.setattr(Clients, "client", client)
    yield recorded
    recorded.forget()
