"""What a forwarder may read: its own webhook, with the role that Trailbell designs, and nothing else."""

import json
from typing import Any

import pytest

from tests.forwarder.conftest import Webhook
from tests.sandbox.functions.forwarding import PATIENCE, Forwarding
from tests.sandbox.local import wait_until

SLACK = {"slack": "ssm:/on-call/hook"}
SECRET = {"slack": "secretsmanager:on-call/hook"}


def keep(forwarding: Forwarding, settings: dict[str, Any], webhook: Webhook) -> None:
    """Deploy a forwarder whose webhook is encrypted with a key of the account's own."""
    key = forwarding.client("kms").create_key()["KeyMetadata"]["KeyId"]
    if settings is SLACK:
        forwarding.client("ssm").put_parameter(Name="/on-call/hook", Value=webhook.url, Type="SecureString", KeyId=key)
    else:
        forwarding.client("secretsmanager").create_secret(Name="on-call/hook", SecretString=webhook.url, KmsKeyId=key)
    forwarding.forward_to(settings)


def without(forwarding: Forwarding, *sids: str) -> None:
    """Take statements from the role's policy."""
    (role,) = forwarding.pipeline.forwarder_roles
    ((name, policy),) = role.inline_policies
    kept = [one for one in policy.statements if one["Sid"] not in sids]
    document = json.dumps({"Version": "2012-10-17", "Statement": kept})
    forwarding.client("iam").put_role_policy(RoleName=role.name, PolicyName=name, PolicyDocument=document)


@pytest.mark.parametrize("settings", [SLACK, SECRET], ids=["parameter", "secret"])
def test_the_designed_role_reads_a_webhook_that_is_encrypted_with_a_key_of_ones_own(
    forwarding: Forwarding, webhook: Webhook, settings: dict[str, Any]
) -> None:
    keep(forwarding, settings, webhook)
    forwarding.ring()
    assert wait_until(lambda: webhook.received, PATIENCE), forwarding.log()


@pytest.mark.parametrize("settings", [SLACK, SECRET], ids=["parameter", "secret"])
@pytest.mark.parametrize("sid", ["Read0", "Decrypt0"])
def test_a_role_that_may_not_read_or_decrypt_it_forwards_nothing(
    forwarding: Forwarding, webhook: Webhook, settings: dict[str, Any], sid: str
) -> None:
    keep(forwarding, settings, webhook)
    without(forwarding, sid)
    forwarding.try_once()
    forwarding.ring()
    (letter,) = forwarding.dead_letters()
    assert "may the forwarder's role read it?" in letter["MessageAttributes"]["ErrorMessage"]["StringValue"]
    assert webhook.received == []


def test_another_parameter_is_not_readable(forwarding: Forwarding, webhook: Webhook) -> None:
    forwarding.forward_to(SLACK, hook=webhook.url, other=webhook.url)
    forwarding.configure(Environment={"Variables": {"CHANNEL": "slack", "ENDPOINT": "ssm:/on-call/other"}})
    forwarding.try_once()
    forwarding.ring()
    (letter,) = forwarding.dead_letters()
    assert "AccessDeniedException" in letter["MessageAttributes"]["ErrorMessage"]["StringValue"]
    assert webhook.received == []
