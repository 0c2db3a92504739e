import re

import pytest

from cli.exporting.tables import of_vendors
from pipeline.vendors import VENDORS
from tests.pipeline.test_vendors import ENDPOINTS, KEY, MISTAKES

STANDS_IN = ("has a placeholder",)
"""What only a person can mean; an expression takes it for a key."""


def taken(vendor: str, url: str) -> bool:
    return all(re.search(expression, url) for expression in of_vendors()[vendor]["expressions"])


@pytest.mark.parametrize(("vendor", "url"), ENDPOINTS)
def test_an_endpoint_that_the_configuration_takes_is_taken(vendor: str, url: str) -> None:
    assert taken(vendor, url)


@pytest.mark.parametrize(
    ("vendor", "url"), [(vendor, url) for vendor, url, problem in MISTAKES if not problem.startswith(STANDS_IN)]
)
def test_an_endpoint_that_the_configuration_refuses_is_refused(vendor: str, url: str) -> None:
    assert not taken(vendor, url)


@pytest.mark.parametrize("vendor", VENDORS)
def test_an_endpoint_on_this_machine_is_taken(vendor: str) -> None:
    assert taken(vendor, f"https://127.0.0.1:8443/{KEY}")


@pytest.mark.parametrize("vendor", VENDORS)
def test_expressions_hold_nothing_that_terraforms_do_not_know(vendor: str) -> None:
    """RE2: neither looking around nor references back. https://github.com/google/re2/wiki/Syntax"""
    for expression in of_vendors()[vendor]["expressions"]:
        assert not re.search(r"\(\?[=!<P]|\\[1-9]", expression)


def test_a_vendor_that_is_not_known_to_confirm_is_not_waited_for() -> None:
    assert (of_vendors()["pagerduty"]["confirms"], of_vendors()["better-stack"]["confirms"]) == (True, False)


def test_a_vendor_that_checks_sha_1_alone_gets_it() -> None:
    assert of_vendors()["grafana-oncall"]["signature_version"] == "1"
