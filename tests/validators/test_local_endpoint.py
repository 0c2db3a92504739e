from types import SimpleNamespace

import boto3
import pytest

from validators.local_endpoint import reach_by_address


@pytest.mark.parametrize(
    ("endpoint", "host"),
    [
        ("http://127.0.0.1:5000", "127.0.0.1:5000"),
        ("http://aws.example:5000", "111122223333.aws.example:5000"),
        (None, "111122223333.s3-control.eu-west-1.amazonaws.com"),
    ],
)
def test_only_an_ip_address_is_reached_without_the_account(endpoint: str | None, host: str) -> None:
    client = boto3.client("s3control", region_name="eu-west-1", endpoint_url=endpoint)
    reach_by_address(client)
    asked: list[str] = []

    def answer(request: SimpleNamespace, **_: object) -> None:
        asked.append(request.url)
        raise InterruptedError

    client.meta.events.register("before-send", answer)
    with pytest.raises(InterruptedError):
        client.get_public_access_block(AccountId="111122223333")
    assert asked[0].split("/")[2] == host
