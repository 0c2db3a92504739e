import base64
import threading
import time

import pytest
from botocore.exceptions import ClientError
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from sandbox import control
from sandbox.errors import SandboxError
from sandbox.loopback import request
from sandbox.signature import string_to_sign
from tests.sandbox.local import Aws, Receiver, wait_until

CALLS = [
    ("logs", "describe_metric_filters", "DescribeMetricFilters", "AccessDeniedException", "ThrottlingException"),
    ("cloudtrail", "describe_trails", "DescribeTrails", "AccessDeniedException", "ThrottlingException"),
    ("cloudwatch", "describe_alarms", "DescribeAlarms", "AccessDenied", "Throttling"),
    ("sns", "list_topics", "ListTopics", "AuthorizationError", "Throttled"),
    ("iam", "list_roles", "ListRoles", "AccessDenied", "Throttling"),
    ("s3", "list_buckets", "ListBuckets", "AccessDenied", "SlowDown"),
    ("sts", "get_caller_identity", "GetCallerIdentity", "AccessDenied", "Throttling"),
    ("kms", "list_keys", "ListKeys", "AccessDeniedException", "ThrottlingException"),
    ("sqs", "list_queues", "ListQueues", "AccessDeniedException", "ThrottlingException"),
]


def code(aws: Aws, service: str, method: str, account: str | None = None) -> str:
    try:
        getattr(aws.client(service, account=account), method)()
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return "answered"


@pytest.mark.parametrize(("service", "method", "operation", "denied"), [call[:4] for call in CALLS])
def test_a_denied_call_fails_in_the_services_own_words(
    corrected: Aws, service: str, method: str, operation: str, denied: str
) -> None:
    control.fail_calls(corrected.url, service=service, operation=operation)
    assert code(corrected, service, method) == denied


@pytest.mark.parametrize(("service", "method", "operation", "throttled"), [(*call[:3], call[4]) for call in CALLS])
def test_a_throttled_call_fails_in_the_services_own_words(
    corrected: Aws, service: str, method: str, operation: str, throttled: str
) -> None:
    control.fail_calls(corrected.url, service=service, operation=operation, error="Throttling")
    assert code(corrected, service, method) == throttled


def test_a_denial_says_who_and_what(corrected: Aws) -> None:
    control.fail_calls(corrected.url, service="logs")
    with pytest.raises(ClientError, match="assumed-role/sandbox/caller is not authorized to perform: logs:Describe"):
        corrected.client("logs").describe_log_groups()


def test_any_other_code_is_sent_as_it_is(corrected: Aws) -> None:
    control.fail_calls(corrected.url, service="sts", error="RegionDisabledException")
    assert code(corrected, "sts", "get_caller_identity") == "RegionDisabledException"


def test_other_operations_of_the_service_are_answered(corrected: Aws) -> None:
    control.fail_calls(corrected.url, service="cloudwatch", operation="PutMetricAlarm")
    assert code(corrected, "cloudwatch", "describe_alarms") == "answered"


def test_only_the_named_account_fails(corrected: Aws) -> None:
    corrected.client("sns", account="111122223333")
    corrected.client("sns", account="444455556666")
    control.fail_calls(corrected.url, account="444455556666")
    got = [code(corrected, "sns", "list_topics", account) for account in ("111122223333", "444455556666")]
    assert got == ["answered", "AuthorizationError"]


def test_calls_are_answered_once_failures_are_cleared(corrected: Aws) -> None:
    control.fail_calls(corrected.url)
    control.clear_failures(corrected.url)
    assert code(corrected, "sns", "list_topics") == "answered"


def test_a_hanging_call_is_answered_late(corrected: Aws) -> None:
    control.fail_calls(corrected.url, service="sns", error="Hang", seconds=0.4)
    before = time.monotonic()
    assert code(corrected, "sns", "list_topics") == "answered"
    assert time.monotonic() - before > 0.35


def test_a_hanging_call_goes_on_when_failures_are_cleared(corrected: Aws) -> None:
    control.fail_calls(corrected.url, service="sns", error="Hang", seconds=15)
    threading.Timer(0.3, control.clear_failures, [corrected.url]).start()
    before = time.monotonic()
    assert code(corrected, "sns", "list_topics") == "answered"
    assert time.monotonic() - before < 5


def test_what_moto_does_not_implement_is_said(corrected: Aws) -> None:
    with pytest.raises(ClientError, match=r"\(NotImplemented\).*cannot answer cloudtrail LookupEvents"):
        corrected.client("cloudtrail").lookup_events()


def test_a_reset_empties_every_account(corrected: Aws) -> None:
    corrected.client("sns", account="111122223333").create_topic(Name="topic")
    control.reset(corrected.url)
    corrected.forget_accounts()
    assert corrected.client("sns", account="111122223333").list_topics()["Topics"] == []


def test_a_reset_ends_failures(corrected: Aws) -> None:
    control.fail_calls(corrected.url)
    control.reset(corrected.url)
    assert code(corrected, "sns", "list_topics") == "answered"


def test_a_mistaken_request_is_refused_with_its_reason(corrected: Aws) -> None:
    with pytest.raises(SandboxError, match=r"fail-calls: seconds must be between 0 and 600, not -1"):
        control.fail_calls(corrected.url, seconds=-1)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"[]", b"a JSON object is expected"),
        (b"{", b"Expecting property name"),
        (b"{}", b"'subscription_arn' is missing or does not exist"),
    ],
)
def test_a_control_request_that_cannot_be_read_is_refused(corrected: Aws, body: bytes, error: bytes) -> None:
    answer = request("POST", corrected.url + "/sandbox/confirmation-token", body)
    assert answer.status == 400
    assert error in answer.body


def test_an_unknown_control_address_is_not_found(corrected: Aws) -> None:
    assert request("POST", corrected.url + "/sandbox/nothing", b"{}").status == 404


def test_the_certificate_of_a_message_is_where_the_message_says(corrected: Aws, receiver: Receiver) -> None:
    corrected.subscribe(corrected.topic(), receiver.url)
    assert wait_until(lambda: receiver.messages("SubscriptionConfirmation"))
    message = receiver.messages("SubscriptionConfirmation")[0]
    key = x509.load_pem_x509_certificate(request("GET", message["SigningCertURL"]).body).public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    signed = base64.b64decode(message["Signature"])
    key.verify(signed, string_to_sign(message).encode(), padding.PKCS1v15(), hashes.SHA1())  # noqa: S303
