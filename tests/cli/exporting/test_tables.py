import re

import pytest

from cli.exporting.tables import of_vendors
from pipeline.vendors import VENDORS
from tests.pipeline.test_vendors import ENDPOINTS, KEY, MISTAKES


def taken(vendor: str, url: str) -> bool:
    known = of_vendors()[vendor]
    return all(re.search(one, url) for one in known["expressions"]) and not re.search(known["stand_in"], url)


@pytest.mark.parametrize(("vendor", "url"), ENDPOINTS)
def test_an_endpoint_that_the_configuration_takes_is_taken(vendor: str, url: str) -> None:
    assert taken(vendor, url)


@pytest.mark.parametrize(("vendor", "url"), [(vendor, url) for vendor, url, _ in MISTAKES])
def test_an_endpoint_that_the_configuration_refuses_is_refused(vendor: str, url: str) -> None:
    assert not taken(vendor, url)


@pytest.mark.parametrize("vendor", VENDORS)
def test_an_endpoint_on_this_machine_is_taken(vendor: str) -> None:
    assert taken(vendor, f"https://127.0.0.1:8443/{KEY}")


@pytest.mark.parametrize("vendor", VENDORS)
def test_expressions_hold_nothing_that_terraforms_do_not_know(vendor: str) -> None:
    """RE2: neither looking around nor references back. https://github.com/google/re2/wiki/Syntax"""
    known = of_vendors()[vendor]
    for expression in (*known["expressions"], known["stand_in"]):
        assert not re.search(r"\(\?[=!<P]|\\[1-9]", expression)


def test_a_vendor_that_is_not_known_to_confirm_is_not_waited_for() -> None:
    assert (of_vendors()["pagerduty"]["confirms"], of_vendors()["better-stack"]["confirms"]) == (True, False)


def test_a_vendor_that_checks_sha_1_alone_gets_it() -> None:
    assert of_vendors()["grafana-oncall"]["signature_version"] == "1"
