"""Alarm mute rules: PutAlarmMuteRule is not known here, so there are none; moto does not implement the list either.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListAlarmMuteRules.html
The installed botocore does not know the call, and moto writes answers by botocore's descriptions.
"""

import json
from typing import Any

from botocore.utils import deep_merge
from moto.cloudwatch.responses import CloudWatchResponse
from moto.core import utils
from moto.core.responses import ActionResult

from validators.calls_of_later_botocore import CLOUDWATCH


def apply() -> None:
    load = utils._load_service_model

    def load_service_model(service: str, kind: str) -> dict[str, Any]:
        model: dict[str, Any] = load(service, kind)
        if (service, kind) == ("cloudwatch", "service-2"):
            deep_merge(model, json.loads(CLOUDWATCH.read_text())["merge"])
        return model

    def list_alarm_mute_rules(_: Any) -> ActionResult:
        return ActionResult({"AlarmMuteRuleSummaries": []})

    utils._load_service_model = load_service_model
    utils.get_service_model.cache_clear()
    CloudWatchResponse.list_alarm_mute_rules = list_alarm_mute_rules
