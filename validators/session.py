"""A reader's way into one account: credentials, clients, calls, and their errors in one sentence each.

A check makes only calls that read. A call made twice in one session is answered from memory.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    HTTPClientError,
    NoCredentialsError,
    PartialCredentialsError,
)
from botocore.exceptions import (
    ConnectionError as BotoConnectionError,
)
from botocore.parsers import ResponseParserError

from pipeline.account import Account
from validators.reading import CallFailed, Unread

PERMISSIONS = ("sts:AssumeRole", "sts:GetCallerIdentity", "kms:DescribeKey")

_LONGEST_REASON = 200
_CONFIG = Config(
    connect_timeout=5,
    read_timeout=10,
    retries={"mode": "standard", "total_max_attempts": 5},
    user_agent_extra="trailbell",
)
_DENIED = frozenset({"AccessDenied", "AccessDeniedException", "AuthorizationError", "AuthorizationErrorException",
                     "UnauthorizedOperation", "403"})  # fmt: skip
_THROTTLED = frozenset({"Throttling", "ThrottlingException", "Throttled", "ThrottledException", "RequestThrottled",
                        "TooManyRequestsException", "RequestLimitExceeded", "SlowDown"})  # fmt: skip
_INVALID = frozenset({"ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId", "UnrecognizedClientException"})
_ACTIONS = {
    "s3:GetBucketEncryption": "s3:GetEncryptionConfiguration",
    "s3:GetBucketLifecycleConfiguration": "s3:GetLifecycleConfiguration",
    "s3:GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
    "s3:HeadBucket": "s3:ListBucket",
}
"""Where the IAM action has another name than the call."""

Response = dict[str, Any]


class _StoppedError(BotoCoreError):  # type: ignore[misc]
    fmt = "the check was interrupted"


class Clients:
    """boto3 clients of one run. Building one is not thread-safe in botocore, using one is."""

    def __init__(self) -> None:
        self._session: boto3.Session | None = None
        self._lock = threading.Lock()
        self._stopped = threading.Event()

    def client(self, service: str, region: str, credentials: dict[str, str]) -> Any:
        """A client; `credentials` are client arguments, empty for the caller's own."""
        with self._lock:
            # Not in the constructor: a profile that does not exist is refused here, where refusals are explained.
            self._session = self._session or boto3.Session()
            client = self._session.client(service, region_name=region, config=_CONFIG, **credentials)
        client.meta.events.register("before-send", self._refuse_when_stopped)
        return client

    def stop(self) -> None:
        """Let no request begin any more: of an interrupted run only the calls under way are left."""
        self._stopped.set()

    def _refuse_when_stopped(self, **_: Any) -> None:
        if self._stopped.is_set():
            raise _StoppedError


