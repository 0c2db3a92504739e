"""A log group may have a transformer; moto knows nothing of them.

https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutTransformer.html,
https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetTransformer.html. It is kept and told, and
transforms nothing here.
"""

import json
from typing import Any

from moto.logs.exceptions import ResourceNotFoundException
from moto.logs.responses import LogsResponse


def apply() -> None:
    def put_transformer(self: Any) -> str:
        _log_group(self).transformer = self._get_param("transformerConfig")
        return ""

    def get_transformer(self: Any) -> str:
        group = _log_group(self)
        transformer = getattr(group, "transformer", None)
        return json.dumps({"logGroupIdentifier": group.arn, "transformerConfig": transformer} if transformer else {})

    def delete_transformer(self: Any) -> str:
        _log_group(self).transformer = None
        return ""

    LogsResponse.put_transformer = put_transformer
    LogsResponse.get_transformer = get_transformer
    LogsResponse.delete_transformer = delete_transformer


def _log_group(response: Any) -> Any:
    wanted = response._get_param("logGroupIdentifier")
    for group in response.logs_backend.groups.values():
        if wanted in (group.name, group.arn, group.arn.removesuffix(":*")):
            return group
    raise ResourceNotFoundException
