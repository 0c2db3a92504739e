"""Signs SNS messages as SNS does, with a key and certificate made when first needed.

https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
"""

import base64
import datetime
import functools
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

CERTIFICATE_PATH_PREFIX = "/SimpleNotificationService-"

_SIGNED_KEYS = {
    "Notification": ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    "SubscriptionConfirmation": ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
}


@dataclass(frozen=True, slots=True)
class Signer:
    key: rsa.RSAPrivateKey
    certificate: bytes
    certificate_path: str


@functools.cache
def signer() -> Signer:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=365))
        .sign(key, hashes.SHA256())
    )
    path = f"{CERTIFICATE_PATH_PREFIX}{certificate.serial_number:x}.pem"
    return Signer(key, certificate.public_bytes(serialization.Encoding.PEM), path)


def string_to_sign(envelope: dict[str, object]) -> str:
    """The signed keys that are present, in byte order, each as a line with its name and a line with its value."""
    keys = _SIGNED_KEYS[str(envelope["Type"])]
    return "".join(f"{key}\n{envelope[key]}\n" for key in keys if key in envelope)


def signature(envelope: dict[str, object], version: str) -> str:
    """Base64 of the RSA signature: SHA1 for version "1" (SNS's default), SHA256 for version "2"."""
    digest = hashes.SHA256() if version == "2" else hashes.SHA1()  # noqa: S303 (version 1 is SHA1 by definition)
    signed = signer().key.sign(string_to_sign(envelope).encode(), padding.PKCS1v15(), digest)
    return base64.b64encode(signed).decode()
