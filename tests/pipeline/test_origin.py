import pytest

from alerts.document import Document
from pipeline.configuration import Configuration
from pipeline.design import design
from pipeline.origin import Origin, origin
from pipeline.pipeline import KINDS, Part, Pipeline
from tests.pipeline.written import SMALL, loaded

TEXT = """\
trail:
  multi_region: true
  encryption: kms
  retention_days:
    bucket: 800
destinations:
  on-call:
    vendor: ilert
    url: env:ILERT_URL
    display_name: On call
alerts:
  packs:
    - cis
  enable:
    - iam-user-created
  adjust:
    cis-root-usage:
      threshold: 2
    console-sign-in-failures: {period: 600}
  own:
    - id: busy
      title: Busy
      severity: high
      pattern: "{ $.eventName = RunInstances }"
      statistic: Sum
accounts:
  - name: production
    id: "111122223333"
    region: eu-west-1
  - name: staging
    id: "444455556666"
    region: us-east-1
    alerts:
      enable:
        - region-enabled
      adjust:
        cis-root-usage:
          period: 60
"""
LINES = TEXT.splitlines()


def line_of(text: str, after: str = "") -> int:
    """The line that holds a text, counted from 1; the first one after another text."""
    start = next((at for at, line in enumerate(LINES) if after in line), 0)
    return next(at for at, line in enumerate(LINES[start:], start + 1) if text in line)


def read() -> tuple[Configuration, Document, tuple[Pipeline, ...]]:
    configuration, document = loaded(TEXT)
    return configuration, document, design(configuration, document)


def of_alert(alert: str, field: str = "", account: int = 0) -> Origin:
    configuration, document, pipelines = read()
    (part,) = [one for one in pipelines[account].alarms if one.name == f"trailbell-{alert}"]
    return origin(configuration, document, pipelines[account], part, field)


def of_part(name: str, field: str = "") -> Origin:
    configuration, document, (pipeline, _) = read()
    part: Part | tuple[Part, ...] = getattr(pipeline, name)
    return origin(configuration, document, pipeline, part[0] if isinstance(part, tuple) else part, field)


@pytest.mark.parametrize(
    ("alert", "field", "line"),
    [
        pytest.param("cis-vpc-change", "", line_of("- cis"), id="by a pack"),
        pytest.param("iam-user-created", "", line_of("iam-user-created"), id="by its name"),
        pytest.param("console-sign-in-failures", "", line_of("console-sign-in-failures"), id="by being adjusted"),
        pytest.param("console-sign-in-failures", "period", line_of("period: 600"), id="a key on the line of its alert"),
        pytest.param("cis-root-usage", "threshold", line_of("threshold: 2"), id="an adjusted key"),
        pytest.param("cis-root-usage", "statistic", line_of("cis-root-usage"), id="a key that was left alone"),
        pytest.param("busy", "", line_of("id: busy"), id="written by the user"),
        pytest.param("busy", "statistic", line_of("statistic: Sum"), id="a key that the user wrote"),
        pytest.param("busy", "period", line_of("id: busy"), id="a key that the user did not write"),
    ],
)
def test_alarm_comes_from_the_line_that_chose_it(alert: str, field: str, line: int) -> None:
    found = of_alert(alert, field)
    assert (found.what, found.place.file, found.place.line) == (f"alert {alert}", "trailbell.yaml", line)


@pytest.mark.parametrize(
    ("alert", "field", "line"),
    [
        pytest.param("region-enabled", "", line_of("region-enabled"), id="enabled there"),
        pytest.param("cis-root-usage", "period", line_of("period: 60", after="staging"), id="adjusted there"),
        pytest.param("cis-root-usage", "threshold", line_of("threshold: 2"), id="adjusted for all"),
        pytest.param("cis-vpc-change", "", line_of("- cis"), id="in a pack for all"),
    ],
)
def test_account_s_own_lines_come_before_the_common_ones(alert: str, field: str, line: int) -> None:
    assert of_alert(alert, field, account=1).place.line == line


