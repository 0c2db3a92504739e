"""A reader's way into one account: credentials, clients, calls, and their errors in one sentence each.

A check makes only calls that read. A call made twice in one session is answered from memory.
"""

from __future__ import annotations

import dataclasses
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from botocore.credentials import ReadOnlyCredentials
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    HTTPClientError,
    NoCredentialsError,
    PartialCredentialsError,
    SSLError,
)
from botocore.exceptions import (
    ConnectionError as BotoConnectionError,
)
from botocore.parsers import ResponseParserError

from pipeline.account import Account
from validators.clients import Clients
from validators.pace import Pace
from validators.reading import CallFailed, Unread

__all__ = ["PERMISSIONS", "Clients", "Response", "Session"]

PERMISSIONS = ("sts:AssumeRole", "sts:GetCallerIdentity", "kms:DescribeKey")

_LONGEST_REASON = 200
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
    "s3:GetObjectLockConfiguration": "s3:GetBucketObjectLockConfiguration",
    "s3:GetBucketNotificationConfiguration": "s3:GetBucketNotification",
    "s3control:GetPublicAccessBlock": "s3:GetAccountPublicAccessBlock",
    "iam:GetOpenIdConnectProvider": "iam:GetOpenIDConnectProvider",
}
"""Where the IAM action has another name than the call."""

Response = dict[str, Any]


