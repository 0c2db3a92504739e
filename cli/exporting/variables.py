"""The variables of the module: what may be set, and in which form; the rest is refused before anything is planned."""

from __future__ import annotations

import json
from typing import Any

from alerts.alert import Severity
from alerts.catalogue import packs
from cli.exporting.stand_in import ACCOUNT_NAME
from pipeline.log_group import RETENTION_DAYS
from pipeline.vendors import VENDORS

LONGEST_NAME = 20
MOST_FURTHER_TOPICS = 4
"""An alarm takes five actions, one of which is the module's own topic."""

_TOPIC = "^arn:[a-z-]+:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+$"


def variables() -> dict[str, Any]:
    """By their names, as Terraform's JSON syntax has them."""
    return {**_of_names(), **_of_ringing(), **_of_keeping()}


def _of_names() -> dict[str, Any]:
    longest = len(ACCOUNT_NAME)
    return {
        "name": _variable(
            "string", "Prefix of every name.", "trailbell",
            rf'can(regex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", var.name)) && length(var.name) <= {LONGEST_NAME}',
            f"name should be lower-case words joined by hyphens, {LONGEST_NAME} characters at most.",
        ),
        "account_name": _variable(
            "string", f"Your name of the account, in messages; {longest} characters at most.", "account",
            rf'can(regex("^[ -~]{{1,{longest}}}$", var.account_name))',
            f"account_name should be 1 to {longest} characters of ASCII.",
        ),
        "tags": _variable("map(string)", "Tags of every resource.", {}),
    }  # fmt: skip


def _of_ringing() -> dict[str, Any]:
    chosen, severities = sorted(name for name, alerts in packs().items() if alerts), [*map(str, Severity)]
    return {
        "endpoint": _variable(
            # Looked at where it is used: Terraform shows the value that a validation refuses, sensitive or not.
            "string", "Endpoint of an incident vendor. It holds the vendor's key.", ..., sensitive=True,
        ),
        "vendor": _variable(
            "string", f"Whose endpoint it is: one of {', '.join(VENDORS)}.", "https",
            f"contains({json.dumps([*VENDORS])}, var.vendor)", f"vendor should be one of {', '.join(VENDORS)}.",
        ),
        "endpoint_auto_confirms": {
            **_variable("bool", "Whether the endpoint confirms its subscription by itself, so that an apply waits for "
                        "it; as is known of the vendor by default.", None),
            "nullable": True,
        },
        "pack": _variable(
            "string", f"Which alerts: one of {', '.join(chosen)}.", "cis",
            f"contains({json.dumps(chosen)}, var.pack)", f"pack should be one of {', '.join(chosen)}.",
        ),
        "topic_arns": _variable(
            "map(list(string))", "Further topics that alarms ring at, by severity, such as {critical = [arn]}: yours, "
            "and open to CloudWatch.", {},
            f"alltrue([for severity, arns in var.topic_arns : contains({json.dumps(severities)}, severity) && "
            rf'length(arns) <= {MOST_FURTHER_TOPICS} && alltrue([for arn in arns : can(regex("{_TOPIC}", arn))])])',
            f"topic_arns should hold up to {MOST_FURTHER_TOPICS} ARNs of topics for each of {', '.join(severities)}.",
        ),
    }  # fmt: skip


def _of_keeping() -> dict[str, Any]:
    days = ", ".join(map(str, RETENTION_DAYS))
    return {
        "log_retention_days": _variable(
            "number", "How long the log group keeps events.", 365,
            f"contains([{days}], var.log_retention_days)", f"log_retention_days should be one of {days}.",
        ),
        "bucket_retention_days": _variable(
            "number", "How long the bucket keeps log files.", 400,
            "var.bucket_retention_days >= 1 && floor(var.bucket_retention_days) == var.bucket_retention_days",
            "bucket_retention_days should be a whole number of days, 1 or more.",
        ),
    }  # fmt: skip


def _variable(
    type_: str, description: str, default: Any, condition: str = "", message: str = "", *, sensitive: bool = False
) -> dict[str, Any]:
    """A variable; without a default where `default` is an ellipsis."""
    variable: dict[str, Any] = {"type": type_, "description": description, "nullable": False}
    if default is not ...:
        variable["default"] = default
    if condition:
        variable["validation"] = [{"condition": f"${{{condition}}}", "error_message": message}]
    return variable | ({"sensitive": True} if sensitive else {})
