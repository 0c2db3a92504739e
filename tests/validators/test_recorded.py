"""The answers that tests write down take the place of moto's, for the call they are meant for and no other."""

from collections.abc import Iterator

import pytest

from tests.validators.recorded import Recorded, recording
from tests.validators.sandboxed import SandboxedAccount
from validators.reading import CallFailed


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch) -> Iterator[Recorded]:
    yield from recording(monkeypatch)


def test_answer_takes_the_place_of_motos(account: SandboxedAccount, recorded: Recorded) -> None:
    recorded.answer("sns", "ListTopics", {"Topics": [{"TopicArn": "written-down"}]})
    assert account.session().call("sns", "list_topics") == {
        "Topics": [{"TopicArn": "written-down"}],
        "ResponseMetadata": {},
    }


def test_function_leaves_other_parameters_to_moto(account: SandboxedAccount, recorded: Recorded) -> None:
    recorded.answer("logs", "DescribeLogGroups", lambda asked: {"logGroups": [{}]} if "limit" in asked else None)
    session = account.session()
    assert session.call("logs", "describe_log_groups", limit=1)["logGroups"] == [{}]
    assert session.call("logs", "describe_log_groups")["logGroups"] == []


def test_change_starts_from_motos_answer(account: SandboxedAccount, recorded: Recorded) -> None:
    recorded.change("sts", "GetCallerIdentity", lambda answer: answer.update(UserId="changed"))
    answer = account.session().call("sts", "get_caller_identity")
    assert (answer["Account"], answer["UserId"]) == (account.pipeline.account.id, "changed")


def test_refusal_is_an_error_of_aws(account: SandboxedAccount, recorded: Recorded) -> None:
    recorded.refuse("sns", "ListTopics", "AuthorizationError")
    with pytest.raises(CallFailed, match="access denied"):
        account.session().call("sns", "list_topics")


def test_other_region_is_left_to_moto(account: SandboxedAccount, recorded: Recorded) -> None:
    recorded.refuse("sns", "ListTopics", "AuthorizationError", region="us-east-1")
    assert account.session().call("sns", "list_topics")["Topics"] == []


def test_answer_that_aws_would_not_give_is_refused(account: SandboxedAccount, recorded: Recorded) -> None:
    recorded.answer("sns", "ListTopics", {"Topics": "none"})
    with pytest.raises(CallFailed, match="Invalid type for parameter Topics"):
        account.session().call("sns", "list_topics")
