import pytest

from tests.validators.designed import designed
from validators.bells import UnknownAlertError, bells

ALERT = "busy-region"


def test_without_an_alert_as_few_alarms_as_reach_every_topic_are_rung() -> None:
    found = [*bells([designed()], None)]
    assert [bell.alarm.name for bell in found] == [f"bell-{ALERT}"]
    assert found[0].rings == ("on-call (env:ILERT_URL)", "platform (ssm:/endpoints/taskcall)")


@pytest.mark.parametrize("alert", ["cis-root-usage", "bell-cis-root-usage"])
def test_an_alert_is_named_by_its_id_or_by_its_alarm(alert: str) -> None:
    assert [bell.alarm.name for bell in bells([designed()], alert)] == ["bell-cis-root-usage"]


def test_an_alert_that_nobody_has_is_refused() -> None:
    with pytest.raises(UnknownAlertError, match="no account that is meant has the alert 'cis-rot-usage'"):
        [*bells([designed()], "cis-rot-usage")]


def test_where_nothing_can_be_rung_that_is_no_success() -> None:
    pipeline = designed(alerts="none", routes={})
    with pytest.raises(UnknownAlertError, match="has an alarm, so nothing can be rung: with alerts: none the trail"):
        [*bells([pipeline], None)]
