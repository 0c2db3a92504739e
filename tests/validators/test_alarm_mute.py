from typing import Any

from tests.validators.designed import designed
from tests.validators.stubbed import StubbedClients, stubbed_session
from validators import alarm_mute
from validators.reading import Observation

FIRST = designed().alarms[0].name
ASKED = {"Statuses": ["ACTIVE", "SCHEDULED"]}


def summary(rule: str, status: str = "ACTIVE", kind: str = "alarm-mute-rule") -> dict[str, str]:
    arn = f"arn:aws:cloudwatch:eu-west-1:111122223333:{kind}:{rule}"
    return {"AlarmMuteRuleArn": arn, "Status": status}


def listed(stubs: StubbedClients, *summaries: dict[str, str], token: str = "", **more: Any) -> None:
    answer = {"AlarmMuteRuleSummaries": [*summaries], **more}
    stubs.answer(
        "cloudwatch", "list_alarm_mute_rules", answer, **ASKED, **({"NextToken": token} if token else {})
    )  # fmt: skip


def targets(stubs: StubbedClients, rule: str, *alarms: str) -> None:
    answer = {"MuteTargets": {"AlarmNames": [*alarms]}}
    stubs.answer("cloudwatch", "get_alarm_mute_rule", answer, AlarmMuteRuleName=rule)


def observed(stubs: StubbedClients) -> list[Observation]:
    return [*alarm_mute.health(stubbed_session(stubs), designed())]


def test_rules_of_all_pages_are_looked_at_and_told_together(stubs: StubbedClients) -> None:
    listed(stubs, summary("nights", "SCHEDULED"), NextToken="more")
    targets(stubs, "nights", FIRST, "somebody's")
    listed(stubs, summary("always"), token="more")
    targets(stubs, "always", FIRST)
    (told,) = observed(stubs)
    assert (told.resource, told.observed) == (FIRST, "always (ACTIVE), nights (SCHEDULED)")
    assert told.severity == "critical"


def test_rule_that_is_only_scheduled_is_told_less_loudly(stubs: StubbedClients) -> None:
    listed(stubs, summary("nights", "SCHEDULED"))
    targets(stubs, "nights", FIRST)
    assert [told.severity for told in observed(stubs)] == ["medium"]


def test_rule_is_found_by_either_spelling_of_its_arn(stubs: StubbedClients) -> None:
    listed(stubs, summary("a:b", kind="alarm-mute"))
    targets(stubs, "a:b", FIRST)
    assert [told.observed for told in observed(stubs)] == ["a:b (ACTIVE)"]


def test_rule_for_other_alarms_is_not_told(stubs: StubbedClients) -> None:
    listed(stubs, summary("nights"))
    targets(stubs, "nights", f"{FIRST}-2")
    assert observed(stubs) == []


def test_rule_that_goes_while_it_is_read_is_passed_over(stubs: StubbedClients) -> None:
    listed(stubs, summary("nights"))
    stubs.refuse("cloudwatch", "get_alarm_mute_rule", "ResourceNotFoundException")
    assert observed(stubs) == []


def test_name_of_a_rule_cannot_become_a_command(stubs: StubbedClients) -> None:
    listed(stubs, summary("x; rm -rf ~"))
    targets(stubs, "x; rm -rf ~", FIRST)
    (told,) = observed(stubs)
    assert told.repair.endswith("--alarm-mute-rule-name 'x; rm -rf ~'")
