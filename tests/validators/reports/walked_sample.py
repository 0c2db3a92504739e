"""Chains that the tests of the reports tell of: one of every kind."""

from __future__ import annotations

from tests.validators.reports.sample import HOSTILE, PRODUCTION, STAGING
from validators.finding import AccountReport
from validators.ringing.link import Chain, Flaw, Route, Step, broken, unknown

SHUT = broken(Step.topic_policy, "the policy of the topic bell-platform does not allow it: sns:Publish by CloudWatch")
ON_CALL, PLATFORM = Route("on-call"), Route("platform", (SHUT,))


def chain(alert: str, *flaws: Flaw, routes: tuple[Route, ...] = (ON_CALL,)) -> Chain:
    """An alert; its title is its id in words."""
    return Chain(alert=alert, title=alert.replace("-", " ").capitalize(), flaws=flaws, routes=routes)


MUTED = chain("key-deleted", broken(Step.filter, "the filter does not count ScheduleKeyDeletion", partly=True))
SILENT = chain("root-used", broken(Step.alarm, "the alarm is off"))
UNKNOWN = chain("trail-stopped", unknown(Step.trail, "the trail could not be read (access denied)"))
PARTLY = chain("vpc-changed", routes=(ON_CALL, PLATFORM))
WHOLE = chain("route-changed")
CHAINS = (MUTED, SILENT, UNKNOWN, PARTLY, WHOLE, chain("policy-changed"))
WALKED = AccountReport(PRODUCTION, (), chains=CHAINS)
RINGING = AccountReport(STAGING, (), chains=(WHOLE,))
HOSTILE_CHAIN = Chain(
    alert="hostile",
    title=HOSTILE,
    flaws=(broken(Step.filter, HOSTILE), broken(Step.alarm, f"alarm {HOSTILE}")),
    routes=(Route(HOSTILE, (broken(Step.topic, HOSTILE),)),),
)
