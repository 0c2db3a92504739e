"""Rules for checkov on Terraform: one per file, in a folder for each part of a pipeline; usable on anybody's Terraform.

    checkov -d FOLDER --external-checks-dir policies

checkov loads files from folders that hold an `__init__.py` only, and says nothing of what it leaves out or cannot load.
Whoever runs the rules compares with `RULES`, and takes a run that lacks one for no run.
"""

from __future__ import annotations

from pathlib import Path

__all__ = ["FOLDER", "PREFIX", "RULES"]

FOLDER = Path(__file__).parent
PREFIX = "TRAILBELL_"

RULES = frozenset(PREFIX + path.stem.upper() for path in FOLDER.glob("*/[!_]*.py"))
"""The id of every rule: that of its file, in capitals."""
