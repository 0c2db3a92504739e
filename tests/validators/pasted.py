"""What a person does with a remedy: pastes it. The aws commands of it run here by boto3, as the CLI reads them.

Only as much of the shell and of the CLI's shorthand as remedies use: quotes, "$(...)", &&, and an alternative in words
after "; or", which nobody pastes.
"""

from __future__ import annotations

import json
import re
import shlex
from typing import Any

import jmespath
from botocore import xform_name

from tests.validators.deployment import Client

_INNER = re.compile(r'"\$\((.*?)\)"')
_CALLED = {"s3api": "s3"}


def paste(remedy: str, client: Client) -> Any:
    """The answer of the last command; a remedy that is none, or an option that there is not, raises."""
    answer = None
    for command in remedy.partition("; or ")[0].split(" && "):
        answer = _run(_INNER.sub(lambda inner: shlex.quote(_run(inner[1], client)), command), client)
    return answer


def _run(command: str, client: Client) -> Any:
    program, service, operation, *words = shlex.split(command)
    assert program == "aws", command
    options = dict(_options(words))
    api = client(_CALLED.get(service, service))
    assert options.pop("region", api.meta.region_name) == api.meta.region_name
    query, _ = options.pop("query", None), options.pop("output", None)
    method = operation.replace("-", "_")
    model = api.meta.service_model.operation_model(api.meta.method_to_api_mapping[method])
    names = {xform_name(name, "-"): name for name in model.input_shape.members}
    given = {names[name]: _value(text, model.input_shape.members[names[name]]) for name, text in options.items()}
    answer = getattr(api, method)(**given)
    return jmespath.search(query, answer) if query else answer


def _options(words: list[str]) -> Any:
    """Names and values; None where an option is a flag."""
    for at, word in enumerate(words):
        if word.startswith("--"):
            value = words[at + 1] if at + 1 < len(words) and not words[at + 1].startswith("--") else None
            yield word.removeprefix("--"), value


def _value(text: str | None, shape: Any) -> Any:
    if text is None:
        assert shape.type_name == "boolean", shape
        return True
    if shape.type_name in ("structure", "map", "list") and text[0] in "[{":
        return json.loads(text)
    if shape.type_name == "structure":
        return {name: value == "true" for name, value in (one.split("=") for one in text.split(","))}
    return text
