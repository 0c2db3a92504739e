"""A new alarm starts as INSUFFICIENT_DATA, a changed one keeps its state; in moto both become OK.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
"""

from typing import Any

from moto.cloudwatch.models import Alarm, CloudWatchBackend

_KEPT = ("state_value", "state_reason", "state_reason_data", "state_updated_timestamp", "history")


def apply() -> None:
    moto_init = Alarm.__init__
    moto_put_metric_alarm = CloudWatchBackend.put_metric_alarm

    def init(self: Any, *arguments: Any, **options: Any) -> None:
        moto_init(self, *arguments, **options)
        self.state_value = "INSUFFICIENT_DATA"

    def put_metric_alarm(self: Any, name: str, *arguments: Any, **options: Any) -> Any:
        before = self.alarms.get(name)
        alarm = moto_put_metric_alarm(self, name, *arguments, **options)
        if before is not None:
            for attribute in _KEPT:
                setattr(alarm, attribute, getattr(before, attribute))
        return alarm

    Alarm.__init__ = init
    CloudWatchBackend.put_metric_alarm = put_metric_alarm
