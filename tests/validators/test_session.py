import dataclasses
import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from botocore.credentials import ReadOnlyCredentials

from sandbox import control
from tests.validators.designed import designed
from tests.validators.sandboxed import SandboxedAccount
from tests.validators.stubbed import StubbedClients
from validators.reading import CallFailed, Unread
from validators.session import Clients, Session

ACCOUNT = designed().account
CALLER = "123456789012"
"""The account of the local AWS that credentials without a role belong to."""


def failure(session: Session) -> Unread:
    """Why the account could not be entered."""
    with pytest.raises(CallFailed) as failed:
        session.enter()
    return failed.value.unread


@pytest.fixture
def closed_port() -> int:
    """A loopback port at which nobody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture
def web_page(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """In place of AWS answers a web server, as a captive portal or a proxy does."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<html>Please log in</html><!--")

        def log_message(self, *_: Any) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.server_port}")
        yield
        server.shutdown()
        thread.join()


def test_check_role_leads_into_the_account(account: SandboxedAccount) -> None:
    assert account.session().call("sts", "get_caller_identity")["Account"] == account.pipeline.account.id


def test_role_is_assumed_with_its_external_id(stubs: StubbedClients) -> None:
    keys = {"AccessKeyId": "ASIAEXAMPLEEXAMPLE12", "SecretAccessKey": "secret", "SessionToken": "token"}
    stubs.answer(
        "sts",
        "assume_role",
        {"Credentials": {**keys, "Expiration": datetime(2030, 1, 1, tzinfo=UTC)}},
        RoleArn=f"arn:aws:iam::{ACCOUNT.id}:role/Auditor",
        RoleSessionName="trailbell-check",
        ExternalId="of-the-vendor",
    )
    stubs.answer("sts", "get_caller_identity", {"Account": ACCOUNT.id})
    Session(dataclasses.replace(ACCOUNT, external_id="of-the-vendor"), stubs).enter()
    assert stubs.given == [None, ReadOnlyCredentials("ASIAEXAMPLEEXAMPLE12", "secret", "token")]


def test_who_deploys_comes_by_the_deploy_role_and_is_refused_by_its_name(stubs: StubbedClients) -> None:
    role = {"RoleArn": f"arn:aws:iam::{ACCOUNT.id}:role/Deployer", "RoleSessionName": "trailbell-deploy"}
    keys = {"AccessKeyId": "ASIAEXAMPLEEXAMPLE12", "SecretAccessKey": "secret", "SessionToken": "token"}
    stubs.answer(
        "sts", "assume_role", {"Credentials": {**keys, "Expiration": datetime(2030, 1, 1, tzinfo=UTC)}}, **role
    )
    stubs.answer("sts", "get_caller_identity", {"Account": ACCOUNT.id})
    session = Session(dataclasses.replace(ACCOUNT, deploy_role="Deployer"), stubs, deploys=True)
    session.enter()
    stubs.refuse("sns", "confirm_subscription", "AuthorizationError")
    with pytest.raises(
        CallFailed, match=r"^sns:ConfirmSubscription: access denied; allow .* for the role that deploys$"
    ):
        session.call("sns", "confirm_subscription", TopicArn="arn", Token="token")


def test_without_a_role_the_credentials_of_the_caller_are_used(stubs: StubbedClients) -> None:
    stubs.answer("sts", "get_caller_identity", {"Account": ACCOUNT.id})
    Session(dataclasses.replace(ACCOUNT, check_role=None), stubs).enter()
    assert stubs.given == [None]


def test_credentials_of_another_account_are_refused(account: SandboxedAccount) -> None:
    of_caller = dataclasses.replace(account.pipeline.account, check_role=None)
    unread = failure(Session(of_caller, account.clients))
    assert unread.call == "sts:GetCallerIdentity"
    assert unread.reason.startswith(f"the credentials are those of account {CALLER}; set check_role")


def test_role_that_may_not_be_assumed_is_told(account: SandboxedAccount) -> None:
    control.fail_calls(account.aws.url, service="sts", operation="AssumeRole", account=CALLER)
    unread = failure(Session(account.pipeline.account, account.clients))
    assert unread.call == "sts:AssumeRole"
    assert unread.reason.startswith("access denied; let the role trust the caller, with its external id")


def test_missing_credentials_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    assert failure(Session(ACCOUNT, Clients())).reason == "there are no AWS credentials; log in, or set AWS_PROFILE"


def test_half_of_the_credentials_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    assert failure(Session(ACCOUNT, Clients())).reason == "there are no AWS credentials; log in, or set AWS_PROFILE"


def test_profile_that_does_not_exist_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    reason = failure(Session(ACCOUNT, Clients())).reason
    assert reason == "the call failed: The config profile (nobody) could not be found"


