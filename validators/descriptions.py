"""botocore's descriptions of the services, read into plain dictionaries.

botocore reads them into ordered ones, for Pythons whose dictionaries had no order; that takes three times as long, and
was a twentieth of a short check.
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

from botocore.loaders import JSONFileLoader


class PlainLoader(JSONFileLoader):  # type: ignore[misc]
    """Reads NAME.json or NAME.json.gz; None where neither is there."""

    def load_file(self, file_path: str) -> Any:
        """What the file holds."""
        plain, packed = Path(f"{file_path}.json"), Path(f"{file_path}.json.gz")
        if plain.is_file():
            return json.loads(plain.read_bytes())
        return json.loads(gzip.decompress(packed.read_bytes())) if packed.is_file() else None
