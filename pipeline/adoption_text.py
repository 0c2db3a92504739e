"""Write an adopted configuration as a file for people: in the order in which one reads it, with comments.

Whatever stands in it comes from AWS, so names are quoted by YAML and comments are one line each.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from alerts.terminal import visible
from pipeline.adoption import Adoption
from pipeline.choice import NONE
from pipeline.found import Found, FoundTopic
from pipeline.vendors import VENDORS

_WIDTH = 110
_HEAD = """\
# yaml-language-server: $schema=docs/configuration.schema.json
# Account {id} in {region} as it was set up by hand, written by `trailbell adopt`; docs/adopt.md tells how to go on.
# A deployment takes over the alarms and metric filters under `adopted` as they are: the plan shows imports only.
"""
_HEAD_DIRECT = """\
# yaml-language-server: $schema=docs/configuration.schema.json
# Account {id} in {region} as it was set up by hand, written by `trailbell adopt`; docs/adopt.md tells how to go on.
# A deployment changes nothing: all that is here stays what it is, and is checked.
"""
_WEAKER = "# What is false here is weaker than it should be; once the trail is put right, remove it and check."
_EXISTING = "# These stay what they are: checked, and never changed."
_DESTINATIONS = """\
# The topics that are told, and who listens there; they stay what they are, too. The check compares the
# endpoint, which stands in the variable that `url` names; without vendor and url it only sees that somebody listens."""
_NONE = "# The direct path: the trail itself tells of every log file. With packs here alarms ring, too: docs/paths.md"
_OWN = "# With `copy`, what is found is what the shipped alert looks for. Severities are those, or a guess."
_ADOPTED = "# What is under `adopted` keeps its own tags, too; without its name there it gets those of the rest."


class _Plain(yaml.SafeDumper):
    """Without references between equal values, which the configuration does not take."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def represent_str(self, data: str) -> yaml.ScalarNode:
        """With escapes where a line break of some kind, or what cannot be printed, would not come back as it was."""
        style = None if data.isprintable() else '"'
        return self.represent_scalar("tag:yaml.org,2002:str", data, style=style)


_Plain.add_representer(str, _Plain.represent_str)


def text_of(found: Found, adoption: Adoption) -> str:
    """The whole file."""
    settings = adoption.settings
    direct = settings["alerts"] == NONE
    blocks = [
        (_HEAD_DIRECT if direct else _HEAD).format(id=found.account.id, region=found.account.region).rstrip("\n"),
        _block("trail", settings, _WEAKER if False in settings["trail"].values() else ""),
        _block("existing", settings, _EXISTING),
        "\n".join((_DESTINATIONS, "destinations:", *_destinations(found, settings))),
        *([_block("routes", settings)] if "routes" in settings else []),
        _block("alerts", settings, _NONE if direct else _OWN),
        _block("accounts", settings, "" if direct else _ADOPTED),
        *(["\n".join(_left(adoption))] if adoption.left else []),
    ]
    return "\n\n".join(blocks) + "\n"


def _block(name: str, settings: dict[str, Any], comment: str = "") -> str:
    return "\n".join(filter(None, (comment, _yaml({name: settings[name]}))))


def _yaml(value: Any) -> str:
    plain = _listed(value)
    return yaml.dump(plain, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=_WIDTH).rstrip("\n")


def _listed(value: Any) -> Any:
    """Tuples as lists, which is what YAML has."""
    if isinstance(value, dict):
        return {name: _listed(inner) for name, inner in value.items()}
    return [_listed(inner) for inner in value] if isinstance(value, list | tuple) else value


def _destinations(found: Found, settings: dict[str, Any]) -> Iterator[str]:
    topics = {topic.arn: topic for topic in found.topics}
    for name, to in settings["destinations"].items():
        arn = to["topic"] if to["topic"].startswith("arn:") else found.account.arn("sns", to["topic"])
        own = to["topic"] != arn
        yield from (f"  # {line}" for line in (_listeners(topics[arn]) if own else ("another account's",)))
        yield from (f"  {line}" for line in _yaml({name: to}).splitlines())


def _listeners(topic: FoundTopic) -> Iterator[str]:
    if not topic.listeners:
        yield "nobody listens"
    for one in topic.listeners:
        who = f"{VENDORS[one.vendor].title}: " if one.vendor else ""
        yield visible(f"{who}{one.endpoint}, {'confirmed' if one.confirmed else 'not confirmed'}")


def _left(adoption: Adoption) -> Iterator[str]:
    yield "# Left alone, and found by the check as what nobody declared where it rings for a metric above:"
    for what, why in adoption.left:
        yield visible(f"#   {what}: {why}")
