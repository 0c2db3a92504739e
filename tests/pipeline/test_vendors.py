import re

import pytest

from pipeline.vendors import VENDORS, Vendor

KEY = "pl4nt3d-k3y"
ILERT = "the webhook URL of an 'Amazon CloudWatch' alert source, https://api.ilert.com/..."

ENDPOINTS = [
    ("ilert", f"https://api.ilert.com/api/v1/events/cloudwatch/{KEY}"),
    ("ilert", f"https://ilert.com/{KEY}"),
    ("ilert", f"https://eu.api.ilert.com/{KEY}"),
    ("ilert", f"https://api-9.ilert.com/{KEY}"),
    ("ilert-sns", f"https://api.ilert.com/api/v1/events/amazonsns/{KEY}"),
    ("alertops", f"https://notify.alertops.com/POSTAlert/{KEY}/Custom"),
    ("alertops", f"https://notify.alertops.com/restapi.svc/POSTAlertV2/generic/{KEY}/aws/"),
    ("taskcall", f"https://anything.example.org/{KEY}"),
    ("pagerduty", f"https://events.pagerduty.com/integration/{KEY}/enqueue"),
    ("pagerduty", f"https://events.eu.pagerduty.com/integration/{KEY}/enqueue"),
    ("pagerduty", f"https://events.pagerduty.com/x-ere/{KEY}"),
    ("pagerduty", f"https://events.pagerduty.com/adapter/cloudwatch_sns/v1/{KEY}"),
    ("opsgenie", f"https://api.opsgenie.com/v1/json/cloudwatch?apiKey={KEY}"),
    ("opsgenie", f"https://api.eu.opsgenie.com/v1/json/cloudwatchevents?apiKey={KEY}"),
    ("opsgenie", f"https://api.atlassian.com/jsm/ops/integration/v1/json/cloudwatch?apiKey={KEY}"),
    ("splunk-on-call", f"https://alert.victorops.com/integrations/cloudwatch/20131130/alert/{KEY}/team-a"),
    ("xmatters", f"https://acme.xmatters.com/api/integration/1/functions/{KEY}/triggers?apiKey={KEY}&recipients=a,b"),
    ("incident-io", f"https://api.incident.io/v2/alert_events/cloudwatch/{KEY}?team=platform"),
    ("incident-io", f"https://api.incident.io/v2/alert_events/sns/{KEY}"),
    ("rootly", f"https://webhooks.rootly.com/webhooks/incoming/cloud_watch_webhooks?secret={KEY}"),
    ("rootly", f"https://webhooks.rootly.com/webhooks/incoming/cloud_watch_webhooks/notify/Group/1-a?secret={KEY}"),
    ("better-stack", f"https://uptime.betterstack.com/api/v1/incoming-webhook/{KEY}"),
    ("grafana-oncall", f"https://oncall-prod.grafana.net/oncall/integrations/v1/amazon_sns/{KEY}/"),
    ("grafana-oncall", f"https://oncall.example.org/integrations/v1/amazon_sns/{KEY}/"),
    ("datadog", f"https://app.datadoghq.com/intake/webhook/sns?api_key={KEY}"),
    ("datadog", f"https://app.datadoghq.eu/intake/webhook/sns?api_key={KEY}"),
    ("datadog", f"https://us5.datadoghq.com/intake/webhook/sns?api_key={KEY}&oncall_team=red"),
    ("servicenow", f"https://sns:{KEY}@acme.service-now.com/api/sn_em_connector/em/inbound_event?source=aws"),
    ("firehydrant", f"https://signals.firehydrant.com/v1/process/{KEY}.{KEY}.{KEY}_-"),
    ("firehydrant", f"https://signals.firehydrant.io/v1/process/{KEY}"),
    ("squadcast", f"https://api.squadcast.com/v1/incidents/aws/{KEY}"),
    ("squadcast", f"https://api.eu.squadcast.com/v2/incidents/api/{KEY}"),
    ("zenduty", f"https://www.zenduty.com/api/integration/cloudwatch/{KEY}/"),
    ("https", "https://anything.example.org"),
    ("https", f"https://user:{KEY}@anything.example.org/{KEY}?x={KEY}"),
]

