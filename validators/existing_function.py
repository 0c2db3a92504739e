"""Look at the functions that are somebody else's: whether they are there at all. Nothing of them is ever changed.

What a function does with an alarm is its owner's; who may invoke it is read with the permissions of our own.
"""

from __future__ import annotations

from collections.abc import Iterator

from alerts.alert import Severity
from pipeline.pipeline import Pipeline
from pipeline.secret import ResourceEndpoint
from validators.reading import Observation
from validators.session import Session

PERMISSIONS = ("lambda:GetFunctionConfiguration",)

_NO_FUNCTION = ("ResourceNotFoundException",)


def health(session: Session, desired: Pipeline) -> Iterator[Observation]:
    """Functions that alarms are to go to and that are not there: a deployment fails over them."""
    own = {part.arn for part in desired.forwarders}
    for part in desired.subscriptions:
        if part.protocol != "lambda" or not isinstance(part.endpoint, ResourceEndpoint) or part.endpoint.arn in own:
            continue
        name = part.endpoint.arn.rpartition(":")[2]
        if session.find("lambda", "get_function_configuration", _NO_FUNCTION, FunctionName=name) is None:
            yield Observation(
                part="subscription", resource=part.name, field="function", expected="present", observed="absent",
                severity=Severity.critical,
                message="Alarms have nowhere to arrive: there is no such function.",
                repair=f"create the function, or name another one at destinations.{part.destination}.lambda",
            )  # fmt: skip
