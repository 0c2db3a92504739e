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

With `vendor` the form of the endpoint is looked at before anything is planned, an apply waits for a vendor that is
known to confirm by itself, and SNS signs as the vendor can check. The endpoint stands in Terraform's state, as every
argument does: keep the state encrypted.

## More than one

A module is the pipeline of one account, in the region of the provider that it is given; its trail records all regions.
Terraform gives a module one provider, so several accounts are several modules, each with a provider of its own. Two in
one account need names of their own, also in different regions: the delivery role has no region.

```hcl
module "staging" {{
  source    = "./terraform-module"
  providers = {{ aws = aws.staging }}

  endpoint     = var.endpoint
  account_name = "staging"
}}
```

`for_each` makes several pipelines in one account. OpenTofu 1.9 and later take `for_each` in provider blocks, too: there
one module block serves all accounts (`providers = {{ aws = aws.by_account[each.key] }}`).

Alarms of a severity ring at topics of your own as well, four at most, in the same region:
`topic_arns = {{ critical = [aws_sns_topic.chat.arn] }}`. Their policies must let `cloudwatch.amazonaws.com` publish,
and those of their keys, too. The module's own topic takes further subscriptions by the output `topic_arn`.

## Versions

- Terraform 1.5 or newer. OpenTofu 1.6 or newer should do, but was not tried: what is used here is common to both.
  There `hashicorp/aws` is found at registry.opentofu.org, the lock file names that address, and state and plan can be
  encrypted by a block `encryption` of your own, from 1.7 on.
- A new version of the module replaces all its files. Resources keep their addresses: a plan after it shows what
  changes, and destroys at most the alarms of alerts that are no longer in the pack. Read it before you apply it.

`trailbell check` holds the account against a configuration of the same names, vendor, pack, retention and topics, with
a destination `on-call`.

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
