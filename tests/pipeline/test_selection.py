import pytest

from alerts.catalogue import catalogue, packs
from pipeline.design import design
from pipeline.selection import alike
from tests.pipeline.choosing import of_account
from tests.pipeline.written import SMALL, loaded, refusal

NO_ALERT = (
    "account production has no alert: name a pack, or enable one; or say alerts: none, if the trail alone is to tell "
    "(docs/paths.md)"
)
MINE = "{id: mine, title: Mine, severity: low, pattern: '{ $.a = 1 }'}"


def own(*ids: str, **rest: str) -> str:
    fields = "".join(f", {name}: {value}" for name, value in rest.items())
    lines = [f"    - {{id: {id_}, title: Mine, severity: low, pattern: '{{ $.a = 1 }}'{fields}}}\n" for id_ in ids]
    return "alerts:\n  own:\n" + "".join(lines)


def test_without_a_word_on_alerts_the_cis_pack_is_chosen() -> None:
    assert set(of_account("")) == set(packs()["cis"])


@pytest.mark.parametrize("pack", packs())
def test_every_pack_fits_into_one_account(pack: str) -> None:
    assert set(of_account(f"alerts: {{packs: [{pack}]}}")) == set(packs()[pack])


def test_single_alerts_come_on_top_of_packs() -> None:
    chosen = of_account("alerts: {packs: [alertops], enable: [cis-vpc-change]}")
    assert set(chosen) == {"console-sign-in-failures", "cis-vpc-change"}


def test_an_adjusted_alert_is_chosen_and_changed_only_where_it_is_said() -> None:
    (alert,) = of_account("alerts: {adjust: {cis-vpc-change: {threshold: 7, severity: high}}}").values()
    shipped = catalogue()["cis-vpc-change"]
    assert (alert.threshold, alert.severity) == (7, "high")
    assert alert == shipped.model_copy(update={"threshold": 7.0, "severity": alert.severity})


def test_an_alert_with_dimensions_can_be_adjusted() -> None:
    split = own("mine", dimensions="{Region: $.awsRegion}", watch="{Region: eu-west-1}")
    (alert,) = of_account(split + "  adjust: {mine: {threshold: 7}}\n").values()
    assert (alert.threshold, alert.published_default) == (7, None)


@pytest.mark.parametrize("way", ["packs: [cis]", "enable: [cis-vpc-change]", "adjust: {cis-vpc-change: {period: 60}}"])
def test_disabling_wins(way: str) -> None:
    chosen = of_account(f"alerts: {{{way}, own: [{MINE}], disable: [cis-vpc-change]}}")
    assert "mine" in chosen
    assert "cis-vpc-change" not in chosen


def test_an_alert_of_ones_own_replaces_the_shipped_one_of_that_id() -> None:
    chosen = of_account(own("cis-vpc-change"))
    assert chosen["cis-vpc-change"].title == "Mine"


TWO_ACCOUNTS = """\
destinations: {on-call: {url: "env:A"}}
alerts:
  packs: [cis]
  disable: [cis-config-change]
  adjust: {cis-vpc-change: {threshold: 2, period: 600}, cis-nacl-change: {threshold: 2}}
accounts:
  - {name: common, id: "111122223333", region: eu-west-1}
  - name: special
    id: "444455556666"
    region: eu-west-1
    alerts: {packs: [alertops], adjust: {cis-vpc-change: {threshold: 9}}}
"""


def test_what_an_account_says_replaces_the_common_line_and_the_others_stay() -> None:
    special = of_account(TWO_ACCOUNTS, 1)
    assert {name: alert.threshold for name, alert in special.items()} == {
        "console-sign-in-failures": 3,
        "cis-nacl-change": 2,
        "cis-vpc-change": 9,
    }


def test_what_an_account_adjusts_is_added_to_what_is_adjusted_for_all() -> None:
    adjusted = of_account(TWO_ACCOUNTS, 1)["cis-vpc-change"]
    assert (adjusted.threshold, adjusted.period) == (9, 600)


def test_what_an_account_says_leaves_the_other_accounts_alone() -> None:
    common = of_account(TWO_ACCOUNTS, 0)
    assert set(common) == {*packs()["cis"]} - {"cis-config-change"}
    assert common["cis-vpc-change"].threshold == 2


