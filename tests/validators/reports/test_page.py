"""The page in a browser: found, sorted, filtered, folded, printed, and read by a screen reader."""

import pytest

from tests.validators.reports.chromium import Chromium, program
from tests.validators.reports.conftest import Open
from tests.validators.reports.page import (
    RUN,
    click,
    details,
    shown,
    type_,
)
from tests.validators.reports.sample import (
    hostile,
)

pytestmark = [
    pytest.mark.skipif(program() is None, reason="there is no Chromium: apt-get install chromium"),
    pytest.mark.xdist_group("chromium"),
]


def count(page: Chromium) -> str:
    text: str = page.evaluate("document.querySelector('output').textContent")
    return text


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
