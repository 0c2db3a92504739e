import base64
import hashlib
import io
import subprocess
import sys
import zipfile
from pathlib import Path

from pipeline import archive
from pipeline.forwarder import HANDLER

ROOT = Path(__file__).resolve().parents[2]


def test_the_archive_holds_the_folder_of_the_forwarder_and_nothing_else() -> None:
    with zipfile.ZipFile(io.BytesIO(archive.archive())) as file:
        names = file.namelist()
        assert names == sorted(f"forwarder/{path.name}" for path in (ROOT / "forwarder").glob("*.py"))
        assert file.read("forwarder/handler.py") == (ROOT / "forwarder" / "handler.py").read_bytes()


def test_nothing_of_the_machine_stands_in_the_archive() -> None:
    with zipfile.ZipFile(io.BytesIO(archive.archive())) as file:
        for entry in file.infolist():
            assert entry.date_time == (1980, 1, 1, 0, 0, 0)
            assert (entry.create_system, entry.external_attr >> 16, entry.compress_type) == (3, 0o100644, 0)


def test_the_hash_is_the_one_that_lambda_shows() -> None:
    assert base64.b64decode(archive.code_sha256()) == hashlib.sha256(archive.archive()).digest()


def test_the_archive_runs_alone_with_the_standard_library(tmp_path: Path) -> None:
    path = tmp_path / "forwarder.zip"
    path.write_bytes(archive.archive())
    module, _, function = HANDLER.rpartition(".")
    program = f"import sys; sys.path = [{str(path)!r}, *sys.path[1:]]; from {module} import {function}"
    run = subprocess.run([sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
