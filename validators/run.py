"""Check many accounts at once: read each one, compare, report. One account's trouble never stops the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass

from alerts.alert import Severity
from pipeline.pipeline import Part, Pipeline
from validators import alert, bucket, key, log_group, notification, trail
from validators.drift import compare
from validators.finding import AccountReport, Finding, Status
from validators.reading import CallFailed, Observation, Reading, Unread
from validators.session import Clients, Session

THREADS = 32
"""More threads gained nothing on two cores: a call waits for the network, a new connection for the processor."""

Read = Callable[[Session, Pipeline], Iterable[Part]]
Health = Callable[[Session, Pipeline], Iterable[Observation]]


@dataclass(frozen=True, slots=True)
class Reader:
    """How one kind of part is read back, and how its health is observed."""

    kind: str
    read: Read
    health: Health | None = None


READERS = (
    Reader("trail", trail.read, trail.health),
    Reader("bucket", bucket.read),
    Reader("key", key.read),
    Reader("log-group", log_group.read),
    Reader("delivery-role", log_group.read_role),
    Reader("metric-filter", alert.read_metric_filters),
    Reader("alarm", alert.read_alarms),
    Reader("topic", notification.read_topics),
    Reader("dead-letter-queue", notification.read_dead_letter_queues),
    Reader("subscription", notification.read_subscriptions, notification.health),
)


def check(pipelines: Iterable[Pipeline], variables: Mapping[str, str]) -> Iterator[AccountReport]:
    """The report of each account, as soon as it is known; `variables` are where `env:` references are looked up."""
    clients = Clients()
    with ThreadPoolExecutor(THREADS) as accounts, ThreadPoolExecutor(THREADS) as readers:
        running = [accounts.submit(_check, pipeline, clients, variables, readers) for pipeline in pipelines]
        try:
            for done in as_completed(running):
                yield done.result()
        finally:
            for future in running:
                future.cancel()


def _check(
    desired: Pipeline, clients: Clients, variables: Mapping[str, str], readers: ThreadPoolExecutor
) -> AccountReport:
    session = Session(desired.account, clients)
    reading = Reading()
    try:
        session.enter()
        desired = notification.resolve(session, desired, variables)
    except CallFailed as failure:
        if failure.unread.call.startswith("sts:"):
            return AccountReport(desired.account, (_unreadable(desired, failure.unread),))
        reading.failed["subscription"] = failure.unread
    units = [readers.submit(_read, reader, session, desired) for reader in READERS]
    for reader, unit in zip(READERS, units, strict=True):
        _collect(reader, unit, reading)
    return AccountReport(desired.account, compare(desired, reading))


def _read(reader: Reader, session: Session, desired: Pipeline) -> tuple[list[Part], list[Observation]]:
    parts = [*reader.read(session, desired)]
    return parts, [*reader.health(session, desired)] if reader.health else []


def _collect(reader: Reader, unit: Future[tuple[list[Part], list[Observation]]], reading: Reading) -> None:
    try:
        parts, observations = unit.result()
    except CallFailed as failure:
        reading.failed.setdefault(reader.kind, failure.unread)
    except (LookupError, TypeError, ValueError) as error:
        # What AWS answers is input: an answer of another shape must not end the run, nor look like a pass.
        reason = f"AWS answered in an unexpected form ({type(error).__name__})"
        reading.failed.setdefault(reader.kind, Unread(reader.kind, reason))
    else:
        reading.parts += parts
        reading.observations += observations


def _unreadable(desired: Pipeline, unread: Unread) -> Finding:
    return Finding(
        status=Status.unchecked, part="account", resource=desired.account.id, severity=Severity.critical,
        message=f"The account could not be read: {unread.reason}.", observed=str(unread),
        repair="check the credentials, check_role and external_id of this account",
    )  # fmt: skip
