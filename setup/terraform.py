"""Find Terraform or OpenTofu on the PATH, or download the pinned official Terraform.

Puts one link or program into .tools/bin. Never runs or keeps a download whose checksum differs from the one
pinned here, and takes nothing but the program out of it.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.request
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from setup.environment import ROOT

NAMES = ("terraform", "tofu")
OLDEST = (1, 5)

VERSION = "1.11.4"
RELEASES = "https://releases.hashicorp.com/terraform"
# https://releases.hashicorp.com/terraform/1.11.4/terraform_1.11.4_SHA256SUMS
CHECKSUMS = {
    "darwin_amd64": "a56d5002b9f7647291faccc3dd1a70350e60fb61e4c45037629508b8fdc2575b",
    "darwin_arm64": "867e0808fa971217043e25b7a792b10720c79b1546f8a68479b74f138be73e18",
    "linux_amd64": "1ce994251c00281d6845f0f268637ba50c0005657eb3cf096b92f753b42ef4dc",
    "linux_arm64": "a43d1d0da9b9bab214a8305a39db0e40869572594ccf50c416a7756499143633",
}
ARCHITECTURES = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}

SECONDS = 30
INSTALL = "install Terraform >= 1.5 or OpenTofu and run `make setup` again"


class TerraformError(Exception):
    """Why there is no Terraform, and what to do about it."""


@dataclass(frozen=True, slots=True)
class Release:
    """One archive of Terraform and the SHA-256 it must have, in hexadecimal."""

    url: str
    checksum: str


def pinned_release(env: Mapping[str, str], system: str, machine: str) -> Release:
    """The pinned release for a platform, in the words of the `platform` module.

    TRAILBELL_TERRAFORM_RELEASES may name a mirror of the official address; the checksums stay the same.
    """
    name = f"{system.lower()}_{ARCHITECTURES.get(machine.lower(), machine.lower())}"
    if name not in CHECKSUMS:
        raise TerraformError(f"no Terraform is pinned for {name}; {INSTALL}")
    releases = (env.get("TRAILBELL_TERRAFORM_RELEASES") or RELEASES).rstrip("/")
    if not releases.startswith(("https://", "http://")):
        raise TerraformError(f"TRAILBELL_TERRAFORM_RELEASES={releases} is no http(s) address; correct or unset it")
    return Release(f"{releases}/{VERSION}/terraform_{VERSION}_{name}.zip", CHECKSUMS[name])


def installed(env: Mapping[str, str]) -> Path | None:
    """The first program on the PATH that is new enough: the one TERRAFORM_BINARY_NAME names, or either."""
    named = env.get("TERRAFORM_BINARY_NAME") or "terraform"
    names = NAMES if named in NAMES else (named,)
    for name in names:
        found = shutil.which(name, path=env.get("PATH"))
        if found and (version(Path(found), env) or (0,)) >= OLDEST:
            return Path(found)
    if named not in NAMES:
        raise TerraformError(f"TERRAFORM_BINARY_NAME={named} is no Terraform >= 1.5; correct or unset it")
    return None


def version(program: Path, env: Mapping[str, str]) -> tuple[int, ...] | None:
    """Major and minor version a program reports of itself; None where it does not answer as Terraform does."""
    command = [str(program), "version", "-json"]
    try:
        done = subprocess.run(command, capture_output=True, env=env, timeout=SECONDS, check=True)  # noqa: S603
        reported = str(json.loads(done.stdout)["terraform_version"])
    except (OSError, subprocess.SubprocessError, ValueError, KeyError, TypeError):
        return None
    numbers = re.match(r"(\d+)\.(\d+)", reported)
    return (int(numbers[1]), int(numbers[2])) if numbers else None


def download(release: Release, program: Path) -> None:
    """Fetch a release, check it, and put the program where it belongs; leaves nothing behind on failure."""
    program.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=program.parent) as folder:
        archive = Path(folder, "terraform.zip")
        checksum = _fetch(release.url, archive)
        if checksum != release.checksum:
            raise TerraformError(
                f"{release.url} has the SHA-256 {checksum}, not {release.checksum}: nothing of it is kept; {INSTALL}"
            )
        unpacked = Path(folder, "terraform")
        _unpack(archive, unpacked, release.url)
        unpacked.replace(program)


def _fetch(url: str, archive: Path) -> str:
    digest = hashlib.sha256()
    try:
        with urllib.request.urlopen(url, timeout=SECONDS) as answer, archive.open("wb") as file:  # noqa: S310
            while block := answer.read(1 << 16):
                digest.update(block)
                file.write(block)
    except (OSError, http.client.HTTPException) as failure:
        reason = getattr(failure, "reason", failure)
        raise TerraformError(f"{url} cannot be downloaded ({reason}); {INSTALL}") from None
    return digest.hexdigest()


def _unpack(archive: Path, program: Path, url: str) -> None:
    try:
        with zipfile.ZipFile(archive) as members, members.open("terraform") as source, program.open("wb") as file:
            shutil.copyfileobj(source, file)
    except (KeyError, zipfile.BadZipFile):
        raise TerraformError(f"{url} is no archive with a `terraform` in it; {INSTALL}") from None
    program.chmod(0o755)


def provide(tools: Path, env: Mapping[str, str]) -> str:
    """Have .tools/bin hold a Terraform or OpenTofu; say which."""
    folder = tools / "bin"
    outside = {**env, "PATH": _without(folder, env)}
    if found := installed(outside):
        _link(folder, found)
        return f"{found.name} at {found}"
    release = pinned_release(env, platform.system(), platform.machine())
    if version(folder / "terraform", env) is None:
        _say(f"fetching Terraform {VERSION} (about 30 MB)")
        download(release, folder / "terraform")
    return f"Terraform {VERSION} at {folder / 'terraform'}"


def _without(folder: Path, env: Mapping[str, str]) -> str:
    return os.pathsep.join(entry for entry in env.get("PATH", os.defpath).split(os.pathsep) if Path(entry) != folder)


def _link(folder: Path, found: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        (folder / name).unlink(missing_ok=True)
    (folder / found.name).symlink_to(found)


def _say(text: str) -> None:
    print(f"setup: {text}", file=sys.stderr)  # noqa: T201


if __name__ == "__main__":
    try:
        _say(provide(ROOT / ".tools", {**os.environ, "CHECKPOINT_DISABLE": "1"}))
    except TerraformError as error:
        sys.exit(f"setup: {error}")
