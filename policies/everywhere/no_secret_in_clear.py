"""What stands in Terraform stands in its state, in version control and in logs: no vendor's address, no key.

A plan holds the values of all variables, secret or not, and is itself a secret: this rule is for the Terraform it is
made from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from policies.rule import rule
from policies.terraform import Resource, Terraform, is_reference

# Neither a word in place of a key nor an expression for one: a condition on an endpoint, and its message, hold them.
SECRETS = {
    "an AWS access key": re.compile(r"\b(AKIA|ASIA)[A-Z0-9]{16}\b"),
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "an address with a password": re.compile(r"://(?![A-Z]+:PASSWORD@)[^/\s:@]+:[^/\s@]+@"),
    "an address with a key": re.compile(
        r"https?://\S+[?&](?i:api_?key|key|token|secret|password)=(?!(KEY|TOKEN|SECRET|PASSWORD)\b|\[\^)[^$\s&]+",
    ),
}


def _written(terraform: Terraform) -> list[Resource]:
    return [] if terraform.is_plan else terraform.resources


@rule(
    "TRAILBELL_NO_SECRET_IN_CLEAR",
    "No endpoint and no other secret stands in clear in the Terraform",
    _written,
    remedy="Give it as a sensitive variable without a default, or read it from a SecureString parameter.",
    argument="endpoint",
)
def no_secret_in_clear(resource: Resource) -> str | None:
    if resource.type == "aws_sns_topic_subscription" and resource.text("protocol").startswith("http"):
        endpoint = resource.text("endpoint")
        if endpoint and not is_reference(endpoint):
            return "the endpoint stands in clear; it holds the vendor's key"
    texts = [*_texts(resource.raw)]
    return next((f"{what} stands in clear" for what, form in SECRETS.items() if any(map(form.search, texts))), None)


def _texts(value: Any) -> Iterator[str]:
    """Every text in a resource, but not what checkov notes beside it."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, inner in [*value.items()]:  # checkov may add its notes meanwhile
            if not str(name).endswith("_"):
                yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
