from typing import Any

from tests.modules.synthesis import stack_of, the
from tests.pipeline.test_chatting import SLACK, TEAMS, UUID, pipeline_of

COMMON = {
    "configuration_name": "trailbell-on-call",
    "iam_role_arn": "arn:aws:iam::111122223333:role/trailbell-on-call",
    "sns_topic_arns": ["arn:aws:sns:eu-west-1:111122223333:trailbell-on-call"],
    "guardrail_policy_arns": ["arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess"],
    "user_authorization_required": False,
    "logging_level": "NONE",
}


def written(channel: str, kind: str) -> Any:
    found = the(stack_of(pipeline_of(channel)), "resource", f"aws_chatbot_{kind}_channel_configuration")
    waits_for = {name.partition(".")[0] for name in found.pop("depends_on")}
    assert waits_for == {"aws_iam_role", "aws_iam_role_policy", "aws_sns_topic", "aws_sns_topic_policy"}
    return found


def test_a_slack_channel_is_written_after_its_role_and_topic() -> None:
    own = {"slack_team_id": "T07EA123LEP", "slack_channel_id": "C07EZ1ABC23"}
    assert written(SLACK, "slack") == COMMON | own


def test_a_teams_channel_is_written_after_its_role_and_topic() -> None:
    own = {"tenant_id": UUID, "team_id": UUID, "channel_id": "19%3Aabc%40thread.tacv2"}
    assert written(TEAMS, "teams") == COMMON | own


def test_the_subscription_of_the_service_is_not_written() -> None:
    assert "aws_sns_topic_subscription" not in stack_of(pipeline_of(SLACK))["resource"]
