"""Check many accounts at once: read each one, compare, report. One account's trouble never stops the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from alerts.alert import Severity
from pipeline.pipeline import Part, Pipeline
from validators import (
    alarm_health,
    alarm_history,
    alarm_mute,
    alert,
    auditor,
    bucket,
    bucket_access,
    chat,
    collector,
    deliveries,
    existing_function,
    existing_queue,
    existing_topic,
    forwarder,
    invocations,
    key,
    log_group,
    notification,
    queue,
    role_simulation,
    trail,
    trail_health,
    trail_regions,
)
from validators.drift import compare
from validators.finding import AccountReport, Finding, Status
from validators.reading import CallFailed, Observation, Reading, Unobserved, Unread
from validators.ringing.concerned import concerned
from validators.ringing.walk import unwalked, walk
from validators.session import Clients, Session
from validators.window import in_window

THREADS = 32
"""More threads gained nothing on two cores: a call waits for the network, a new connection for the processor."""
ACCOUNTS = 10
"""How many accounts are read at once: enough to keep the processor busy, and no more than urllib3 keeps hosts
connected, for each bucket is a host of its own:
https://urllib3.readthedocs.io/en/stable/reference/urllib3.poolmanager.html"""

Value = TypeVar("Value")
Read = Callable[[Session, Pipeline], Iterable[Part]]
Health = Callable[[Session, Pipeline], Iterable[Observation | Unobserved]]


@dataclass(frozen=True, slots=True)
class Reader:
    """How one kind of part is read back, and how its health is observed.

    An entry without `read` only observes; `observes` names the health that is unchecked where it fails.
    """

    kind: str
    read: Read | None = None
    health: Health | None = None
    observes: str = "health"


READERS = (
    Reader("trail", trail.read, trail_health.health),
    *(
        Reader("trail", health=partial(trail_regions.health, share=share), observes="regions")
        for share in range(trail_regions.SHARES)
    ),
    Reader("bucket", bucket.read),
    Reader("bucket", health=bucket_access.health, observes="public access"),
    Reader("key", key.read, key.health),
    Reader("log-group", log_group.read, log_group.health),
    Reader("delivery-role", log_group.read_role),
    Reader("delivery-role", health=role_simulation.health, observes="simulation"),
    Reader("metric-filter", alert.read_metric_filters),
    Reader("alarm", alert.read_alarms, alarm_health.health),
    Reader("alarm", health=alarm_mute.health, observes="mute rules"),
    Reader("alarm", health=alarm_history.health, observes="history"),
    Reader("topic", notification.read_topics),
    Reader("topic", health=deliveries.health, observes="deliveries"),
    Reader("dead-letter-queue", notification.read_dead_letter_queues, queue.dead_letters),
    Reader("subscription", notification.read_subscriptions, notification.health),
    Reader("existing-topic", health=existing_topic.health),
    Reader("subscription", health=existing_queue.health, observes="queues"),
    Reader("subscription", health=existing_function.health, observes="functions"),
    Reader("forwarder", forwarder.read, forwarder.health),
    Reader("forwarder", health=invocations.health, observes="deliveries"),
    Reader("forwarder-role", forwarder.read_roles),
    Reader("forwarder-log-group", forwarder.read_log_groups),
    Reader("function-permission", forwarder.read_permissions),
    Reader("chat-channel", chat.read, chat.health),
    Reader("chat-role", chat.read_roles),
    Reader("log-file-topic", collector.read_topic),
    Reader("collector-queue", collector.read_queue, collector.health),
    Reader("collector-subscription", collector.read_subscriptions),
    Reader("collector-role", collector.read_role),
    Reader("auditor-role", auditor.read),
    Reader("oidc-provider", auditor.read_provider),
)


