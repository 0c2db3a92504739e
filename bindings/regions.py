"""Write pipeline/regions.txt: the codes of the regions that botocore knows.

    python -m bindings.regions

One line per region. Reads the installed botocore; calls nothing.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import botocore

OUTPUT = Path(__file__).parents[1] / "pipeline" / "regions.txt"
_PARTITIONS = Path(botocore.__file__).parent / "data" / "partitions.json"


def text() -> str:
    """The whole file: the version of botocore, then the regions in alphabetical order, without those that are none."""
    partitions = json.loads(_PARTITIONS.read_bytes())["partitions"]
    regions = {name for partition in partitions for name in partition["regions"] if not name.endswith("-global")}
    return "\n".join([f"# botocore {botocore.__version__}", *sorted(regions), ""])


def main() -> int:
    OUTPUT.write_text(text(), encoding="utf-8")
    sys.stderr.write(f"written: {OUTPUT.name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
