import pytest
from botocore.exceptions import ClientError

from pipeline.chat import ENDPOINT
from sandbox import control
from tests.sandbox.chatbot.asked import ACCOUNT, SLACK, Chat
from tests.sandbox.local import Aws

ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


def test_a_workspace_lets_the_service_in_first(corrected: Aws) -> None:
    told = f"Slack workspace T07EA123LEP is not authorized with AWS account {ACCOUNT}"
    with pytest.raises(ClientError, match=rf"InvalidRequestException.*{told}"):
        Chat(corrected).slack()


def test_a_team_lets_the_service_in_first(corrected: Aws) -> None:
    with pytest.raises(ClientError, match=r"InvalidRequestException.*team id you are using is not configured"):
        Chat(corrected).teams()


def test_a_workspace_lets_in_the_service_of_one_account(chat: Chat) -> None:
    other = chat.aws.client("chatbot", "eu-west-1", "444455556666")
    with pytest.raises(ClientError, match="is not authorized with AWS account 444455556666"):
        other.create_slack_channel_configuration(**SLACK)


def test_what_is_left_out_has_the_defaults_of_aws(chat: Chat) -> None:
    made = chat.slack()
    assert (made["LoggingLevel"], made["UserAuthorizationRequired"], made["SnsTopicArns"]) == ("NONE", False, [])
    assert made["GuardrailPolicyArns"] == [ADMINISTRATOR]


def test_the_kind_of_chat_stands_in_the_arn(chat: Chat) -> None:
    under = f"arn:aws:chatbot::{ACCOUNT}:chat-configuration"
    assert [chat.slack()["ChatConfigurationArn"], chat.teams()["ChatConfigurationArn"]] == [
        f"{under}/slack-channel/alarms",
        f"{under}/microsoft-teams-channel/alarms",
    ]


def test_a_name_is_taken_once(chat: Chat) -> None:
    chat.slack()
    with pytest.raises(ClientError, match="ConflictException") as told:
        chat.slack(SlackChannelId="C0OTHER")
    assert told.value.response["ResponseMetadata"]["HTTPStatusCode"] == 409


def test_a_slack_channel_is_configured_once_in_an_account(chat: Chat) -> None:
    chat.slack()
    with pytest.raises(
        ClientError, match=r"InvalidRequestException.*C07EZ1ABC23 in Slack team T07EA123LEP has already"
    ):
        chat.slack(ConfigurationName="again")


def test_an_update_does_not_take_the_channel_of_another(chat: Chat) -> None:
    chat.slack(ConfigurationName="first", SlackChannelId="C0FIRST")
    second = chat.slack(ConfigurationName="second", SlackChannelId="C0SECOND")["ChatConfigurationArn"]
    with pytest.raises(ClientError, match="has already been configured"):
        chat.chatbot.update_slack_channel_configuration(ChatConfigurationArn=second, SlackChannelId="C0FIRST")


def test_the_service_subscribes_to_its_topics_and_confirms(chat: Chat) -> None:
    topic = chat.topic()
    chat.slack(SnsTopicArns=[topic])
    (made,) = chat.subscriptions(topic)
    assert (made["Protocol"], made["Endpoint"]) == ("https", ENDPOINT)
    assert made["SubscriptionArn"].startswith(topic)


def test_a_topic_that_is_not_there_is_refused_and_nothing_is_left(chat: Chat) -> None:
    with pytest.raises(ClientError, match=r"InvalidRequestException.*arn:aws:sns:eu-west-1:111122223333:gone"):
        chat.slack(SnsTopicArns=[f"arn:aws:sns:eu-west-1:{ACCOUNT}:gone"])
    assert chat.chatbot.describe_slack_channel_configurations()["SlackChannelConfigurations"] == []


def test_an_update_changes_what_is_asked_for_and_the_subscriptions_with_it(chat: Chat) -> None:
    before, after = chat.topic("before"), chat.topic("after")
    arn = chat.slack(SnsTopicArns=[before], LoggingLevel="INFO")["ChatConfigurationArn"]
    answer = chat.chatbot.update_slack_channel_configuration(
        ChatConfigurationArn=arn, SlackChannelId="C0OTHER", SnsTopicArns=[after]
    )
    made = answer["ChannelConfiguration"]
    assert (made["SlackChannelId"], made["SnsTopicArns"], made["LoggingLevel"]) == ("C0OTHER", [after], "INFO")
    assert [len(chat.subscriptions(topic)) for topic in (before, after)] == [0, 1]


def test_a_deleted_configuration_takes_its_subscription_along(chat: Chat) -> None:
    topic = chat.topic()
    arn = chat.slack(SnsTopicArns=[topic])["ChatConfigurationArn"]
    chat.chatbot.delete_slack_channel_configuration(ChatConfigurationArn=arn)
    assert chat.subscriptions(topic) == []


def test_a_topic_that_another_channel_is_told_of_stays_subscribed(chat: Chat) -> None:
    topic = chat.topic()
    arn = chat.slack(SnsTopicArns=[topic])["ChatConfigurationArn"]
    chat.teams(SnsTopicArns=[topic])
    assert len(chat.subscriptions(topic)) == 1
    chat.chatbot.delete_slack_channel_configuration(ChatConfigurationArn=arn)
    assert len(chat.subscriptions(topic)) == 1


def test_what_is_not_there_is_neither_changed_nor_deleted(chat: Chat) -> None:
    gone = f"arn:aws:chatbot::{ACCOUNT}:chat-configuration/slack-channel/gone"
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        chat.chatbot.update_slack_channel_configuration(ChatConfigurationArn=gone, SlackChannelId="C0")
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        chat.chatbot.delete_slack_channel_configuration(ChatConfigurationArn=gone)


def test_a_reset_forgets_workspaces_and_configurations(chat: Chat) -> None:
    chat.slack()
    control.reset(chat.aws.url)
    chat.aws.forget_accounts()
    assert chat.chatbot.describe_slack_channel_configurations()["SlackChannelConfigurations"] == []
    assert chat.chatbot.describe_slack_workspaces()["SlackWorkspaces"] == []
