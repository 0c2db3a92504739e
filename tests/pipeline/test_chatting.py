import pytest

from pipeline.chat import GRAPHS, region_of
from pipeline.pipeline import Pipeline
from tests.pipeline.written import designed, refusal, small, the_pipeline

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


@pytest.mark.parametrize(("kind", "chat"), [("slack", SLACK), ("teams", TEAMS)])
def test_a_trail_does_not_tell_a_chat_of_log_files_that_it_would_drop(kind: str, chat: str) -> None:
    assert refusal(small(URL, chat, more="trail: {notify: on-call}\n")) == (
        "trailbell.yaml:5:9: trail.notify: on-call is a chat by Amazon Q Developer, which understands alarms and drops "
        f"notices of log files; name another destination, such as forwarder: {{{kind}: ssm:/path}}"
    )


def several(*chats: str, more: str = "") -> str:
    """A configuration with these destinations, called chat-0 and so on, in two accounts."""
    named = "".join(f"\n  chat-{number}: {chat}" for number, chat in enumerate(chats))
    other = '  - {name: staging, id: "444455556666", region: eu-west-1}\n'
    return small(f"\n  on-call: {URL}", named, more=other + more)


def test_a_slack_channel_is_one_destination_of_an_account() -> None:
    assert refusal(several(SLACK, SLACK)) == (
        "trailbell.yaml:3:3: destinations.chat-1: is the channel of chat-0, which an account tells by one "
        "configuration; route to chat-0 alone"
    )


def test_a_team_has_one_destination_in_an_account() -> None:
    assert refusal(several(TEAMS, TEAMS.replace("19:abc", "19:other").replace("abcd", "ABCD"))) == (
        "trailbell.yaml:3:3: destinations.chat-1: is in the team of chat-0, of which Terraform deploys one channel in "
        "an account; route to chat-0, or use forwarder: {teams: ssm:/path}"
    )


def test_other_channels_and_other_teams_stand_beside_each_other() -> None:
    others = SLACK.replace("C07", "C08"), TEAMS.replace(f"team: {UUID}", f"team: {UUID.replace('1', '2')}")
    for pipeline in designed(several(SLACK, TEAMS, *others)):
        assert len(pipeline.chat_channels) == 4


def test_a_channel_that_stands_twice_but_rings_once_is_no_mistake() -> None:
    route = "routes: {critical: [chat-0], low: [chat-0]}\n"
    assert [len(one.chat_channels) for one in designed(several(SLACK, SLACK, more=route))] == [1, 1]