def test_metric_filter_comes_from_its_alert_whatever_its_name() -> None:
    configuration, document, (pipeline, _) = read()
    (part,) = [one for one in pipeline.metric_filters if one.name == "ConsoleSignInFailures"]
    assert origin(configuration, document, pipeline, part).what == "alert console-sign-in-failures"


@pytest.mark.parametrize("field", ["comparison_operator", "treat_missing_data", "ok_actions", "metric_namespace"])
def test_fact_of_an_alarm_is_found_under_the_alert_s_own_word_for_it(field: str) -> None:
    keys = {"comparison_operator": "comparison: GreaterThanThreshold", "treat_missing_data": "missing_data: ignore",
            "ok_actions": "notify_ok: false", "metric_namespace": "namespace: Own"}  # fmt: skip
    text = (
        SMALL
        + f"""\
alerts:
  own:
    - id: busy
      title: Busy
      severity: high
      pattern: "{{ $.eventName = RunInstances }}"
      {keys[field]}
"""
    )
    configuration, document = loaded(text)
    (pipeline,) = design(configuration, document)
    line = origin(configuration, document, pipeline, pipeline.alarms[0], field).place.line
    assert text.splitlines()[line - 1].strip() == keys[field]


@pytest.mark.parametrize(
    ("part", "field", "what", "line"),
    [
        ("trail", "multi_region", "trail", line_of("multi_region")),
        ("trail", "logging", "trail", line_of("trail:")),
        ("trail", "kms_key_arn", "trail", line_of("encryption")),
        ("key", "policy", "key", line_of("encryption")),
        ("bucket", "expiration_days", "bucket", line_of("bucket: 800")),
        ("log_group", "retention_days", "log-group", line_of("retention_days")),
        ("log_group", "log_group_class", "log-group", line_of("- name: production")),
        ("delivery_role", "trust_policy", "delivery-role", line_of("- name: production")),
        ("topics", "policy", "destination on-call", line_of("on-call:")),
        ("topics", "display_name", "destination on-call", line_of("display_name")),
        ("topics", "kms_key_arn", "destination on-call", line_of("encryption")),
        ("dead_letter_queues", "policy", "destination on-call", line_of("on-call:")),
        ("subscriptions", "endpoint", "destination on-call", line_of("url:")),
        ("subscriptions", "raw_message_delivery", "destination on-call", line_of("on-call:")),
    ],
)
def test_part_comes_from_the_section_that_decides_on_it(part: str, field: str, what: str, line: int) -> None:
    found = of_part(part, field)
    assert (found.what, found.place.line) == (what, line)


def test_without_a_line_of_its_own_a_part_comes_from_its_account() -> None:
    configuration, document = loaded(SMALL)
    (pipeline,) = design(configuration, document)
    lines = {origin(configuration, document, pipeline, part).place.line for part in (pipeline.trail, *pipeline.alarms)}
    assert [SMALL.splitlines()[line - 1].strip()[:7] for line in lines] == ["- {name"]


def test_every_part_of_every_account_has_an_origin() -> None:
    configuration, document, pipelines = read()
    found = [origin(configuration, document, pipeline, part) for pipeline in pipelines for part in pipeline.parts()]
    assert [one for one in found if one.place.line == 0] == []


CHOSEN = """\
alerts:
  packs:
    - mine
  own_packs:
    mine: [iam-user-created]
  adjust:
    cis-unauthorized-api:
      quiet: true
      threshold: 50
  parameters:
    unused-region-activity: {used_regions: [us-east-1]}
"""


@pytest.mark.parametrize(
    ("alarm", "field", "line"),
    [
        ("iam-user-created", "period", "    - mine"),
        ("cis-unauthorized-api-quiet", "threshold", "      threshold: 50"),
        ("cis-unauthorized-api-quiet", "period", "      quiet: true"),
        ("unused-region-activity", "period", "    unused-region-activity: {used_regions: [us-east-1]}"),
    ],
)
def test_an_alert_comes_from_a_pack_of_ones_own_a_quiet_twin_or_parameters(alarm: str, field: str, line: str) -> None:
    configuration, document = loaded(SMALL + CHOSEN)
    (pipeline,) = design(configuration, document)
    (part,) = (part for part in pipeline.alarms if part.name == f"trailbell-{alarm}")
    place = origin(configuration, document, pipeline, part, field).place
    assert (SMALL + CHOSEN).splitlines()[place.line - 1] == line


