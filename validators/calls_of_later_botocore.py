"""Calls that AWS has and the pinned botocore does not know yet, in botocore's own form for additions.

The pin is moto's and checkov's, so that client and local AWS agree. What stands under `service_models/` is merged into
botocore's description of a service; a later botocore that knows the calls finds nothing new in it.

Alarm mute rules: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListAlarmMuteRules.html
https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetAlarmMuteRule.html
The state of an account, which has replaced its status: https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import botocore.session

from validators.descriptions import PlainLoader

_FOLDER = Path(__file__).parent / "service_models"
CLOUDWATCH = _FOLDER / "cloudwatch" / "2010-08-01" / "service-2.sdk-extras.json"


def extended() -> Any:
    """A new botocore session that knows these calls, too."""
    session = botocore.session.get_session()
    loader = session.get_component("data_loader")
    loader.search_paths.append(str(_FOLDER))
    loader.file_loader = PlainLoader()
    return session
