"""Incident vendors: what an endpoint looks like, who confirms the subscription, and what an OK does.

Only what a source says stands here; what no source says is `None`, is shown as unknown, and is never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pipeline import address

_ANY_PATH = r"(/[^/]+)+/?"
"""Of an endpoint whose form no source shows: it holds a key, so it has a path; an empty segment lost its key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vendor:
    """One vendor. `host` and `path` of its endpoints are regular expressions, or None where no source shows them.

    `query` are the parameters an endpoint must have, `userinfo` says whether name and password stand in it (True,
    False, or None where they may). `confirms` and `resolves_on_ok` are True, False or None where no source tells.
    `confirmation` says to a person how the subscription gets confirmed. `signature_version` is that of SNS: "2" signs
    with SHA-256, "1" with SHA-1.
    """

    name: str
    title: str
    endpoint: str
    host: str | None
    path: str | None = None
    query: tuple[str, ...] = ()
    userinfo: bool | None = False
    confirms: bool | None
    confirmation: str
    resolves_on_ok: bool | None
    source: str
    signature_version: str = "2"
    raw_message_delivery: bool = False

    @property
    def form(self) -> address.Form:
        """What its endpoints look like."""
        return address.Form(host=self.host, path=self.path, query=self.query, userinfo=self.userinfo)

    def complaint(self, url: str) -> str | None:
        """What is wrong with this endpoint, without repeating it, or None."""
        problem = self.misfit(url)
        return f"{problem}; expected {self.endpoint}" if problem else None

    def misfit(self, url: str) -> str | None:
        """The problem by itself."""
        return address.complaint(url, self.form, self.title)


_BY_ITSELF = "{} confirms by itself."
_IN_PRACTICE = "{} confirms by itself, as its users' Terraform takes for granted; its own pages do not say."
_UNKNOWN = "No source tells whether {} confirms by itself; if it stays pending, look for the message from AWS there."
_KEY = r"[A-Za-z0-9._~-]+"

_ILERT_HOST = (
    r"(([a-z0-9-]+\.)*api[a-z0-9-]*\.([a-z0-9-]+\.)*)?ilert\.com"  # not app.ilert.com, where a browser looks at it
)
_ILERT_PATH = r"(/[^/]+)+"

