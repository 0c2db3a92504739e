import pytest

from pipeline.vendors import VENDORS, Vendor

KEY = "pl4nt3d-k3y"
ILERT = "the webhook URL of an 'Amazon CloudWatch' alert source, https://api.ilert.com/..."

KNOWN_HOSTS = {
    "ilert": "api.ilert.com",
    "alertops": "notify.alertops.com",
    "taskcall": "anything.example.org",
    "https": "anything.example.org",
}

NO_ADDRESSES = [
    ("", "does not start with https://"),
    (KEY, "does not start with https://"),
    (f"http://{{host}}/{KEY}", "does not start with https://"),
    (f"ftp://{{host}}/{KEY}", "does not start with https://"),
    (f"//{{host}}/{KEY}", "does not start with https://"),
    (f"https:///{KEY}", "is not an address"),
    (f"https:{KEY}", "is not an address"),
    (f"https://[{KEY}/", "is not an address"),
    (f"https://{{host}}:port/{KEY}", "is not an address"),
    (f"https://{{host}}:0/{KEY}", "is not an address"),
    (f" https://{{host}}/{KEY}", "holds a blank or a character that no address has"),
    (f"https://{{host}}/{KEY}\n", "holds a blank or a character that no address has"),
    (f"https://{{host}}/a b{KEY}", "holds a blank or a character that no address has"),
    (f"https://{{host}}/\x1b[31m{KEY}", "holds a blank or a character that no address has"),
    (f"https://{{host}}/{KEY}\udcff", "holds a blank or a character that no address has"),
    (f"https://xn{{host}}ü/{KEY}", "holds a blank or a character that no address has"),
    (f"https://{{host}}/{KEY * 200}", "is longer than 2048 characters"),
]


@pytest.mark.parametrize("vendor", VENDORS)
def test_an_endpoint_at_a_known_host_is_taken(vendor: str) -> None:
    assert VENDORS[vendor].complaint(f"https://{KNOWN_HOSTS[vendor]}/{KEY}?x={KEY}") is None


@pytest.mark.parametrize("vendor", VENDORS)
def test_an_endpoint_with_name_and_password_is_taken(vendor: str) -> None:
    assert VENDORS[vendor].complaint(f"https://user:{KEY}@{KNOWN_HOSTS[vendor]}/path") is None


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_an_endpoint_on_this_machine_is_taken(vendor: str, host: str) -> None:
    assert VENDORS[vendor].complaint(f"https://{host}:8443/{KEY}") is None


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize(("url", "problem"), NO_ADDRESSES, ids=ascii)
def test_what_is_no_https_address_is_refused_without_being_repeated(vendor: str, url: str, problem: str) -> None:
    complaint = VENDORS[vendor].complaint(url.replace("{host}", KNOWN_HOSTS[vendor]))
    assert complaint == f"{problem}; expected {VENDORS[vendor].endpoint}"
    assert KEY not in complaint


@pytest.mark.parametrize(
    "host", ["api.ilert.com.example.org", "example.org", "ilert.com.example.org", "xilert.com", "api-ilert.com"]
)
def test_an_endpoint_of_somebody_else_is_refused_by_its_host_alone(host: str) -> None:
    complaint = VENDORS["ilert"].complaint(f"https://user:{KEY}@{host}/{KEY}?{KEY}")
    assert complaint == f"has the host {host}, which is not ilert's; expected {ILERT}"


@pytest.mark.parametrize(
    "url", [f"https://api.ilert.com@example.org/{KEY}", f"https://api.ilert.com\\@example.org/{KEY}"]
)
def test_a_name_before_the_host_does_not_pass_for_the_host(url: str) -> None:
    assert VENDORS["ilert"].complaint(url) == f"has the host example.org, which is not ilert's; expected {ILERT}"


@pytest.mark.parametrize("host", ["ilert.com", "eu.api.ilert.com", "api-9.ilert.com"])
def test_an_endpoint_at_any_host_of_the_vendor_is_taken(host: str) -> None:
    assert VENDORS["ilert"].complaint(f"https://{host}/{KEY}") is None


def test_hosts_are_compared_without_case() -> None:
    assert VENDORS["ilert"].complaint("https://API.iLert.com/x") is None


@pytest.mark.parametrize("vendor", VENDORS.values(), ids=lambda vendor: vendor.name)
def test_a_vendor_gets_whole_messages_and_names_its_source(vendor: Vendor) -> None:
    assert not vendor.raw_message_delivery
    assert vendor.source.startswith("https://")


@pytest.mark.parametrize(
    ("vendor", "confirms", "resolves"),
    [("ilert", True, True), ("alertops", False, True), ("taskcall", True, True), ("https", None, None)],
)
def test_who_confirms_and_what_ok_does_is_what_the_source_says_or_unknown(
    vendor: str, confirms: bool | None, resolves: bool | None
) -> None:
    assert (VENDORS[vendor].confirms, VENDORS[vendor].resolves_on_ok) == (confirms, resolves)
