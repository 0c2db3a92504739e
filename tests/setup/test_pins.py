"""What set-up installs is pinned by its content, and no file says from which address it comes."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = json.loads((ROOT / "package-lock.json").read_text())["packages"]


def requirements(name: str) -> dict[str, str]:
    """Each pinned requirement with its options, line continuations undone."""
    lines = (ROOT / name).read_text().replace("\\\n", "").splitlines()
    return dict(line.split(maxsplit=1) for line in lines)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_python_package_is_pinned_with_hashes(name: str) -> None:
    pinned = requirements(name)
    assert [package for package, rest in pinned.items() if "==" not in package or "--hash=sha256:" not in rest] == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "requirements.in", "requirements-dev.in"])
def test_no_requirement_names_an_address(name: str) -> None:
    assert re.findall(r"https?://|--(?:extra-)?index-url|--find-links", (ROOT / name).read_text()) == []


def test_what_runs_is_what_is_developed_with() -> None:
    # Not where: a package that runs on some platforms only may be developed with on all.
    running, developing = (
        {package: re.findall(r"--hash=\S+", rest) for package, rest in requirements(name).items()}
        for name in ("requirements.txt", "requirements-dev.txt")
    )
    assert running.items() <= developing.items()


def test_every_node_package_is_pinned_with_its_checksum() -> None:
    # A bundled package comes inside the one that bundles it, under that one's checksum.
    fetched = {name: package for name, package in PACKAGES.items() if name and not package.get("inBundle")}
    assert [name for name, package in fetched.items() if "integrity" not in package] == []


def test_no_node_package_names_an_address() -> None:
    assert [name for name, package in PACKAGES.items() if "resolved" in package] == []


def test_cdktf_has_one_version_in_python_and_node() -> None:
    assert f"cdktf=={PACKAGES['node_modules/cdktf-cli']['version']}" in requirements("requirements.txt")
