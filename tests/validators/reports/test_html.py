"""The page as text; test_page.py looks at it in a browser."""

import base64
import hashlib
import re
from html.parser import HTMLParser
from importlib import resources

import pytest

from alerts.alert import Severity
from pipeline.account import Account
from tests.validators.reports.sample import MISSING, PRODUCTION, STAGING, UNCHECKED, finding, hostile, of, run
from validators.finding import AccountReport, Shown
from validators.reports.html import FOLDED_ACCOUNTS, render

VOID = {"meta", "input", "br"}


class Page(HTMLParser):
    """Every element with its attributes, and a complaint where one is not closed in its place."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def policy(text: str) -> str:
    (meta,) = (one for one in Page(text).named("meta") if one.get("http-equiv") == "Content-Security-Policy")
    return meta["content"] or ""


def sides(expected: Shown, observed: Shown) -> list[str]:
    return re.findall(r"<pre>(.*?)</pre>", render(of(finding(expected=expected, observed=observed))), re.DOTALL)


def test_page_needs_nothing_but_itself() -> None:
    page = Page(render(of(MISSING, finding(), UNCHECKED)))
    assert [name for name, _ in page.elements if name in ("link", "img", "iframe", "object", "embed", "base")] == []
    references = {name for _, attributes in page.elements for name in attributes if name in ("src", "href", "action")}
    assert references == {"href"}
    assert {attributes["href"] for attributes in page.named("a")} == {"#findings"}


@pytest.mark.parametrize("tag", ["style", "script"])
def test_policy_allows_this_style_and_this_script_and_nothing_else(tag: str) -> None:
    text = render(of(finding()))
    (content,) = re.findall(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
    assert f"{tag}-src 'sha256-{digest}';" in policy(text)
    assert policy(text).startswith("default-src 'none';")
    assert "unsafe" not in policy(text)


def test_no_element_has_a_style_or_a_handler_of_its_own() -> None:
    names = {name for _, attributes in Page(render(hostile())).elements for name in attributes}
    assert [name for name in names if name == "style" or name.startswith("on")] == []


def test_text_from_aws_makes_no_element() -> None:
    plain = of(finding(expected=("a", ("b", "c"))))
    assert [tag for tag, _ in Page(render(hostile())).elements if tag != "mark"] == [
        tag for tag, _ in Page(render(plain)).elements if tag != "mark"
    ]


def test_text_from_aws_has_no_control_character() -> None:
    text = render(hostile())
    style = resources.files("validators.reports").joinpath("page.css").read_text(encoding="utf-8")
    assert style in text
    assert all(line.isprintable() for line in text.split("\n"))


def test_title_says_how_many_accounts_are_off() -> None:
    report = run(AccountReport(PRODUCTION, (finding(),)), AccountReport(STAGING, ()))
    assert "<title>Trailbell: 1 of 2 accounts not in sync</title>" in render(report)
    assert "<title>Trailbell: 1 account in sync</title>" in render(of())


def test_every_finding_is_there_without_a_script_and_opened() -> None:
    page = Page(render(of(MISSING, finding(), UNCHECKED)))
    bodies = [attributes for attributes in page.named("tbody") if "data-status" in attributes]
    assert [(one["data-severity"], one["data-status"]) for one in bodies] == [
        ("critical", "missing"),
        ("high", "unchecked"),
        ("medium", "changed"),
    ]
    assert [one for one in page.named("tr") if "hidden" in one] == []


def test_finding_tells_meaning_values_repair_line_and_fingerprint() -> None:
    text = render(of(finding()))
    for told in (
        "Another number of events rings.",
        "<h3>Expected</h3><pre><mark>1</mark></pre>",
        "<h3>Observed</h3><pre><mark>5</mark></pre>",
        "<dt>Repair</dt><dd>cdktf deploy production</dd>",
        "<dt>Configured</dt><dd>accounts/trailbell.yaml:19:0</dd>",
        f"<dt>Fingerprint</dt><dd>{of(finding()).entries[0].fingerprint}</dd>",
    ):
        assert told in text


def test_list_has_a_line_per_item_and_marks_what_the_other_side_has_not() -> None:
    assert sides(("same", "gone"), ("same", "added")) == [
        "same\n<mark>gone</mark>",
        "same\n<mark>added</mark>",
    ]


def test_policy_document_is_indented() -> None:
    expected, observed = sides('[{"Effect": "Allow"}]', '[{"Effect": "Deny"}]')
    assert expected == "[\n  {\n<mark>    &quot;Effect&quot;: &quot;Allow&quot;</mark>\n  }\n]"
    assert "<mark>    &quot;Effect&quot;: &quot;Deny&quot;</mark>" in observed


def test_filter_pattern_is_no_policy_document() -> None:
    assert sides('{ $.eventName = "a" }', None) == ["<mark>{ $.eventName = &quot;a&quot; }</mark>", "none"]


@pytest.mark.parametrize("value", ["[" * 10_000, '{"a": NaN', "[1e999]", ""])
def test_value_that_looks_like_json_is_shown_all_the_same(value: str) -> None:
    assert len(sides(value, None)) == 2


def test_only_accounts_with_findings_lead_to_them() -> None:
    page = Page(render(run(AccountReport(PRODUCTION, (finding(),)), AccountReport(STAGING, ()))))
    assert [one["data-account"] for one in page.named("a") if "data-account" in one] == ["production"]


def test_filters_offer_what_there_is() -> None:
    page = Page(render(of(MISSING, finding(), UNCHECKED)))
    assert [one["value"] for one in page.named("option")] == [
        *("", "production"),
        *("", "critical", "high", "medium"),
        *("", "missing", "changed", "unchecked"),
    ]


@pytest.mark.parametrize(("count", "opened"), [(FOLDED_ACCOUNTS, True), (FOLDED_ACCOUNTS + 1, False)])
def test_many_accounts_are_folded(count: int, opened: bool) -> None:
    accounts = [Account(name=f"a-{index}", id=f"{index:012}", region="eu-west-1") for index in range(count)]
    (details,) = Page(render(run(*(AccountReport(account, ()) for account in accounts)))).named("details")
    assert ("open" in details) == opened


def test_tiles_count_accounts_and_findings() -> None:
    text = render(
        run(AccountReport(PRODUCTION, (finding(), finding(severity=Severity.low))), AccountReport(STAGING, ()))
    )
    for name, count, label in (
        ("in-sync", 1, "accounts in sync"),
        ("drift", 1, "accounts drift"),
        ("medium", 1, "medium findings"),
    ):
        assert f'<li class="tile {name}"><b>{count}</b> <span>{label}</span></li>' in text
    assert '<li class="tile none"><b>0</b> <span>critical findings</span></li>' in text
