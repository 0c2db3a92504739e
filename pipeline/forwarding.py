"""Design the functions that forward alarms, and what lets topics invoke functions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from alerts.document import Path_
from pipeline.archive import code_sha256
from pipeline.channel import ForwarderSettings
from pipeline.configuration import Configuration
from pipeline.forwarder import (
    Forwarder,
    ForwarderLogGroup,
    ForwarderRole,
    FunctionPermission,
    Variables,
    dead_letters_of_functions,
    forwarding_policy,
    invoking_policy,
    log_group_of,
    logs_of_functions,
    trust_policy,
)
from pipeline.key import Key
from pipeline.pipeline import Pipeline
from pipeline.policy_document import PolicyDocument
from pipeline.secret import ResourceEndpoint, stored

SID = "TopicInvokes"
_TAKEN = frozenset({"auditor", "cloudtrail-delivery", "collector"})
"""What other roles of a pipeline are called, after its prefix."""


def forwarded(configuration: Configuration, pipeline: Pipeline) -> Pipeline:
    """The pipeline with its forwarders, and with what lets its topics invoke functions."""
    wanted = [
        (part.destination, configuration.destinations[part.destination])
        for part in pipeline.subscriptions
        if part.protocol == "lambda"
    ]
    if not wanted:
        return pipeline
    names = [name for name, to in wanted if to.forwarder]
    roles = tuple(_role(configuration, pipeline, name) for name in names)
    log_groups = tuple(_log_group(configuration, pipeline, name) for name in names)
    return replace(
        pipeline,
        key=_with_forwarders(pipeline.key, roles, log_groups) if pipeline.key and names else pipeline.key,
        forwarders=tuple(_function(configuration, pipeline, name) for name in names),
        forwarder_roles=roles,
        forwarder_log_groups=log_groups,
        function_permissions=tuple(_permissions(pipeline)),
    )


def contradictions(configuration: Configuration) -> Iterator[tuple[Path_, str]]:
    """Forwarders whose role would have the name of another role."""
    for name, to in configuration.destinations.items():
        if name in _TAKEN and (to.forwarder or to.kind in ("slack", "teams")):
            yield ("destinations", name), f"destinations.{name}: another role is called so already; rename it"


def _name(pipeline: Pipeline, destination: str) -> str:
    return f"{pipeline.prefix}-{destination}"


def _role(configuration: Configuration, pipeline: Pipeline, name: str) -> ForwarderRole:
    policy = forwarding_policy(
        pipeline.account,
        _log_group(configuration, pipeline, name).arn,
        _queue_arn(pipeline, name),
        [stored(text) for text in _stored(_settings(configuration, name))],
        pipeline.key.alias if pipeline.key else None,
    )
    return ForwarderRole(
        account=pipeline.account,
        name=_name(pipeline, name),
        trust_policy=trust_policy(),
        inline_policies=(("forward", policy),),
    )


def _settings(configuration: Configuration, name: str) -> ForwarderSettings:
    return configuration.destinations[name].forwarder or ForwarderSettings()


def _stored(settings: ForwarderSettings) -> Iterator[str]:
    """What the function reads."""
    ca = settings.syslog.ca if settings.syslog else None
    return (text for text in (settings.slack, settings.teams, ca) if text)


def _queue_arn(pipeline: Pipeline, name: str) -> str:
    (found,) = (part for part in pipeline.subscriptions if part.destination == name)
    return found.dead_letter_queue_arn or ""


def _log_group(configuration: Configuration, pipeline: Pipeline, name: str) -> ForwarderLogGroup:
    return ForwarderLogGroup(
        account=pipeline.account,
        name=log_group_of(_name(pipeline, name)),
        retention_days=configuration.trail.retention_days.logs,
        kms_key_arn=pipeline.key.arn if pipeline.key else None,
    )


def _function(configuration: Configuration, pipeline: Pipeline, name: str) -> Forwarder:
    return Forwarder(
        account=pipeline.account,
        name=_name(pipeline, name),
        destination=name,
        code_sha256=code_sha256(),
        role_arn=pipeline.account.role_arn(_name(pipeline, name)),
        variables=_variables(_settings(configuration, name)),
        dead_letter_queue_arn=_queue_arn(pipeline, name),
    )


def _variables(settings: ForwarderSettings) -> Variables:
    """What forwarder/handler.py reads of its environment."""
    given: dict[str, str | None] = {"CHANNEL": "slack" if settings.slack else "teams"}
    given["ENDPOINT"] = settings.slack or settings.teams
    if syslog := settings.syslog:
        given = {"CHANNEL": "syslog", "SYSLOG_HOST": syslog.host, "SYSLOG_PORT": str(syslog.port)}
        given["SYSLOG_CA"] = syslog.ca
    return tuple(sorted((name, value) for name, value in given.items() if value))


def _permissions(pipeline: Pipeline) -> Iterator[FunctionPermission]:
    for part in pipeline.subscriptions:
        if part.protocol == "lambda" and isinstance(part.endpoint, ResourceEndpoint):
            # A function may be that of several topics, each with a statement of its own.
            sid = f"{SID}-{part.topic_arn.rpartition(':')[2]}"
            yield FunctionPermission(
                account=pipeline.account,
                function_arn=part.endpoint.arn,
                sid=sid,
                topic_arn=part.topic_arn,
                policy=invoking_policy(part.endpoint.arn, part.topic_arn, sid),
            )


def _with_forwarders(key: Key, roles: tuple[ForwarderRole, ...], log_groups: tuple[ForwarderLogGroup, ...]) -> Key:
    statements = (
        *key.policy.statements,
        dead_letters_of_functions(key.account, [role.arn for role in roles]),
        logs_of_functions(key.account, [group.arn for group in log_groups]),
    )
    return replace(key, policy=PolicyDocument(statements))
