"""The Terraform of the stand-in as the files of a module: variables in place of settings, alerts chosen by pack.

The alerts lie in a table that Terraform reads as a template; one filter and one alarm resource go through it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from alerts.catalogue import catalogue, packs
from cli.exporting.readme import EXAMPLE, readme
from cli.exporting.stand_in import Terraform
from pipeline.alert import MAXIMUM_DESCRIPTION
from pipeline.description import CONSOLES
from pipeline.log_group import RETENTION_DAYS

FILTERS, ALARMS = "aws_cloudwatch_log_metric_filter", "aws_cloudwatch_metric_alarm"
TABLE = "alerts.json.tftpl"
TAGGED = frozenset(
    {"aws_cloudtrail", "aws_cloudwatch_log_group", ALARMS, "aws_iam_role", "aws_kms_key", "aws_s3_bucket",
     "aws_sns_topic", "aws_sqs_queue"}
)  # fmt: skip
"""Resources that take tags: a module sets no default tags of a provider."""


def files(terraform: Terraform) -> dict[str, str]:
    """The module's files by their names; the same on every machine."""
    resources = _renamed(terraform["resource"])
    filters, alarms = resources.pop(FILTERS), resources.pop(ALARMS)
    _parametrise(resources)
    resources[FILTERS] = {"alert": _each(filters, "filters")}
    resources[ALARMS] = {"alert": _each(alarms, "alarms")}
    for type_ in TAGGED & resources.keys():
        for arguments in resources[type_].values():
            arguments["tags"] = "${var.tags}"
    variables = _variables()
    return {
        "main.tf.json": _json({"data": _DATA, "locals": _LOCALS, "resource": resources}),
        "variables.tf.json": _json({"variable": variables}),
        "outputs.tf.json": _json({"output": _OUTPUTS}),
        "versions.tf.json": _json({"terraform": _versions(terraform["terraform"])}),
        "README.md": readme(variables, _OUTPUTS),
        "examples/complete/main.tf": EXAMPLE,
        TABLE: _json({"filters": _table(filters, "name"), "alarms": _table(alarms, "alarm_name")}),
    }


def _json(document: Any) -> str:
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _renamed(resources: Mapping[str, Any]) -> dict[str, Any]:
    """Resources by names that a person would give, everywhere where they are referred to, without cdktf's notes."""
    text = json.dumps(resources, ensure_ascii=False)
    for named in resources.values():
        for name, arguments in named.items():
            path = arguments["//"]["metadata"]["path"]
            text = text.replace(json.dumps(name, ensure_ascii=False)[1:-1], _name(path))
    made: dict[str, Any] = json.loads(text)
    for named in made.values():
        for arguments in named.values():
            del arguments["//"]
    return made


def _name(path: str) -> str:
    """`account/topic-NAME-on-call/policy` is `topic_policy`."""
    _, construct, *rest = path.split("/")
    kind, _, name = construct.partition("-")
    if kind in ("topic", "subscription"):
        construct = kind
    elif kind == "queue":
        construct = "dead_letters"
    elif kind in ("filter", "alarm"):
        construct = re.sub(r"\W", "_", name)
    return re.sub(r"\W", "_", "_".join([construct, *(part for part in rest if part != "Resource")]))


def _parametrise(resources: dict[str, Any]) -> None:
    """Settings that become variables."""
    resources["aws_cloudwatch_log_group"]["log_group"]["retention_in_days"] = "${var.log_retention_days}"
    for rule in resources["aws_s3_bucket_lifecycle_configuration"]["bucket_lifecycle"]["rule"]:
        rule["expiration"] = [{"days": "${var.bucket_retention_days}"}]
        rule["noncurrent_version_expiration"] = [{"noncurrent_days": "${var.bucket_retention_days}"}]
    subscription = resources["aws_sns_topic_subscription"]["subscription"]
    subscription |= {"endpoint": "${var.endpoint}", "endpoint_auto_confirms": "${var.endpoint_auto_confirms}"}


def _each(resources: Mapping[str, Any], table: str) -> dict[str, Any]:
    """One resource for every entry of the table; what an entry does not set is left to the provider."""
    shared = next(iter(resources.values()))
    arguments = {name for resource in resources.values() for name in resource} - {"depends_on"}
    each: dict[str, Any] = {name: f"${{try(each.value.{name}, null)}}" for name in arguments}
    if "metric_transformation" in each:
        inner = {name for resource in resources.values() for name in resource["metric_transformation"]}
        each["metric_transformation"] = [{n: f"${{try(each.value.metric_transformation.{n}, null)}}" for n in inner}]
    if "alarm_description" in each:
        each["alarm_description"] = f"${{substr(each.value.alarm_description, 0, {MAXIMUM_DESCRIPTION})}}"
    return {"for_each": f"${{local.{table}}}", "depends_on": shared["depends_on"], **each}


def _table(resources: Mapping[str, Any], key: str) -> dict[str, Any]:
    """What every entry sets, and the packs that it is in."""
    of_alert = _packs()
    table = {}
    for resource in resources.values():
        arguments = {name: value for name, value in resource.items() if name != "depends_on"}
        table[arguments[key].replace("${var.name}-", "")] = arguments
    return {name: {**arguments, "packs": of_alert(name, arguments)} for name, arguments in sorted(table.items())}


