from typing import Any

from sandbox.webhooks import store
from tests.sandbox.local import Aws
from tests.validators.designed import designed

SYSLOG = {"host": "logs.example.com"}
FORWARDERS: dict[str, Any] = {
    "chat": {"forwarder": {"slack": "ssm:/on-call/slack"}},
    "team": {"forwarder": {"teams": "secretsmanager:on-call/teams"}},
    "siem": {"forwarder": {"syslog": SYSLOG}},
}


def test_every_forwarder_that_posts_finds_a_webhook_of_its_own_however_often(corrected: Aws) -> None:
    pipeline = designed(destinations=FORWARDERS, routes={}, trail={})

    def client(service: str) -> Any:
        return corrected.client(service, pipeline.account.region, pipeline.account.id)

    for vendor in ("https://127.0.0.1:1", "https://127.0.0.1:2"):
        stored = [where for _, where in store(pipeline, vendor, client)]
    assert stored == ["ssm:/on-call/slack", "secretsmanager:on-call/teams"]
    parameter = client("ssm").get_parameter(Name="/on-call/slack", WithDecryption=True)["Parameter"]
    assert parameter["Value"] == "https://127.0.0.1:2/chat/demo-key"
    secret = client("secretsmanager").get_secret_value(SecretId="on-call/teams")
    assert secret["SecretString"] == "https://127.0.0.1:2/team/demo-key"
