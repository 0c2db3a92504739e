"""What a session remembers of its answers, reads to the last page, and begins ahead."""

import itertools
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.sandbox.local import wait_until
from tests.validators.designed import designed
from tests.validators.sandboxed import SandboxedAccount
from tests.validators.stubbed import StubbedClients, stubbed_session
from validators.reading import CallFailed
from validators.session import Clients, Session

ACCOUNT = designed().account
GROUPS = ("logs", "describe_log_groups", "logGroups")


def test_call_made_twice_is_answered_from_memory(stubs: StubbedClients) -> None:
    stubs.answer("logs", "describe_log_groups", {"logGroups": []}, logGroupNamePrefix="a")
    stubs.answer("logs", "describe_log_groups", {"logGroups": []}, logGroupNamePrefix="b")
    session = stubbed_session(stubs)
    for prefix in ("a", "b", "a", "b"):
        session.call("logs", "describe_log_groups", logGroupNamePrefix=prefix)


def test_what_is_missing_is_remembered_as_missing(stubs: StubbedClients) -> None:
    stubs.refuse("iam", "get_role", "NoSuchEntity")
    session = stubbed_session(stubs)
    assert session.find("iam", "get_role", ("NoSuchEntity",), RoleName="r") is None
    assert session.find("iam", "get_role", ("NoSuchEntity",), RoleName="r") is None


def test_call_that_failed_is_made_again(stubs: StubbedClients) -> None:
    stubs.refuse("iam", "list_roles", "ServiceUnavailable")
    stubs.answer("iam", "list_roles", {"Roles": []})
    session = stubbed_session(stubs)
    with pytest.raises(CallFailed):
        session.call("iam", "list_roles")
    assert session.call("iam", "list_roles")["Roles"] == []


def test_missing_is_only_what_the_reader_says(stubs: StubbedClients) -> None:
    stubs.refuse("iam", "get_role", "NoSuchEntity")
    with pytest.raises(CallFailed, match="AWS answered NoSuchEntity"):
        stubbed_session(stubs).find("iam", "get_role", ("Other",), RoleName="r")


def test_pages_are_read_to_the_last(stubs: StubbedClients) -> None:
    stubs.answer("logs", "describe_log_groups", {"logGroups": [{"logGroupName": "a"}], "nextToken": "1"})
    stubs.answer("logs", "describe_log_groups", {"logGroups": [], "nextToken": "2"}, nextToken="1")
    stubs.answer("logs", "describe_log_groups", {"logGroups": [{"logGroupName": "b"}]}, nextToken="2")
    assert [group["logGroupName"] for group in stubbed_session(stubs).pages(*GROUPS)] == ["a", "b"]


def test_page_without_the_key_has_no_items(stubs: StubbedClients) -> None:
    stubs.answer("logs", "describe_log_groups", {})
    assert [*stubbed_session(stubs).pages(*GROUPS)] == []


@pytest.mark.parametrize("circle", [("1", "1"), ("1", "2", "1"), ("1", "2", "3", "2")], ids="-".join)
def test_pages_that_lead_in_a_circle_end_and_are_told(stubs: StubbedClients, circle: tuple[str, ...]) -> None:
    stubs.answer("logs", "describe_log_groups", {"logGroups": [], "nextToken": circle[0]})
    for token, following in itertools.pairwise(circle):
        stubs.answer("logs", "describe_log_groups", {"logGroups": [], "nextToken": following}, nextToken=token)
    with pytest.raises(CallFailed, match=r"^logs:DescribeLogGroups: the pages of the answer lead in a circle"):
        [*stubbed_session(stubs).pages(*GROUPS)]


def test_what_another_reader_was_told_is_missing_is_a_failure_to_who_needs_it(stubs: StubbedClients) -> None:
    stubs.refuse("iam", "get_role", "NoSuchEntity")
    session = stubbed_session(stubs)
    session.find("iam", "get_role", ("NoSuchEntity",), RoleName="r")
    with pytest.raises(CallFailed, match="iam:GetRole: AWS answered that it is not there"):
        session.call("iam", "get_role", RoleName="r")


def test_readers_that_ask_the_same_at_the_same_time_make_one_call(stubs: StubbedClients) -> None:
    stubs.answer("logs", "describe_log_groups", {"logGroups": []})
    session = stubbed_session(stubs)
    with ThreadPoolExecutor(8) as threads:
        found = [*threads.map(lambda _: session.call("logs", "describe_log_groups")["logGroups"], range(32))]
    assert found == [[]] * 32


def test_read_that_was_begun_ahead_is_answered_from_memory(account: SandboxedAccount, pauses: list[float]) -> None:
    session = account.session()
    session.ahead(lambda: session.call("logs", "describe_log_groups"))
    assert wait_until(lambda: bool(session._answers.keys() - {("sts", "get_caller_identity")}))
    account.fail("logs", "DescribeLogGroups")
    assert session.call("logs", "describe_log_groups")["logGroups"] == []


def test_read_that_failed_ahead_is_made_again(account: SandboxedAccount) -> None:
    session = account.session()
    account.fail("logs", "DescribeLogGroups", times=1)
    tried = threading.Event()

    def read() -> None:
        try:
            session.call("logs", "describe_log_groups")
        finally:
            tried.set()

    session.ahead(read)
    assert tried.wait(10)
    assert session.call("logs", "describe_log_groups")["logGroups"] == []


def test_nothing_is_begun_ahead_in_a_run_that_has_ended() -> None:
    clients = Clients()
    clients.stop()
    begun: list[bool] = []
    Session(ACCOUNT, clients).ahead(lambda: begun.append(True))
    assert begun == []
