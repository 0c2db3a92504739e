"""The page in a browser: found, sorted, filtered, folded, printed, and read by a screen reader."""

from typing import Any

import pytest

from alerts.alert import Severity
from tests.validators.reports.chromium import Chromium, program
from tests.validators.reports.conftest import Open
from tests.validators.reports.sample import (
    MISSING,
    PRODUCTION,
    STAGING,
    UNCHECKED,
    accepting,
    finding,
    hostile,
    of,
    run,
)
from validators.finding import AccountReport, Status

pytestmark = [
    pytest.mark.skipif(program() is None, reason="there is no Chromium: apt-get install chromium"),
    pytest.mark.xdist_group("chromium"),
]

UNMANAGED = finding(
    status=Status.unmanaged, part="subscription", resource="https://elsewhere.example", field="",
    severity=Severity.low, expected="absent", observed="present", message="Nobody declared this subscription.",
)  # fmt: skip
RUN = run(AccountReport(PRODUCTION, (MISSING, finding(), UNCHECKED)), AccountReport(STAGING, (UNMANAGED,)))
SHOWN = "[...document.querySelectorAll('.findings tbody')].filter(one => one.checkVisibility()).map(one => %s)"


def shown(page: Chromium) -> list[str]:
    """The titles of the findings that are shown, in their order."""
    titles: list[str] = page.evaluate(SHOWN % "one.dataset.title")
    return titles


def type_(page: Chromium, name: str, value: str) -> None:
    field = f"document.querySelector('.filters').elements.{name}"
    page.evaluate(f"{field}.value = {value!r}; {field}.dispatchEvent(new Event('input', {{bubbles: true}}))")


def click(page: Chromium, selector: str) -> None:
    page.evaluate(f"document.querySelector({selector!r}).click()")


def count(page: Chromium) -> str:
    text: str = page.evaluate("document.querySelector('output').textContent")
    return text


def details(page: Chromium) -> list[bool]:
    """Whether the detail of each finding is shown."""
    opened: list[bool] = page.evaluate("[...document.querySelectorAll('.detail')].map(one => one.checkVisibility())")
    return opened


def emulate(page: Chromium, **features: str) -> None:
    media = features.pop("media", "")
    listed = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
    page.call("Emulation.setEmulatedMedia", media=media, features=listed)


def background(page: Chromium) -> str:
    colour: str = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return colour


def accessible(page: Chromium) -> list[tuple[str, str]]:
    """What a screen reader is told: role and name of everything."""
    nodes = page.call("Accessibility.getFullAXTree")["nodes"]
    return [
        (node["role"]["value"], node.get("name", {}).get("value", ""))
        for node in nodes
        if not node["ignored"] and "role" in node
    ]


def test_page_asks_for_nothing_and_complains_of_nothing(opened: Open) -> None:
    page = opened(RUN)
    assert [one["request"]["url"][:5] for one in page.told("Network.requestWillBeSent")] == ["file:"]
    assert page.told("Log.entryAdded") + page.told("Runtime.exceptionThrown") == []


def test_text_from_aws_runs_nothing(opened: Open) -> None:
    page = opened(hostile())
    click(page, "button[name=fold]")
    assert page.evaluate("document.title") == "Trailbell: 1 of 1 account not in sync"
    assert page.evaluate("document.querySelectorAll('img, main script').length") == 0
    assert "document.title = 'taken'" in page.evaluate("document.querySelector('.findings').textContent")
    assert page.told("Log.entryAdded") == []


def test_policy_stops_what_escaping_might_let_through(opened: Open) -> None:
    page = opened(RUN)
    page.evaluate(
        "(() => { const one = document.createElement('script'); one.textContent = 'document.title = 1';"
        " document.body.append(one);"
        " document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"document.title = 2\">') })()"
    )
    assert page.evaluate("document.title") == "Trailbell: 2 of 2 accounts not in sync"
    assert len(page.told("Log.entryAdded")) >= 2


