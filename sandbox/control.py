"""Steers a running sandbox: for tests and demonstrations. Ordinary AWS calls go through boto3, not through here."""

import datetime
import http.client
import json
from pathlib import Path
from typing import Any

from sandbox.errors import SandboxError
from sandbox.loopback import request

_REMEDY_DOWN = "Start it with `trailbell sandbox start`."
_TIMEOUT_SECONDS = 30.0
_HEALTH_SECONDS = 5.0


def fail_calls(
    endpoint: str,
    *,
    service: str = "*",
    operation: str = "*",
    account: str = "*",
    error: str = "AccessDenied",
    seconds: float = 0.0,
    times: int | None = None,
) -> None:
    """Make API calls fail until `clear_failures`, or only `times` times.

    endpoint: the sandbox's AWS, `State.endpoint`
    service: boto3's name for it ("logs"); operation: AWS's ("DescribeMetricFilters"); account: 12 digits of the
             account called. Each may hold `*`
    error: "AccessDenied", "Throttling", "Hang" (answers `seconds` late), or another AWS error code
    """
    asked = {"service": service, "operation": operation, "account": account}
    _post(endpoint, "fail-calls", {**asked, "error": error, "seconds": seconds, "times": times})


def clear_failures(endpoint: str) -> None:
    """No call fails any more; those that hang are answered at once."""
    _post(endpoint, "clear-failures", {})


def set_trail_status(endpoint: str, trail_arn: str, **fields: str | bool | float | datetime.datetime | None) -> None:
    """Make GetTrailStatus of a trail report these fields, by AWS's names, over what it would report.

    Replaces what was asked for before, so no fields at all makes the trail healthy again. None leaves a field out.
    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html
    """
    plain = {
        name: value.timestamp() if isinstance(value, datetime.datetime) else value for name, value in fields.items()
    }
    _post(endpoint, "trail-status", {"trail_arn": trail_arn, "fields": plain})


def confirmation_token(endpoint: str, subscription_arn: str) -> str:
    """The token that the receiver of a pending subscription was sent, as for an email nobody can read here."""
    return str(_post(endpoint, "confirmation-token", {"subscription_arn": subscription_arn})["token"])


def authorize_chat(endpoint: str, account: str, client: str, workspace: str) -> None:
    """Let Amazon Q Developer into a workspace, as somebody of it does once in the console of an account.

    account: 12 digits; client: "slack" or "teams"; workspace: the id of Slack's workspace, or of the team
    https://docs.aws.amazon.com/chatbot/latest/adminguide/slack-setup.html#slack-client-setup
    """
    _post(endpoint, "authorize-chat", {"account": account, "client": client, "workspace": workspace})


def chat_messages(endpoint: str) -> list[dict[str, Any]]:
    """What Amazon Q Developer told its channels, each account's oldest first: the fields of `sandbox.chats.Message`."""
    return list(_post(endpoint, "chat-messages", {})["messages"])


def reset(endpoint: str) -> None:
    """As if just started: every account is empty, nothing fails."""
    _post(endpoint, "reset", {})


def is_ready(endpoint: str) -> bool:
    try:
        _call("GET", endpoint + "/sandbox/health", None, _HEALTH_SECONDS)
    except SandboxError:
        return False
    return True


def incidents(vendor_url: str, certificate: Path | None = None) -> list[dict[str, Any]]:
    """The vendor's incidents, oldest first: the fields of `sandbox.incidents.Incident`.

    certificate: what a vendor that answers HTTPS is verified with, `State.certificate`
    """
    return list(_call("GET", vendor_url + "/incidents", None, certificate=certificate)["incidents"])


def messages(vendor_url: str, certificate: Path | None = None) -> list[dict[str, Any]]:
    """What forwarders brought to the vendor's webhooks, oldest first: the fields of `sandbox.chats.Message`."""
    return list(_call("GET", vendor_url + "/messages", None, certificate=certificate)["messages"])


def forget_incidents(vendor_url: str, certificate: Path | None = None) -> None:
    _call("POST", vendor_url + "/incidents/forget", b"{}", certificate=certificate)


def _post(endpoint: str, name: str, asked: dict[str, Any]) -> Any:
    return _call("POST", f"{endpoint}/sandbox/{name}", json.dumps(asked).encode())


def _call(
    method: str, url: str, body: bytes | None, timeout: float = _TIMEOUT_SECONDS, certificate: Path | None = None
) -> Any:
    try:
        answer = request(method, url, body, {"Content-Type": "application/json"}, timeout, certificate=certificate)
        read = json.loads(answer.body)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise SandboxError(url, f"the sandbox does not answer ({error})", _REMEDY_DOWN) from error
    if not answer.succeeded:
        raise SandboxError(url, str(read.get("error")), "Change what is asked for.")
    return read
