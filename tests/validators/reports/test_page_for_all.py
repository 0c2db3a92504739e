"""The page read aloud, printed, without scripts, and in windows of every width."""

from typing import Any

import pytest

from tests.validators.reports.chromium import program
from tests.validators.reports.conftest import Open
from tests.validators.reports.page import (
    RUN,
    accessible,
    background,
    click,
    details,
    emulate,
    shown,
    type_,
)
from tests.validators.reports.sample import (
    accepting,
    finding,
    hostile,
    of,
)

pytestmark = [
    pytest.mark.skipif(program() is None, reason="there is no Chromium: apt-get install chromium"),
    pytest.mark.xdist_group("chromium"),
]


def test_without_scripts_everything_is_there_and_open(opened: Open) -> None:
    opened(of()).call("Emulation.setScriptExecutionDisabled", value=True)
    page = opened(RUN)
    assert len(shown(page)) == 4
    assert details(page) == [True] * 4
    assert page.evaluate("document.querySelector('.filters').checkVisibility()") is False


def test_printed_page_is_unfolded_and_has_no_controls(opened: Open) -> None:
    page = opened(RUN)
    type_(page, "account", "production")
    emulate(page, media="print", prefers_color_scheme="dark")
    assert details(page) == [True, True, True, False]
    assert page.evaluate("document.querySelector('.filters').checkVisibility()") is False
    assert background(page) == "rgb(255, 255, 255)"


def test_expected_and_observed_stand_side_by_side(opened: Open) -> None:
    page = opened(RUN)
    click(page, "button[name=fold]")
    boxes = "[...document.querySelectorAll('.sides')[0].children].map(one => one.getBoundingClientRect())"
    left, right = page.evaluate(f"{boxes}.map(one => [one.left, one.right, one.top])")
    assert left[1] <= right[0]
    assert left[2] == right[2]


@pytest.mark.parametrize("width", [320, 400, 768, 1200])
def test_nothing_is_wider_than_the_window(opened: Open, width: int) -> None:
    page = opened(hostile(resource="x" * 400))
    page.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
    click(page, "button[name=fold]")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_dark_and_light_follow_the_reader(opened: Open) -> None:
    page = opened(RUN)
    colours = []
    for scheme in ("light", "dark"):
        emulate(page, prefers_color_scheme=scheme)
        colours.append(background(page))
    assert colours == ["rgb(244, 245, 247)", "rgb(14, 18, 23)"]


def test_screen_reader_is_told_what_everything_is(opened: Open) -> None:
    told = accessible(opened(RUN))
    for expected in (
        ("search", "Filter the findings"),
        ("searchbox", "Search"),
        ("combobox", "Account"),
        ("combobox", "Severity"),
        ("combobox", "Status"),
        ("table", "Findings"),
        ("table", "2 accounts"),
        ("columnheader", "Severity"),
        ("rowheader", "trail bell"),
        ("button", "trail bell"),
        ("status", ""),
    ):
        assert expected in told
    controls = ("button", "searchbox", "combobox", "link", "table")
    assert [role for role, name in told if role in controls and not name] == []


def test_screen_reader_is_told_of_accepted_findings_apart_from_the_others(opened: Open) -> None:
    page = opened(accepting(finding(resource="bell-known")))
    page.evaluate("document.querySelector('.accepted').closest('details').open = true")
    told = accessible(page)
    for expected in (("table", "1 accepted finding"), ("rowheader", "alarm bell-known threshold")):
        assert expected in told
    assert shown(page) == ["trail bell"]


def test_table_stays_a_table_for_a_screen_reader_on_a_phone(opened: Open) -> None:
    page = opened(RUN)
    page.call("Emulation.setDeviceMetricsOverride", width=400, height=900, deviceScaleFactor=1, mobile=False)
    roles = [role for role, _ in accessible(page)]
    assert {"table", "row", "cell", "columnheader", "rowheader"} <= set(roles)


def test_many_findings_are_filtered_while_one_types(opened: Open) -> None:
    findings = [finding(resource=f"alarm-{number}") for number in range(3000)]
    page = opened(of(*findings))
    spent: Any = page.evaluate(
        "(() => { const field = document.querySelector('[name=search]'); const begun = performance.now();"
        " field.value = 'alarm-2999'; field.dispatchEvent(new Event('input', {bubbles: true}));"
        " document.body.offsetHeight; return performance.now() - begun })()"
    )
    assert shown(page) == ["alarm alarm-2999 threshold"]
    assert spent < 2000