MISTAKES = [
    ("ilert", "https://api.ilert.com/", "has no path"),
    ("ilert", "https://api.ilert.com/...", "has a placeholder in its path"),
    ("ilert", "https://api.ilert.com/api/v1/events/cloudwatch/", "has a path that is not ilert's, or lacks the key"),
    ("ilert", f"https://app.ilert.com/source/view?id={KEY}", "has the host app.ilert.com, which is not ilert's"),
    ("alertops", f"https://app.alertops.com/{KEY}", "has the host app.alertops.com, which is not AlertOps's"),
    ("alertops", "https://notify.alertops.com/POSTAlert//Custom", "has a path that is not AlertOps's, or lacks"),
    ("taskcall", "https://app.taskcallapp.com", "has no path"),
    ("pagerduty", "https://events.pagerduty.com/integration/KEY/enqueue", "has a placeholder in its path"),
    ("pagerduty", f"https://events.pagerduty.eu/x-ere/{KEY}", "has the host events.pagerduty.eu, which is not"),
    ("squadcast", f"https://eu.api.squadcast.com/v1/incidents/aws/{KEY}", "has the host eu.api.squadcast.com"),
    ("pagerduty", "https://events.pagerduty.com/v2/enqueue", "has a path that is not PagerDuty's"),
    ("pagerduty", "https://events.pagerduty.com/integration//enqueue", "has a path that is not PagerDuty's"),
    ("pagerduty", f"https://acme.pagerduty.com/integration/{KEY}/enqueue", "has the host acme.pagerduty.com"),
    ("opsgenie", "https://api.opsgenie.com/v1/json/cloudwatch", "lacks the query parameter apiKey"),
    ("opsgenie", f"https://api.opsgenie.com/v2/alerts?apiKey={KEY}", "has a path that is not"),
    (
        "splunk-on-call",
        f"https://alert.victorops.com/integrations/cloudwatch/20131130/alert/{KEY}/$routing_key",
        "has a placeholder in its path",
    ),
    (
        "splunk-on-call",
        f"https://alert.victorops.com/integrations/generic/20131114/alert/{KEY}/team",
        "has a path that is not Splunk On-Call's",
    ),
    ("xmatters", f"https://acme.xmatters.com/api/integration/1/functions/{KEY}/triggers", "lacks the query parameter"),
    ("incident-io", f"https://api.incident.io/v2/alert_events/http/{KEY}", "has a path that is not incident.io's"),
    (
        "rootly",
        "https://webhooks.rootly.com/webhooks/incoming/cloud_watch_webhooks",
        "lacks the query parameter secret",
    ),
    (
        "better-stack",
        "https://uptime.betterstack.com/api/v1/incoming-webhook/",
        "has a path that is not Better Stack's",
    ),
    ("grafana-oncall", f"https://oncall.example.org/integrations/v1/webhook/{KEY}/", "has a path that is not"),
    ("datadog", "https://app.datadoghq.com/intake/webhook/sns?api_key=", "has no value of the query parameter api_key"),
    (
        "servicenow",
        "https://acme.service-now.com/api/sn_em_connector/em/inbound_event?source=aws",
        "lacks name or password before the host",
    ),
    ("firehydrant", "https://signals.firehydrant.com/v1/process/", "has a path that is not FireHydrant's"),
    ("squadcast", f"https://app.squadcast.com/v1/incidents/aws/{KEY}", "has the host app.squadcast.com"),
    ("zenduty", f"https://events.zenduty.com/api/events/{KEY}/", "has the host events.zenduty.com"),
]

KNOWN_OF = {
    "ilert": (True, True),
    "ilert-sns": (None, False),
    "alertops": (False, True),
    "taskcall": (True, True),
    "pagerduty": (True, True),
    "opsgenie": (True, True),
    "splunk-on-call": (True, None),
    "xmatters": (True, None),
    "incident-io": (True, None),
    "rootly": (True, True),
    "better-stack": (None, None),
    "grafana-oncall": (True, None),
    "datadog": (True, False),
    "servicenow": (True, None),
    "firehydrant": (False, None),
    "squadcast": (None, None),
    "zenduty": (None, None),
    "https": (None, None),
}


