"""The report as JUnit XML: one test suite per account and region; drift is a failure, what could not be read an error,
and what is accepted is skipped.

Written so that both common schemas take it, Ant's (windyroad/JUnit-Schema) and Jenkins's (junit-10.xsd).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from xml.etree import ElementTree as ET

from alerts.terminal import visible
from validators.finding import AccountReport, Status
from validators.reports.report import AcceptedEntry, Entry, Report, written


def render(report: Report) -> str:
    """One document of all accounts; an account in sync is one test that passes."""
    root = ET.Element("testsuites")
    entries: dict[tuple[str, str], list[Entry]] = {}
    for entry in report.entries:
        entries.setdefault((entry.account.id, entry.account.region), []).append(entry)
    accepted: dict[tuple[str, str], list[AcceptedEntry]] = {}
    for one in report.accepted:
        accepted.setdefault((one.entry.account.id, one.entry.account.region), []).append(one)
    for index, account in enumerate(report.accounts):
        key = (account.account.id, account.account.region)
        root.append(_suite(account, entries.get(key, []), accepted.get(key, []), index, report.at))
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=False) + "\n"


def _suite(
    report: AccountReport, entries: Sequence[Entry], accepted: Sequence[AcceptedEntry], index: int, at: datetime
) -> ET.Element:
    errors = sum(entry.finding.status is Status.unchecked for entry in entries)
    account = report.account
    suite = ET.Element(
        "testsuite",
        {
            "id": str(index),
            "name": visible(f"{account.name} {account.region}"),
            "package": "trailbell",
            "hostname": "localhost",
            "timestamp": f"{at:%Y-%m-%dT%H:%M:%S}",
            "tests": str(max(len(entries) + len(accepted), 1)),
            "failures": str(len(entries) - errors),
            "errors": str(errors),
            "time": "0",
            **({"skipped": str(len(accepted))} if accepted else {}),
        },
    )
    properties = ET.SubElement(suite, "properties")
    for name, value in (("account", account.id), ("region", account.region), ("status", report.status.value)):
        ET.SubElement(properties, "property", {"name": name, "value": visible(value)})
    for entry in entries:
        suite.append(_case(entry))
    for one in accepted:
        suite.append(_skipped(one))
    if not entries and not accepted:
        suite.append(_named("in sync", account.name))
    ET.SubElement(suite, "system-out")
    ET.SubElement(suite, "system-err")
    return suite


def _named(name: str, account: str) -> ET.Element:
    return ET.Element("testcase", {"name": name, "classname": visible(f"trailbell.{account}"), "time": "0"})


def _skipped(one: AcceptedEntry) -> ET.Element:
    case = _named(one.entry.title, one.entry.account.name)
    ET.SubElement(case, "skipped", {"message": one.why})
    return case


def _case(entry: Entry) -> ET.Element:
    finding = entry.finding
    case = _named(entry.title, entry.account.name)
    tag = "error" if finding.status is Status.unchecked else "failure"
    told = ET.SubElement(case, tag, {"type": finding.status.value, "message": visible(finding.message)})
    lines = {
        "severity": finding.severity.value,
        "expected": written(finding.expected),
        "observed": written(finding.observed),
        "repair": visible(finding.repair),
        "configured": visible(str(entry.place)),
        "fingerprint": entry.fingerprint,
    }
    told.text = "\n".join(f"{name}: {value}" for name, value in lines.items())
    return case
