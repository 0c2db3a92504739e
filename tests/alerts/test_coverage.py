"""Which controls a set of alerts meets, and who accepts its texts."""

from typing import Any

import pytest

from alerts.alert import Alert
from alerts.catalogue import catalogue, packs
from alerts.coverage import CIS_VERSIONS, Control, Coverage, Texts, Verdict, coverage

MET, OTHER, UNMET = Verdict.met, Verdict.other_text, Verdict.unmet


def shipped(*names: str) -> list[Alert]:
    return [catalogue()[name] for name in names]


def own(**written: Any) -> Alert:
    return Alert.model_validate({"id": "mine", "title": "Mine", "severity": "low", **written})


def of(alerts: list[Alert], number: str, version: str = "3.0") -> Coverage:
    (found,) = (one for one in coverage(alerts, version) if one.cis and one.cis.name == number)
    return found


@pytest.mark.parametrize("version", CIS_VERSIONS)
def test_the_catalogue_meets_every_control_of_every_version_and_every_checker_accepts_it(version: str) -> None:
    found = coverage(shipped(*packs()["all"]), version)
    controls = [control for one in found for control in (one.cis, one.security_hub, one.prowler) if control]
    assert {control.verdict for control in controls} == {MET}
    assert [one.missing for one in found if one.missing] == []


@pytest.mark.parametrize("version", CIS_VERSIONS)
def test_without_alerts_no_control_is_met_and_what_is_missing_is_named(version: str) -> None:
    found = coverage([], version)
    controls = [control for one in found for control in (one.cis, one.security_hub, one.prowler) if control]
    assert {control.verdict for control in controls} == {UNMET}
    assert all(one.missing and one.unmet for one in found)


@pytest.mark.parametrize(("version", "hub", "prowler"), [("1.2", 14, 14), ("3.0", 14, 15), ("7.0", 14, 15)])
def test_all_of_security_hub_and_prowler_is_asked_in_every_version(version: str, hub: int, prowler: int) -> None:
    found = coverage(shipped(*packs()["all"]), version)
    assert len({one.security_hub.name for one in found if one.security_hub}) == hub
    assert len({one.prowler.name for one in found if one.prowler}) == prowler


def test_controls_come_in_the_order_of_their_numbers() -> None:
    numbers = [one.cis.name for one in coverage([], "3.0") if one.cis]
    assert numbers == [f"4.{number}" for number in range(1, 16)]


@pytest.mark.parametrize(
    ("number", "hub", "alert"),
    [("4.1", 2, "cis-unauthorized-api"), ("4.2", 3, "cis-console-no-mfa"), ("4.3", 1, "cis-root-usage")],
)
def test_security_hub_numbers_the_first_three_in_another_order(number: str, hub: int, alert: str) -> None:
    assert of(shipped(alert), number).security_hub == Control(f"CloudWatch.{hub}", MET)


def test_an_alert_meets_its_own_control_and_no_other() -> None:
    found = [one for one in coverage(shipped("cis-vpc-change"), "3.0") if one.cis and one.cis.verdict is MET]
    assert [(one.subject, one.texts, one.missing) for one in found] == [
        ("VPC or VPC peering changed", (Texts("cis-vpc-change", MET, MET),), ())
    ]


def test_what_cis_5_added_takes_a_second_alert() -> None:
    one = of(shipped("cis-sg-change"), "4.10", "5.0")
    assert (one.cis, one.security_hub) == (Control("4.10", UNMET), Control("CloudWatch.10", MET))
    assert (one.missing, one.unmet) == (("sg-rules-modified",), True)
    both = of(shipped("cis-sg-change", "sg-rules-modified"), "4.10", "5.0")
    assert (both.unmet, [text.alert for text in both.texts]) == (False, ["cis-sg-change", "sg-rules-modified"])


def test_the_second_alert_alone_is_not_enough() -> None:
    one = of(shipped("sg-rules-modified"), "4.10", "5.0")
    assert (one.cis, one.security_hub) == (Control("4.10", UNMET), Control("CloudWatch.10", UNMET))
    assert one.missing == ("cis-sg-change",)


def test_organizations_have_no_control_in_security_hub() -> None:
    one = of(shipped("cis-organizations-change"), "4.15")
    assert (one.security_hub, one.unmet) == (None, False)


def test_avoiding_root_is_met_too_where_cis_asks_for_it() -> None:
    one = of(shipped("cis-root-usage"), "1.1", "1.2")
    assert (one.cis, one.security_hub, one.prowler) == (Control("1.1", MET), None, None)
    assert one.texts == (Texts("cis-root-usage", None, None),)


def test_another_text_of_the_same_meaning_may_not_pass() -> None:
    same = own(pattern='{ ($.errorMessage = "Failed authentication") && ($.eventName = "ConsoleLogin") }')
    one = of([same], "4.6")
    assert one.prowler is not None
    assert (one.cis, one.prowler.verdict) == (Control("4.6", UNMET), MET)
    assert one.security_hub == Control("CloudWatch.6", OTHER)
    assert one.texts == (Texts("mine", OTHER, MET),)


def test_an_own_alert_meets_the_control_it_names_by_the_users_word() -> None:
    one = of([own(pattern="{ $.a = 1 }", controls=["CIS 3.0: 4.6"])], "4.6")
    assert (one.cis, one.missing) == (Control("4.6", MET), ())
    assert one.texts == (Texts("mine", UNMET, UNMET),)
    assert one.unmet  # Security Hub reads the text, and refuses it


def test_an_adjusted_alert_is_still_the_catalogues() -> None:
    adjusted = catalogue()["cis-vpc-change"].model_copy(update={"threshold": 5.0})
    assert not of([adjusted], "4.14").unmet


def test_what_trailbell_cannot_meet_does_not_count_as_unmet() -> None:
    outside = Control("x", Verdict.outside)
    assert not Coverage("s", cis=outside, security_hub=outside).unmet
    assert Coverage("s", cis=outside, security_hub=Control("x", OTHER)).unmet
