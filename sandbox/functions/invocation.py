"""One invocation as CloudWatch sees it: run, logged and counted, while the function is there."""

from __future__ import annotations

from typing import Any

from moto.awslambda.models import lambda_backends

from sandbox.functions import log, metrics, process


def is_there(function: Any) -> bool:
    """Whether a function of moto's still is; deleted ones, and those of before a reset, are not."""
    storage = lambda_backends[function.account_id][function.region]._lambdas
    return storage.get_arn(function.function_arn) is function


def invoke(function: Any, event: str, request_id: str) -> process.Outcome:
    """Run it with an event in JSON; raises RefusedError for a function that is not run here."""
    outcome = process.run(function, event, request_id)
    if is_there(function):
        log.write(function, request_id, outcome)
        metrics.count(function, "Invocations")
        if outcome.failed:
            metrics.count(function, "Errors")
    return outcome