def test_worst_finding_comes_first_and_all_are_folded(opened: Open) -> None:
    page = opened(RUN)
    assert shown(page) == [
        "trail bell",
        "key *",
        "alarm bell-root-usage threshold",
        "subscription https://elsewhere.example",
    ]
    assert details(page) == [False] * 4
    assert count(page) == "4 findings"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("ROOT-usage", ["alarm bell-root-usage threshold"]),
        ("another rings", ["alarm bell-root-usage threshold"]),
        ("kms:DescribeKey", ["key *"]),
        ("staging", ["subscription https://elsewhere.example"]),
        ("no such thing", []),
    ],
)
def test_search_finds_every_word_anywhere_in_a_finding(opened: Open, words: str, found: list[str]) -> None:
    page = opened(RUN)
    type_(page, "search", words)
    assert shown(page) == found
    assert count(page) == f"{len(found)} of 4 findings"


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("account", "staging", ["subscription https://elsewhere.example"]),
        ("severity", "critical", ["trail bell"]),
        ("status", "unchecked", ["key *"]),
    ],
)
def test_filter_shows_only_what_is_chosen(opened: Open, name: str, value: str, found: list[str]) -> None:
    page = opened(RUN)
    type_(page, name, value)
    assert shown(page) == found


def test_filters_hold_together_and_are_cleared_together(opened: Open) -> None:
    page = opened(RUN)
    type_(page, "account", "production")
    type_(page, "search", "subscription")
    assert shown(page) == []
    click(page, "button[type=reset]")
    page.evaluate("new Promise((done) => setTimeout(done, 20))")
    assert len(shown(page)) == 4


def test_account_in_the_list_leads_to_its_findings(opened: Open) -> None:
    page = opened(RUN)
    click(page, "a[data-account=staging]")
    assert shown(page) == ["subscription https://elsewhere.example"]
    assert page.evaluate("document.querySelector('select[name=account]').value") == "staging"


@pytest.mark.parametrize(
    ("key", "order"),
    [("severity", [3, 2, 1, 0]), ("status", [0, 2, 3, 1]), ("account", [0, 1, 2, 3]), ("title", [2, 1, 3, 0])],
)
def test_heading_sorts_and_says_so(opened: Open, key: str, order: list[int]) -> None:
    page = opened(RUN)
    titles = shown(page)
    click(page, f"th[data-key={key}] button")
    assert shown(page) == [titles[index] for index in order]
    expected = "descending" if key == "severity" else "ascending"
    sorted_by = "[...document.querySelectorAll('[aria-sort]')].map(one => [one.dataset.key, one.ariaSort])"
    assert page.evaluate(sorted_by) == [[key, expected]]


def test_heading_pressed_again_turns_the_order_round(opened: Open) -> None:
    page = opened(RUN)
    click(page, "th[data-key=title] button")
    once = shown(page)
    click(page, "th[data-key=title] button")
    assert shown(page) == once[::-1]


def test_keyboard_reaches_a_finding_and_unfolds_it(opened: Open) -> None:
    page = opened(RUN)
    page.evaluate("document.querySelector('th[data-key=title] button').focus()")
    page.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "trail bell"
    page.press("Enter", text="\r")
    assert details(page) == [True, False, False, False]
    assert page.evaluate("document.activeElement.ariaExpanded") == "true"
    page.press(" ", text=" ")
    assert details(page) == [False] * 4


def test_first_key_leads_past_the_accounts(opened: Open) -> None:
    page = opened(RUN)
    page.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the findings"
    page.press("Enter", text="\r")
    assert page.evaluate("document.activeElement.id") == "findings"


def test_all_findings_unfold_and_fold_at_once(opened: Open) -> None:
    page = opened(RUN)
    click(page, "button[name=fold]")
    assert details(page) == [True] * 4
    click(page, "button[name=fold]")
    assert details(page) == [False] * 4


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
