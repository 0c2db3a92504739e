"""The module's README and its example: how to use it, and every variable and output of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

EXAMPLE = """\
# terraform init && TF_VAR_endpoint=https://... terraform apply

terraform {
  required_version = ">= 1.5.0"
}

provider "aws" {
  region = "eu-west-1"
}

variable "endpoint" {
  type      = string
  sensitive = true
}

module "trailbell" {
  source = "../.."

  endpoint     = var.endpoint
  account_name = "production"
  pack         = "cis"
}

output "alarms" {
  value = module.trailbell.alarm_names
}
"""

_TEXT = """\
# Trailbell as a Terraform module

The alerting pipeline of one account as plain Terraform (JSON syntax), for Terraform and OpenTofu, without Python and
cdktf: trail, bucket, log group, delivery role, key, metric filters, alarms, topic, dead-letter queue and one HTTPS
subscription. `examples/complete` is a configuration to start from.

```hcl
module "trailbell" {{
  source = "./terraform-module"

  endpoint     = var.endpoint # sensitive: holds the vendor's key
  account_name = "production"
  pack         = "cis"
}}
```

The endpoint stands in Terraform's state, as every argument does: keep the state encrypted. Several accounts or regions
are several modules, each with its own provider; two modules in one account need names of their own.
`trailbell check` holds the account against a configuration of the same name.

## Variables

{variables}

## Outputs

{outputs}
"""


def readme(variables: Mapping[str, Any], outputs: Mapping[str, Any]) -> str:
    """In Markdown."""
    return _TEXT.format(variables="\n".join(_variables(variables)), outputs="\n".join(_outputs(outputs)))


def _variables(variables: Mapping[str, Any]) -> Iterator[str]:
    yield from ("| name | type | default | what |", "|---|---|---|---|")
    for name, one in sorted(variables.items()):
        default = f"`{json.dumps(one['default'])}`" if "default" in one else "none: it is required"
        yield f"| `{name}` | {one['type']} | {default} | {one['description']} |"


def _outputs(outputs: Mapping[str, Any]) -> Iterator[str]:
    yield from ("| name | what |", "|---|---|")
    for name, one in sorted(outputs.items()):
        yield f"| `{name}` | {one['description']} |"
