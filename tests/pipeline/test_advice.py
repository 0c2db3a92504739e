"""What the author of a configuration should know."""

from __future__ import annotations

from datetime import date

from pipeline.advice import advice, expired_ignores
from tests.pipeline.written import SMALL, loaded

DAY = date(2026, 6, 1)
EXPIRED = """\
destinations: {on-call: {url: "env:A"}}
alerts:
  packs: [extra]
  adjust:
    sts-assume-root: {ignore: [{region: a, reason: adjusted, until: 2026-05-31}]}
  own:
    - copy: sts-assume-root
      id: mine
      ignore: [{region: a, reason: own, until: 2026-05-31}]
  ignore:
    - {region: a, reason: still good, until: 2026-06-01}
    - {region: a, reason: for ever}
    - {region: a, reason: common, until: 2025-01-01}
accounts:
  - name: production
    id: "111122223333"
    region: eu-west-1
    alerts: {ignore: [{region: a, reason: account, until: 2026-05-31}]}
"""


def said(text: str, today: date = DAY) -> list[str]:
    configuration, document = loaded(text)
    return [str(found) for found in advice(configuration, document, today)]


def test_every_expired_ignore_is_told_with_its_place() -> None:
    assert said(EXPIRED) == [
        f"trailbell.yaml:{place}: this ignore ({reason}) ended on {until}, so its events count again; "
        "remove it, or set a later day"
        for place, reason, until in (
            ("13:7", "common", "2025-01-01"),
            ("5:32", "adjusted", "2026-05-31"),
            ("9:16", "own", "2026-05-31"),
            ("18:23", "account", "2026-05-31"),
        )
    ]


def test_expired_ignores_are_data_too() -> None:
    configuration, _ = loaded(EXPIRED)
    assert [(found.path, found.reason, found.until) for found in expired_ignores(configuration, DAY)] == [
        (("alerts", "ignore", 2), "common", date(2025, 1, 1)),
        (("alerts", "adjust", "sts-assume-root", "ignore", 0), "adjusted", date(2026, 5, 31)),
        (("alerts", "own", 0, "ignore", 0), "own", date(2026, 5, 31)),
        (("accounts", 0, "alerts", "ignore", 0), "account", date(2026, 5, 31)),
    ]


NARROWED = (
    "account production: what is ignored changes texts that Security Hub prescribes ({names}); with quiet: true under "
    "alerts.adjust an alert keeps its text, and a twin of it pages"
)


def test_an_ignore_that_changes_a_prescribed_text_is_told() -> None:
    text = SMALL + "alerts: {enable: [cis-vpc-change, cis-nacl-change], ignore: [{region: a, reason: noise}]}\n"
    names = "cis-nacl-change, cis-vpc-change"
    assert said(text) == [f"trailbell.yaml:5:53: {NARROWED.format(names=names)}"]


def test_it_is_told_at_the_adjustment_that_does_it() -> None:
    text = SMALL + "alerts: {adjust: {cis-vpc-change: {ignore: [{region: a, reason: noise}]}}}\n"
    assert said(text) == [f"trailbell.yaml:5:19: {NARROWED.format(names='cis-vpc-change')}"]


def test_a_quiet_twin_keeps_the_text_and_nothing_is_told() -> None:
    text = SMALL + "alerts: {adjust: {cis-vpc-change: {quiet: true, ignore: [{region: a, reason: noise}]}}}\n"
    assert said(text) == []


def test_an_ignore_of_other_alerts_is_not_told() -> None:
    assert said(SMALL + "alerts: {packs: [extra], ignore: [{region: a, reason: noise}]}\n") == []


def test_an_alert_of_which_nothing_is_left_is_told() -> None:
    text = SMALL + "alerts: {enable: [sts-assume-root, iam-user-created], ignore: [{service: sts, reason: noise}]}\n"
    assert said(text) == [
        "trailbell.yaml:5:55: account production: all that sts-assume-root looks for is ignored, so it can never ring; "
        "disable it instead"
    ]


def test_misspelt_events_are_told_with_their_place() -> None:
    text = SMALL + (
        "alerts:\n"
        "  own:\n"
        "    - {copy: cis-vpc-change, id: mine, condition: {event: [CreateVpc, DeletVpc]}}\n"
        "  ignore:\n"
        "    - {event: HeadBuckets, reason: noise}\n"
    )
    assert said(text) == [
        "trailbell.yaml:9:8: no event of the name 'HeadBuckets' is known here; did you mean 'HeadBucket'?",
        "trailbell.yaml:7:71: no event of the name 'DeletVpc' is known here; did you mean 'DeleteVpc'?",
    ]


def test_what_many_accounts_have_in_common_is_said_once() -> None:
    more = '  - {name: staging, id: "444455556666", region: eu-west-1}\n'
    lines = "alerts: {enable: [cis-root-usage], ignore: [{user: admin, reason: drill}]}\n"
    (line,) = said(SMALL + more + lines)
    assert "account production and 1 like it: what is ignored changes texts that Security Hub prescribes" in line


def test_an_alert_that_tells_of_a_lack_of_data_and_never_lacks_any_is_told() -> None:
    text = SMALL + "alerts: {adjust: {cis-root-usage: {notify_insufficient_data: true}}}\n"
    assert said(text) == [
        "trailbell.yaml:5:36: account production: cis-root-usage never lacks data with missing_data: notBreaching, so "
        "nobody is told; set missing_data: missing, or remove notify_insufficient_data"
    ]


def test_an_alert_that_may_lack_data_tells_of_it() -> None:
    adjusted = "{notify_insufficient_data: true, missing_data: missing}"
    assert said(SMALL + f"alerts: {{adjust: {{cis-root-usage: {adjusted}}}}}\n") == []


def test_a_destination_that_waits_for_a_lack_of_data_in_vain_is_told() -> None:
    text = SMALL.replace("vendor: ilert", "notify_insufficient_data: true, vendor: ilert")
    (line,) = said(text + "alerts: {enable: [cis-root-usage]}\n")
    assert "no alert that rings at on-call ever lacks data, so it is not told; set missing_data: missing" in line
    assert said(text + "alerts: {adjust: {cis-root-usage: {missing_data: missing}}}\n") == []


def test_a_destination_that_nothing_rings_at_is_told() -> None:
    text = SMALL.replace("on-call: {", "spare: {topic: alarms}\n  on-call: {")
    assert said(text) == []
    assert said(text + "routes: {critical: [on-call]}\n") == [
        "trailbell.yaml:2:3: destinations.spare: nothing rings here: name it in routes or of an alert, or remove it"
    ]
    assert said(text + "routes: {critical: [on-call]}\ntrail: {notify: spare}\n") == []
