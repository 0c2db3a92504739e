"""The page of the alert language, made from the models' descriptions and from examples that are compiled on the way."""

from __future__ import annotations

import textwrap

from alerts.alert import Alert
from alerts.condition import Condition
from alerts.condition_expression import express
from alerts.condition_values import Parameter, SourceIp, User
from alerts.document import parse
from alerts.ignore import Ignore
from alerts.insights import clauses
from alerts.validation import validate
from docs.configuration import section

_INTRODUCTION = """\
# The alert language

<!-- Made by `make docs` from docs/language.py and alerts/condition.py; change it there. -->

An alert says what to listen for in a `condition`. Trailbell compiles it to filter patterns of CloudWatch Logs, within
all of their limits, proves them on the alert's own `examples`, and shows both with `trailbell alerts show ID`. An alert
of your own stands under `alerts.own` in `trailbell.yaml`:

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
threshold: {count: 3, within: 10 minutes, datapoints: 1 of 1}
notify: {ok: true, insufficient_data: false}
examples:
  match: [{eventSource: iam.amazonaws.com, eventName: CreateRole}]
  no_match: [{eventSource: iam.amazonaws.com, eventName: CreateRole, errorCode: AccessDenied}]
```
"""

_RULES = """\
## How it is read

- All keys of a condition must hold. Of a list one is enough: `event: [CreateUser, CreateRole]`.
- `*` at the start or the end of a text stands for any run of characters, also for none. Upper and lower case differ.
- A text between percent signs is a regular expression, in the dialect of CloudWatch Logs: `'%^(not allowed)%'` is
  refused, for it knows no brackets. A pattern takes two of them, and a log group five patterns with any.
- `none`, `source_ip: {outside: ...}` and ignores also hold where the field is missing. (In a filter pattern of your own
  they would not: there `!=` fails on a missing field, and an exclusion silences the alert without a word.)
- A field that holds an object or a list fulfils neither a test nor its opposite: CloudWatch cannot see it. Name
  something inside, as in `request: {"items[*].group": all}`, which asks whether some element is so.
- `null` counts as absent. A number written bare is compared as a number, and with the text of the same digits.
- Names of services and events that CloudTrail is not known to write are told at synth and by `trailbell alerts lint`.
"""

_EXAMPLES = (
    (
        "Who may assume roles, and from where",
        """\
        service: sts
        event: AssumeRole*
        outcome: success
        user: {type: [AWSAccount, AssumedRole]}
        source_ip: {outside: [10.16.0.0/12, 203.0.113.7, aws-services]}
        """,
    ),
    (
        "A console sign-in tells its outcome, and whether MFA was used, in fields of its own; that is known here",
        """\
        event: ConsoleLogin
        outcome: success
        mfa: false
        """,
    ),
    (
        "A bucket is opened, but not by the deployment",
        """\
        service: s3
        any:
          - event: DeleteBucketPublicAccessBlock
          - event: PutBucketPublicAccessBlock
            request: {PublicAccessBlockConfiguration.RestrictPublicBuckets: false}
        none:
          - user: "*:role/deploy"
        """,
    ),
    (
        "Large machines, by parameters",
        """\
        service: ec2
        event: RunInstances
        request:
          instanceType: ["p4*", "p5*"]
          maxCount: {at_least: 4}
          dryRun: {absent: true}
        """,
    ),
    (
        "What no key can say, as a filter pattern",
        """\
        user: {type: Root}
        pattern: '{ ($.eventType != "AwsServiceEvent") && ($.userIdentity.invokedBy NOT EXISTS) }'
        """,
    ),
)

_REST = """\
## Around the condition

`condition` or `pattern`, one of them, is needed. `ignore` narrows both. It can be given for one alert (in it, or under
`alerts.adjust`), and for packs, single alerts, an account or all of them (`alerts.ignore`). Past its last day an ignore
no longer applies; synth says so. With `copy` an alert of your own is a shipped one in all that it does not say:

```yaml
copy: root-console-login
id: root-console-login-abroad
condition: {event: ConsoleLogin, user: {type: Root}, source_ip: {outside: 203.0.113.0/24}}
```

## What standards prescribe, and quiet twins

Security Hub wants the filters of its controls CloudWatch.1 to .14 to the letter, and some of them ring all day. With

```yaml
alerts:
  packs: [cis]
  adjust:
    cis-unauthorized-api: {quiet: true}
  ignore:
    - {user: "*:role/deploy", reason: our own deployments}
routes: {low: [archive], medium: [on-call]}
```

the filter and its alarm stay as prescribed, with severity `low`, and a twin `cis-unauthorized-api-quiet` pages: without
what is ignored, and with the twin's own threshold. Any alert that something is ignored for can have such a twin.

## Limits, and what is done about them

- A filter pattern holds 1,024 characters, two regular expressions and three wildcards (`[*]`). What does not fit is
  first written without blanks and quotes, then split into several filters that feed one metric. Only alternatives that
  one field tells apart, such as event names, are split, so that no event counts twice; anything else is refused, with
  every limit that it exceeds.
- Networks become texts with an asterisk (`10.16.*`), as few as possible; a network that needs too many becomes a
  regular expression. IPv6 networks cannot be told; IPv6 addresses can.
- Two fields cannot be compared with each other, and a count per user needs a dimension per user: neither is possible.
- A literal asterisk can only be asked for by a regular expression: `'%^\\*$%'`.
- A log group takes 100 filters; a choice of packs that needs more is refused with the count.

## What an alarm tells

The alarm's description ends in a link to CloudWatch Logs Insights, with the condition as a query over the last day: the
very events that made it ring, and who did it. What Insights cannot say is searched for in the text of the events, so
the query shows every event that counted, and at times one more. For the first example above the query's filter is

    {query}
"""


def language_page() -> str:
    """docs/alert-language.md."""
    tables = [
        section("condition", Condition),
        section("condition.user", User),
        section("condition.source_ip", SourceIp),
        section("condition.request.PATH, condition.response.PATH", Parameter),
    ]
    examples = "\n".join(_example(title, text) for title, text in _EXAMPLES)
    first = " and ".join(clauses(express(_condition(_EXAMPLES[0][1]))))
    rest = _REST.replace("{query}", first)
    parts = [
        _INTRODUCTION,
        _RULES,
        "## Examples\n",
        examples,
        rest,
        "## Reference\n",
        *map(_deeper, tables),
        _ignores(),
    ]
    return "\n".join(parts)


def _ignores() -> str:
    own = [name for name in Ignore.model_fields if name not in Condition.model_fields]
    rows = [f"| `{name}` | {Ignore.model_fields[name].description} |" for name in own]
    return "\n".join(
        ["### `ignore[]`", "", "The keys of a condition, and:", "", "| key | |", "| --- | --- |", *rows, ""]
    )


def _example(title: str, text: str) -> str:
    condition = _condition(text)
    alert = Alert.model_validate({"id": "example", "title": title, "severity": "low", "condition": condition})
    written = textwrap.indent(textwrap.dedent(text), "  ").rstrip()
    compiled = "\n".join(alert.patterns)
    return f"{title}:\n\n```yaml\ncondition:\n{written}\n```\n\n```\n{compiled}\n```\n"


def _condition(text: str) -> Condition:
    return validate(Condition, parse(textwrap.dedent(text), "docs/language.py"))


def _deeper(table: str) -> str:
    return table.replace("## ", "### ", 1)
