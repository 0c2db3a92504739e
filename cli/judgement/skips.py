"""Which checks do not run, each by somebody's decision: checkov's configuration, or a comment in the user's own.

    # checkov:skip=CKV_AWS_338: ninety days are what our archive needs

is how checkov lets one skip a check in Terraform. Here it stands in the configuration, beside the line it is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from alerts.document import read
from alerts.errors import InputError, Mistake, Place

FILE = ".checkov.yaml"
ROOT = Path(__file__).resolve().parents[2]

_COMMENT = re.compile(r"#\s*checkov:skip=([A-Z0-9_]+):?[ \t]*(.*)")


def skipped_checks(configuration: Path, checkovs: Path | None) -> tuple[str, ...]:
    """The ids to skip, without repetition; raises InputError where one is skipped without a reason.

    `checkovs` is the file whose skip-check is heeded: .checkov.yaml of this directory, or Trailbell's own, by default.
    """
    file = checkovs or next((one for one in (Path(FILE), ROOT / FILE) if one.exists()), None)
    listed = (read(file).value or {}).get("skip-check", []) if file else []
    common = listed if isinstance(listed, list) else str(listed).split(",")
    return tuple(dict.fromkeys([*map(str, common), *_commented(configuration)]))


def _commented(configuration: Path) -> Iterator[str]:
    for number, line in enumerate(configuration.read_text(encoding="utf-8").splitlines(), 1):
        if match := _COMMENT.search(line):
            if not match[2].strip():
                place = Place(str(configuration), number, match.start() + 1)
                message = f"{match[1]} is skipped without a reason; write checkov:skip={match[1]}: and why"
                raise InputError([Mistake(place, message)])
            yield match[1]
