"""What alerts ignore, for all accounts or one, until some day; and their quiet twins."""

import textwrap
from datetime import date

import pytest

from alerts.catalogue import catalogue
from pipeline.selection import selected
from tests.pipeline.choosing import of_account
from tests.pipeline.written import SMALL, loaded, refusal

QUIET = "alerts: {packs: [cis], adjust: {cis-unauthorized-api: {quiet: true, threshold: 50}}}"


def test_a_quiet_twin_pages_while_the_alert_stays_as_it_is_for_the_auditor() -> None:
    chosen = of_account(QUIET)
    loud, quiet = chosen["cis-unauthorized-api"], chosen["cis-unauthorized-api-quiet"]
    shipped = catalogue()["cis-unauthorized-api"]
    assert (loud.patterns, loud.metric, loud.threshold, loud.severity) == (shipped.patterns, shipped.metric, 1, "low")
    assert loud.controls == shipped.controls
    assert (quiet.threshold, quiet.severity, quiet.metric) == (50, shipped.severity, "UnauthorizedApiQuiet")
    assert "HeadBucket" in quiet.patterns[0]
    assert quiet.controls == ()


def test_a_quiet_twin_takes_what_is_ignored() -> None:
    chosen = of_account(
        """\
        alerts:
          packs: [cis]
          adjust: {cis-root-usage: {quiet: true}}
          ignore: [{region: eu-west-1, reason: drill}]
        """
    )
    assert chosen["cis-root-usage"].patterns == catalogue()["cis-root-usage"].patterns
    assert '($.awsRegion != "eu-west-1")' in chosen["cis-root-usage-quiet"].patterns[0]
    assert '($.awsRegion != "eu-west-1")' in chosen["cis-vpc-change"].patterns[0]


def test_without_a_word_every_alert_rings_as_shipped() -> None:
    chosen = of_account("")
    assert {name: alert for name, alert in chosen.items() if alert != catalogue()[name]} == {}


IGNORES = """\
destinations: {on-call: {url: "env:A"}}
alerts:
  packs: [cis]
  own_packs: {network: [cis-vpc-change, cis-nacl-change]}
  ignore:
    - {region: a, reason: everywhere}
    - {region: b, reason: network, packs: [network]}
    - {region: c, reason: one, alerts: [cis-root-usage]}
accounts:
  - {name: common, id: "111122223333", region: eu-west-1}
  - name: special
    id: "444455556666"
    region: eu-west-1
    alerts: {ignore: [{region: d, reason: special}], packs: [network]}
"""


def reasons(index: int) -> dict[str, list[str]]:
    return {name: [ignored.reason for ignored in alert.ignore] for name, alert in of_account(IGNORES, index).items()}


def test_an_ignore_is_for_all_alerts_or_for_those_it_names() -> None:
    found = reasons(0)
    assert found["cis-sg-change"] == ["everywhere"]
    assert found["cis-vpc-change"] == ["everywhere", "network"]
    assert found["cis-root-usage"] == ["everywhere", "one"]


def test_an_account_ignores_more_than_the_others_and_may_have_a_pack_of_ones_own() -> None:
    assert reasons(1) == {
        "cis-nacl-change": ["everywhere", "network", "special"],
        "cis-vpc-change": ["everywhere", "network", "special"],
    }


@pytest.mark.parametrize(("today", "count"), [("2026-12-31", 1), ("2027-01-01", 0)])
def test_an_expired_ignore_does_not_apply(today: str, count: int) -> None:
    text = """\
        alerts:
          adjust: {cis-root-usage: {ignore: [{region: a, reason: drill, until: 2026-12-31}]}}
          ignore: [{region: b, reason: drill, until: 2026-12-31}]
          own:
            - {copy: cis-vpc-change, id: mine, ignore: [{region: c, reason: drill, until: 2026-12-31}]}
        """
    configuration, _ = loaded(SMALL + textwrap.dedent(text))
    alerts, wrong = selected(configuration, configuration.accounts[0], 0, date.fromisoformat(today))
    assert not wrong
    assert {alert.id: len(alert.ignore) for alert in alerts} == {"cis-root-usage": 2 * count, "mine": 2 * count}


def test_a_mistake_in_what_an_account_ignores_is_placed_there() -> None:
    text = IGNORES.replace("reason: special}", "reason: special, alerts: [qqqq]}")
    assert refusal(text).startswith("trailbell.yaml:14:61: alerts.ignore: no alert is named 'qqqq'")


def test_what_is_ignored_may_make_a_pattern_too_long_and_is_refused_by_its_limits() -> None:
    noise = ", ".join(f"user-with-a-long-name-{number}" for number in range(40))
    text = f"alerts: {{enable: [cis-vpc-change], ignore: [{{user: [{noise}], reason: noise}}]}}\n"
    first = refusal(SMALL + text).splitlines()[0]
    assert first.startswith("trailbell.yaml:5:36: alerts.ignore: cis-vpc-change: ")
    assert "characters in the pattern, at most 1,024 allowed" in first
