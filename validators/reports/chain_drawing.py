"""The chain of each alert as a part of the HTML page: lists that are drawn as chains, and read aloud as sentences.

Alerts whose links stand the same way share one drawing, so that a thousand accounts make no page that cannot be opened.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

from alerts.terminal import visible
from validators.finding import AccountReport
from validators.reports.chain_sentences import of_several, ringing
from validators.ringing.link import OWN, SHARED, Chain, Flaw, LinkState, Route, Step, listed

MOST_OPEN = 20
"""Of more accounts than these, those with nothing wrong are folded away, and the others too."""

NAMES = {
    Step.trail: "Trail records",
    Step.delivery: "Delivery to the log group",
    Step.log_group: "Log group",
    Step.filter: "Metric filter",
    Step.metric: "Metric",
    Step.alarm: "Alarm",
    Step.actions: "Actions",
    Step.topic: "Topic",
    Step.topic_policy: "Topic policy",
    Step.topic_key: "Key",
    Step.subscription: "Subscription",
    Step.message_filter: "Filter policy",
}
"""What each link is called."""

_SIGNS = {LinkState.holds: "\N{HEAVY CHECK MARK}", LinkState.broken: "\N{HEAVY BALLOT X}", LinkState.unknown: "?"}
_WORDS = {LinkState.holds: "rings", LinkState.broken: "silent", LinkState.unknown: "not known"}
_ORDER = (LinkState.broken, LinkState.unknown, LinkState.holds)


def drawn(reports: Sequence[AccountReport]) -> str:
    """The section with every account's alerts; nothing where no chain was walked."""
    walked = [report for report in reports if report.chains]
    if not walked:
        return ""
    accounts = "".join(_account(report, few=len(walked) <= MOST_OPEN) for report in walked)
    total = ringing(chain for report in walked for chain in report.chains)
    return (
        '<section class="panel chains" id="chains" aria-labelledby="chains-heading">'
        f'<h2 id="chains-heading">Alerts: {total}</h2>{accounts}</section>'
    )


def _account(report: AccountReport, *, few: bool) -> str:
    """One account: first the alerts that would not ring, then those of which it is not known, then the others."""
    alike: dict[tuple[tuple[Flaw, ...], tuple[Route, ...]], list[Chain]] = {}
    for chain in sorted(report.chains, key=lambda chain: (_ORDER.index(chain.state), chain.whole)):
        alike.setdefault((chain.flaws, chain.routes), []).append(chain)
    opened = " open" if few and not all(chain.whole for chain in report.chains) else ""
    name = _text(f"{report.account.name} ({report.account.region})")
    return (
        f"<details{opened}><summary><h3>{name}: {ringing(report.chains)}</h3></summary>"
        f"{''.join(map(_drawing, alike.values()))}</details>"
    )


def _drawing(chains: Sequence[Chain]) -> str:
    chain = chains[0]
    state = "partly" if chain.state is LinkState.holds and not chain.whole else chain.state.value
    word = f'<span class="badge {state}">{_WORDS[chain.state]}</span>'
    routes = "".join(map(_route, chain.routes))
    return (
        f'<article class="chain {state}"><p class="said">{word} {_text(_said(chains))}</p>'
        f'<ol class="links" aria-label="Links that every destination needs">{_links(SHARED, chain.flaws)}</ol>'
        f"{_why(chain.flaws) if len(chain.flaws) > 1 else ''}{routes}</article>"
    )


def _why(flaws: Iterable[Flaw]) -> str:
    told = "".join(f"<li>{_text(flaw.message)}</li>" for flaw in flaws)
    return f'<ul class="why">{told}</ul>' if told else ""


def _said(chains: Sequence[Chain]) -> str:
    """The sentence of one alert; of several, their titles and what is said of all of them."""
    if len(chains) == 1:
        return chains[0].sentence
    return listed(f'"{chain.title}"' for chain in chains) + of_several(chains[0])


def _route(route: Route) -> str:
    links = _links(OWN, route.flaws)
    return (
        f'<div class="route"><h4>{_text(route.name)}</h4>'
        f'<ol class="links" aria-label="Links to {_text(route.name)}">{links}</ol>{_why(route.flaws)}</div>'
    )


def _links(steps: Iterable[Step], flaws: Sequence[Flaw]) -> str:
    return "".join(_link(step, [flaw for flaw in flaws if flaw.step is step]) for step in steps)


def _link(step: Step, flaws: Sequence[Flaw]) -> str:
    """One link: its name and its state, in words for those who do not see the sign and the colour."""
    states = {flaw.state for flaw in flaws}
    state = next((state for state in _ORDER if state in states), LinkState.holds)
    return (
        f'<li class="{state}"><span aria-hidden="true">{_SIGNS[state]}</span> {NAMES[step]}'
        f'<span class="aloud">: {state}</span></li>'
    )


def _text(text: str) -> str:
    return html.escape(visible(text))
