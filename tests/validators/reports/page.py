"""The page as its reader sees it, works it and hears it."""

from alerts.alert import Severity
from tests.validators.reports.chromium import Chromium
from tests.validators.reports.sample import (
    MISSING,
    PRODUCTION,
    STAGING,
    UNCHECKED,
    finding,
    run,
)
from validators.finding import AccountReport, Status

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
