"""Terraform is found, or downloaded and checked; a failure leaves nothing behind."""

import hashlib
import io
import stat
import threading
import zipfile
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from setup import terraform
from setup.terraform import Release, TerraformError, download, installed, pinned_release, provide

Serve = Callable[..., Release]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serve one archive on the loopback interface; gives a release with its checksum."""
    servers: list[ThreadingHTTPServer] = []

    def start(archive: bytes, announced: int | None = None) -> Release:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Length", str(announced or len(archive)))
                self.end_headers()
                self.wfile.write(archive)

            def log_message(self, *args: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/terraform.zip"
        return Release(url, hashlib.sha256(archive).hexdigest())

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def archive_with(*members: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for member in members:
            archive.writestr(member, "#!/bin/sh\necho downloaded\n")
    return buffer.getvalue()


def program(path: Path, version: str) -> Path:
    """A stand-in that reports a version as Terraform does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'#!/bin/sh\necho \'{{"terraform_version": "{version}"}}\'\n')
    path.chmod(0o755)
    return path


def everything_under(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_download_puts_the_program_in_place(serve: Serve, tmp_path: Path) -> None:
    download(serve(archive_with("LICENSE.txt", "terraform")), tmp_path / "bin/terraform")
    assert everything_under(tmp_path) == ["bin/terraform"]
    assert (tmp_path / "bin/terraform").stat().st_mode & stat.S_IXUSR


def test_download_with_another_checksum_is_refused_and_gone(serve: Serve, tmp_path: Path) -> None:
    release = Release(serve(archive_with("terraform")).url, "0" * 64)
    with pytest.raises(TerraformError, match=f"not {'0' * 64}: nothing of it is kept; install Terraform"):
        download(release, tmp_path / "bin/terraform")
    assert everything_under(tmp_path) == []


def test_download_that_breaks_off_is_refused_and_gone(tmp_path: Path, serve: Serve) -> None:
    whole = archive_with("terraform")
    broken = serve(whole[: len(whole) // 2], announced=len(whole))
    with pytest.raises(TerraformError, match="install Terraform"):
        download(Release(broken.url, hashlib.sha256(whole).hexdigest()), tmp_path / "bin/terraform")
    assert everything_under(tmp_path) == []


def test_member_that_leads_out_of_the_archive_is_never_written(serve: Serve, tmp_path: Path) -> None:
    with pytest.raises(TerraformError, match="no archive with a `terraform` in it"):
        download(serve(archive_with("../terraform", "../../terraform")), tmp_path / "a/b/bin/terraform")
    assert everything_under(tmp_path) == []


def test_download_that_is_no_archive_is_refused_and_gone(serve: Serve, tmp_path: Path) -> None:
    with pytest.raises(TerraformError, match="no archive with a `terraform` in it"):
        download(serve(b"<html>log in first</html>"), tmp_path / "bin/terraform")
    assert everything_under(tmp_path) == []


def test_failed_download_keeps_the_program_that_was_there(serve: Serve, tmp_path: Path) -> None:
    before = program(tmp_path / "bin/terraform", "1.6.0")
    with pytest.raises(TerraformError):
        download(serve(b"broken"), before)
    assert installed({"PATH": str(before.parent)}) == before


def test_unreachable_release_is_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(TerraformError, match=r"^http://127.0.0.1:9/t.zip cannot be downloaded \(.*\); install Terra"):
        download(Release("http://127.0.0.1:9/t.zip", ""), tmp_path / "terraform")


@pytest.mark.parametrize(
    ("system", "machine", "name"),
    [
        ("Linux", "x86_64", "linux_amd64"),
        ("Linux", "aarch64", "linux_arm64"),
        ("Darwin", "x86_64", "darwin_amd64"),
        ("Darwin", "arm64", "darwin_arm64"),
    ],
)
def test_every_common_platform_has_a_pinned_release(system: str, machine: str, name: str) -> None:
    release = pinned_release({}, system, machine)
    assert release.url == f"https://releases.hashicorp.com/terraform/1.11.4/terraform_1.11.4_{name}.zip"
    assert len(bytes.fromhex(release.checksum)) == hashlib.sha256().digest_size


def test_no_two_platforms_share_a_checksum() -> None:
    assert len(set(terraform.CHECKSUMS.values())) == len(terraform.CHECKSUMS)


def test_platform_without_a_pinned_release_is_named() -> None:
    with pytest.raises(TerraformError, match="no Terraform is pinned for linux_riscv64; install Terraform"):
        pinned_release({}, "Linux", "riscv64")


def test_releases_may_come_from_another_address_with_the_same_checksum() -> None:
    env = {"TRAILBELL_TERRAFORM_RELEASES": "http://127.0.0.1:8000/tf/"}
    mirrored = pinned_release(env, "Linux", "x86_64")
    assert mirrored.url == "http://127.0.0.1:8000/tf/1.11.4/terraform_1.11.4_linux_amd64.zip"
    assert mirrored.checksum == pinned_release({}, "Linux", "x86_64").checksum


def test_releases_from_a_file_are_refused() -> None:
    with pytest.raises(TerraformError, match="TRAILBELL_TERRAFORM_RELEASES=file:///x is no http"):
        pinned_release({"TRAILBELL_TERRAFORM_RELEASES": "file:///x"}, "Linux", "x86_64")


def test_terraform_on_the_path_is_found(tmp_path: Path) -> None:
    found = program(tmp_path / "terraform", "1.5.7")
    assert installed({"PATH": str(tmp_path)}) == found


def test_opentofu_is_found_where_terraform_is_too_old(tmp_path: Path) -> None:
    program(tmp_path / "terraform", "1.4.9")
    tofu = program(tmp_path / "tofu", "1.10.0")
    assert installed({"PATH": str(tmp_path)}) == tofu


def test_program_that_only_bears_the_name_is_not_taken(tmp_path: Path) -> None:
    program(tmp_path / "terraform", "").write_text("#!/bin/sh\necho hello\n")
    assert installed({"PATH": str(tmp_path)}) is None


def test_terraform_the_user_names_is_the_one_taken(tmp_path: Path) -> None:
    program(tmp_path / "terraform", "1.11.4")
    named = program(tmp_path / "terraform-next", "1.13.0")
    assert installed({"PATH": str(tmp_path), "TERRAFORM_BINARY_NAME": "terraform-next"}) == named


def test_name_without_a_program_is_told_to_the_user(tmp_path: Path) -> None:
    with pytest.raises(TerraformError, match=r"TERRAFORM_BINARY_NAME=tf is no Terraform >= 1\.5; correct or"):
        installed({"PATH": str(tmp_path), "TERRAFORM_BINARY_NAME": "tf"})


def test_terraform_that_is_found_is_linked(tmp_path: Path) -> None:
    found = program(tmp_path / "outside/terraform", "1.9.0")
    provide(tmp_path / ".tools", {"PATH": str(found.parent)})
    assert (tmp_path / ".tools/bin/terraform").readlink() == found


def test_link_to_a_terraform_that_moved_is_renewed(tmp_path: Path) -> None:
    (tmp_path / ".tools/bin").mkdir(parents=True)
    (tmp_path / ".tools/bin/terraform").symlink_to(tmp_path / "gone")
    tofu = program(tmp_path / "outside/tofu", "1.9.0")
    provide(tmp_path / ".tools", {"PATH": f"{tmp_path / '.tools/bin'}:{tofu.parent}"})
    assert not (tmp_path / ".tools/bin/terraform").is_symlink()
    assert (tmp_path / ".tools/bin/tofu").readlink() == tofu


def test_terraform_downloaded_before_is_kept(tmp_path: Path) -> None:
    kept = program(tmp_path / ".tools/bin/terraform", "1.11.4")
    unreachable = {"PATH": "", "TRAILBELL_TERRAFORM_RELEASES": "http://127.0.0.1:9"}
    assert provide(tmp_path / ".tools", unreachable) == f"Terraform 1.11.4 at {kept}"