@pytest.mark.parametrize(
    ("alerts", "message"),
    [
        pytest.param(
            "alerts: {packs: [cis, pci]}\n",
            f"5:23: alerts.packs: no pack is named 'pci'; known are {', '.join(sorted(packs()))}",
            id="unknown pack",
        ),
        pytest.param(
            "alerts: {enable: [cis-vpc-chang]}\n",
            "5:19: alerts.enable: no alert is named 'cis-vpc-chang'; did you mean 'cis-vpc-change'?",
            id="misspelt alert",
        ),
        pytest.param(
            "alerts: {packs: [cis], disable: [qqqq]}\n",
            "5:34: alerts.disable: no alert is named 'qqqq'; see alerts/catalogue, or write it under alerts.own",
            id="unknown alert disabled",
        ),
        pytest.param(
            "alerts: {packs: [cis], adjust: {qqqq: {threshold: 1}}}\n",
            "5:33: alerts.adjust: no alert is named 'qqqq'; see alerts/catalogue, or write it under alerts.own",
            id="unknown alert adjusted",
        ),
        pytest.param(
            "alerts: {packs: [cis], adjust: {cis-vpc-change: {datapoints_to_alarm: 3}}}\n",
            "5:33: alerts.adjust.cis-vpc-change: datapoints_to_alarm is larger than evaluation_periods",
            id="adjusted to what is no alert",
        ),
        pytest.param("alerts: {}\n", f"5:1: {NO_ALERT}", id="no alert"),
        pytest.param(
            "alerts: {packs: [alertops], disable: [console-sign-in-failures]}\n",
            f"5:10: {NO_ALERT}",
            id="every alert of a pack disabled",
        ),
        pytest.param(
            own("mine", "mine"), "6:3: two alerts of your own have the id 'mine'; rename one", id="one id twice"
        ),
        pytest.param(
            own("mine", "other", metric_name="Same"),
            "5:1: the alerts mine, other share the metric CloudTrailMetrics/Same; give each its own",
            id="one metric twice",
        ),
        pytest.param(
            own("other") + own("mine", filter_name="trailbell-other").partition("own:\n")[2],
            "5:1: the alerts mine, other share the filter name trailbell-other; give each its own",
            id="one filter name twice",
        ),
        pytest.param(
            own(*(f"mine-{number}" for number in range(101))),
            "5:1: account production: 101 metric filters, at most 100 allowed: disable some alerts",
            id="more than a hundred filters",
        ),
        pytest.param(
            own("a", "b", "c", "d", "e", "f").replace("= 1", "= %1%"),
            "5:1: account production: 6 patterns with regular expressions, at most 5 allowed: rewrite some with "
            "asterisks (a, b, c, d, e, f)",
            id="more regular expressions than a log group takes",
        ),
    ],
)
def test_a_choice_that_cannot_be_deployed_is_told_with_its_place(alerts: str, message: str) -> None:
    assert refusal(SMALL + alerts) == f"trailbell.yaml:{message}"


def test_a_hundred_filters_are_allowed() -> None:
    assert len(of_account(own(*(f"mine-{number}" for number in range(100))))) == 100


def test_a_mistake_in_the_common_lines_is_placed_there_though_the_account_has_its_own() -> None:
    text = TWO_ACCOUNTS.replace("cis-nacl-change: {threshold: 2}", "qqqq: {threshold: 2}")
    assert refusal(text) == (
        "trailbell.yaml:5:57: alerts.adjust: no alert is named 'qqqq'; see alerts/catalogue, or write it under "
        "alerts.own"
    )


def test_a_mistake_of_an_account_is_placed_at_the_account() -> None:
    text = TWO_ACCOUNTS.replace("packs: [alertops], adjust: {cis-vpc-change", "packs: [alertop], adjust: {qqqq")
    assert [line.split(": ")[0] for line in refusal(text).splitlines()] == [
        "trailbell.yaml:11:22",
        "trailbell.yaml:11:41",
    ]


SIX = "destinations: {" + ", ".join(f'{name}: {{url: "env:A"}}' for name in "abcdef") + "}\n"
ACCOUNT = 'accounts: [{name: production, id: "111122223333", region: eu-west-1}]\n'


def test_a_route_to_more_destinations_than_an_alarm_has_actions_is_refused() -> None:
    text = SIX + ACCOUNT + "routes: {critical: [a, b, c, d, e, f]}\n"
    assert refusal(text) == "trailbell.yaml:3:10: routes.critical: 6 destinations; an alarm takes 5 actions"


@pytest.mark.parametrize("routes", ["routes: {critical: [a, b, c, d, e], high: [f]}\n", ""])
def test_as_many_destinations_as_an_alarm_has_actions_are_allowed(routes: str) -> None:
    assert of_account((SIX if routes else SIX.replace(', f: {url: "env:A"}', "")) + ACCOUNT + routes)


