"""Design an account's pipeline from the configuration: which parts there are, and how they belong together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from alerts.alert import Alert
from alerts.document import Document
from alerts.errors import InputError, Mistake
from pipeline import (
    adopting,
    auditing,
    centralising,
    chatting,
    collecting,
    direct,
    forwarding,
    naming,
    notifying,
    organizing,
    recording,
    requiring,
    routing,
    watching,
)
from pipeline.account import Account
from pipeline.configuration import AccountEntry, Configuration, account_of, contradictions
from pipeline.names import Names
from pipeline.pipeline import Pipeline
from pipeline.selection import alike, selected


def design(configuration: Configuration, document: Document) -> tuple[Pipeline, ...]:
    """One pipeline per account, in the order of the file; raises InputError with every contradiction."""
    return tuple(designs(configuration, document))


@dataclass(frozen=True, slots=True)
class Designs:
    """The pipelines of many accounts, each made whenever it is asked for: a thousand of them need no room."""

    configuration: Configuration
    chosen: tuple[tuple[AccountEntry, tuple[Alert, ...]], ...]

    def __len__(self) -> int:
        return len(self.chosen)

    def __iter__(self) -> Iterator[Pipeline]:
        return (_pipeline(self.configuration, entry, alerts) for entry, alerts in self.chosen)

    @property
    def accounts(self) -> tuple[Account, ...]:
        """The accounts, in the order of the file."""
        return tuple(account_of(self.configuration, entry) for entry, _ in self.chosen)

    def only(self, wanted: Callable[[AccountEntry], bool]) -> Designs:
        """Those of the accounts that are wanted."""
        return Designs(self.configuration, tuple(one for one in self.chosen if wanted(one[0])))

    def of(self, account: Account) -> Pipeline | None:
        """The pipeline of an account, known by its id and region."""
        for entry, alerts in self.chosen:
            if (entry.id, entry.region) == (account.id, account.region):
                return _pipeline(self.configuration, entry, alerts)
        return None


def designs(configuration: Configuration, document: Document) -> Designs:
    """As `design`, each pipeline made when it is asked for; contradictions are told at once."""
    wrong = [
        *contradictions(configuration),
        *auditing.contradictions(configuration),
        *collecting.contradictions(configuration),
        *forwarding.contradictions(configuration),
        *chatting.contradictions(configuration),
        *centralising.contradictions(configuration),
        *organizing.contradictions(configuration),
        *direct.contradictions(configuration),
    ]
    chosen: list[tuple[AccountEntry, tuple[Alert, ...]]] = []
    first = {index: group[0] for group in alike(configuration.accounts) for index in group}
    misled: set[int] = set()
    for index, entry in enumerate(configuration.accounts):
        if first[index] < index and first[index] not in misled:
            alerts = chosen[first[index]][1]
        else:
            alerts, wrong_choice = selected(configuration, entry, index)
            wrong += wrong_choice
            misled.update([index] if wrong_choice else [])
        chosen.append((entry, alerts))
        wrong += naming.misnamed(configuration, entry, index, account_of(configuration, entry))
        wrong += adopting.undescribed(entry.adopted, configuration.name, index, alerts)
        wrong += routing.unreachable(configuration, account_of(configuration, entry), alerts)
        wrong += [one for one in chatting.twice(configuration, alerts) if one not in wrong]
    if wrong:
        raise InputError(Mistake(document.place(path), text) for path, text in wrong)
    return Designs(configuration, tuple(chosen))


def _pipeline(configuration: Configuration, entry: AccountEntry, alerts: tuple[Alert, ...]) -> Pipeline:
    own = organizing.organized(entry, _unaudited(configuration, entry, alerts))
    collected = collecting.collected(configuration, entry, centralising.centralised(configuration, entry, own))
    designed = forwarding.forwarded(configuration, chatting.chatting(configuration, collected))
    required = requiring.required(designed, naming.existing(configuration, entry), routing.listened(configuration))
    return auditing.audited(configuration, direct.without_idle_key(required))


def _unaudited(configuration: Configuration, entry: AccountEntry, alerts: tuple[Alert, ...]) -> Pipeline:
    existing = naming.existing(configuration, entry)
    account, own_names = account_of(configuration, entry), adopting.own_alarms(alerts)
    names = Names(account, configuration.name, existing, own_names, watched=bool(alerts))
    key = recording.key(configuration, names)
    key_arn = key.arn if key else None
    used = routing.used(configuration, alerts).items()
    return Pipeline(
        account=names.account,
        prefix=names.prefix,
        regions=configuration.trail.regions,
        adopted=frozenset(entry.adopted.identities()),
        alerts=alerts,
        trail=recording.trail(configuration, names, key_arn),
        bucket=recording.bucket(configuration, names, key_arn),
        key=key,
        log_group=recording.log_group(configuration, names, key_arn),
        delivery_role=recording.delivery_role(names),
        metric_filters=tuple(part for alert in alerts for part in watching.metric_filters(names, alert)),
        alarms=tuple(watching.alarm(configuration, names, alert) for alert in alerts),
        topics=tuple(notifying.topics(configuration, names, used, key_arn)),
        existing_topics=tuple(notifying.existing_topics(configuration, names, used)),
        dead_letter_queues=tuple(notifying.dead_letter_queues(names, used, key_arn)),
        subscriptions=tuple(notifying.subscriptions(names, used)),
    )
