from datetime import UTC, datetime

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import given
from hypothesis import strategies as st

from forwarder.signature import Signer

NOW = datetime(2015, 8, 30, 12, 36, 0, tzinfo=UTC)
HEADERS = {"host": "ssm.eu-west-1.amazonaws.com", "content-type": "application/x-amz-json-1.1", "x-amz-target": "T"}


def by_botocore(signer: Signer, body: bytes) -> str:
    """The Authorization header that AWS's own SDK writes."""
    request = AWSRequest("POST", f"https://{HEADERS['host']}/", headers=HEADERS, data=body)
    request.context["timestamp"] = NOW.strftime("%Y%m%dT%H%M%SZ")
    auth = SigV4Auth(Credentials(signer.access_key, signer.secret_key, signer.token), signer.service, signer.region)
    request.headers["X-Amz-Date"] = request.context["timestamp"]
    if signer.token:
        request.headers["X-Amz-Security-Token"] = signer.token
    text = auth.string_to_sign(request, auth.canonical_request(request))
    names = auth.signed_headers(auth.headers_to_sign(request))
    signature = auth.signature(text, request)
    return f"AWS4-HMAC-SHA256 Credential={auth.scope(request)}, SignedHeaders={names}, Signature={signature}"


def test_the_signature_is_that_of_aws_own_test_suite() -> None:
    # post-vanilla of https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-test-suite.html
    signer = Signer("service", "us-east-1", "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
    signed = signer.signed({"Host": "example.amazonaws.com"}, b"", NOW)
    assert signed["authorization"].endswith("5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b")


@given(st.binary(max_size=50), st.from_regex(r"\A[A-Za-z0-9+/]{20,40}\Z"), st.sampled_from(["", "a-session-token"]))
def test_the_signature_is_that_of_aws_own_sdk(body: bytes, secret: str, token: str) -> None:
    signer = Signer("ssm", "eu-west-1", "AKIDEXAMPLE", secret, token)
    assert signer.signed(HEADERS, body, NOW)["authorization"] == by_botocore(signer, body)


def test_a_signer_shows_nothing_of_its_key() -> None:
    assert "planted" not in repr(Signer("ssm", "eu-west-1", "planted", "planted", "planted"))
