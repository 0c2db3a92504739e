import pytest

from sandbox.loopback import NotLoopbackError, is_loopback, origin, request
from tests.sandbox.local import Receiver


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:80/a", "https://localhost/a", "http://[::1]:8080/", "http://127.9.9.9", "http://u:p@127.0.0.1/"],
)
def test_addresses_on_this_machine(url: str) -> None:
    assert is_loopback(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://vendor.example/key",
        "http://127.0.0.1.vendor.example/",
        "http://localhost.vendor.example/",
        "http://127.0.0.1@vendor.example/",
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::ffff:10.0.0.1]/",
        "http://[broken/",
        "file:///etc/passwd",
        "//127.0.0.1/",
        "",
    ],
)
def test_addresses_elsewhere(url: str) -> None:
    assert not is_loopback(url)


def test_an_address_elsewhere_is_refused_without_its_secret() -> None:
    with pytest.raises(NotLoopbackError, match=r"^https://vendor\.example is not on this machine$"):
        request("POST", "https://user:password@vendor.example/key?secret", b"")


def test_the_origin_of_an_unreadable_address_shows_nothing_of_it() -> None:
    assert origin("http://[secret") == "an address that cannot be read"


def test_a_redirect_is_not_followed(receiver: Receiver) -> None:
    receiver.status = 302
    assert request("POST", receiver.url, b"{}").status == 302
