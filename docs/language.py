"""The page of the alert language, made from the models' own descriptions."""

from __future__ import annotations

from alerts.condition import Condition
from alerts.condition_values import Section
from alerts.ignore import Ignore

_INTRODUCTION = """\
# The alert language

<!-- Made by `make docs` from alerts/condition.py and alerts/ignore.py; change it there. -->

What an alert looks for stands under `condition:`. It is compiled to a CloudWatch Logs filter pattern, within the limits
of CloudWatch, and proved on the alert's own `examples`; `trailbell alerts show ID` prints both. A raw pattern
stands under `pattern:` instead, where a standard demands its very text.

```yaml
id: role-trusted-from-outside
title: Role trust policy changed by hand
severity: high
condition:
  service: iam
  event: [UpdateAssumeRolePolicy, CreateRole]
  outcome: success
  none:
    - user: {name: "deploy-*"}
ignore:
  - user: {arn: "arn:aws:iam::111122223333:role/break-glass"}
    reason: rehearsed every quarter
    until: 2027-03-31
examples:
  match: [{eventSource: iam.amazonaws.com, eventName: CreateRole}]
  no_match: [{eventSource: iam.amazonaws.com, eventName: CreateRole, errorCode: AccessDenied}]
```

All keys of a condition must hold; of a list one is enough; `*` stands for any text at either end of a value. What is
negated also holds for events that lack the field: CloudWatch itself says false to `!=` on a field that is missing.
"""


def language_page() -> str:
    """docs/alert-language.md."""
    return "\n".join([_INTRODUCTION, _table("condition", Condition), _table("ignore[]", Ignore)])


def _table(title: str, model: type[Section]) -> str:
    known = set(Condition.model_fields) if model is Ignore else set()
    rows = [
        f"| `{name}` | {field.description} |".replace("\n", " ")
        for name, field in model.model_fields.items()
        if name not in known
    ]
    more = "The keys of a condition, and:\n\n" if known else ""
    return "\n".join([f"## `{title}`", "", f"{more}| key | |", "| --- | --- |", *rows, ""])
