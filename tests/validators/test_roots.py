import hashlib
import os
import re
import ssl
import stat
from pathlib import Path

import pytest
from botocore.httpsession import get_cert_path

from validators.roots import AMAZON_ROOTS, Roots, are_enough, is_public

EVERYTHING = Path(get_cert_path(True))


def digests(path: str) -> set[str]:
    found = re.findall(r"-----BEGIN.*?-----END CERTIFICATE-----", Path(path).read_text(), re.DOTALL)
    return {hashlib.sha256(ssl.PEM_cert_to_DER_cert(text)).hexdigest() for text in found}


def test_file_holds_the_five_roots_of_amazon_and_no_other() -> None:
    roots = Roots(EVERYTHING)
    assert roots.path is not None
    assert digests(roots.path) == AMAZON_ROOTS
    assert len(ssl.create_default_context(cafile=roots.path).get_ca_certs()) == 5
    roots.remove()


def test_only_this_user_may_read_the_file_and_it_is_removed() -> None:
    roots = Roots(EVERYTHING)
    assert roots.path is not None
    file = Path(roots.path)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    roots.remove()
    assert not file.parent.exists()


@pytest.mark.parametrize("content", ["", "-----BEGIN CERTIFICATE-----\nno\n-----END CERTIFICATE-----"])
def test_without_all_five_there_is_no_file(tmp_path: Path, content: str) -> None:
    (tmp_path / "bundle.pem").write_text(content)
    assert Roots(tmp_path / "bundle.pem").path is None


def test_bundle_that_is_not_there_is_left_to_botocore(tmp_path: Path) -> None:
    Roots(tmp_path / "gone.pem").remove()
    assert Roots(tmp_path / "gone.pem").path is None


def test_where_nothing_can_be_written_there_is_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("validators.roots.tempfile.mkdtemp", full)
    assert Roots(EVERYTHING).path is None


@pytest.mark.parametrize(
    "name",
    ["AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR", "HTTPS_PROXY", "https_proxy",
     "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_CLOUDTRAIL"],
)  # fmt: skip
def test_who_brings_roots_a_proxy_or_an_endpoint_is_not_given_ours(name: str) -> None:
    assert not are_enough({name: "mine"})
    assert are_enough({name: ""})


def test_other_settings_do_not_matter() -> None:
    assert are_enough({"AWS_PROFILE": "audit", "PATH": os.defpath})


@pytest.mark.parametrize(
    ("url", "public"),
    [
        ("https://cloudtrail.eu-west-1.amazonaws.com", True),
        ("https://iam.amazonaws.com/", True),
        ("https://cloudtrail.cn-north-1.amazonaws.com.cn", False),
        ("http://iam.amazonaws.com", False),
        ("https://amazonaws.com.example", False),
        ("https://127.0.0.1:5000", False),
        ("nowhere", False),
    ],
)
def test_only_public_endpoints_of_the_partition_aws_are_meant(url: str, public: bool) -> None:
    assert is_public(url) is public
