"""DescribeKey finds a key of another account by its ARN, if its policy lets that account; moto finds only own keys.

https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html: "Cross-account use: Yes. To perform this
operation with a KMS key in a different AWS account, specify the key ARN or alias ARN".
"""

import json
from typing import Any

from moto.kms.models import KmsBackend, kms_backends
from moto.kms.responses import KmsResponse

_ACTION = "kms:DescribeKey"


def apply() -> None:
    moto_describe_key = KmsResponse.describe_key
    moto_backend = KmsResponse.kms_backend.fget

    def backend(self: Any) -> KmsBackend:
        elsewhere: KmsBackend | None = getattr(self, "elsewhere", None)
        return elsewhere or moto_backend(self)

    def describe_key(self: Any) -> str:
        self.elsewhere = _elsewhere(self, str(self._get_param("KeyId")))
        return str(moto_describe_key(self))

    KmsResponse.kms_backend = property(backend)
    KmsResponse.describe_key = describe_key


def _elsewhere(response: Any, key_id: str) -> KmsBackend | None:
    """The other account's keys of this region, where this is one of them that the calling account may look at."""
    parts = key_id.split(":", 5)
    if parts[0] != "arn" or parts[4] == response.current_account or parts[3] != response.region:
        return None
    backend: KmsBackend = kms_backends[parts[4]][parts[3]]
    try:
        key = backend.describe_key(key_id)
    except KeyError:
        return None
    return backend if _lets(json.loads(key.policy), response.current_account) else None


def _lets(policy: dict[str, Any], account: str) -> bool:
    return any(
        statement["Effect"] == "Allow"
        and _ACTION in _list(statement["Action"])
        and any(one == "*" or f":{account}:" in one for one in _list(statement["Principal"].get("AWS", [])))
        for statement in policy["Statement"]
    )


def _list(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]
