import gc
import threading
from pathlib import Path

import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.credentials import ReadOnlyCredentials
from botocore.exceptions import SSLError

from tests.validators.designed import designed
from validators.clients import Clients
from validators.session import Session

ACCOUNT = designed().account
SOMEBODY = ReadOnlyCredentials("AKIASOMEBODY", "secret", "token")
SOMEBODY_ELSE = ReadOnlyCredentials("AKIASOMEBODYELSE", "secret", "token")


@pytest.fixture(autouse=True)
def no_bundle_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR", "HTTPS_PROXY", "https_proxy"):
        monkeypatch.delenv(name, raising=False)


def signers(clients: Clients) -> list[str]:
    """The access key of every request from now on, none of which is sent."""
    seen: list[str] = []

    def answered(request: AWSPreparedRequest, **_: object) -> AWSResponse:
        header = request.headers["Authorization"].decode()
        seen.append(header.partition("Credential=")[2].partition("/")[0])
        return AWSResponse(request.url, 500, {}, None)

    clients.client("logs", "eu-west-1").meta.events.register_first("before-send", answered)
    return seen


def call(clients: Clients, credentials: ReadOnlyCredentials | None) -> None:
    with clients.signing(credentials), pytest.raises(Exception):  # noqa: B017, PT011 -- no answer at all
        clients.client("logs", "eu-west-1").describe_log_groups()


def test_service_of_a_region_has_one_client() -> None:
    clients = Clients()
    assert clients.client("logs", "eu-west-1") is clients.client("logs", "eu-west-1")
    assert clients.client("logs", "eu-west-1") is not clients.client("logs", "us-east-1")


def test_call_is_signed_for_whoever_it_is_made_for(pauses: list[float]) -> None:
    clients = Clients()
    seen = signers(clients)
    for credentials in (SOMEBODY, SOMEBODY_ELSE, None, SOMEBODY):
        call(clients, credentials)
    assert [*dict.fromkeys(seen)] == ["AKIASOMEBODY", "AKIASOMEBODYELSE", "test"]
    assert seen[-1] == "AKIASOMEBODY"


def test_threads_do_not_sign_for_each_other(pauses: list[float]) -> None:
    clients = Clients()
    seen = signers(clients)
    with clients.signing(SOMEBODY):
        thread = threading.Thread(target=call, args=(clients, SOMEBODY_ELSE))
        thread.start()
        thread.join()
    assert {*seen} == {"AKIASOMEBODYELSE"}


def test_call_that_is_made_for_nobody_is_not_signed_at_all() -> None:
    clients = Clients()
    seen = signers(clients)
    with pytest.raises(LookupError):
        clients.client("logs", "eu-west-1").describe_log_groups()
    assert seen == []


def verify(clients: Clients, region: str = "eu-west-1") -> object:
    """What a client trusts, as botocore was told."""
    return clients.build("sts", region)._endpoint.http_session._verify


def test_credentials_come_from_the_regions_own_endpoint_and_hold_in_every_region() -> None:
    assert Clients().build("sts", "eu-west-1").meta.endpoint_url == "https://sts.eu-west-1.amazonaws.com"


def test_public_endpoint_is_trusted_by_the_roots_of_amazon_until_the_run_ends() -> None:
    clients = Clients()
    bundle = verify(clients)
    assert isinstance(bundle, str)
    assert Path(bundle).name == "amazon-roots.pem"
    clients.stop()
    assert not Path(bundle).exists()


def test_endpoint_of_another_partition_is_trusted_as_ever() -> None:
    clients = Clients()
    assert verify(clients, "cn-north-1") is True
    clients.stop()


def test_bundle_of_the_user_is_left_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AWS_CA_BUNDLE", str(tmp_path / "mine.pem"))
    assert verify(Clients()) == str(tmp_path / "mine.pem")


def test_bundle_of_a_profile_is_left_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "config").write_text("[default]\nca_bundle = /mine.pem\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    assert verify(Clients()) == "/mine.pem"


def test_endpoint_of_a_profile_is_trusted_as_ever(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "config").write_text("[default]\nendpoint_url = https://127.0.0.1:1\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    clients = Clients()
    assert verify(clients) is True
    clients.stop()


def test_where_the_roots_of_amazon_do_not_do_all_roots_are_tried(pauses: list[float]) -> None:
    trusted: list[object] = []

    class Behind(Clients):
        """Behind a proxy whose certificate only a machine's own roots sign."""

        def build(self, service: str, region: str) -> object:
            client = super().build(service, region)
            bundle = client._endpoint.http_session._verify
            client.meta.events.register_first("before-send", lambda **_: answered(bundle))
            return client

    def answered(bundle: object) -> None:
        trusted.append(bundle)
        raise SSLError(endpoint_url="https://sts", error="self-signed certificate in certificate chain")

    clients = Behind()
    with pytest.raises(Exception, match="sts endpoint in eu-west-1 did not answer"):
        Session(ACCOUNT, clients).call("sts", "get_caller_identity")
    clients.stop()
    assert len({*map(str, trusted)}) == 2
    assert trusted[-1] is True


def test_client_that_was_behind_is_told_to_try_again_too() -> None:
    clients = Clients()
    first, second = clients.client("sts", "eu-west-1"), clients.client("logs", "eu-west-1")
    assert clients.trust_all_roots(first)
    assert clients.trust_all_roots(second)
    anew = clients.client("sts", "eu-west-1")
    assert anew is not first
    assert not clients.trust_all_roots(anew)
    clients.stop()


def test_run_that_never_ends_properly_leaves_no_file_behind() -> None:
    clients = Clients()
    bundle = verify(clients)
    assert isinstance(bundle, str)
    del clients
    gc.collect()
    assert not Path(bundle).exists()
