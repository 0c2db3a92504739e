"""botocore's descriptions of the services, found and read in less time than botocore takes.

botocore reads them into ordered dictionaries, for Pythons whose dictionaries had no order; that takes three times as
long, and was a twentieth of a short check. And before it reads the first it looks into the folders of all services.
"""

from __future__ import annotations

import gzip
import json
from functools import cached_property
from pathlib import Path
from typing import Any

from botocore.loaders import JSONFileLoader, Loader


class PlainLoader(JSONFileLoader):  # type: ignore[misc]
    """Reads NAME.json or NAME.json.gz; None where neither is there."""

    def load_file(self, file_path: str) -> Any:
        """What the file holds."""
        plain, packed = Path(f"{file_path}.json"), Path(f"{file_path}.json.gz")
        if plain.is_file():
            return json.loads(plain.read_bytes())
        return json.loads(gzip.decompress(packed.read_bytes())) if packed.is_file() else None


class Descriptions(Loader):  # type: ignore[misc]
    """The descriptions below these folders, the first of several of the same name."""

    def __init__(self, folders: list[str]) -> None:
        super().__init__(extra_search_paths=folders, file_loader=PlainLoader(), include_default_search_paths=False)

    def list_available_services(self, type_name: str) -> list[str]:
        """Every service with a folder, whatever is in it: reading what is not there is refused all the same."""
        return self._services

    @cached_property
    def _services(self) -> list[str]:
        folders = filter(Path.is_dir, map(Path, self.search_paths))
        return sorted({service.name for folder in folders for service in folder.iterdir()})
