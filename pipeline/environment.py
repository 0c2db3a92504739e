"""Endpoints given as environment variables: which ones must be set, and whether they have the vendor's form.

Terraform reads its variables under TF_VAR_NAME only, so `env:NAME` is read from NAME or from TF_VAR_NAME.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from alerts.document import Document
from alerts.errors import InputError, Mistake
from pipeline.configuration import Configuration
from pipeline.secret import EnvironmentReference, reference
from pipeline.vendors import VENDORS

PREFIX = "TF_VAR_"


def value(name: str, environment: Mapping[str, str]) -> str | None:
    """The endpoint that `env:name` refers to, or None where it is not set or empty."""
    return environment.get(name) or environment.get(PREFIX + name) or None


def require(configuration: Configuration, document: Document, environment: Mapping[str, str]) -> None:
    """Raise InputError unless Terraform will find every endpoint, each of the vendor's form."""
    if mistakes := [*_mistakes(configuration, document, environment, for_terraform=True)]:
        raise InputError(mistakes)


def require_readable(configuration: Configuration, document: Document, environment: Mapping[str, str]) -> None:
    """Raise InputError unless every endpoint can be read here, under either name."""
    if mistakes := [*_mistakes(configuration, document, environment, for_terraform=False)]:
        raise InputError(mistakes)


def _mistakes(
    configuration: Configuration, document: Document, environment: Mapping[str, str], *, for_terraform: bool
) -> Iterable[Mistake]:
    for name, destination in configuration.destinations.items():
        match reference(destination.url):
            case EnvironmentReference(variable):
                place = document.place(("destinations", name, "url"))
                found = environment.get(PREFIX + variable) if for_terraform else value(variable, environment)
                if problem := _problem(variable, found, environment, destination.vendor):
                    yield Mistake(place, f"destination {name}: {problem}")
            case _:
                pass


def _problem(variable: str, found: str | None, environment: Mapping[str, str], vendor: str) -> str | None:
    if found:
        complaint = VENDORS[vendor].complaint(found)
        return f"{variable} {complaint}" if complaint else None
    if environment.get(variable):
        return f'Terraform reads {variable} as {PREFIX}{variable}: export {PREFIX}{variable}="${variable}"'
    return f"{PREFIX}{variable} is not set: export {PREFIX}{variable}='https://...' with {VENDORS[vendor].endpoint}"
