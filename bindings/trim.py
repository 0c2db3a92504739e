"""Trim the AWS provider's schema to the resources in resources.txt, so that the bindings import in a second.

Bindings of the whole provider take 30 to 50 s and 1.2 GB to import (hashicorp/terraform-cdk issue 3753).
`cdktf get` reads a provider's schema from a cache folder before it asks Terraform; this script writes that
file, and it is committed, so that set-up needs neither the provider nor the network.

Refuses a resource the provider does not know, and a constraint without a lower bound: the schema is always
that of the lowest version allowed, so that it is the same on every machine and no argument is newer than the
constraint.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

FOLDER = Path(__file__).resolve().parent
SOURCE = "registry.terraform.io/hashicorp/aws"
UNRESERVED = "-_.!~*'()"
SECTIONS = {"resource": "resource_schemas", "data": "data_source_schemas"}

Schema = dict[str, Any]


class TrimError(Exception):
    """What the person who changed the list or the constraint can put right."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One line of resources.txt: a section of the provider's schema and a name in it."""

    section: str
    name: str
    place: str


def read_wanted(path: Path) -> tuple[Wanted, ...]:
    """The lines `resource NAME` and `data NAME` of a list; everything from `#` on is a comment."""
    return tuple(
        _wanted(words, f"{path.name}:{number}")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if (words := line.partition("#")[0].split())
    )


def _wanted(words: list[str], place: str) -> Wanted:
    match words:
        case [("resource" | "data") as kind, name]:
            return Wanted(SECTIONS[kind], name, place)
    raise TrimError(f"{place}: `{' '.join(words)}` is neither `resource NAME` nor `data NAME`")


def provider_constraint(settings: Path) -> str:
    """The version constraint of the AWS provider in cdktf.json, such as `>= 5.100.0, < 7.0.0`."""
    for provider in json.loads(settings.read_text())["terraformProviders"]:
        name, _, constraint = provider.partition("@")
        if name == "aws" and constraint:
            return str(constraint)
    raise TrimError(f'{settings.name}: terraformProviders names no "aws@CONSTRAINT"')


def lowest_version(constraint: str) -> str:
    """`5.100.0` of `>= 5.100.0, < 7.0.0`."""
    if found := re.search(r">=\s*(\d+\.\d+\.\d+)", constraint):
        return found[1]
    raise TrimError(f"cdktf.json: the constraint `{constraint}` has no lower bound; begin it with `>= X.Y.Z`")


def cache_name(constraint: str) -> str:
    """The file name `cdktf get` looks for: JavaScript's encodeURIComponent of name and constraint.

    https://github.com/hashicorp/terraform-cdk/blob/v0.21.0/packages/@cdktf/provider-schema/src/cache.ts
    """
    return f"aws@{quote(constraint, safe=UNRESERVED)}.json"


def trim(full: Schema, wanted: tuple[Wanted, ...], version: str) -> Schema:
    """The provider's own arguments and the wanted resources, in the shape `cdktf get` caches.

    `provider_versions` is left out on purpose: cdktf would demand exactly that version in every stack,
    in place of the constraint of cdktf.json.
    """
    (aws,) = full["provider_schemas"].values()
    sections: dict[str, Schema] = {section: {} for section in SECTIONS.values()}
    for entry in wanted:
        if entry.name not in aws[entry.section]:
            raise TrimError(f"{entry.place}: version {version} of the AWS provider has no `{entry.name}`")
        sections[entry.section][entry.name] = aws[entry.section][entry.name]
    return {
        "format_version": full["format_version"],
        "provider_schemas": {SOURCE: {"provider": aws["provider"], **sections}},
    }


def full_schema(version: str) -> Schema:
    """What `terraform providers schema -json` prints for one version of the provider, about 13 MB."""
    terraform = os.environ.get("TERRAFORM_BINARY_NAME") or "terraform"
    required = {"aws": {"source": "hashicorp/aws", "version": version}}
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "main.tf.json").write_text(json.dumps({"terraform": {"required_providers": required}}))
        _run([terraform, "init", "-input=false", "-no-color"], folder)
        schema: Schema = json.loads(_run([terraform, "providers", "schema", "-json"], folder))
        return schema


def _run(command: list[str], folder: str) -> str:
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)  # noqa: S603
    except FileNotFoundError:
        raise TrimError(f"{command[0]} is not on the PATH; run this as `make bindings`") from None
    except subprocess.CalledProcessError as failure:
        raise TrimError(f"`{' '.join(command)}` failed:\n{failure.stderr.strip()}") from None
    return done.stdout


def write_schema(folder: Path, settings: Path) -> Path:
    """Put the trimmed schema into the folder, in place of the one for an older constraint; give its path."""
    constraint = provider_constraint(settings)
    version = lowest_version(constraint)
    schema = trim(full_schema(version), read_wanted(folder / "resources.txt"), version)
    written = folder / cache_name(constraint)
    for old in set(folder.glob("aws@*.json")) - {written}:
        old.unlink()
    written.write_text(json.dumps(schema, indent=1, sort_keys=True) + "\n")
    return written


if __name__ == "__main__":
    try:
        print(write_schema(FOLDER, FOLDER.parent / "cdktf.json").name)  # noqa: T201
    except TrimError as error:
        sys.exit(f"bindings: {error}")
