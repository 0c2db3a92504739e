from pipeline.adopting import Adopted
from pipeline.origin import origin
from tests.modules.synthesis import stack_of, the
from tests.pipeline.written import SMALL, loaded, refusal, the_pipeline

OWN = """\
alerts:
  own:
    - id: root
      title: Root
      severity: critical
      pattern: '{ $.userIdentity.type = "Root" }'
      alarm_name: Root was here
      alarm_description: ""
      filter_name: RootFilter
"""
ADOPTED = SMALL.replace(
    "region: eu-west-1}",
    "region: eu-west-1,\n     adopted: {alarms: [Root was here],\n       metric_filters: [RootFilter]}}",
)


def test_an_alarm_keeps_the_name_and_description_it_has() -> None:
    (alarm,) = the_pipeline(SMALL + OWN).alarms
    assert (alarm.name, alarm.description) == ("Root was here", "")


def test_topics_and_keys_let_alarms_of_any_name_ring() -> None:
    pipeline = the_pipeline(SMALL + OWN)
    assert pipeline.key is not None
    for document in (pipeline.topics[0].policy, pipeline.key.policy):
        assert "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:*" in document.json()
    assert "alarm:trailbell-*" in the_pipeline().topics[0].policy.json()


def test_two_alerts_of_one_alarm_name_are_refused() -> None:
    second = OWN.removeprefix("alerts:\n  own:\n").replace("id: root", "id: again").replace("RootFilter", "Other")
    assert "the alerts again, root share the alarm name Root was here; give each its own" in refusal(
        SMALL + OWN + second
    )


def test_what_is_adopted_is_imported_and_changes_nothing_of_its_tags() -> None:
    stack = stack_of(the_pipeline(ADOPTED + OWN))
    assert {(one["to"].partition(".")[0], one["id"]) for one in stack["import"]} == {
        ("aws_cloudwatch_log_metric_filter", "/aws/cloudtrail/trailbell:RootFilter"),
        ("aws_cloudwatch_metric_alarm", "Root was here"),
    }
    alarm = the(stack, "resource", "aws_cloudwatch_metric_alarm")
    assert (alarm["provider"], alarm["lifecycle"]) == ("aws.untagged", {"ignore_changes": ["tags", "tags_all"]})
    (untagged,) = (one for one in stack["provider"]["aws"] if one.get("alias") == "untagged")
    assert "default_tags" not in untagged


def test_without_anything_adopted_there_is_no_import_and_one_provider() -> None:
    stack = stack_of(the_pipeline(SMALL + OWN))
    assert "import" not in stack
    assert len(stack["provider"]["aws"]) == 1


def test_what_is_adopted_and_described_nowhere_is_refused_at_its_line() -> None:
    text = ADOPTED.replace("[Root was here]", "[Other]").replace("[RootFilter]", "[OtherFilter]") + OWN
    assert refusal(text).splitlines() == [
        "trailbell.yaml:5:25: adopted.alarms: no alert of this account has the alarm_name 'Other'; "
        "describe it, or remove it",
        "trailbell.yaml:6:25: adopted.metric_filters: no alert of this account has the filter_name 'OtherFilter'; "
        "describe it, or remove it",
    ]


def test_a_finding_on_an_alarm_of_any_name_leads_to_its_alert() -> None:
    configuration, document = loaded(SMALL + OWN)
    pipeline = the_pipeline(SMALL + OWN)
    assert origin(configuration, document, pipeline, pipeline.alarms[0]).what == "alert root"
    assert origin(configuration, document, pipeline, pipeline.metric_filters[0]).what == "alert root"


def test_identities_are_kinds_and_names() -> None:
    adopted = Adopted(alarms=("a",), metric_filters=("f",))
    assert {*adopted.identities()} == {("alarm", "a"), ("metric-filter", "f")}