def test_endpoint_that_is_no_address_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "nowhere")
    assert failure(Session(ACCOUNT, Clients())).reason == "the call failed: Invalid endpoint: nowhere"


@pytest.mark.parametrize("code", ["ExpiredToken", "InvalidClientTokenId", "UnrecognizedClientException"])
def test_credentials_that_have_expired_are_told(stubs: StubbedClients, code: str) -> None:
    stubs.refuse("sts", "assume_role", code)
    reason = failure(Session(ACCOUNT, stubs)).reason
    assert reason == "the AWS credentials are not valid or have expired; log in again"


def test_other_refusals_are_told_in_the_words_of_aws(stubs: StubbedClients) -> None:
    stubs.refuse("sts", "assume_role", "RegionDisabledException", "STS is not activated in this region.")
    reason = failure(Session(ACCOUNT, stubs)).reason
    assert reason == "AWS answered RegionDisabledException: STS is not activated in this region"


def test_refusal_without_words_is_told_by_its_code(stubs: StubbedClients) -> None:
    stubs.refuse("sts", "assume_role", "503")
    assert failure(Session(ACCOUNT, stubs)).reason == "AWS answered 503"


def test_long_words_of_aws_are_cut(stubs: StubbedClients) -> None:
    stubs.refuse("sts", "assume_role", "Odd", "x" * 5000)
    assert len(failure(Session(ACCOUNT, stubs)).reason) < 250


def test_endpoint_that_does_not_answer_is_given_up_within_seconds(
    closed_port: int, monkeypatch: pytest.MonkeyPatch, pauses: list[float]
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{closed_port}")
    started = time.monotonic()
    unread = failure(Session(ACCOUNT, Clients()))
    assert time.monotonic() - started + sum(pauses) < 20
    assert unread.call == "sts:AssumeRole"
    assert unread.reason.startswith("the sts endpoint in eu-west-1 did not answer: Could not connect")


def test_endpoint_that_does_not_answer_is_tried_once_and_not_for_every_call(
    closed_port: int, monkeypatch: pytest.MonkeyPatch, pauses: list[float]
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{closed_port}")
    clients = Clients()
    failure(Session(ACCOUNT, clients))
    tried = len(pauses)
    for _ in range(100):
        unread = failure(Session(ACCOUNT, clients))
    assert unread.reason == "the sts endpoint in eu-west-1 has not answered for a while; run the check again"
    assert len(pauses) == tried


def test_call_ends_within_a_minute_and_a_half_whatever_happens(clients: Clients) -> None:
    config = clients.build("logs", "eu-west-1").meta.config
    tries = config.retries["total_max_attempts"]
    # https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html: at most 1, 2, 4, ... up to 20 s
    longest_pauses = sum(min(2**number, 20) for number in range(tries - 1))
    assert config.retries["mode"] == "standard"
    assert tries * max(config.connect_timeout, config.read_timeout) + longest_pauses < 90


@pytest.mark.parametrize(
    ("service", "operation", "call"),
    [
        ("cloudtrail", "DescribeTrails", "describe_trails"),
        ("iam", "ListRoles", "list_roles"),
        ("sqs", "ListQueues", "list_queues"),
        ("kms", "ListKeys", "list_keys"),
        ("s3", "ListBuckets", "list_buckets"),
    ],
)
def test_throttled_call_is_tried_again_and_then_told(
    account: SandboxedAccount, pauses: list[float], service: str, operation: str, call: str
) -> None:
    session = account.session()
    account.fail(service, operation, error="Throttling")
    with pytest.raises(CallFailed, match=f"^{service}:{operation}: throttled away after several tries"):
        session.call(service, call)
    assert len(pauses) == 4


def test_throttled_in_the_word_of_sns_is_told_too(account: SandboxedAccount, pauses: list[float]) -> None:
    # botocore does not know the code `Throttled`, so it does not try again.
    session = account.session()
    account.fail("sns", "ListTopics", error="Throttling")
    with pytest.raises(CallFailed, match=r"^sns:ListTopics: throttled away"):
        session.call("sns", "list_topics")
    assert pauses == []


def test_call_that_is_throttled_for_a_while_succeeds(account: SandboxedAccount, pauses: list[float]) -> None:
    session = account.session()
    account.fail("logs", "DescribeLogGroups", error="Throttling", times=3)
    assert session.call("logs", "describe_log_groups")["logGroups"] == []
    assert len(pauses) == 3


@pytest.mark.usefixtures("web_page")
def test_web_page_in_place_of_an_answer_is_told() -> None:
    unread = failure(Session(ACCOUNT, Clients()))
    assert unread == Unread("sts:AssumeRole", "the answer is not AWS's; look for a proxy in between")
