"""How fast filter patterns are matched, beside two peers in the same run.

    python -m benchmarks.pattern

Peers: the naive evaluator of the tests, which walks the tree for every event, and `json.loads` of the same event,
which is what reading it costs. Prints one line per measure with the goal it is held against; exits 1 if one is missed.
"""

from __future__ import annotations

import json
import sys
import timeit
from collections.abc import Callable, Iterable, Iterator

from alerts.pattern import Pattern, PatternSet, parse
from alerts.pattern.tree import JsonPattern
from tests.alerts.pattern import naive

SECONDS = 0.4
GOAL_EVENTS_PER_SECOND = 200_000
GOAL_MICROSECONDS_PER_SET = 20
GOAL_PATTERNS = 60

WORDS = ("Role", "User", "Group", "Policy", "Key", "Trail", "Bucket", "Function", "Instance", "Snapshot")
SERVICES = ("iam", "cloudtrail", "s3", "ec2", "kms", "lambda", "rds", "guardduty", "config", "organizations", "sns")
IAM_NAMES = [
    *(f"{verb}{kind}Policy" for verb in ("Delete", "Put", "Attach", "Detach") for kind in ("Group", "Role", "User")),
    *(f"{verb}{noun}" for verb in ("Create", "Delete") for noun in ("Policy", "PolicyVersion")),
]
BROAD = [
    '{$.userIdentity.type="Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType !="AwsServiceEvent"}',
    '{($.errorCode="*UnauthorizedOperation") || ($.errorCode="AccessDenied*")}',
    '{ ($.readOnly IS FALSE) && ($.awsRegion != "us-east-1") && ($.awsRegion != "eu-central-1") }',
    '{ ($.eventSource = "lambda.amazonaws.com") && ($.eventName = "AddPermission*") && ($.errorCode NOT EXISTS) }',
]


def either(names: Iterable[str]) -> str:
    return " || ".join(f"($.eventName = {name})" for name in names)


def iam_policy_change() -> str:
    """The shape of the CIS alert on IAM policies: one source, sixteen names."""
    return f"{{($.eventSource=iam.amazonaws.com) && ({either(IAM_NAMES)})}}"


def catalogue() -> list[Pattern]:
    """Sixty alerts in the shape of the CIS and the attack alerts: most ask for a source and a few names."""
    verbs = {"Delete": WORDS[:3], "Put": WORDS[4:9], "Disable": WORDS[:3], "Update": WORDS[4:9], "Stop": WORDS[:3]}
    by_name = [
        f'{{ ($.eventSource = "{service}.amazonaws.com") && ({either(f"{verb}{word}" for word in words)}) '
        f"&& ($.errorCode NOT EXISTS) }}"
        for verb, words in verbs.items()
        for service in SERVICES
    ]
    return [parse(text) for text in (iam_policy_change(), *BROAD, *by_name)]


def events() -> list[dict[str, object]]:
    """CloudTrail events as they come: mostly reads, some changes, few of them watched."""
    verbs = ("Describe", "Get", "List", "Delete", "Put", "Create", "Assume", "Head")
    return [
        event(f"{verb}{word}", f"{service}.amazonaws.com", denied=(number % 13 == 0))
        for number, (verb, word, service) in enumerate(
            (verb, word, service) for verb in verbs for word in WORDS for service in SERVICES[:5]
        )
    ]


def event(name: str, source: str, *, denied: bool = False) -> dict[str, object]:
    found: dict[str, object] = {
        "eventVersion": "1.08",
        "userIdentity": {
            "type": "AssumedRole",
            "principalId": "AROAEXAMPLE:ci",
            "arn": "arn:aws:sts::111122223333:assumed-role/Deployer/ci",
            "accountId": "111122223333",
            "sessionContext": {"attributes": {"creationDate": "2024-01-01T00:00:00Z", "mfaAuthenticated": "false"}},
        },
        "eventTime": "2024-01-01T00:00:00Z",
        "eventSource": source,
        "eventName": name,
        "awsRegion": "eu-central-1",
        "sourceIPAddress": "198.51.100.23",
        "userAgent": "aws-cli/2.15.0",
        "requestParameters": {"policyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess", "items": [1, 2, 3]},
        "responseElements": None,
        "readOnly": not name.startswith(("Delete", "Put", "Create")),
        "eventType": "AwsApiCall",
        "managementEvent": True,
    }
    return {**found, "errorCode": "AccessDenied"} if denied else found


def per_call(function: Callable[[], object]) -> float:
    """Seconds per call: the best of three runs of a third of the time each."""
    calls, took = timeit.Timer(function).autorange()
    rounds = max(1, int(SECONDS / 3 / took)) * calls
    return min(timeit.Timer(function).repeat(3, rounds)) / rounds


def measure() -> Iterator[tuple[str, str, bool]]:
    """(what, how much, whether the goal is met)"""
    stream = events()
    pattern = parse(iam_policy_change())
    assert isinstance(pattern.tree, JsonPattern)  # noqa: S101
    condition = pattern.tree.condition
    texts = [json.dumps(found) for found in stream]

    def all_of_it(function: Callable[[dict[str, object]], object]) -> float:
        return per_call(lambda: [function(found) for found in stream]) / len(stream)

    matching, walking = all_of_it(pattern.matches_event), all_of_it(lambda found: naive.holds(condition, found))
    loading = per_call(lambda: [json.loads(text) for text in texts]) / len(texts)
    yield (
        "one alert (IAM policy change), parsed events",
        f"{1 / matching:,.0f}/s; {walking / matching:.1f} times the naive evaluator's {1 / walking:,.0f}/s, "
        f"{loading / matching:.0f} times json.loads' {1 / loading:,.0f}/s",
        1 / matching >= GOAL_EVENTS_PER_SECOND,
    )
    patterns = catalogue()
    index = PatternSet(enumerate(patterns))
    indexed = all_of_it(index.matching)
    tried = all_of_it(lambda found: [key for key, each in enumerate(patterns) if each.matches_event(found)])
    yield (
        f"{len(patterns)} alerts over one parsed event",
        f"{indexed * 1e6:.1f} us; {tried / indexed:.1f} times as fast as trying each, {tried * 1e6:.1f} us",
        indexed * 1e6 < GOAL_MICROSECONDS_PER_SET,
    )
    yield "parsing and compiling the alert", f"{per_call(lambda: parse(iam_policy_change())) * 1e6:.0f} us", True


def main() -> int:
    results = list(measure())
    for what, how_much, met in results:
        print(f"{'ok  ' if met else 'SLOW'} {what}: {how_much}")
    print(f"goals: {GOAL_EVENTS_PER_SECOND:,} events/s, {GOAL_PATTERNS} alerts in {GOAL_MICROSECONDS_PER_SET} us")
    return 0 if all(met for _, _, met in results) else 1


if __name__ == "__main__":
    sys.exit(main())
