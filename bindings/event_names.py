"""Write alerts/event_names.txt: which events each service writes to CloudTrail, from the service models of botocore.

    python -m bindings.event_names

One line per event source: its name, what botocore calls the service where that differs, and its operations. Reads the
installed botocore; calls nothing.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import botocore

OUTPUT = Path(__file__).parents[1] / "alerts" / "event_names.txt"
_DATA = Path(botocore.__file__).parent / "data"


def text() -> str:
    """The whole file: the version of botocore, then the event sources in alphabetical order."""
    names: dict[str, set[str]] = defaultdict(set)
    aliases: dict[str, set[str]] = defaultdict(set)
    for service, model in _models():
        metadata = model["metadata"]
        prefix: str = metadata["endpointPrefix"]
        for source in {metadata.get("signingName", prefix), prefix}:
            names[source].update(model["operations"])
            aliases[source].add(service)
    lines = [_line(source, aliases[source] - {source}, names[source]) for source in sorted(names)]
    return "\n".join([f"# botocore {botocore.__version__}", *lines, ""])


def _line(source: str, aliases: set[str], names: set[str]) -> str:
    return f"{' '.join([source, *sorted(aliases)])}: {' '.join(sorted(names))}"


def _models() -> Iterator[tuple[str, dict[str, Any]]]:
    """Each service by botocore's name, with its newest model."""
    for folder in sorted(path for path in _DATA.iterdir() if path.is_dir()):
        versions = sorted(folder.glob("*/service-2.json*"))
        if versions:
            content = versions[-1].read_bytes()
            yield folder.name, json.loads(gzip.decompress(content) if versions[-1].suffix == ".gz" else content)


def main() -> int:
    OUTPUT.write_text(text(), encoding="utf-8")
    sys.stderr.write(f"written: {OUTPUT.name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
