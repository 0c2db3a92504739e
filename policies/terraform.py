"""Terraform as checkov's frameworks show it, read alike: terraform_json, terraform_plan and terraform itself.

checkov loads every file here as a loose module, this one before those in the folders inside this one; so this one lets
the others import each other by their full names. It imports nothing but the standard library.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

if __name__ != "policies.terraform":
    sys.path.append(str(Path(__file__).resolve().parents[1]))

_REFERENCE = re.compile(r"^(?:\$\{)?(?:var|local|data|module|aws_\w+)\.[^\s/]+\}?$")
_ARN_PARTS = 6
_ENDINGS = {
    "aws_cloudtrail": "trail/",
    "aws_cloudwatch_log_group": "log-group:",
    "aws_cloudwatch_metric_alarm": "alarm:",
    "aws_iam_role": "role/",
}
"""What stands before a resource's name in its ARN."""

POLICIES = {
    "aws_sns_topic": ("aws_sns_topic_policy", "arn"),
    "aws_sqs_queue": ("aws_sqs_queue_policy", "queue_url"),
    "aws_s3_bucket": ("aws_s3_bucket_policy", "bucket"),
    "aws_kms_key": ("aws_kms_key_policy", "key_id"),
}
"""Where the policy of a resource may stand beside it, and the argument that says whose it is."""


OWNERS = (
    "aws:SourceAccount", "aws:SourceArn", "aws:SourceOwner", "aws:SourceOrgID", "aws:PrincipalAccount",
    "aws:PrincipalArn", "aws:PrincipalOrgID",
)  # fmt: skip
"""Condition keys that say whose request it is: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html"""


class UndecidedError(Exception):
    """The Terraform does not hold what a rule needs to know: it is known only after apply, or stands elsewhere."""


def many(value: Any) -> list[Any]:
    """One value or many, as a flat list: terraform_json hands `[[x]]`, terraform_plan `[x]` or `x` for the same."""
    if isinstance(value, list | tuple | set):
        return [item for part in value for item in many(part)]
    return [] if value is None else [value]


def is_reference(value: Any) -> bool:
    """Whether this is a reference to something else in the Terraform, such as `var.URL` or `aws_sns_topic.t.arn`."""
    return isinstance(value, str) and _REFERENCE.match(value) is not None


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of a policy document. `conditions` are operator, key in lower case, and values."""

    effect: str
    actions: tuple[str, ...]
    everything_but: bool
    resources: tuple[str, ...]
    principals: tuple[tuple[str, str], ...]
    conditions: tuple[tuple[str, str, tuple[str, ...]], ...]

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Statement:
        principal = raw.get("Principal", {})
        kinds = principal if isinstance(principal, Mapping) else {"AWS": principal}
        return cls(
            effect=str(raw.get("Effect")),
            actions=tuple(map(str, many(raw.get("Action", raw.get("NotAction"))))),
            everything_but="NotAction" in raw,
            resources=tuple(map(str, many(raw.get("Resource")))),
            principals=tuple((kind, str(name)) for kind, names in kinds.items() for name in many(names)),
            conditions=tuple(
                (operator, key.lower(), tuple(_text(value) for value in many(values)))
                for operator, keys in raw.get("Condition", {}).items()
                for key, values in keys.items()
            ),
        )

    def allows(self, action: str) -> bool:
        """Whether this statement allows the action, whoever asks."""
        named = any(fnmatchcase(action.lower(), pattern.lower()) for pattern in self.actions)
        return self.effect == "Allow" and named != self.everything_but

    def is_for(self, service: str) -> bool:
        """Whether an AWS service such as `sns.amazonaws.com` is a principal."""
        return ("Service", service) in self.principals

    @property
    def is_for_everybody(self) -> bool:
        """Whether a principal is `*`, whatever the conditions."""
        return any(name == "*" for _, name in self.principals)

    @property
    def is_open(self) -> bool:
        """Whether everybody is allowed something, and no condition says whose accounts or resources are meant."""
        return self.effect == "Allow" and self.is_for_everybody and not any(map(self.required, OWNERS))

    def required(self, key: str) -> tuple[str, ...]:
        """The values one of which a condition requires of this key; none where none does."""
        found = [values for operator, name, values in self.conditions
                 if name == key.lower() and "Not" not in operator and "IfExists" not in operator]  # fmt: skip
        return tuple(value for values in found for value in values if value != "*")


@dataclass(frozen=True, slots=True)
class Values:
    """The arguments of a block, read alike from every framework."""

    raw: Mapping[str, Any] = field(repr=False)

    def many(self, name: str) -> list[Any]:
        return many(self.raw.get(name))

    def text(self, name: str, default: str = "") -> str:
        return _text(next(iter(self.many(name)), default))

    def yes(self, name: str, *, default: bool = False) -> bool:
        return self.text(name, _text(default)).lower() == "true"

    def number(self, name: str) -> float | None:
        text = self.text(name)
        return float(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else None

    def blocks(self, name: str) -> list[Values]:
        return [Values(value) for value in self.many(name) if isinstance(value, Mapping)]

    def statements(self, name: str) -> list[Statement]:
        """The statements of the policy document in this argument, none where there is no document."""
        document = next(iter(self.many(name)), None)
        if isinstance(document, str):
            try:
                document = json.loads(document)
            except ValueError:
                raise UndecidedError(f"{name} is not known here") from None
        return [Statement.of(raw) for raw in many((document or {}).get("Statement"))]


@dataclass(frozen=True, slots=True)
class Resource(Values):
    """A resource. `name` is the one Terraform knows it by, `terraform` what it stands in."""

    type: str
    name: str
    terraform: Terraform = field(repr=False)

    @property
    def address(self) -> str:
        return f"{self.type}.{self.name}"

    @property
    def own_name(self) -> str:
        """The name AWS knows it by."""
        return self.text("bucket" if self.type == "aws_s3_bucket" else "name") or self.text("alarm_name")

    def is_meant_by(self, value: Any) -> bool:
        """Whether a value is this resource's name or ARN, or a reference to one of its attributes."""
        text = str(value)
        if re.search(rf"(?<![\w.-]){re.escape(self.address)}(?![\w-])", text):
            return True
        if text in {self.text(name) for name in ("arn", "id", "key_id", "url")} - {""}:
            return True
        parts = text.removesuffix(":*").split(":", _ARN_PARTS - 1)
        named = parts[-1] if len(parts) == _ARN_PARTS and parts[0] == "arn" else None
        return bool(self.own_name) and (text == self.own_name or named == _ENDINGS.get(self.type, "") + self.own_name)

    def beside(self, type_: str, argument: str = "bucket") -> list[Resource]:
        """The resources of a type that say in this argument that they are about this one."""
        return [one for one in self.terraform.every(type_) if self.is_meant_by(one.text(argument))]

    def policy(self) -> list[Statement]:
        """The statements of the resource's own policy, whether it stands in it or beside it."""
        holders = [self, *self.beside(*POLICIES[self.type])]
        return [statement for holder in holders for statement in holder.statements("policy")]


