"""Write the generated documentation, or with --check only tell which of it is stale (exit status 1)."""

from __future__ import annotations

import sys
from pathlib import Path

from docs.catalogue import alerts_page
from docs.configuration import reference, schema
from docs.faults import faults_page
from docs.language import language_page
from docs.policies import policies_page
from docs.vendors import vendors_page
from validators.reports.schema import schema as report_schema

FOLDER = Path(__file__).parent
PAGES = {
    "configuration.schema.json": schema,
    "configuration.md": reference,
    "alerts.md": alerts_page,
    "alert-language.md": language_page,
    "report.schema.json": report_schema,
    "vendors.md": vendors_page,
    "policies.md": policies_page,
    "faults.md": faults_page,
}


def main(arguments: list[str]) -> int:
    """Write every page whose text has changed."""
    stale = [name for name, page in PAGES.items() if _read(FOLDER / name) != page()]
    for name in stale:
        if "--check" not in arguments:
            (FOLDER / name).write_text(PAGES[name](), encoding="utf-8")
        sys.stderr.write(f"{'stale, run make docs' if '--check' in arguments else 'written'}: docs/{name}\n")
    return 1 if stale and "--check" in arguments else 0


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
