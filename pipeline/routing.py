"""Where an alert rings: its own destinations, or those of its severity; and what is wrong with that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from alerts.alert import Alert
from alerts.document import Path_
from pipeline.account import Account
from pipeline.alert import MAXIMUM_ACTIONS
from pipeline.configuration import Configuration
from pipeline.destination import Destination
from pipeline.names import Names

Wrong = tuple[Path_, str]


def destinations_of(configuration: Configuration, alert: Alert) -> tuple[str, ...]:
    """The destinations of this alert; never none."""
    return alert.destinations or configuration.destinations_of(alert.severity)


def used(configuration: Configuration, alerts: Iterable[Alert]) -> dict[str, Destination]:
    """The destinations that something of an account with these alerts rings at, by name."""
    names = {name for alert in alerts for name in destinations_of(configuration, alert)}
    if configuration.trail.notify:
        names.add(configuration.trail.notify)
    return {name: configuration.destinations[name] for name in sorted(names)}


def topic_arn(names: Names, name: str, to: Destination) -> str:
    """The topic that rings at a destination: its own, or the one that it is."""
    return own_arn(names.account, "sns", to.topic) if to.topic else names.account.arn("sns", names.of(name))


def listened(configuration: Configuration) -> frozenset[str]:
    """The names of the existing topics whose listener is declared, too."""
    given = (to.topic for to in configuration.destinations.values() if to.listens and to.topic)
    return frozenset(topic.rpartition(":")[2] for topic in given)


def own_arn(account: Account, service: str, given: str) -> str:
    """The ARN that was given, or that of the resource of this name in the account."""
    if given.startswith("arn:"):
        return given
    return account.arn(service, f"function:{given}" if service == "lambda" else given)


def actions(configuration: Configuration, names: Names, alert: Alert, setting: str | None = None) -> tuple[str, ...]:
    """The topics that the alarm publishes to; with `setting` only those that want this, `notify_ok` for one."""
    wanted = set()
    for name in destinations_of(configuration, alert):
        to = configuration.destinations[name]
        says = getattr(to, setting) if setting else True
        if getattr(alert, setting or "") if says is None else says:
            wanted.add(topic_arn(names, name, to))
    return tuple(sorted(wanted))


def wrong_destinations(configuration: Configuration, alert: Alert, at: Path_) -> Iterator[Wrong]:
    """What is wrong with the destinations that an alert names for itself."""
    known, given = configuration.destinations, alert.destinations
    field = ".".join(str(step) for step in at if not isinstance(step, int))
    for name, count in Counter(given).items():
        if name not in known:
            yield at, f"{field}: {alert.id}: no destination is named '{name}'; known are {', '.join(known)}"
        elif count > 1:
            yield at, f"{field}: {alert.id}: the destination '{name}' stands twice"
    if len(given) > MAXIMUM_ACTIONS:
        yield at, f"{field}: {alert.id}: {len(given)} destinations; an alarm takes {MAXIMUM_ACTIONS} actions"


def unreachable(configuration: Configuration, account: Account, alerts: Iterable[Alert]) -> Iterator[Wrong]:
    """The destinations of these alerts, and of the trail, at which this account cannot ring."""
    known = configuration.destinations
    named = {name for alert in alerts for name in destinations_of(configuration, alert)}
    for name in sorted(named & known.keys()):
        for text in (*_silent(account, name, known[name]), *_out_of_reach(account, name, known[name])):
            yield ("destinations", name), text
    if (notify := configuration.trail.notify) in known.keys() - named:
        yield from ((("destinations", notify), text) for text in _out_of_reach(account, notify, known[notify]))


def _silent(account: Account, name: str, to: Destination) -> Iterator[str]:
    arn = own_arn(account, "sns", to.topic) if to.topic else ""
    if arn and arn.split(":")[1] == account.partition and (region := arn.split(":")[3]) != account.region:
        yield (
            f"account {account.name}: {name} is a topic in another region, {region}; an alarm rings only in its "
            f"own, {account.region}: name a topic there"
        )


def _out_of_reach(account: Account, name: str, to: Destination) -> Iterator[str]:
    """What neither an alarm nor the trail reaches."""
    if to.topic and (partition := own_arn(account, "sns", to.topic).split(":")[1]) != account.partition:
        yield (
            f"account {account.name}: {name} is a topic in the partition {partition}; {account.region} is in "
            f"{account.partition}: name a topic there"
        )
    if to.function and (arn := own_arn(account, "lambda", to.function)):
        partition, _, region, owner = arn.split(":")[1:5]
        if (partition, region, owner) != (account.partition, account.region, account.id):
            elsewhere = "" if partition == account.partition else f" of {partition}"
            yield (
                f"account {account.name}: {name} is a function of account {owner} in {region}{elsewhere}; give its "
                f"name alone, of a function in {account.region} of {account.id}"
            )
    if to.sqs and (partition := own_arn(account, "sqs", to.sqs).split(":")[1]) != account.partition:
        # Other regions are within reach: https://docs.aws.amazon.com/sns/latest/dg/sns-cross-region-delivery.html
        yield (
            f"account {account.name}: {name} is a queue in the partition {partition}, which no topic of "
            f"{account.partition} delivers to; name a queue there"
        )
    if to.kind in ("slack", "teams") and account.partition != "aws":
        yield (
            f"account {account.name}: {name} needs Amazon Q Developer, which the partition {account.partition} has "
            f"not; use forwarder: {{{to.kind}: ssm:/path}}"
        )
    if to.listens and own_arn(account, "sns", to.topic or "").split(":")[4] != account.id:
        yield f"account {account.name}: {name} is a topic of another account, whose listeners are its own: remove url"
