import dataclasses
import json
from collections.abc import Iterator
from typing import Any

import pytest

from pipeline.pipeline import Pipeline
from pipeline.policy_document import PolicyDocument, Statement
from tests.pipeline.partitions import REGIONS
from tests.pipeline.written import designed

NOTIFYING = """\
trail: {notify: files}
destinations: {on-call: {vendor: ilert, url: "env:A"}, files: {vendor: https, url: "env:B"}}
routes: {critical: [on-call]}
auditor: {github: {repository: acme/infrastructure, branch: main}}
accounts: [{name: production, id: "111122223333", region: REGION}]
"""


def in_partition(name: str) -> Pipeline:
    """A pipeline with every policy there is."""
    return designed(NOTIFYING.replace("REGION", REGIONS[name]))[0]


def statements(value: Any) -> Iterator[Statement]:
    """Every statement of every policy document somewhere inside."""
    if isinstance(value, PolicyDocument):
        yield from value.statements
    elif isinstance(value, tuple):
        for item in value:
            yield from statements(item)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from statements(getattr(value, field.name))


def listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


@pytest.mark.parametrize("partition", REGIONS)
def test_no_policy_allows_a_wildcard_action(partition: str) -> None:
    allowed = [statement for statement in statements(in_partition(partition)) if statement["Effect"] == "Allow"]
    assert len(allowed) > 10
    assert [action for statement in allowed for action in listed(statement["Action"]) if "*" in action] == []
    assert not any("NotAction" in statement or "NotPrincipal" in statement for statement in allowed)


@pytest.mark.parametrize("partition", REGIONS)
def test_everybody_stands_in_denials_only(partition: str) -> None:
    everybody = [s for s in statements(in_partition(partition)) if "*" in json.dumps(s.get("Principal", ""))]
    assert {statement["Effect"] for statement in everybody} == {"Deny"}


@pytest.mark.parametrize("partition", REGIONS)
def test_a_service_is_allowed_with_a_condition_except_to_assume_a_role(partition: str) -> None:
    free = [
        statement["Sid"]
        for statement in statements(in_partition(partition))
        if "Service" in statement.get("Principal", {}) and "Condition" not in statement
    ]
    assert free == ["CloudTrailAssumes"]
