"""The fields of a CloudTrail event that conditions name, and what each can hold.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
"""

from __future__ import annotations

from alerts.expression import EventField, Holds
from alerts.pattern.tree import Key, Selector, Wildcard


def _field(path: str, holds: Holds = Holds.TEXT) -> EventField:
    steps = (Wildcard() if name == "*" else Key(name) for name in path.split("."))
    return EventField(Selector(tuple(steps)), holds)


EVENT_NAME = _field("eventName")
EVENT_SOURCE = _field("eventSource")
REGION = _field("awsRegion")
RECIPIENT = _field("recipientAccountId")
EVENT_TYPE = _field("eventType")
ERROR_CODE = _field("errorCode")
SOURCE_IP = _field("sourceIPAddress")
USER_AGENT = _field("userAgent")
READ_ONLY = _field("readOnly", Holds.BOOLEAN)
RESOURCE_ARNS = _field("resources.*.ARN")

CALLER_ARN = _field("userIdentity.arn")
CALLER_NAME = _field("userIdentity.userName")
CALLER_TYPE = _field("userIdentity.type")
CALLER_ACCOUNT = _field("userIdentity.accountId")
ROLE_ARN = _field("userIdentity.sessionContext.sessionIssuer.arn")
ROLE_NAME = _field("userIdentity.sessionContext.sessionIssuer.userName")

MFA_OF_SESSION = _field("userIdentity.sessionContext.attributes.mfaAuthenticated")
"""A text, "true" or "false", unlike the booleans elsewhere in an event."""

MFA_OF_SIGN_IN = _field("additionalEventData.MFAUsed")
"""Yes or No; in sign-in events only."""

_OTHERS = (
    "errorMessage", "eventCategory", "eventID", "eventTime", "eventVersion", "requestID",
    "sharedEventID", "vpcEndpointId", "userIdentity.invokedBy", "userIdentity.principalId", "userIdentity.accessKeyId",
)  # fmt: skip
_KNOWN = {
    field.selector: field
    for field in (
        EVENT_NAME, EVENT_SOURCE, EVENT_TYPE, REGION, RECIPIENT, ERROR_CODE, SOURCE_IP, USER_AGENT, READ_ONLY,
        RESOURCE_ARNS, CALLER_ARN, CALLER_NAME, CALLER_TYPE, CALLER_ACCOUNT, ROLE_ARN, ROLE_NAME, MFA_OF_SESSION,
        MFA_OF_SIGN_IN,
        *map(_field, _OTHERS),
    )
}  # fmt: skip


def field_at(selector: Selector) -> EventField:
    """The field that a selector leads to; one that CloudTrail does not describe can hold anything."""
    return _KNOWN.get(selector, EventField(selector))


def result_of(sign_in_event: str) -> EventField:
    """Where an event of the sign-in service tells its outcome: Success or Failure."""
    return _field(f"responseElements.{sign_in_event}")
