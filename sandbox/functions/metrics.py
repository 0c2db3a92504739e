"""Lambda counts invocations in CloudWatch, by function; AWS shows them minutes later, the sandbox at once.

https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
"""

from typing import Any

from moto.cloudwatch.models import cloudwatch_backends
from moto.core.utils import utcnow


def count(function: Any, name: str) -> None:
    """Add one to a metric of the function, such as Invocations, Errors or AsyncEventsDropped."""
    dimensions = [{"Name": "FunctionName", "Value": function.function_name}]
    metric = {"MetricName": name, "Dimensions": dimensions, "Timestamp": utcnow(), "Value": 1, "Unit": "Count"}
    cloudwatch_backends[function.account_id][function.region].put_metric_data("AWS/Lambda", [metric])
