"""Reaches the receivers of notifications: the one place where the sandbox sends anything.

A receiver elsewhere is not contacted, so that trying out a configuration never wakes anyone up. Amazon Q Developer is
this process's own stand-in.
"""

import http.client
import logging
from collections.abc import Mapping

from pipeline.chat import ENDPOINT
from sandbox.chatbot.hearing import hear
from sandbox.loopback import request

log = logging.getLogger(__name__)

TIMEOUT_SECONDS = 15  # https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html


def post(subscription_arn: str, endpoint: str, body: bytes, headers: Mapping[str, str]) -> bool:
    """Whether the receiver took it (2xx). A failure is logged without the endpoint, which holds a key."""
    if endpoint == ENDPOINT:
        hear(body)
        return True
    try:
        answer = request("POST", endpoint, body, headers, TIMEOUT_SECONDS)
    except (OSError, http.client.HTTPException, ValueError) as error:
        log_failure(subscription_arn, str(error))
        return False
    if not answer.succeeded:
        log_failure(subscription_arn, f"the receiver answered {answer.status}")
        return False
    return True


def log_failure(subscription_arn: str, reason: str) -> None:
    log.warning("not delivered to %s: %s", subscription_arn, reason)
