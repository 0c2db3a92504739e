from typing import Any

import pytest

from pipeline.forwarder import Forwarder
from pipeline.pipeline import Pipeline
from tests.pipeline.written import refusal, small, the_pipeline

URL = '{vendor: ilert, url: "env:ILERT_URL"}'
SLACK = '{forwarder: {slack: "ssm:/on-call/slack"}}'
TEAMS = '{forwarder: {teams: "secretsmanager:on-call/teams"}}'
SYSLOG = '{forwarder: {syslog: {host: logs.example.com, port: 6515, ca: "ssm:/on-call/ca"}}}'
PREFIX = "arn:aws:{}:eu-west-1:111122223333:"


def pipeline_of(written: str, more: str = "") -> Pipeline:
    return the_pipeline(small(URL, written, more=more))


def forwarder(written: str) -> Forwarder:
    (found,) = pipeline_of(written).forwarders
    return found


def statements(pipeline: Pipeline) -> dict[str, Any]:
    (role,) = pipeline.forwarder_roles
    ((_, policy),) = role.inline_policies
    return {statement["Sid"]: statement for statement in policy.statements}


@pytest.mark.parametrize(
    ("written", "variables"),
    [
        (SLACK, {"CHANNEL": "slack", "ENDPOINT": "ssm:/on-call/slack"}),
        (TEAMS, {"CHANNEL": "teams", "ENDPOINT": "secretsmanager:on-call/teams"}),
        (SYSLOG, {"CHANNEL": "syslog", "SYSLOG_HOST": "logs.example.com", "SYSLOG_PORT": "6515",
                  "SYSLOG_CA": "ssm:/on-call/ca"}),
    ],
)  # fmt: skip
def test_a_forwarder_is_told_what_to_send_where_by_reference(written: str, variables: dict[str, str]) -> None:
    assert dict(forwarder(written).variables) == variables


def test_its_topic_is_subscribed_and_may_invoke_it_and_nobody_else() -> None:
    pipeline = pipeline_of(SLACK)
    (subscription,), (permission,) = pipeline.subscriptions, pipeline.function_permissions
    assert (subscription.protocol, str(subscription.endpoint)) == ("lambda", pipeline.forwarders[0].arn)
    (statement,) = permission.policy.statements
    assert statement["Condition"] == {"ArnLike": {"AWS:SourceArn": pipeline.topics[0].arn}}


def test_the_role_may_write_one_log_read_one_parameter_and_leave_dead_letters_in_one_queue() -> None:
    allowed = statements(pipeline_of(SLACK, "trail: {encryption: sse-s3}\n"))
    told = {sid: (statement["Action"], statement["Resource"]) for sid, statement in allowed.items()}
    assert told == {
        "Log": (
            ["logs:CreateLogStream", "logs:PutLogEvents"],
            f"{PREFIX.format('logs')}log-group:/aws/lambda/trailbell-on-call:*",
        ),
        "LeaveDeadLetters": ("sqs:SendMessage", f"{PREFIX.format('sqs')}trailbell-on-call-dead-letters"),
        "Read0": ("ssm:GetParameter", f"{PREFIX.format('ssm')}parameter/on-call/slack"),
        "Decrypt0": ("kms:Decrypt", f"{PREFIX.format('kms')}key/*"),
    }
    assert allowed["Decrypt0"]["Condition"]["StringEquals"] == {
        "kms:ViaService": "ssm.eu-west-1.amazonaws.com",
        "kms:EncryptionContext:PARAMETER_ARN": f"{PREFIX.format('ssm')}parameter/on-call/slack",
    }


def test_a_secret_is_read_whatever_ending_secrets_manager_gave_its_arn() -> None:
    allowed = statements(pipeline_of(TEAMS))
    arn = f"{PREFIX.format('secretsmanager')}secret:on-call/teams-??????"
    assert (allowed["Read0"]["Action"], allowed["Read0"]["Resource"]) == ("secretsmanager:GetSecretValue", arn)
    assert allowed["Decrypt0"]["Condition"]["StringLike"] == {"kms:EncryptionContext:SecretARN": arn}


def test_a_syslog_server_of_a_known_authority_needs_nothing_to_be_read() -> None:
    allowed = statements(pipeline_of("{forwarder: {syslog: {host: logs.example.com}}}"))
    assert allowed.keys() == {"Log", "LeaveDeadLetters", "EncryptDeadLetters"}


def test_the_pipelines_key_lets_forwarders_leave_dead_letters_and_log_and_only_where_there_are_any() -> None:
    key = pipeline_of(SLACK).key
    assert key is not None
    told = {statement["Sid"]: statement for statement in key.policy.statements}
    letters = told["ForwardersLeaveDeadLetters"]["Condition"]
    assert letters["ArnEquals"] == {"aws:PrincipalArn": ["arn:aws:iam::111122223333:role/trailbell-on-call"]}
    assert letters["StringEquals"] == {"kms:ViaService": "sqs.eu-west-1.amazonaws.com"}
    assert "ForwardersLogsEncrypt" in told
    without = pipeline_of(URL).key
    assert without is not None
    assert not {statement["Sid"] for statement in without.policy.statements} & {
        "ForwardersLeaveDeadLetters", "ForwardersLogsEncrypt",
    }  # fmt: skip


def test_somebody_elses_function_gets_a_permission_and_nothing_else() -> None:
    pipeline = pipeline_of("{lambda: on-alarm}")
    (permission,) = pipeline.function_permissions
    assert permission.function_arn == f"{PREFIX.format('lambda')}function:on-alarm"
    assert (pipeline.forwarders, pipeline.forwarder_roles, pipeline.forwarder_log_groups) == ((), (), ())


def test_a_forwarder_cannot_have_the_name_of_another_role() -> None:
    text = small(f"on-call: {URL}", f"cloudtrail-delivery: {SLACK}")
    assert "destinations.cloudtrail-delivery: another role is called so already; rename it" in refusal(text)


def test_hosts_and_arns_are_those_of_the_partition() -> None:
    text = small(URL, SLACK).replace("eu-west-1", "cn-north-1")
    decrypt = statements(the_pipeline(text))["Decrypt0"]
    assert decrypt["Resource"] == "arn:aws-cn:kms:cn-north-1:111122223333:key/*"
    assert decrypt["Condition"]["StringEquals"]["kms:ViaService"] == "ssm.cn-north-1.amazonaws.com.cn"
