import base64

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from sandbox.signature import signature, signer, string_to_sign

NOTIFICATION: dict[str, object] = {
    "Type": "Notification",
    "MessageId": "id",
    "TopicArn": "arn",
    "Subject": "subject",
    "Message": "text\nof two lines",
    "Timestamp": "2026-01-01T00:00:00.000Z",
    "SignatureVersion": "1",
}


def verify(signed: str, text: str, digest: hashes.HashAlgorithm) -> None:
    key = x509.load_pem_x509_certificate(signer().certificate).public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    key.verify(base64.b64decode(signed), text.encode(), padding.PKCS1v15(), digest)


def test_the_signed_text_has_name_and_value_lines_in_byte_order() -> None:
    assert string_to_sign(NOTIFICATION) == (
        "Message\ntext\nof two lines\nMessageId\nid\nSubject\nsubject\n"
        "Timestamp\n2026-01-01T00:00:00.000Z\nTopicArn\narn\nType\nNotification\n"
    )


def test_a_missing_subject_is_not_signed() -> None:
    without = {key: value for key, value in NOTIFICATION.items() if key != "Subject"}
    assert "Subject" not in string_to_sign(without)


def test_a_confirmation_signs_its_token_and_address() -> None:
    confirmation = {**NOTIFICATION, "Type": "SubscriptionConfirmation", "Token": "t", "SubscribeURL": "url"}
    assert "SubscribeURL\nurl\n" in string_to_sign(confirmation)
    assert "Token\nt\nTopicArn" in string_to_sign(confirmation)


@pytest.mark.parametrize(("version", "digest"), [("1", hashes.SHA1()), ("2", hashes.SHA256())])  # noqa: S303
def test_the_certificate_verifies_the_signature(version: str, digest: hashes.HashAlgorithm) -> None:
    verify(signature(NOTIFICATION, version), string_to_sign(NOTIFICATION), digest)


def test_a_changed_message_does_not_verify() -> None:
    changed = string_to_sign({**NOTIFICATION, "Message": "other"})
    with pytest.raises(InvalidSignature):
        verify(signature(NOTIFICATION, "2"), changed, hashes.SHA256())
