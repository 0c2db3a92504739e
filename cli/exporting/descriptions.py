"""What an alarm of the module says, fitted by Terraform as `pipeline.description` fits it.

How much there is room for follows from names that only whoever uses the module knows.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from alerts.catalogue import catalogue
from modules.literal import literal
from pipeline.alert import MAXIMUM_DESCRIPTION
from pipeline.description import CUT, FIRST_STEP, KEPT_FIRST, WORTH_CUTTING, events_of, told
from pipeline.names import Names
from pipeline.pipeline import Pipeline

_EACH = "for name, one in local.told : name =>"


def told_of(pipeline: Pipeline) -> dict[str, Any]:
    """By alert: all that could be told of it in this pipeline's account, as the module's table has it."""
    account, log_group = pipeline.account, Names(pipeline.account, pipeline.prefix).log_group
    made = {}
    for id_, alert in catalogue().items():
        known = told(account, alert)
        made[id_] = {
            "head": literal(known.head),
            "lines": {name: literal(line) for name, line in known.lines.items()},
            "events": [literal(line) for line in events_of(account, log_group, alert)],
        }
    return made


def fitting(lines: Iterable[str]) -> dict[str, str]:
    """Terraform's local values from `told` to `descriptions`, of these lines in their order.

    Each line takes its room from what others have left.
    """
    first = f"min(length(one.lines.first), {FIRST_STEP})"
    made = {
        "told": "${{for name in local.alarms : name => local.alerts.alarms[name].told}}",
        "told_room": f"${{{{{_EACH} {MAXIMUM_DESCRIPTION} - length(one.head)}}}}",
        "told_events": f"${{{{{_EACH} try([for line in one.events : line "
        f'if length(line) <= local.told_room[name] - 2 - {first}][0], "")}}}}',
    }
    room, taken = "local.told_room[name]", "local.told_events[name]"
    for line in KEPT_FIRST:
        text, left = f"one.lines.{line}", f"local.told_room_{line}[name]"
        made[f"told_room_{line}"] = f'${{{{{_EACH} {room} - length({taken}) - ({taken} == "" ? 0 : 1)}}}}'
        cut = f'format("%s{CUT}", substr({text}, 0, max(0, {left} - {1 + len(CUT)})))'
        worth = f'{left} > {WORTH_CUTTING} && !strcontains({text}, "://")'
        made[f"told_{line}"] = f'${{{{{_EACH} length({text}) < {left} ? {text} : {worth} ? {cut} : ""}}}}'
        room, taken = left, f"local.told_{line}[name]"
    all_of_it = ", ".join(["one.head", *(f"local.told_{line}[name]" for line in (*lines, "events"))])
    return made | {"descriptions": f'${{{{{_EACH} join("\\n", compact([{all_of_it}]))}}}}'}
