import pytest
from botocore.exceptions import ClientError

from tests.sandbox.local import Aws


def test_plain_moto_has_no_such_service(plain: Aws) -> None:
    with pytest.raises(ClientError, match=r"\(500\)"):
        plain.client("chatbot", "eu-west-1").describe_slack_channel_configurations()


def test_the_sandbox_answers_for_the_service(corrected: Aws) -> None:
    answer = corrected.client("chatbot", "eu-west-1").describe_slack_channel_configurations()
    assert answer["SlackChannelConfigurations"] == []