_ALL = (
    Vendor(
        name="ilert",
        title="ilert",
        endpoint="the webhook URL of an 'Amazon CloudWatch' alert source, https://api.ilert.com/...",
        host=_ILERT_HOST,
        path=_ILERT_PATH,
        confirms=True,
        confirmation="ilert confirms by itself when the alert source is of the type Amazon CloudWatch.",
        resolves_on_ok=True,
        source="https://docs.ilert.com/inbound-integrations/amazon-cloudwatch",
    ),
    Vendor(
        name="ilert-sns",
        title="ilert by Amazon SNS",
        endpoint="the webhook URL of an 'Amazon SNS' alert source, https://api.ilert.com/...",
        host=_ILERT_HOST,
        path=_ILERT_PATH,
        confirms=None,
        confirmation=_UNKNOWN.format("an alert source of the type Amazon SNS"),
        resolves_on_ok=False,
        source="https://docs.ilert.com/inbound-integrations/aws-cloudtrail-integration",
    ),
    Vendor(
        name="alertops",
        title="AlertOps",
        endpoint="the API URL of an AWS CloudTrail inbound integration, https://notify.alertops.com/...",
        host=r"notify[a-z0-9-]*\.alertops\.com",
        path=_ANY_PATH,
        confirms=False,
        confirmation="In AlertOps, at Integrations > Inbound Log, open the message from AWS, and give its SubscribeURL "
        "to trailbell subscriptions --confirm.",
        resolves_on_ok=True,
        source="https://docs.alertops.com/docs/aws-cloudtrail",
    ),
    Vendor(
        name="taskcall",
        title="TaskCall",
        endpoint="the Integration Url of a service's AWS CloudTrail integration",
        host=None,
        path=_ANY_PATH,
        confirms=True,
        confirmation="TaskCall's guide says that the status becomes Confirmed when the page is loaded again.",
        resolves_on_ok=True,
        source="https://docs.taskcallapp.com/integrations/v1/aws-cloudtrail-integration-guide",
    ),
    Vendor(
        name="pagerduty",
        title="PagerDuty",
        endpoint="the Integration URL of Amazon CloudWatch: https://events.pagerduty.com/integration/KEY/enqueue, or "
        "https://events.pagerduty.com/x-ere/KEY of an event orchestration (in the EU at events.eu.pagerduty.com)",
        host=r"events(\.eu)?\.pagerduty\.com",
        path=rf"/(x-ere/{_KEY}|integration/{_KEY}/enqueue|adapter/cloudwatch_sns/v1/{_KEY})",
        confirms=True,
        confirmation=_BY_ITSELF.format("PagerDuty"),
        resolves_on_ok=True,
        source="https://support.pagerduty.com/docs/aws-cloudtrail-integration-guide",
    ),
    Vendor(
        name="opsgenie",
        title="Opsgenie or Jira Service Management",
        endpoint="the URL of an Amazon CloudWatch integration, https://api.opsgenie.com/v1/json/cloudwatch?apiKey=KEY "
        "(in the EU at api.eu.opsgenie.com)",
        host=r"api(\.eu)?\.opsgenie\.com|api\.atlassian\.com",
        path=r"(/jsm/ops/integration)?/v1/json/cloud[a-z]+",
        query=("apiKey",),
        confirms=True,
        confirmation=_IN_PRACTICE.format("Opsgenie"),
        resolves_on_ok=True,
        source="https://docs.opsgenie.com/v1.0/docs/amazon-cloudtrail-integration-1",
    ),
    Vendor(
        name="splunk-on-call",
        title="Splunk On-Call",
        endpoint="the Service API Endpoint of AWS CloudWatch with a routing key at its end, "
        "https://alert.victorops.com/integrations/cloudwatch/20131130/alert/KEY/ROUTING-KEY",
        host=r"alert\.victorops\.com",
        path=rf"/integrations/cloudwatch/[0-9]+/alert/{_KEY}/[^/$]+",
        confirms=True,
        confirmation=_IN_PRACTICE.format("Splunk On-Call"),
        resolves_on_ok=None,
        source="https://docs.splunk.com/observability/en/sp-oncall/spoc-integrations/"
        "aws-cloudwatch-integration-guide.html",
    ),
    Vendor(
        name="xmatters",
        title="xMatters",
        endpoint="the URL of an 'AWS CloudWatch Alarms' trigger, "
        "https://COMPANY.xmatters.com/api/integration/1/functions/ID/triggers?apiKey=KEY&recipients=NAMES",
        host=r"[a-z0-9-]+\.xmatters\.com",
        path=rf"/api/integration/1/functions/{_KEY}/triggers",
        query=("apiKey",),
        confirms=True,
        confirmation=_BY_ITSELF.format("xMatters"),
        resolves_on_ok=None,
        source="https://help.xmatters.com/ondemand/flowdesigner/aws-cloudwatch-steps.htm",
    ),
    Vendor(
        name="incident-io",
        title="incident.io",
        endpoint="the URL of a CloudWatch alert source, https://api.incident.io/v2/alert_events/cloudwatch/ID",
        host=r"api\.incident\.io",
        path=rf"/v2/alert_events/(cloudwatch|sns)/{_KEY}",
        confirms=True,
        confirmation=_BY_ITSELF.format("incident.io"),
        resolves_on_ok=None,
        source="https://github.com/incident-io/terraform-provider-incident",
    ),
    Vendor(
        name="rootly",
        title="Rootly",
        endpoint="the webhook URL of a CloudWatch alert source, "
        "https://webhooks.rootly.com/webhooks/incoming/cloud_watch_webhooks?secret=SECRET",
        host=r"webhooks\.rootly\.com",
        path=rf"/webhooks/incoming/cloud_watch_webhooks(/notify/{_KEY}/{_KEY})?",
        query=("secret",),
        confirms=True,
        confirmation=_BY_ITSELF.format("Rootly"),
        resolves_on_ok=True,
        source="https://docs.rootly.com/integrations/aws-cloudwatch",
    ),
    Vendor(
        name="better-stack",
        title="Better Stack",
        endpoint="the webhook URL of an Amazon SNS integration, "
        "https://uptime.betterstack.com/api/v1/incoming-webhook/TOKEN",
        host=r"([a-z0-9-]+\.)*betterstack\.com",
        path=rf"/api/v[0-9]+/[a-z0-9_-]+/{_KEY}",  # of the CloudWatch integration no source shows the middle
        confirms=None,
        confirmation=_UNKNOWN.format("Better Stack"),
        resolves_on_ok=None,
        source="https://betterstack.com/docs/uptime/api/create-amazon-sns-integration",
    ),
    Vendor(
        name="grafana-oncall",
        title="Grafana OnCall",
        endpoint="the URL of an Amazon SNS integration, https://.../integrations/v1/amazon_sns/TOKEN/",
        host=None,
        path=rf"(/.*)?/integrations/v1/amazon_sns/{_KEY}/?",
        confirms=True,
        confirmation=_BY_ITSELF.format("Grafana OnCall"),
        resolves_on_ok=None,
        source="https://github.com/grafana/oncall",
        signature_version="1",  # the library it checks messages with knows SHA-1 only
    ),
    Vendor(
        name="datadog",
        title="Datadog",
        endpoint="https://app.datadoghq.com/intake/webhook/sns?api_key=KEY, at the host of your own site",
        host=r"([a-z0-9]+\.)?datadoghq\.(com|eu)|app\.ddog-gov\.com",
        path=r"/intake/webhook/sns",
        query=("api_key",),
        confirms=True,
        confirmation=_IN_PRACTICE.format("Datadog"),
        resolves_on_ok=False,  # each message becomes an event
        source="https://docs.datadoghq.com/integrations/amazon_sns/",
    ),
    Vendor(
        name="servicenow",
        title="ServiceNow",
        endpoint="https://NAME:PASSWORD@INSTANCE.service-now.com/api/sn_em_connector/em/inbound_event?source=aws",
        host=r"[a-z0-9-]+\.service-now\.com",
        path=r"/api/sn_em_connector/em/inbound_event",
        query=("source",),
        userinfo=True,
        confirms=True,
        confirmation=_BY_ITSELF.format("ServiceNow"),
        resolves_on_ok=None,
        source="https://github.com/ServiceNow/ServiceNowDocs",
    ),
    Vendor(
        name="firehydrant",
        title="FireHydrant",
        endpoint="the ingest URL of an AWS SNS event source, https://signals.firehydrant.com/v1/process/TOKEN",
        host=r"signals\.firehydrant\.(com|io)",
        path=rf"/v1/process/{_KEY}",
        confirms=False,
        confirmation="The request becomes a signal in FireHydrant, whose link confirms: trailbell subscriptions "
        "--confirm.",
        resolves_on_ok=None,
        source="https://github.com/firehydrant/js-transposers",
    ),
    Vendor(
        name="squadcast",
        title="Squadcast",
        endpoint="the webhook URL of an AWS alert source, https://api.squadcast.com/v1/incidents/SOURCE/KEY (in the "
        "EU at api.eu.squadcast.com)",
        host=r"api(\.eu)?\.squadcast\.com",
        path=rf"/v[0-9]+/incidents/{_KEY}/{_KEY}",
        confirms=None,
        confirmation=_UNKNOWN.format("Squadcast"),
        resolves_on_ok=None,
        source="https://github.com/SquadcastHub/Integration-scripts",
    ),
    Vendor(
        name="zenduty",
        title="Zenduty",
        endpoint="the URL of an AWS CloudWatch integration, https://www.zenduty.com/api/integration/TYPE/KEY/",
        host=r"(www\.)?zenduty\.com",
        path=rf"/api/integration/{_KEY}/{_KEY}/?",
        confirms=None,
        confirmation=_UNKNOWN.format("Zenduty"),
        resolves_on_ok=None,
        source="https://zenduty.com/docs/aws-cloudwatch-integration/",
    ),
    Vendor(
        name="https",
        title="an HTTPS endpoint",
        endpoint="https://host/path",
        host=None,
        userinfo=None,
        confirms=None,
        confirmation="Whoever runs the endpoint must visit the SubscribeURL it was sent, within two days.",
        resolves_on_ok=None,
        source="https://docs.aws.amazon.com/sns/latest/dg/sns-http-https-endpoint-as-subscriber.html",
    ),
)

VENDORS: Mapping[str, Vendor] = MappingProxyType({vendor.name: vendor for vendor in _ALL})