class Session:
    """One account, seen through its check role, or through the caller's own credentials.

    With `deploys`, through its deploy role: for the few calls that write, which no check makes.
    """

    def __init__(self, account: Account, clients: Clients, *, deploys: bool = False) -> None:
        self.account = account
        self._purpose, self._role = ("deploy", account.deploy_role) if deploys else ("check", account.check_role)
        self._clients = clients
        self._credentials: dict[str, str] = {}
        self._open: dict[str, Any] = {}
        self._answers: dict[tuple[Any, ...], Response | None] = {}
        self._lock = threading.Lock()

    def enter(self) -> None:
        """Assume the role and make sure that this is the right account; raises CallFailed."""
        if self._role:
            self._credentials = self._assume(self.account.role_arn(self._role))
            self._open.clear()
        actual = self.call("sts", "get_caller_identity")["Account"]
        if actual != self.account.id:
            role, wanted = f"{self._purpose}_role", self.account.id
            reason = f"the credentials are those of account {actual}; set {role}, or use those of {wanted}"
            raise CallFailed(Unread("sts:GetCallerIdentity", reason))

    def _assume(self, role_arn: str) -> dict[str, str]:
        external = {"ExternalId": self.account.external_id} if self.account.external_id else {}
        name = f"trailbell-{self._purpose}"
        answer = self.call("sts", "assume_role", RoleArn=role_arn, RoleSessionName=name, **external)
        given = answer["Credentials"]
        return {
            "aws_access_key_id": given["AccessKeyId"],
            "aws_secret_access_key": given["SecretAccessKey"],
            "aws_session_token": given["SessionToken"],
        }

    def call(self, service: str, operation: str, **parameters: Any) -> Response:
        """The answer to a call; raises CallFailed."""
        answer = self.find(service, operation, (), **parameters)
        assert answer is not None  # noqa: S101 -- without codes that mean missing, find answers or raises
        return answer

    def find(self, service: str, operation: str, missing: Sequence[str], **parameters: Any) -> Response | None:
        """The answer to a call, or None where it failed with one of the codes that mean `missing`."""
        key = (service, operation, *sorted((name, repr(value)) for name, value in parameters.items()))
        with self._lock:
            if key in self._answers:
                return self._answers[key]
        answer = self.ask(service, operation, missing, **parameters)
        with self._lock:
            self._answers[key] = answer
        return answer

    def pages(
        self, service: str, operation: str, key: str, missing: Sequence[str] = (), **parameters: Any
    ) -> Iterator[Any]:
        """The items under `key` of every page; none where the call failed with a code that means `missing`.

        Raises CallFailed where a page leads back to an earlier one: what was read till then may not be all.
        """
        token_in, token_out = _TOKENS[service]
        token: dict[str, str] = {}
        seen: set[str] = set()
        while (answer := self.find(service, operation, missing, **parameters, **token)) is not None:
            yield from answer.get(key, ())
            following = answer.get(token_out)
            if not following:
                return
            if following in seen:
                raise CallFailed(Unread(_action(service, operation), "the pages of the answer lead in a circle"))
            seen.add(following)
            token = {token_in: following}

    def ask(self, service: str, operation: str, missing: Sequence[str], **parameters: Any) -> Response | None:
        """As `find`, but not remembered: for answers that are long, or can be read only once."""
        action = _action(service, operation)
        try:
            answer: Response = getattr(self._client(service), operation)(**parameters)
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code", "")
            if code in missing:
                return None
            raise CallFailed(Unread(action, _refusal(code, error, self._purpose))) from None
        except (NoCredentialsError, PartialCredentialsError):
            reason = "there are no AWS credentials; log in, or set AWS_PROFILE"
            raise CallFailed(Unread(action, reason)) from None
        except (BotoConnectionError, HTTPClientError) as error:
            reason = f"the {service} endpoint in {self.account.region} did not answer: {_cut(error)}"
            raise CallFailed(Unread(action, reason)) from None
        except ResponseParserError:
            raise CallFailed(Unread(action, "the answer is not AWS's; is there a proxy in between?")) from None
        except (BotoCoreError, ValueError) as error:  # ValueError: AWS_ENDPOINT_URL is no address
            raise CallFailed(Unread(action, f"the call failed: {_cut(error)}")) from None
        return answer

    def _client(self, service: str) -> Any:
        with self._lock:
            client = self._open.get(service)
        if client is None:
            client = self._clients.client(service, self.account.region, self._credentials)
            with self._lock:
                client = self._open.setdefault(service, client)
        return client

    def alias_of(self, wanted: str | None, observed: str | None) -> str | None:
        """The ARN of the wanted alias where `observed` names the same key, else what was observed."""
        if not wanted or not observed:
            return observed or None
        alias = f"alias/{wanted.partition(':alias/')[2]}"
        if observed in (wanted, alias):
            return wanted
        answer = self.find("kms", "describe_key", ("NotFoundException",), KeyId=alias)
        metadata = answer["KeyMetadata"] if answer else {}
        return wanted if observed in (metadata.get("Arn"), metadata.get("KeyId")) else observed


_TOKENS = {
    "logs": ("nextToken", "nextToken"),
    "cloudwatch": ("NextToken", "NextToken"),
    "sns": ("NextToken", "NextToken"),
    "iam": ("Marker", "Marker"),
    "cloudtrail": ("NextToken", "NextToken"),
}
"""The names of the page token in requests and answers."""


def _action(service: str, operation: str) -> str:
    name = "".join(word.capitalize() for word in operation.split("_"))
    action = f"{service}:{name}"
    return _ACTIONS.get(action, action)


def _refusal(code: str, error: ClientError, purpose: str) -> str:
    if code in _DENIED:
        return f"access denied; allow this action for the role that {purpose}s"
    if code in _THROTTLED:
        return "throttled away after several tries; run the check again"
    if code in _INVALID:
        return "the AWS credentials are not valid or have expired; log in again"
    text = _cut(error.response.get("Error", {}).get("Message", ""))
    return f"AWS answered {code or 'an error'}{': ' + text if text else ''}"


def _cut(text: object) -> str:
    """What others say, as the middle of a sentence of ours."""
    return str(text)[:_LONGEST_REASON].rstrip(".")
