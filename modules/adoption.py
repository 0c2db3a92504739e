"""Takes over what somebody made by hand: Terraform imports it with the next deployment, and changes nothing of it.

https://developer.hashicorp.com/terraform/language/import
"""

from __future__ import annotations

from cdktf import TerraformProvider, TerraformResource, TerraformResourceLifecycle

from modules.alert import Alarm, MetricFilter
from pipeline import alert


def adopt_metric_filter(construct: MetricFilter, part: alert.MetricFilter) -> None:
    """https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudwatch_log_metric_filter#import"""
    _resource(construct).import_from(f"{part.log_group}:{part.name}")


def adopt_alarm(construct: Alarm, part: alert.Alarm, untagged: TerraformProvider) -> None:
    """Its tags stay those that it has: `untagged` is a provider without the stack's own tags.

    https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudwatch_metric_alarm#import
    """
    resource = _resource(construct)
    resource.import_from(part.name)
    resource.provider = untagged
    resource.lifecycle = TerraformResourceLifecycle(ignore_changes=["tags", "tags_all"])


def _resource(construct: Alarm | MetricFilter) -> TerraformResource:
    found = construct.node.find_child("Resource")
    if not isinstance(found, TerraformResource):
        raise TypeError("this construct has no resource of its own")
    return found
