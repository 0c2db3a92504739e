"""A browser for the tests of the page, which is started once."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.validators.reports.chromium import Chromium, program
from validators.reports.html import render
from validators.reports.report import Report

Open = Callable[[Report], Chromium]


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    path = program()
    assert path
    with Chromium(path, tmp_path_factory.mktemp("profile")) as chromium:
        yield chromium


@pytest.fixture
def opened(browser: Chromium, tmp_path: Path) -> Iterator[Open]:
    """Opens the page of a report from a file, in a window of 1200 pixels."""

    def open_(report: Report) -> Chromium:
        page = tmp_path / "drift.html"
        page.write_text(render(report), encoding="utf-8")
        browser.open(page)
        return browser

    browser.call("Emulation.setDeviceMetricsOverride", width=1200, height=900, deviceScaleFactor=1, mobile=False)
    yield open_
    for undone in ("Emulation.clearDeviceMetricsOverride", "Emulation.setEmulatedMedia"):
        browser.call(undone)
    browser.call("Emulation.setScriptExecutionDisabled", value=False)
