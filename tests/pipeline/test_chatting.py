import pytest

from pipeline.chat import GRAPHS, region_of
from pipeline.pipeline import Pipeline
from tests.pipeline.written import refusal, small, the_pipeline

URL = '{vendor: ilert, url: "env:ILERT_URL"}'
SLACK = "{slack: {workspace: T07EA123LEP, channel: C07EZ1ABC23}}"
UUID = "1e2d3c4b-1234-4321-abcd-0123456789ab"
TEAMS = f'{{teams: {{tenant: {UUID}, team: {UUID}, channel: "19:abc@thread.tacv2"}}}}'


def pipeline_of(written: str) -> Pipeline:
    return the_pipeline(small(URL, written))


def test_a_slack_channel_is_told_of_its_topic_alone() -> None:
    pipeline = pipeline_of(SLACK)
    (channel,), (topic,) = pipeline.chat_channels, pipeline.topics
    assert (channel.client, channel.workspace, channel.channel) == ("slack", "T07EA123LEP", "C07EZ1ABC23")
    assert channel.topic_arns == (topic.arn,)


def test_a_teams_channel_is_known_by_tenant_team_and_channel() -> None:
    (channel,) = pipeline_of(TEAMS).chat_channels
    assert (channel.client, channel.tenant, channel.workspace, channel.channel) == (
        "teams", UUID, UUID, "19%3Aabc%40thread.tacv2",
    )  # fmt: skip


@pytest.mark.parametrize("written", ["19:a-b_c@thread.tacv2", "19%3aa-b_c%40thread.tacv2", "19%3Aa-b_c%40thread.tacv2"])
def test_a_teams_channel_is_known_in_whichever_form_it_is_written(written: str) -> None:
    """The API takes the form of the link alone, with either case, and tells what it was given."""
    (channel,) = pipeline_of(TEAMS.replace("19:abc@thread.tacv2", written)).chat_channels
    assert channel.channel == "19%3Aa-b_c%40thread.tacv2"


@pytest.mark.parametrize("written", ["19:a{b}@thread.tacv2", "19:a b@thread.tacv2", "general"])
def test_a_teams_channel_that_the_api_would_refuse_is_refused(written: str) -> None:
    assert "should look like 19:...@thread.tacv2" in refusal(small(URL, TEAMS.replace("19:abc@thread.tacv2", written)))


def test_whoever_is_in_the_channel_may_look_at_metrics_and_do_nothing_else() -> None:
    pipeline = pipeline_of(SLACK)
    (role,), (channel,) = pipeline.chat_roles, pipeline.chat_channels
    assert channel.role_arn == role.arn
    ((_, policy),) = role.inline_policies
    alarms, graphs = policy.statements
    own = "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:trailbell-*"
    assert (alarms["Action"], alarms["Resource"]) == ("cloudwatch:DescribeAlarms", own)
    assert (graphs["Action"], graphs["Resource"]) == (GRAPHS, "*")
    assert channel.guardrail_policies == ("arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess",)


def test_the_service_may_act_for_this_account_alone() -> None:
    (role,) = pipeline_of(SLACK).chat_roles
    (statement,) = role.trust_policy.statements
    assert statement["Principal"] == {"Service": "chatbot.amazonaws.com"}
    assert statement["Condition"] == {"StringEquals": {"aws:SourceAccount": "111122223333"}}


def test_the_subscription_of_the_service_is_expected_and_left_to_it() -> None:
    pipeline = pipeline_of(SLACK)
    (subscription,) = pipeline.subscriptions
    assert str(subscription.endpoint).startswith("https://global.sns-api.chatbot.amazonaws.com/")
    assert pipeline.exists(subscription)
    assert pipeline.dead_letter_queues == ()


@pytest.mark.parametrize(("region", "partition"), [("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov")])
def test_a_partition_without_the_service_is_told_of_the_forwarder(region: str, partition: str) -> None:
    told = refusal(small(URL, SLACK).replace("eu-west-1", region))
    assert f"needs Amazon Q Developer, which the partition {partition} has not" in told
    assert "forwarder: {slack: ssm:/path}" in told


@pytest.mark.parametrize(("home", "api"), [("eu-west-1", "eu-west-1"), ("eu-central-1", "us-west-2")])
def test_the_api_is_asked_where_it_is(home: str, api: str) -> None:
    assert region_of(home) == api