def _packs() -> Callable[[str, Mapping[str, Any]], list[str]]:
    """The packs of an entry: by the alert's own name, or by the metric that its alarm watches."""
    members = packs()
    metrics = {(alert.namespace, alert.metric): id_ for id_, alert in catalogue().items() if not alert.parameters}

    def of(name: str, arguments: Mapping[str, Any]) -> list[str]:
        fed = arguments.get("metric_transformation", {})
        metric = (fed.get("namespace"), fed.get("name")) if fed else (arguments["namespace"], arguments["metric_name"])
        alert = metrics.get(metric, name)
        return sorted(pack for pack, alerts in members.items() if alert in alerts)

    return of


def _variables() -> dict[str, Any]:
    known = sorted(name for name, alerts in packs().items() if alerts)
    days = ", ".join(map(str, RETENTION_DAYS))
    return {
        "name": _variable(
            "string", "Prefix of every name.", "trailbell",
            r'${can(regex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", var.name)) && length(var.name) <= 20}',
            "name should be lower-case words joined by hyphens, 20 characters at most.",
        ),
        "account_name": _variable("string", "Your name of the account, in messages.", "account"),
        "endpoint": _variable(
            "string", "Endpoint of an incident vendor. It holds the vendor's key.", ...,
            '${startswith(var.endpoint, "https://")}', "endpoint should start with https://.", sensitive=True,
        ),
        "endpoint_auto_confirms": _variable(
            "bool", "Whether the endpoint confirms its subscription by itself, so that an apply waits for it.", False
        ),
        "pack": _variable(
            "string", f"Which alerts: one of {', '.join(known)}.", "cis",
            f"${{contains({json.dumps(known)}, var.pack)}}", f"pack should be one of {', '.join(known)}.",
        ),
        "log_retention_days": _variable(
            "number", "How long the log group keeps events.", 365,
            f"${{contains([{days}], var.log_retention_days)}}", f"log_retention_days should be one of {days}.",
        ),
        "bucket_retention_days": _variable("number", "How long the bucket keeps log files.", 400),
        "tags": _variable("map(string)", "Tags of every resource.", {}),
    }  # fmt: skip


def _variable(
    type_: str, description: str, default: Any, condition: str = "", message: str = "", *, sensitive: bool = False
) -> dict[str, Any]:
    """A variable; without a default where `default` is an ellipsis."""
    variable: dict[str, Any] = {"type": type_, "description": description, "nullable": False}
    if default is not ...:
        variable["default"] = default
    if condition:
        variable["validation"] = [{"condition": condition, "error_message": message}]
    return variable | ({"sensitive": True} if sensitive else {})


def _versions(terraform: Mapping[str, Any]) -> dict[str, Any]:
    version = terraform["required_providers"]["aws"]["version"]
    return {
        "required_version": terraform["required_version"],
        "required_providers": {"aws": {"source": "hashicorp/aws", "version": version}},
    }


def _chosen(table: str) -> str:
    return f"${{{{for name, one in local.alerts.{table} : name => one if contains(one.packs, var.pack)}}}}"


_DATA: dict[str, dict[str, dict[str, str]]] = {
    "aws_caller_identity": {"current": {}},
    "aws_partition": {"current": {}},
    "aws_region": {"current": {}},
}
_LOCALS = {
    "account_id": "${data.aws_caller_identity.current.account_id}",
    # The id, since version 6 of the provider calls the name otherwise than version 5.
    "region": "${data.aws_region.current.id}",
    "partition": "${data.aws_partition.current.partition}",
    "dns_suffix": "${data.aws_partition.current.dns_suffix}",
    "console": f"${{lookup({json.dumps(CONSOLES)}, local.partition, {json.dumps(CONSOLES['aws'])})}}",
    "alerts": f'${{jsondecode(templatefile("${{path.module}}/{TABLE}", '
    "{var = {name = var.name, account_name = var.account_name}, local = {account_id = local.account_id, "
    "region = local.region, partition = local.partition, dns_suffix = local.dns_suffix, console = local.console}}))}",
    "filters": _chosen("filters"),
    "alarms": _chosen("alarms"),
}
_OUTPUTS = {
    "trail_arn": {"description": "The trail.", "value": "${aws_cloudtrail.trail.arn}"},
    "bucket": {"description": "The bucket of the trail's log files.", "value": "${aws_s3_bucket.bucket.bucket}"},
    "log_group_name": {
        "description": "The log group that the trail delivers to.",
        "value": "${aws_cloudwatch_log_group.log_group.name}",
    },
    "key_arn": {"description": "The key that encrypts all of it.", "value": "${aws_kms_key.key.arn}"},
    "topic_arn": {"description": "The topic that alarms ring at.", "value": "${aws_sns_topic.topic.arn}"},
    "dead_letter_queue_url": {
        "description": "Where messages wait that the endpoint did not take.",
        "value": "${aws_sqs_queue.dead_letters.url}",
    },
    "alarm_names": {
        "description": "Every alarm.",
        "value": "${sort([for alarm in aws_cloudwatch_metric_alarm.alert : alarm.alarm_name])}",
    },
}
