import base64
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from alerts.errors import InputError
from tests.validators.delivered import HOUR, NOON, der, fingerprint, list_public_keys, private_key, written_keys
from tests.validators.stubbed import StubbedClients, stubbed_session
from validators.public_keys import PublicKeys, kept, listed
from validators.reading import CallFailed

KEY, OTHER = private_key(), private_key(1)


def signature(signed: bytes, key: rsa.RSAPrivateKey = KEY) -> str:
    return key.sign(signed, padding.PKCS1v15(), hashes.SHA256()).hex()


def verifies(keys: PublicKeys, by: str, of: bytes = b"signed") -> bool | None:
    return keys.verifies(fingerprint(KEY), by, of)


def of_value(value: bytes) -> dict[str, Any]:
    return {"PublicKeyList": [{"Value": base64.b64encode(value).decode(), "Fingerprint": fingerprint(KEY)}]}


def test_a_signature_of_the_key_is_verified(tmp_path: Path) -> None:
    assert verifies(kept([written_keys(tmp_path / "keys.json")]), signature(b"signed")) is True


@pytest.mark.parametrize(
    "by",
    [signature(b"other"), signature(b"signed", OTHER), signature(b"signed")[2:], "00" * 256, "00", "xx", ""],
    ids=["of something else", "of another key", "cut", "zeros", "short", "no hex", "empty"],
)
def test_any_other_signature_is_not(tmp_path: Path, by: str) -> None:
    assert verifies(kept([written_keys(tmp_path / "keys.json")]), by) is False


@pytest.mark.parametrize(
    "by",
    [
        KEY.sign(b"signed", padding.PKCS1v15(), hashes.SHA384()).hex(),
        KEY.sign(b"signed", padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256()).hex(),
    ],
    ids=["SHA-384", "PSS"],
)
def test_a_signature_of_another_algorithm_is_not(tmp_path: Path, by: str) -> None:
    assert verifies(kept([written_keys(tmp_path / "keys.json")]), by) is False


def test_of_a_fingerprint_that_is_not_there_nothing_is_known(tmp_path: Path) -> None:
    keys = kept([written_keys(tmp_path / "keys.json", OTHER)])
    assert verifies(keys, signature(b"signed")) is None
    assert not keys.complete


@pytest.mark.parametrize("form", [serialization.PublicFormat.PKCS1, serialization.PublicFormat.SubjectPublicKeyInfo])
def test_keys_may_be_of_both_forms_that_cloudtrail_gives(tmp_path: Path, form: Any) -> None:
    path = tmp_path / "keys.json"
    path.write_text(json.dumps(of_value(der(KEY, form))))
    assert verifies(kept([path]), signature(b"signed")) is True


def test_the_list_may_be_named_as_in_the_guide(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    path.write_text(json.dumps({"publicKeyList": list_public_keys(KEY)["PublicKeyList"]}))
    assert verifies(kept([path]), signature(b"signed")) is True


def test_keys_of_all_files_of_a_folder_and_of_single_files_are_taken(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    folder.mkdir()
    written_keys(folder / "eu-west-1.json")
    (folder / "notes.txt").write_text("no key")
    keys = kept([folder, written_keys(tmp_path / "more.json", OTHER)])
    assert set(keys.by_fingerprint) == {fingerprint(KEY), fingerprint(OTHER)}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        '"text"',
        "\x00",
        "[" * 100_000,
        '{"PublicKeyList": []}',
        '{"PublicKeyList": 1}',
        '{"PublicKeyList": [{"Fingerprint": "aa"}]}',
        '{"PublicKeyList": [{"Fingerprint": "aa", "Value": "no base 64"}]}',
        '{"PublicKeyList": [{"Fingerprint": "aa", "Value": "AAAA"}]}',
        json.dumps(of_value(der(KEY))) + " " * 1024 * 1024,
    ],
    ids=[
        "empty",
        "object",
        "list",
        "text",
        "zero",
        "deep",
        "no keys",
        "no list",
        "no value",
        "no base 64",
        "no key",
        "too long",
    ],
)
def test_a_file_without_keys_is_named_with_what_it_should_be(tmp_path: Path, text: str) -> None:
    path = tmp_path / "keys.json"
    path.write_text(text)
    with pytest.raises(InputError) as caught:
        kept([path])
    assert str(caught.value) == (
        f"{path}: holds no public key; it should be what `aws cloudtrail list-public-keys` prints"
    )


@pytest.mark.parametrize(
    "weak",
    [
        rsa.generate_private_key(public_exponent=65537, key_size=1024),  # noqa: S505 -- that it is refused is the point
        ec.generate_private_key(ec.SECP256R1()),
    ],
    ids=["RSA of 1024 bits", "elliptic"],
)
def test_a_key_that_cloudtrail_does_not_sign_with_is_not_taken(
    tmp_path: Path, weak: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
) -> None:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    path = tmp_path / "keys.json"
    path.write_text(json.dumps(of_value(weak.public_key().public_bytes(serialization.Encoding.DER, form))))
    with pytest.raises(InputError, match="holds no public key"):
        kept([path])


def test_a_folder_without_files_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"holds no \.json file; save there what"):
        kept([tmp_path])


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot read this file: No such file or directory"):
        kept([tmp_path / "none.json"])


def api(key: rsa.RSAPrivateKey) -> dict[str, Any]:
    return {"Value": der(key), "Fingerprint": fingerprint(key)}


def test_cloudtrail_is_asked_for_the_keys_of_a_time_page_by_page(stubs: StubbedClients) -> None:
    time = {"StartTime": NOON, "EndTime": NOON + HOUR}
    stubs.answer("cloudtrail", "list_public_keys", {"PublicKeyList": [api(KEY)], "NextToken": "2"}, **time)
    stubs.answer("cloudtrail", "list_public_keys", {"PublicKeyList": [api(OTHER)]}, **time, NextToken="2")
    keys = listed(stubbed_session(stubs), NOON, NOON + HOUR)
    assert set(keys.by_fingerprint) == {fingerprint(KEY), fingerprint(OTHER)}
    assert keys.complete


def test_a_key_that_cannot_be_read_is_left_out(stubs: StubbedClients) -> None:
    stubs.answer(
        "cloudtrail", "list_public_keys", {"PublicKeyList": [{"Value": b"?", "Fingerprint": "aa"}]},
        StartTime=NOON, EndTime=NOON,
    )  # fmt: skip
    assert listed(stubbed_session(stubs), NOON, NOON).by_fingerprint == {}


def test_a_denied_call_is_a_failure(stubs: StubbedClients) -> None:
    stubs.refuse("cloudtrail", "list_public_keys", "AccessDeniedException")
    with pytest.raises(CallFailed, match=r"^cloudtrail:ListPublicKeys: access denied"):
        listed(stubbed_session(stubs), NOON, NOON)
