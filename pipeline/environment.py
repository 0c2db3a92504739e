"""Endpoints given as environment variables: which ones must be set, and whether they have the vendor's form.

Terraform reads its variables under TF_VAR_NAME only, so `env:NAME` is looked up as TF_VAR_NAME, which is what gets
deployed, or else as NAME: to set the former is enough for everything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from alerts.document import Document
from alerts.errors import InputError, Mistake, Place
from pipeline.address import MAILBOX
from pipeline.configuration import Configuration
from pipeline.destination import Destination
from pipeline.pipeline import Pipeline
from pipeline.secret import EnvironmentReference, reference
from pipeline.vendors import VENDORS

PREFIX = "TF_VAR_"


def value(name: str, environment: Mapping[str, str]) -> str | None:
    """The endpoint that `env:name` refers to, or None where it is not set or empty."""
    return environment.get(PREFIX + name) or environment.get(name) or None


def inspect(configuration: Configuration, document: Document, environment: Mapping[str, str]) -> None:
    """Raise InputError where an endpoint that is set has not its vendor's form.

    For synth, which needs no endpoint: cdktf even hides TF_VAR_ variables from it. What is not set at all is left to
    cdktf and Terraform, which refuse to deploy without it.
    """
    if mistakes := [*_malformed(configuration, document, environment)]:
        raise InputError(mistakes)


def require(
    configuration: Configuration,
    document: Document,
    environment: Mapping[str, str],
    pipelines: Iterable[Pipeline] | None = None,
) -> None:
    """Raise InputError unless every endpoint is set and has its vendor's form.

    Of these pipelines only where some are named: what rings nowhere in them needs no endpoint.
    """
    used = None if pipelines is None else {part.destination for one in pipelines for part in one.subscriptions}
    missing = [
        Mistake(place, f"destination {name}: {variable} is not set: export {PREFIX}{variable}={expected}")
        for name, variable, place, expected in _variables(configuration, document)
        if value(variable, environment) is None and (used is None or name in used)
    ]
    if mistakes := [*missing, *_malformed(configuration, document, environment)]:
        raise InputError(mistakes)


def _malformed(configuration: Configuration, document: Document, environment: Mapping[str, str]) -> Iterable[Mistake]:
    for name, variable, place, _ in _variables(configuration, document):
        found = value(variable, environment)
        if found and (complaint := _complaint(configuration.destinations[name], found)):
            yield Mistake(place, f"destination {name}: {variable} {complaint}")


def _complaint(destination: Destination, found: str) -> str | None:
    """What is wrong with an endpoint, without repeating it."""
    if destination.email:
        return None if re.fullmatch(MAILBOX, found) else "is not a mail address, such as on-call@example.com"
    return VENDORS[destination.vendor].complaint(found)


def _variables(configuration: Configuration, document: Document) -> Iterable[tuple[str, str, Place, str]]:
    """Destination, variable, place and expected form of every endpoint that is given as a variable."""
    for name, destination in configuration.destinations.items():
        key, given = ("email", destination.email) if destination.email else ("url", destination.url)
        where = reference(given) if given else None
        if isinstance(where, EnvironmentReference):
            endpoint = f"'https://...', {VENDORS[destination.vendor].endpoint}"
            expected = "'on-call@example.com', a mail address" if destination.email else endpoint
            yield name, where.name, document.place(("destinations", name, key)), expected