def check(pipelines: Iterable[Pipeline], variables: Mapping[str, str]) -> Iterator[AccountReport]:
    """The report of each account, as soon as it is known; `variables` are where `env:` references are looked up.

    However many accounts there are, only ACCOUNTS of them are designed, read and held at a time. Where it is
    interrupted it does not wait for the calls under way: AWS may never answer them.
    """
    clients = Clients()
    accounts, readers = ThreadPoolExecutor(ACCOUNTS), ThreadPoolExecutor(THREADS)
    try:
        yield from in_window(
            accounts, ACCOUNTS, pipelines, lambda pipeline: _report(pipeline, clients, variables, readers)
        )
    finally:
        clients.stop()
        accounts.shutdown(wait=False, cancel_futures=True)
        readers.shutdown(wait=False, cancel_futures=True)


def _report(
    desired: Pipeline, clients: Clients, variables: Mapping[str, str], readers: ThreadPoolExecutor
) -> AccountReport:
    """The report of an account, whatever it is like: the others are read on."""
    found = _try(partial(_check, desired, clients, variables, readers))
    return found if isinstance(found, AccountReport) else _unchecked(desired, found)


def _unchecked(desired: Pipeline, refused: Unread) -> AccountReport:
    findings = concerned(desired, [_unreadable(desired, refused)])
    return AccountReport(desired.account, findings, chains=unwalked(desired, refused))


def _check(
    desired: Pipeline, clients: Clients, variables: Mapping[str, str], readers: ThreadPoolExecutor
) -> AccountReport:
    session = Session(desired.account, clients)
    if isinstance(refused := _try(session.enter), Unread):
        return _unchecked(desired, refused)
    reading = Reading()
    resolved = _try(partial(notification.resolve, session, desired, variables))
    if isinstance(resolved, Unread):
        reading.failed["subscription"] = resolved
    else:
        desired = resolved
    units = [
        (readers.submit(_parts, reader, session, desired), readers.submit(_observed, reader, session, desired))
        for reader in READERS
    ]
    for reader, (parts, observed) in zip(READERS, units, strict=True):
        _collect(reader, parts.result(), observed.result(), reading)
    walked = _try(partial(walk, desired, reading))
    chains = unwalked(desired, walked) if isinstance(walked, Unread) else walked
    return AccountReport(desired.account, concerned(desired, compare(desired, reading)), chains=chains)


def _parts(reader: Reader, session: Session, desired: Pipeline) -> list[Part] | Unread:
    """The parts of a kind; apart from their health, so that each is read even where the other cannot be."""
    read = reader.read
    return _try(lambda: [*read(session, desired)] if read else [])


def _observed(reader: Reader, session: Session, desired: Pipeline) -> list[Observation | Unobserved] | Unread:
    health = reader.health
    return _try(lambda: [*health(session, desired)] if health else [])


def _try(read: Callable[[], Value]) -> Value | Unread:
    """What `read` gives, or why it gives nothing. What AWS answers is input: no form of it may end the run."""
    try:
        return read()
    except CallFailed as failure:
        return failure.unread
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        return Unread("AWS's answer", f"it has an unexpected form ({type(error).__name__})")


def _collect(
    reader: Reader, parts: list[Part] | Unread, observed: list[Observation | Unobserved] | Unread, reading: Reading
) -> None:
    if isinstance(parts, Unread):
        reading.failed.setdefault(reader.kind, parts)
    else:
        reading.parts += parts
    if not isinstance(observed, Unread):
        reading.observations += (one for one in observed if isinstance(one, Observation))
        reading.unobserved += (one for one in observed if isinstance(one, Unobserved))
    elif reader.kind not in reading.failed:
        reading.unobserved.append(Unobserved(part=reader.kind, field=reader.observes, unread=observed))


def _unreadable(desired: Pipeline, unread: Unread) -> Finding:
    return Finding(
        status=Status.unchecked, part="account", resource=desired.account.id, severity=Severity.critical,
        message=f"The account could not be read ({unread.call}): {unread.reason}.", observed=str(unread),
        repair="see to what the message names; else to the credentials, check_role and external_id of this account",
    )  # fmt: skip
