"""Look for a provider mirror on this disk, for machines that cannot reach the public registry.

A mirror is a folder that holds registry.terraform.io/hashicorp/aws/..., as `terraform providers mirror` writes it:
https://developer.hashicorp.com/terraform/cli/config/config-file#filesystem_mirror
Gives up after a fixed time, stays on one file system, and refuses a mirror another user could have written
to: a provider is a program that is handed AWS credentials.
"""

from __future__ import annotations

import json
import os
import stat
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path

SOURCE = "hashicorp/aws"

DEPTH = 8
SECONDS = 20.0
SKIPPED = frozenset({"proc", "sys", "dev", "tmp", ".terraform", ".git", ".tools", "node_modules"})


def find(host: str, top: Path, seconds: float = SECONDS) -> Iterator[Path]:
    """The mirrors of a registry's AWS provider under a folder, the least deep first, for as long as time allows."""
    end = time.monotonic() + seconds
    waiting = deque([(top, 0)])
    while waiting and time.monotonic() < end:
        folder, depth = waiting.popleft()
        if (folder / host / SOURCE).is_dir():
            if trusted(folder):
                yield folder
        elif depth < DEPTH:
            waiting.extend((inner, depth + 1) for inner in _folders(folder, top.stat().st_dev))


def _folders(folder: Path, device: int) -> list[Path]:
    try:
        with os.scandir(folder) as entries:
            return [Path(entry.path) for entry in entries if _worth_a_look(entry, device)]
    except OSError:
        return []


def _worth_a_look(entry: os.DirEntry[str], device: int) -> bool:
    return (
        entry.name not in SKIPPED
        and entry.is_dir(follow_symlinks=False)
        and entry.stat(follow_symlinks=False).st_dev == device
    )


def trusted(mirror: Path) -> bool:
    """Whether nobody but this user and root can have written into it."""
    return all(_own(path) for path in [mirror, *mirror.rglob("*")])


def _own(path: Path) -> bool:
    state = path.stat()
    return state.st_uid in (0, os.getuid()) and not state.st_mode & stat.S_IWOTH


def configuration(mirror: Path) -> str:
    """A Terraform CLI configuration: the AWS provider from the mirror, everything else from its own registry."""
    ours = json.dumps([f"{host.name}/{SOURCE}" for host in sorted(mirror.iterdir()) if (host / SOURCE).is_dir()])
    return f"""\
provider_installation {{
  filesystem_mirror {{
    path    = {json.dumps(str(mirror))}
    include = {ours}
  }}
  direct {{
    exclude = {ours}
  }}
}}
"""
