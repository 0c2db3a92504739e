"""The drawing of the chains: as text, and in a browser as one sees, prints and hears it."""

import re

import pytest

from tests.validators.reports.chromium import Chromium, program
from tests.validators.reports.conftest import Open
from tests.validators.reports.page import accessible, emulate
from tests.validators.reports.sample import PRODUCTION, STAGING, run
from tests.validators.reports.walked_sample import (
    HOSTILE_CHAIN,
    PLATFORM,
    RINGING,
    SHUT,
    WALKED,
    WHOLE,
    chain,
)
from validators.finding import AccountReport
from validators.reports.chain_drawing import MOST_OPEN, NAMES, drawn
from validators.ringing.link import OWN, SHARED, Step, broken

chromium = pytest.mark.skipif(program() is None, reason="there is no Chromium: apt-get install chromium")
pytestmark = pytest.mark.xdist_group("chromium")


def texts(page: Chromium, selector: str) -> list[str]:
    """What stands in the elements that are shown."""
    found: list[str] = page.evaluate(
        f"[...document.querySelectorAll({selector!r})].filter(one => one.checkVisibility()).map(one => one.innerText)"
    )
    return found


def test_without_chains_nothing_is_drawn() -> None:
    assert drawn([AccountReport(PRODUCTION, ())]) == ""


def test_every_link_has_a_name() -> None:
    assert set(NAMES) == set(Step) == {*SHARED, *OWN}


def test_alerts_whose_links_stand_the_same_way_share_a_drawing() -> None:
    alike = [chain(f"alert-{number}") for number in range(80)]
    text = drawn([AccountReport(PRODUCTION, (), chains=(*alike, chain("other", SHUT)))])
    assert text.count("<article") == 2
    assert all(f"Alert {number}&quot;" in text for number in range(80))


def test_alerts_that_would_not_ring_come_first() -> None:
    said = re.findall(r'<p class="said"><span[^>]*>([^<]*)</span>', drawn([WALKED]))
    assert said == ["silent", "silent", "not known", "rings", "rings"]


def test_accounts_with_nothing_wrong_are_folded_and_of_many_accounts_all() -> None:
    assert drawn([WALKED, RINGING]).count("<details open>") == 1
    assert drawn([WALKED] * (MOST_OPEN + 1)).count("<details open>") == 0


def test_broken_links_are_marked_and_explained() -> None:
    text = drawn([AccountReport(PRODUCTION, (), chains=(chain("vpc", routes=(PLATFORM,)),))])
    assert re.findall(r'<li class="broken">.*?</span> ([^<]*)<', text) == ["Topic policy"]
    assert f"<li>{SHUT.message}</li>" in text


def test_all_that_is_wrong_with_shared_links_is_told() -> None:
    both = chain("root", broken(Step.filter, "the filter is gone"), broken(Step.alarm, "the alarm is off"))
    text = drawn([AccountReport(PRODUCTION, (), chains=(both,))])
    assert "<li>the filter is gone</li><li>the alarm is off</li>" in text


@chromium
def test_page_shows_the_chain_of_each_alert(opened: Open) -> None:
    page = opened(run(WALKED, RINGING))
    assert texts(page, "#chains h2") == ["Alerts: 4 of 7 alerts would ring, of 1 it is not known"]
    assert len(texts(page, "article.chain")) == 5
    assert page.told("Log.entryAdded") + page.told("Runtime.exceptionThrown") == []


@chromium
def test_keyboard_folds_an_account(opened: Open) -> None:
    page = opened(run(WALKED))
    page.evaluate("document.querySelector('#chains summary').focus()")
    page.press("Enter", text="\r")
    assert texts(page, "article.chain") == []


@chromium
def test_screen_reader_hears_the_state_of_every_link(opened: Open) -> None:
    told = [name for role, name in accessible(opened(run(WALKED))) if role == "StaticText"]
    assert ": broken" in told
    assert ": unknown" in told
    assert not {"\N{HEAVY CHECK MARK}", "\N{HEAVY BALLOT X}"} & set(told)


@chromium
def test_screen_reader_is_told_whose_links_a_list_holds(opened: Open) -> None:
    told = accessible(opened(run(WALKED)))
    assert ("list", "Links that every destination needs") in told
    assert ("list", "Links to platform") in told
    assert ("region", "Alerts: 3 of 6 alerts would ring, of 1 it is not known") in told


@chromium
@pytest.mark.parametrize("width", [320, 768, 1200])
def test_drawing_is_no_wider_than_the_window(opened: Open, width: int) -> None:
    page = opened(run(AccountReport(STAGING, (), chains=(HOSTILE_CHAIN, chain("y" * 90, SHUT), WHOLE))))
    page.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@chromium
def test_text_from_aws_runs_nothing_in_the_drawing(opened: Open) -> None:
    page = opened(run(AccountReport(STAGING, (), chains=(HOSTILE_CHAIN,))))
    assert page.evaluate("document.title") == "Trailbell: 1 account in sync"
    assert page.evaluate("document.querySelectorAll('#chains img, #chains script').length") == 0
    assert "document.title = 'taken'" in page.evaluate("document.querySelector('#chains').textContent")


@chromium
def test_printed_page_unfolds_every_account(opened: Open) -> None:
    page = opened(run(WALKED, RINGING))
    emulate(page, media="print")
    assert len(texts(page, "article.chain")) == 6