class Session:
    """One account, seen through its check role, or through the caller's own credentials.

    With `deploys`, through its deploy role: for the few calls that write, which no check makes.
    """

    def __init__(self, account: Account, clients: Clients, *, deploys: bool = False) -> None:
        self.account = account
        self._purpose, self._role = ("deploy", account.deploy_role) if deploys else ("check", account.check_role)
        self._clients = clients
        self._credentials: ReadOnlyCredentials | None = None
        self._answers: dict[tuple[Any, ...], Response | None] = {}
        self._turns: defaultdict[tuple[Any, ...], threading.Lock] = defaultdict(threading.Lock)
        self._lock = threading.Lock()
        self._pace = Pace()

    def enter(self) -> None:
        """Assume the role and make sure that this is the right account; raises CallFailed."""
        if self._purpose == "check":
            self.enter_hub()
        if self._role:
            self._credentials = self._assume(self.account.role_arn(self._role), self.account.external_id)
        actual = self.call("sts", "get_caller_identity")["Account"]
        if actual != self.account.id:
            role, wanted = f"{self._purpose}_role", self.account.id
            reason = f"the credentials are those of account {actual}; set {role}, or use those of {wanted}"
            raise CallFailed(Unread("sts:GetCallerIdentity", reason))

    def elsewhere(self, region: str) -> Session:
        """The same account, entered by the same role, in another region."""
        there = Session(dataclasses.replace(self.account, region=region), self._clients)
        there._purpose, there._role, there._credentials = self._purpose, self._role, self._credentials
        return there

    def enter_hub(self) -> None:
        """Assume the hub role, if there is one, which the other accounts of a run share; raises CallFailed."""
        if (hub := self.account.hub_role) is not None:
            external_id = self.account.hub_external_id
            self._credentials = self._clients.shared(hub, lambda: self._assume(hub, external_id))

    def _assume(self, role_arn: str, external_id: str | None) -> ReadOnlyCredentials:
        external = {"ExternalId": external_id} if external_id else {}
        name = f"trailbell-{self._purpose}"
        answer = self.ask("sts", "assume_role", (), RoleArn=role_arn, RoleSessionName=name, **external) or {}
        given = answer["Credentials"]
        return ReadOnlyCredentials(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"])

    def ahead(self, *reads: Callable[[], object]) -> None:
        """Begin reads at the same time whose calls are asked for one after the other: `find` then waits for these."""
        for read in reads:
            self._clients.begin(read)

    def call(self, service: str, operation: str, **parameters: Any) -> Response:
        """The answer to a call; raises CallFailed."""
        answer = self.find(service, operation, (), **parameters)
        if answer is None:  # another reader was told so, and knew what to make of it
            raise CallFailed(Unread(_action(service, operation), "AWS answered that it is not there"))
        return answer

    def find(self, service: str, operation: str, missing: Sequence[str], **parameters: Any) -> Response | None:
        """The answer to a call, or None where it failed with one of the codes that mean `missing`."""
        key = (service, operation, *sorted((name, repr(value)) for name, value in parameters.items()))
        with self._lock:
            turn = self._turns[key]
        with turn:  # two readers that ask the same at the same time make one call
            if key not in self._answers:
                self._answers[key] = self.ask(service, operation, missing, **parameters)
            return self._answers[key]

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
        endpoint = (service, self.account.region)
        if self._clients.silence.holds(endpoint):
            reason = (
                f"the {service} endpoint in {self.account.region} has not answered for a while; run the check again"
            )
            raise CallFailed(Unread(action, reason))
        began = time.monotonic()
        try:
            answer = self._made(service, operation, parameters)
        except ClientError as error:
            self._clients.silence.heard(endpoint)
            code = error.response.get("Error", {}).get("Code", "")
            if code in missing:
                return None
            raise CallFailed(Unread(action, _refusal(action, code, error, self._purpose))) from None
        except (NoCredentialsError, PartialCredentialsError):
            reason = "there are no AWS credentials; log in, or set AWS_PROFILE"
            raise CallFailed(Unread(action, reason)) from None
        except (BotoConnectionError, HTTPClientError) as error:
            self._clients.silence.gave_up(endpoint, began)
            reason = f"the {service} endpoint in {self.account.region} did not answer: {_cut(error)}"
            raise CallFailed(Unread(action, reason)) from None
        except ResponseParserError:
            raise CallFailed(Unread(action, "the answer is not AWS's; look for a proxy in between")) from None
        except (BotoCoreError, ValueError) as error:  # ValueError: AWS_ENDPOINT_URL is no address
            raise CallFailed(Unread(action, f"the call failed: {_cut(error)}")) from None
        self._clients.silence.heard(endpoint)
        return answer

    def _made(self, service: str, operation: str, parameters: dict[str, Any]) -> Response:
        self._pace.wait(service, operation)
        with self._clients.signing(self._credentials):
            client = self._clients.client(service, self.account.region)
            try:
                answer: Response = getattr(client, operation)(**parameters)
            except SSLError:
                if not self._clients.trust_all_roots(client):
                    raise
                answer = getattr(self._clients.client(service, self.account.region), operation)(**parameters)
        return answer

    def alias_of(self, wanted: str | None, observed: str | None) -> str | None:
        """The ARN of the wanted alias, or key, where `observed` names the same key, else what was observed."""
        if not wanted or not observed:
            return observed or None
        alias = wanted.rpartition(":")[2].removeprefix("key/")
        if wanted.startswith("arn:") and self.account.arn("kms", "") not in wanted:
            return self._key_elsewhere(wanted, observed)
        if observed in (wanted, alias):
            return wanted
        answer = self.find("kms", "describe_key", ("NotFoundException",), KeyId=alias)
        metadata = answer["KeyMetadata"] if answer else {}
        return wanted if observed in (metadata.get("Arn"), metadata.get("KeyId")) else observed

    def _key_elsewhere(self, wanted: str, observed: str) -> str:
        """As `alias_of`, of another account: the whole ARN names the key, and only its own region knows it."""
        region = wanted.split(":")[3]
        there = self if region == self.account.region else self.elsewhere(region)
        answer = there.find("kms", "describe_key", ("NotFoundException",), KeyId=wanted)
        return wanted if answer and observed == answer["KeyMetadata"]["Arn"] else observed


_TOKENS = {
    "logs": ("nextToken", "nextToken"),
    "cloudwatch": ("NextToken", "NextToken"),
    "sns": ("NextToken", "NextToken"),
    "iam": ("Marker", "Marker"),
    "cloudtrail": ("NextToken", "NextToken"),
    "organizations": ("NextToken", "NextToken"),
    "account": ("NextToken", "NextToken"),
    "chatbot": ("NextToken", "NextToken"),
}
"""The names of the page token in requests and answers."""


def _action(service: str, operation: str) -> str:
    name = "".join(word.capitalize() for word in operation.split("_"))
    action = f"{service}:{name}"
    return _ACTIONS.get(action, action)


def _refusal(action: str, code: str, error: ClientError, purpose: str) -> str:
    if code in _DENIED and action == "sts:AssumeRole":
        return "access denied; let the role trust the caller, with its external id, and the caller assume the role"
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