COLLECTOR = (
    SMALL
    + """\
trail:
  encryption: kms
collector:
  vendor_account: "733251395267"
  external_id: deployment-17
  retention_days: 7
"""
)


def of_collector(kind: str, field: str, text: str = COLLECTOR) -> tuple[str, int]:
    """What a part of the collector comes from, and the line."""
    configuration, document = loaded(text)
    (pipeline,) = design(configuration, document)
    (part,) = [one for one in pipeline.parts() if KINDS[type(one)] == kind and "log-files" in one.name]
    found = origin(configuration, document, pipeline, part, field)
    return found.what, found.place.line


@pytest.mark.parametrize(
    ("kind", "field", "line"),
    [
        ("collector-queue", "message_retention", "retention_days: 7"),
        ("collector-queue", "visibility_timeout", "collector:"),
        ("collector-queue", "kms_key_arn", "encryption: kms"),
        ("log-file-topic", "policy", "collector:"),
        ("collector-subscription", "raw_message_delivery", "collector:"),
        ("dead-letter-queue", "policy", "collector:"),
    ],
)
def test_parts_of_a_collector_come_from_its_lines(kind: str, field: str, line: str) -> None:
    at = next(number for number, text in enumerate(COLLECTOR.splitlines(), 1) if line in text)
    assert of_collector(kind, field) == (kind, at)


def test_the_trust_of_a_collectors_role_comes_from_the_external_id() -> None:
    configuration, document = loaded(COLLECTOR)
    (pipeline,) = design(configuration, document)
    assert pipeline.collector is not None
    found = origin(configuration, document, pipeline, pipeline.collector.role, "trust_policy")
    assert found.place.line == COLLECTOR.splitlines().index("  external_id: deployment-17") + 1


CHANNELS = """\
destinations:
  on-call:
    vendor: ilert
    url: env:ILERT_URL
  chat:
    display_name: Chat
    forwarder: {slack: "ssm:/slack"}
  code:
    display_name: Code
    lambda: on-alarm
  q:
    display_name: Q
    slack: {workspace: T07EA123LEP, channel: C07EZ1ABC23}
accounts:
  - {name: production, id: "111122223333", region: eu-west-1}
"""


@pytest.mark.parametrize(
    ("kind", "name", "told"),
    [
        ("forwarder", "trailbell-chat", "destination chat 7"),
        ("forwarder-role", "trailbell-chat", "destination chat 7"),
        ("forwarder-log-group", "/aws/lambda/trailbell-chat", "destination chat 7"),
        ("function-permission", "TopicInvokes-trailbell-chat", "destination chat 7"),
        ("function-permission", "TopicInvokes-trailbell-code", "destination code 10"),
        ("chat-channel", "trailbell-q", "destination q 13"),
        ("chat-role", "trailbell-q", "destination q 13"),
    ],
)
def test_parts_of_a_channel_come_from_the_key_that_says_what_it_is(kind: str, name: str, told: str) -> None:
    configuration, document = loaded(CHANNELS)
    (pipeline,) = design(configuration, document)
    (part,) = [one for one in pipeline.parts() if KINDS[type(one)] == kind and one.name.endswith(name)]
    found = origin(configuration, document, pipeline, part, "variables")
    assert f"{found.what} {found.place.line}" == told


def test_the_endpoint_of_a_function_comes_from_its_key() -> None:
    configuration, document = loaded(CHANNELS)
    (pipeline,) = design(configuration, document)
    lines = {
        part.destination: origin(configuration, document, pipeline, part, "endpoint").place.line
        for part in pipeline.subscriptions
    }
    assert lines == {"on-call": 4, "chat": 7, "code": 10, "q": 13}