def endpoint_of(vendor: str) -> str:
    return next(url for name, url in ENDPOINTS if name == vendor)


@pytest.mark.parametrize(("vendor", "url"), ENDPOINTS)
def test_an_endpoint_of_a_known_form_is_taken(vendor: str, url: str) -> None:
    assert VENDORS[vendor].complaint(url) is None


def test_every_vendor_has_an_endpoint_that_is_taken() -> None:
    assert {vendor for vendor, _ in ENDPOINTS} == set(VENDORS)


@pytest.mark.parametrize(("vendor", "url", "problem"), MISTAKES)
def test_what_is_typed_wrong_is_told_with_the_expected_form_and_without_the_key(
    vendor: str, url: str, problem: str
) -> None:
    complaint = VENDORS[vendor].complaint(url)
    assert complaint is not None
    assert complaint.startswith(problem)
    assert complaint.endswith(f"; expected {VENDORS[vendor].endpoint}")
    assert KEY not in complaint


@pytest.mark.parametrize(
    ("vendor", "url"),
    [
        (name, url)
        for name, vendor in VENDORS.items()
        for url in re.findall(r"https://[^\s,]+", vendor.endpoint)
        if name != "https"
    ],
)
def test_the_form_itself_is_refused_where_a_key_was_to_be_written_in_it(vendor: str, url: str) -> None:
    assert re.match(r"has (a placeholder|no value)", VENDORS[vendor].complaint(url) or "")


@pytest.mark.parametrize("vendor", sorted(set(VENDORS) - {"https", "taskcall", "grafana-oncall"}))
def test_an_endpoint_at_somebody_elses_host_is_refused(vendor: str) -> None:
    url = endpoint_of(vendor).replace(".com/", ".com.example.org/").replace(".io/", ".io.example.org/")
    complaint = VENDORS[vendor].complaint(url)
    assert complaint is not None
    assert complaint.startswith("has the host ")


@pytest.mark.parametrize("vendor", sorted(set(VENDORS) - {"https", "servicenow"}))
def test_name_and_password_are_refused_where_the_vendors_form_has_none(vendor: str) -> None:
    complaint = VENDORS[vendor].complaint(endpoint_of(vendor).replace("https://", f"https://user:{KEY}@"))
    assert complaint is not None
    assert complaint.startswith("has a name or password before the host")


@pytest.mark.parametrize("vendor", VENDORS)
def test_an_endpoint_on_this_machine_is_taken(vendor: str) -> None:
    assert VENDORS[vendor].complaint(f"https://127.0.0.1:8443/{KEY}") is None


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_key_alone_is_refused_without_being_repeated(vendor: str) -> None:
    assert VENDORS[vendor].complaint(KEY) == f"does not start with https://; expected {VENDORS[vendor].endpoint}"


def test_the_whole_complaint_names_the_problem_and_the_form() -> None:
    complaint = VENDORS["ilert"].complaint(f"https://example.org/{KEY}")
    assert complaint == f"has the host example.org, which is not ilert's; expected {ILERT}"


@pytest.mark.parametrize("vendor", VENDORS.values(), ids=lambda vendor: vendor.name)
def test_a_vendor_gets_whole_messages_and_names_its_source(vendor: Vendor) -> None:
    assert not vendor.raw_message_delivery
    assert vendor.source.startswith("https://")


@pytest.mark.parametrize("vendor", VENDORS)
def test_who_confirms_and_what_ok_does_is_what_the_source_says_or_unknown(vendor: str) -> None:
    assert (VENDORS[vendor].confirms, VENDORS[vendor].resolves_on_ok) == KNOWN_OF[vendor]


def test_messages_are_signed_with_sha_256_unless_the_vendor_cannot_check_it() -> None:
    assert [name for name, vendor in VENDORS.items() if vendor.signature_version != "2"] == ["grafana-oncall"]
