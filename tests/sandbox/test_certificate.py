import ssl
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox import certificate, control
from sandbox.errors import SandboxError
from sandbox.vendor import Vendor


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    certificate.make(tmp_path)
    return tmp_path


@pytest.fixture
def vendor(folder: Path) -> Iterator[Vendor]:

    with Vendor(certificate=folder / certificate.NAME_WITH_KEY) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def test_the_vendor_answers_whoever_trusts_its_certificate(vendor: Vendor, folder: Path) -> None:
    assert vendor.url.startswith("https://127.0.0.1:")
    assert control.incidents(vendor.url, folder / certificate.NAME) == []


def test_nobody_else_trusts_it(vendor: Vendor) -> None:
    with pytest.raises(SandboxError, match="CERTIFICATE_VERIFY_FAILED"):
        control.incidents(vendor.url)


def test_the_key_is_readable_by_its_owner_only(folder: Path) -> None:
    assert stat.S_IMODE((folder / certificate.NAME_WITH_KEY).stat().st_mode) == 0o600


def test_the_file_to_be_trusted_holds_no_key(folder: Path) -> None:
    assert "PRIVATE" not in (folder / certificate.NAME).read_text()
    assert len(ssl.create_default_context(cafile=folder / certificate.NAME).get_ca_certs()) == 1


def test_a_new_sandbox_gets_a_new_certificate(folder: Path) -> None:
    before = (folder / certificate.NAME).read_bytes()
    certificate.make(folder)
    assert (folder / certificate.NAME).read_bytes() != before
