"""The ids of the constructs that parts become: what joins a part, its Terraform, and a finding about it."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.pipeline import Part, Pipeline


def constructs(pipeline: Pipeline) -> Iterator[tuple[str, Part]]:
    """The parts by the ids of their constructs, in which a slash is not allowed."""
    yield "trail", pipeline.trail
    if pipeline.bucket is not None:
        yield "bucket", pipeline.bucket
    if pipeline.log_group is not None:
        yield "log-group", pipeline.log_group
    if pipeline.delivery_role is not None:
        yield "delivery-role", pipeline.delivery_role
    if pipeline.key is not None:
        yield "key", pipeline.key
    named: list[tuple[str, str, Part]] = [
        *(("filter", part.name, part) for part in pipeline.metric_filters),
        *(("alarm", part.name, part) for part in pipeline.alarms),
        *(("topic", part.name, part) for part in pipeline.topics),
        *(("queue", part.name, part) for part in pipeline.dead_letter_queues),
        *(("subscription", part.destination, part) for part in pipeline.subscriptions),
        *(("forwarder", part.name, part) for part in pipeline.forwarders),
        *(("forwarder-role", part.name, part) for part in pipeline.forwarder_roles),
        *(("forwarder-log-group", part.name, part) for part in pipeline.forwarder_log_groups),
        *(("permission", part.sid, part) for part in pipeline.function_permissions),
        *(("chat", part.name, part) for part in pipeline.chat_channels),
        *(("chat-role", part.name, part) for part in pipeline.chat_roles),
    ]
    if (collector := pipeline.collector) is not None:
        yield "collector-topic", collector.topic
        yield "collector-queue", collector.queue
        yield "collector-subscription", collector.subscription
        yield "collector-role", collector.role
    if pipeline.auditor_role is not None:
        yield "auditor", pipeline.auditor_role
    if pipeline.oidc_provider is not None:
        yield "oidc-provider", pipeline.oidc_provider
    yield from ((f"{kind}-{name}".replace("/", "--"), part) for kind, name, part in named)
