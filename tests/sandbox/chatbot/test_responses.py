import pytest
from botocore.exceptions import ClientError

from sandbox import control
from tests.sandbox.chatbot.asked import ACCOUNT, ROLE, SLACK, TEAM, Chat
from tests.sandbox.local import Aws


def names(found: list[dict[str, str]]) -> list[str]:
    return [one["ConfigurationName"] for one in found]


def test_a_slack_channel_is_told_as_it_was_made(chat: Chat) -> None:
    made = chat.slack(Tags=[{"TagKey": "owner", "TagValue": "security"}])
    (found,) = chat.chatbot.describe_slack_channel_configurations()["SlackChannelConfigurations"]
    assert found == made
    assert {name: found[name] for name in SLACK} == SLACK
    assert found["Tags"] == [{"TagKey": "owner", "TagValue": "security"}]


def test_an_arn_without_configuration_finds_nothing_and_is_no_mistake(chat: Chat) -> None:
    gone = chat.slack()["ChatConfigurationArn"].replace("alarms", "gone")
    answer = chat.chatbot.describe_slack_channel_configurations(ChatConfigurationArn=gone)
    assert answer["SlackChannelConfigurations"] == []


def test_teams_channels_are_found_by_their_team_or_their_arn(chat: Chat) -> None:
    made = chat.teams()
    by_team = chat.chatbot.list_microsoft_teams_channel_configurations
    assert by_team(TeamId=TEAM)["TeamChannelConfigurations"] == [made]
    assert by_team(TeamId=TEAM.replace("1", "2"))["TeamChannelConfigurations"] == []
    arn = made["ChatConfigurationArn"]
    found = chat.chatbot.get_microsoft_teams_channel_configuration(ChatConfigurationArn=arn)["ChannelConfiguration"]
    assert found == made


def test_a_teams_channel_is_changed_and_deleted(chat: Chat) -> None:
    arn = chat.teams()["ChatConfigurationArn"]
    other = "19%3Aother%40thread.tacv2"
    changed = chat.chatbot.update_microsoft_teams_channel_configuration(ChatConfigurationArn=arn, ChannelId=other)
    assert changed["ChannelConfiguration"]["ChannelId"] == other
    chat.chatbot.delete_microsoft_teams_channel_configuration(ChatConfigurationArn=arn)
    assert chat.chatbot.list_microsoft_teams_channel_configurations()["TeamChannelConfigurations"] == []


def test_what_is_made_in_one_region_is_found_in_the_others(chat: Chat) -> None:
    chat.slack()
    there = chat.aws.client("chatbot", "us-west-2", ACCOUNT)
    assert names(there.describe_slack_channel_configurations()["SlackChannelConfigurations"]) == ["alarms"]


def test_the_service_answers_in_its_own_regions_alone(corrected: Aws) -> None:
    with pytest.raises(ClientError, match=r"There is no endpoint in eu-central-1: the service answers in us-east-2"):
        corrected.client("chatbot", "eu-central-1").describe_slack_channel_configurations()


def test_another_account_has_channels_of_its_own(chat: Chat) -> None:
    chat.slack()
    other = chat.aws.client("chatbot", "eu-west-1", "444455556666")
    assert other.describe_slack_channel_configurations()["SlackChannelConfigurations"] == []


def test_a_page_leads_to_the_next_one(chat: Chat) -> None:
    for name in ("a", "b", "c"):
        chat.slack(ConfigurationName=name, SlackChannelId=f"C0{name}")
    first = chat.chatbot.describe_slack_channel_configurations(MaxResults=2)
    second = chat.chatbot.describe_slack_channel_configurations(MaxResults=2, NextToken=first["NextToken"])
    assert [names(page["SlackChannelConfigurations"]) for page in (first, second)] == [["a", "b"], ["c"]]
    assert "NextToken" not in second


def test_those_who_let_the_service_in_are_listed(chat: Chat) -> None:
    (workspace,) = chat.chatbot.describe_slack_workspaces()["SlackWorkspaces"]
    (team,) = chat.chatbot.list_microsoft_teams_configured_teams()["ConfiguredTeams"]
    assert (workspace["SlackTeamId"], team["TeamId"]) == ("T07EA123LEP", TEAM)


def test_tags_are_added_replaced_and_taken_away(chat: Chat) -> None:
    arn = chat.slack(Tags=[{"TagKey": "a", "TagValue": "1"}, {"TagKey": "b", "TagValue": "1"}])["ChatConfigurationArn"]
    chat.chatbot.tag_resource(ResourceARN=arn, Tags=[{"TagKey": "b", "TagValue": "2"}])
    chat.chatbot.untag_resource(ResourceARN=arn, TagKeys=["a"])
    assert chat.chatbot.list_tags_for_resource(ResourceARN=arn)["Tags"] == [{"TagKey": "b", "TagValue": "2"}]


def test_a_call_can_be_made_to_fail(chat: Chat) -> None:
    control.fail_calls(chat.aws.url, service="chatbot", operation="DescribeSlackChannelConfigurations")
    with pytest.raises(ClientError, match=r"AccessDeniedException.*chatbot:DescribeSlackChannelConfigurations"):
        chat.chatbot.describe_slack_channel_configurations()
    assert chat.slack()["IamRoleArn"] == ROLE