def test_more_destinations_than_an_alarm_has_actions_need_routes() -> None:
    assert refusal(ACCOUNT + SIX) == (
        "trailbell.yaml:2:1: without routes every alarm has 6 destinations, and takes 5 actions; add routes"
    )


def test_an_alert_that_needs_parameters_is_deployed_when_they_are_given() -> None:
    (alert,) = of_account("alerts: {parameters: {unused-region-activity: {used_regions: [us-east-1]}}}").values()
    assert '($.awsRegion != "us-east-1")' in alert.patterns[0]


OWN = "    - {id: mine, title: Mine, severity: low, pattern: ERROR}\n"


@pytest.mark.parametrize(
    ("alerts", "message"),
    [
        ("alerts: {enable: [unused-region-activity]}\n",
         "5:1: alerts.parameters.unused-region-activity: needs used_regions: Regions that are used; us-east-1 among "
         "them, for global services such as IAM log there"),
        ("alerts: {parameters: {unused-region-activity: {regions: [a]}}}\n",
         "5:23: alerts.parameters.unused-region-activity: has no parameter 'regions'; known here: used_regions"),
        ("alerts: {parameters: {cis-vpc-change: {regions: [a]}}}\n",
         "5:23: alerts.parameters.cis-vpc-change: has no parameter 'regions'; known here: none"),
        ("alerts: {parameters: {qqqq: {regions: [a]}}}\n",
         "5:23: alerts.parameters: no alert is named 'qqqq'; see alerts/catalogue, or write it under alerts.own"),
        ("alerts:\n  parameters: {mine: {a: b}}\n  own:\n" + OWN,
         "6:16: alerts.parameters.mine: is your own alert; write the values into its condition"),
        ("alerts: {packs: [cis], own_packs: {cis: [cis-vpc-change]}}\n",
         "5:36: alerts.own_packs: there is a pack 'cis' already; rename yours"),
        ("alerts: {packs: [mine], own_packs: {mine: [cis-vpc-chang]}}\n",
         "5:44: alerts.own_packs.mine: no alert is named 'cis-vpc-chang'; did you mean 'cis-vpc-change'?"),
        ("alerts: {packs: [cis], ignore: [{event: X, reason: a, packs: [ciss]}]}\n",
         f"5:63: alerts.packs: no pack is named 'ciss'; known are {', '.join(sorted(packs()))}"),
        ("alerts: {packs: [cis], ignore: [{event: X, reason: a, alerts: [cis-vpc-chang]}]}\n",
         "5:64: alerts.ignore: no alert is named 'cis-vpc-chang'; did you mean 'cis-vpc-change'?"),
        ("alerts: {packs: [cis], ignore: [{event: X}]}\n", "5:33: alerts.ignore.0.reason is missing; add it"),
        ("alerts:\n  ignore: [{event: X, reason: a}]\n  own:\n" + OWN,
         "6:3: alerts.ignore: mine: only a condition or a JSON pattern can be narrowed with ignore; write one; or name "
         "the packs or alerts that the ignore is for"),
        ("alerts: {adjust: {cis-vpc-change: {quiet: true}}}\n",
         "5:19: alerts.adjust.cis-vpc-change: quiet: the twin would ring as often as the alert; add ignore, or another "
         "threshold"),
    ],
)  # fmt: skip
def test_what_is_said_of_no_alert_is_refused_with_its_place(alerts: str, message: str) -> None:
    assert refusal(SMALL + alerts) == f"trailbell.yaml:{message}"


ALIKE = """\
destinations: {on-call: {url: "env:A"}}
accounts:
  - {name: a, id: "111111111111", region: eu-west-1}
  - {name: b, id: "222222222222", region: eu-west-1, alerts: {packs: [core]}}
  - {name: c, id: "333333333333", region: us-east-1}
  - {name: d, id: "444444444444", region: us-east-1, alerts: {packs: [core]}}
"""


def test_accounts_that_say_the_same_of_alerts_stand_together() -> None:
    configuration, _ = loaded(ALIKE)
    assert alike(configuration.accounts) == ((0, 2), (1, 3))


def test_accounts_that_say_the_same_get_the_same_alerts() -> None:
    a, b, c, d = design(*loaded(ALIKE))
    assert (a.alerts, b.alerts) == (c.alerts, d.alerts)
    assert a.alerts != b.alerts


def test_same_mistake_of_two_accounts_is_told_of_both() -> None:
    told = refusal(ALIKE.replace("packs: [core]", "packs: [cores]"))
    assert [line.split(":")[1] for line in told.splitlines()] == ["4", "6"]
