"""Stores webhooks of the sandbox's vendor where forwarders read theirs, as people do with those of Slack and Teams."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from pipeline.forwarder import Forwarder
from pipeline.pipeline import Pipeline
from pipeline.secret import ParameterReference, stored

Client = Callable[[str], Any]


def store(pipeline: Pipeline, vendor_url: str, client: Client) -> Iterator[tuple[Forwarder, str]]:
    """One for each forwarder of an account that posts to one; yields where. `client` makes clients of the account.

    What is stored there already is replaced.
    """
    for part in pipeline.forwarders:
        endpoint = dict(part.variables).get("ENDPOINT")
        if endpoint:
            _store(endpoint, f"{vendor_url}/{part.destination}/demo-key", client)
            yield part, endpoint


def _store(endpoint: str, address: str, client: Client) -> None:
    match stored(endpoint):
        case ParameterReference(path):
            client("ssm").put_parameter(Name=path, Value=address, Type="SecureString", Overwrite=True)
        case reference:
            secrets = client("secretsmanager")
            try:
                secrets.create_secret(Name=reference.name, SecretString=address)
            except secrets.exceptions.ResourceExistsException:
                secrets.put_secret_value(SecretId=reference.name, SecretString=address)
