from pathlib import Path
from urllib.parse import urlsplit

import pytest

from sandbox.server import announce
from tests.sandbox.local import Aws

LISTENING = "0A"


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="the system does not list its sockets in /proc")
def test_it_listens_on_the_loopback_interface_only(corrected: Aws) -> None:
    port = f"{urlsplit(corrected.url).port:04X}"
    rows = [line.split() for name in ("tcp", "tcp6") for line in Path(f"/proc/net/{name}").read_text().splitlines()]
    listening = [row[1] for row in rows if row[3] == LISTENING and row[1].endswith(f":{port}")]
    assert listening == [f"0100007F:{port}"]


def test_the_port_is_announced(tmp_path: Path) -> None:
    announce(tmp_path / "port", 4566)
    assert [file.read_text() for file in tmp_path.iterdir()] == ["4566\n"]


def test_an_assumed_role_belongs_to_its_own_account(corrected: Aws) -> None:
    accounts = ("111122223333", "444455556666")
    got = [corrected.client("sts", account=account).get_caller_identity()["Account"] for account in accounts]
    assert got == list(accounts)
