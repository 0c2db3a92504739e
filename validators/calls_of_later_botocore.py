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

from botocore.hooks import HierarchicalEmitter
from botocore.session import Session

from validators.descriptions import Descriptions

_FOLDER = Path(__file__).parent / "service_models"
CLOUDWATCH = _FOLDER / "cloudwatch" / "2010-08-01" / "service-2.sdk-extras.json"


def extended() -> Any:
    """A new botocore session that knows these calls, too, and events by their present names alone.

    botocore would look up each event that it tells of among its hundred older names, which took longer than signing.
    """
    hooks = HierarchicalEmitter()
    session = Session(event_hooks=hooks)
    session.register_component("event_emitter", hooks)
    known = session.get_component("data_loader").search_paths
    session.register_component("data_loader", Descriptions([*known, str(_FOLDER)]))
    return session
