from pathlib import Path
from typing import Any

import pytest

from tests.policies.example import DELIVER, Terraform, changed, policy, with_more, without
from tests.policies.judging import FRAMEWORKS, judged

GROUP = "aws_cloudwatch_log_group"
ROLE_POLICY = "aws_iam_role_policy"
RULE = "TRAILBELL_DELIVERY_ROLE_ONLY_DELIVERS"


def delivering(**different: Any) -> Terraform:
    return changed(ROLE_POLICY, policy=policy(DELIVER | different))


BAD = [
    pytest.param(
        changed(GROUP, retention_in_days=30),
        {"TRAILBELL_LOG_GROUP_KEEPS_EVENTS": "events are deleted after 30 days, promised are 365"},
        id="deleted too soon",
    ),
    pytest.param(
        changed(
            "aws_iam_role",
            assume_role_policy=policy({"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}),
        ),
        {
            RULE: "others than CloudTrail may assume the role",
            "TRAILBELL_ROLE_ASKS_FOR_EXTERNAL_ID": "* may assume it without an external id",
        },
        id="anybody assumes the role",
    ),
    pytest.param(
        with_more(
            "aws_iam_role_policy_attachment",
            "admin",
            role="${aws_iam_role.delivery.name}",
            policy_arn="arn:aws:iam::aws:policy/ReadOnlyAccess",
        ),
        {RULE: "a managed policy is attached to the role"},
        id="a managed policy",
    ),
    pytest.param(
        without(ROLE_POLICY), {RULE: "the role may not logs:CreateLogStream and logs:PutLogEvents"}, id="no policy"
    ),
    pytest.param(
        delivering(Action="logs:PutLogEvents"), {RULE: "the role may not logs:CreateLogStream"}, id="half a policy"
    ),
    pytest.param(
        delivering(Action=["logs:CreateLogStream", "logs:PutLogEvents", "logs:DeleteLogGroup"]),
        {RULE: "the role may also logs:DeleteLogGroup"},
        id="one action more",
    ),
    pytest.param(delivering(Resource="*"), {RULE: "the role may write to *"}, id="every log group"),
]

GOOD = [
    pytest.param(changed(GROUP, retention_in_days=0), id="kept for ever"),
    pytest.param(changed(GROUP, retention_in_days=None), id="kept for ever, unsaid"),
    pytest.param(with_more(GROUP, "short", name="/short", retention_in_days=1), id="a log group of no trail's"),
]


@pytest.mark.parametrize("framework", FRAMEWORKS)
@pytest.mark.parametrize(("terraform", "failed"), BAD)
def test_what_loses_events_or_lets_others_in_fails(
    terraform: Terraform, failed: dict[str, str], framework: str, tmp_path: Path
) -> None:
    assert judged(terraform, framework, tmp_path).failed == failed


@pytest.mark.parametrize("framework", FRAMEWORKS)
@pytest.mark.parametrize("terraform", GOOD)
def test_what_keeps_events_holds(terraform: Terraform, framework: str, tmp_path: Path) -> None:
    assert judged(terraform, framework, tmp_path).failed == {}


@pytest.mark.parametrize(("promised", "held"), [("90", True), ("401", False)])
def test_the_promise_of_the_configuration_counts(
    promised: str, held: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRAILBELL_LOG_RETENTION_DAYS", promised)
    failed = judged(changed(GROUP, retention_in_days=400), "terraform_json", tmp_path).failed
    assert (failed == {}) is held
