from pipeline.watch import watches
from tests.validators.designed import designed


def test_every_alert_has_its_filters_and_its_alarm() -> None:
    pipeline = designed(alerts={"packs": ["all"]})
    found = [*watches(pipeline)]
    assert [watch.alert for watch in found] == [*pipeline.alerts]
    assert [watch.alarm for watch in found] == [*pipeline.alarms]
    assert [one for watch in found for one in watch.filters] == [*pipeline.metric_filters]


def test_filters_of_a_split_alert_belong_together() -> None:
    names = [f"NameOfAnEventThatIsRatherLong{number:03d}" for number in range(40)]
    own = {"id": "many", "title": "Many", "severity": "low", "condition": {"event": names}}
    (watch,) = watches(designed(alerts={"own": [own]}))
    assert [one.name for one in watch.filters] == ["bell-many", "bell-many-2", "bell-many-3"][: len(watch.filters)]
    assert len(watch.filters) == len(watch.alert.patterns) > 1


def test_alert_whose_id_ends_in_a_number_is_not_part_of_another() -> None:
    own = [
        {"id": name, "title": name, "severity": "low", "pattern": f"{{ $.a = {name} }}"}
        for name in ("calls", "calls-2")
    ]
    pipeline = designed(alerts={"own": own})
    assert [[one.name for one in watch.filters] for watch in watches(pipeline)] == [["bell-calls"], ["bell-calls-2"]]