class Terraform:
    """What belongs together: the files of a folder, or a plan."""

    def __init__(self) -> None:
        self.resources: list[Resource] = []
        self.providers: list[Values] = []
        self.is_plan = False

    def every(self, *types: str) -> list[Resource]:
        return [resource for resource in self.resources if resource.type in types]

    def meant_by(self, values: Iterable[Any], type_: str) -> list[Resource]:
        """The resources of this type that the values name."""
        wanted = [*values]
        return [resource for resource in self.every(type_) if any(map(resource.is_meant_by, wanted))]

    def key_of(self, value: str) -> Resource | None:
        """The KMS key that a value names, by reference, ARN, id or alias; None where it stands elsewhere."""
        aliases = self.meant_by([value], "aws_kms_alias")
        targets = [value, *(alias.text("target_key_id") for alias in aliases)]
        return next(iter(self.meant_by(targets, "aws_kms_key")), None)

    def named_by_trails(self, argument: str, type_: str) -> list[Resource]:
        """The resources of a type that a trail names in this argument."""
        return self.meant_by((trail.text(argument) for trail in self.every("aws_cloudtrail")), type_)


def roots(graph: Any) -> list[Terraform]:
    """checkov's graph, divided into what belongs together."""
    found: dict[str, Terraform] = {}
    for path, vertices in _by_file(graph).items():
        is_plan = path.suffix == ".json" and not path.name.endswith(".tf.json")
        terraform = found.setdefault(str(path if is_plan else path.parent), Terraform())
        terraform.is_plan = is_plan
        terraform.resources += [_resource(one, terraform) for one in vertices if one.get("block_type_") == "resource"]
        terraform.providers += [Values(one) for one in vertices if one.get("block_type_") == "provider"]
        if path.name.endswith(".tf.json"):
            terraform.providers += _providers_in(path)
    return [*found.values()]


def _by_file(graph: Any) -> dict[Path, list[Mapping[str, Any]]]:
    found: dict[Path, list[Mapping[str, Any]]] = {}
    for _, vertex in graph.nodes():
        found.setdefault(Path(str(vertex.get("file_path_", ""))), []).append(vertex)
    return found


def _resource(vertex: Mapping[str, Any], terraform: Terraform) -> Resource:
    type_ = str(vertex["resource_type"])
    return Resource(vertex, type_, str(vertex["block_name_"]).rpartition(f"{type_}.")[2], terraform)


def _providers_in(path: Path) -> list[Values]:
    """checkov leaves the providers of terraform_json out of its graph."""
    document = json.loads(path.read_text(encoding="utf-8"))
    return [Values(one) for one in many(document.get("provider", {}).get("aws"))]
