"""The API: https://docs.aws.amazon.com/chatbot/latest/APIReference/API_Operations.html, as far as it is called here."""

from typing import Any

from moto.core.responses import ActionResult, BaseResponse, EmptyResult

from pipeline.chat import REGIONS
from sandbox.chatbot import constraints
from sandbox.chatbot.configurations import ChannelConfiguration, ChatbotBackend, Client, of_account
from sandbox.chatbot.errors import Refusal

_MOST_ON_A_PAGE = 100
_PAGE = "page-from-"


class ChatbotResponse(BaseResponse):  # type: ignore[misc]  # moto says nothing of its types
    """Answers the calls of one account."""

    def __init__(self) -> None:
        super().__init__(service_name="chatbot")
        self.automated_parameter_parsing = True

    def create_slack_channel_configuration(self) -> ActionResult:
        return self._create("slack")

    def create_microsoft_teams_channel_configuration(self) -> ActionResult:
        return self._create("teams")

    def update_slack_channel_configuration(self) -> ActionResult:
        return _told(self._account.update(self._asked()))

    update_microsoft_teams_channel_configuration = update_slack_channel_configuration

    def delete_slack_channel_configuration(self) -> ActionResult:
        self._account.delete(self._asked()["ChatConfigurationArn"])
        return EmptyResult()

    delete_microsoft_teams_channel_configuration = delete_slack_channel_configuration

    def get_microsoft_teams_channel_configuration(self) -> ActionResult:
        return _told(self._account.find(self._asked()["ChatConfigurationArn"]))

    def describe_slack_channel_configurations(self) -> ActionResult:
        """Those of all channels, or none where the one that is asked for does not exist."""
        wanted = self._asked().get("ChatConfigurationArn")
        found = [_described(one) for one in self._account.of("slack") if wanted in (None, one.arn)]
        return self._page("SlackChannelConfigurations", found)

    def list_microsoft_teams_channel_configurations(self) -> ActionResult:
        wanted = self._asked().get("TeamId")
        found = [_described(one) for one in self._account.of("teams")]
        return self._page("TeamChannelConfigurations", [one for one in found if wanted in (None, one["TeamId"])])

    def describe_slack_workspaces(self) -> ActionResult:
        self._asked()
        ids = self._account.workspaces["slack"]
        return self._page("SlackWorkspaces", [{"SlackTeamId": one, "SlackTeamName": one} for one in ids])

    def list_microsoft_teams_configured_teams(self) -> ActionResult:
        """Without tenants: here nobody says which one a team is of."""
        self._asked()
        return self._page("ConfiguredTeams", [{"TeamId": one} for one in self._account.workspaces["teams"]])

    def list_tags_for_resource(self) -> ActionResult:
        return ActionResult({"Tags": self._account.find(self._asked()["ResourceARN"]).settings["Tags"]})

    def tag_resource(self) -> ActionResult:
        asked = self._asked()
        settings = self._account.find(asked["ResourceARN"]).settings
        keys = {tag["TagKey"] for tag in asked["Tags"]}
        settings["Tags"] = [*(tag for tag in settings["Tags"] if tag["TagKey"] not in keys), *asked["Tags"]]
        return EmptyResult()

    def untag_resource(self) -> ActionResult:
        asked = self._asked()
        settings = self._account.find(asked["ResourceARN"]).settings
        settings["Tags"] = [tag for tag in settings["Tags"] if tag["TagKey"] not in asked["TagKeys"]]
        return EmptyResult()

    @property
    def _account(self) -> ChatbotBackend:
        return of_account(self.current_account)

    def _asked(self) -> dict[str, Any]:
        """What is asked for, once it is asked as AWS wants it, and where AWS answers: elsewhere it has not even a name.

        https://docs.aws.amazon.com/general/latest/gr/chatbot.html
        """
        if self.region not in REGIONS:
            told = f"There is no endpoint in {self.region}: the service answers in {', '.join(REGIONS)}."
            raise Refusal("UnknownEndpoint", told)
        asked: dict[str, Any] = self._get_params()
        constraints.check(self._get_action(), asked)
        return asked

    def _create(self, client: Client) -> ActionResult:
        return _told(self._account.create(client, self._asked()))

    def _page(self, name: str, found: list[dict[str, Any]]) -> ActionResult:
        asked = self._get_params()
        first = int((asked.get("NextToken") or f"{_PAGE}0").removeprefix(_PAGE))
        after = first + int(asked.get("MaxResults") or _MOST_ON_A_PAGE)
        return ActionResult({name: found[first:after], "NextToken": f"{_PAGE}{after}" if after < len(found) else None})


def _told(configuration: ChannelConfiguration) -> ActionResult:
    return ActionResult({"ChannelConfiguration": _described(configuration)})


def _described(configuration: ChannelConfiguration) -> dict[str, Any]:
    """Names are told by the chat, which nobody asks here: an id stands in their place."""
    settings = configuration.settings
    names = {}
    if configuration.client == "slack":
        names = {"SlackTeamName": settings["SlackTeamId"], "SlackChannelName": settings["SlackChannelId"]}
    return names | settings | {"ChatConfigurationArn": configuration.arn, "State": "ENABLED"}
