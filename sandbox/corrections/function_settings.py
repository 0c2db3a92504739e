"""A function keeps its dead-letter target and changes to its key; moto forgets both.

https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionConfiguration.html
Terraform would set the dead-letter queue anew with each deployment.
"""

from typing import Any

from moto.awslambda.models import LambdaFunction


def apply() -> None:
    moto_init = LambdaFunction.__init__
    moto_get = LambdaFunction.get_configuration
    moto_update = LambdaFunction.update_configuration

    def init(self: Any, account_id: str, spec: dict[str, Any], *rest: Any, **named: Any) -> None:
        moto_init(self, account_id, spec, *rest, **named)
        self.dead_letter_config = spec.get("DeadLetterConfig")

    def get_configuration(self: Any, on_create: bool = False) -> dict[str, Any]:
        found: dict[str, Any] = moto_get(self, on_create)
        if (self.dead_letter_config or {}).get("TargetArn"):
            found["DeadLetterConfig"] = self.dead_letter_config
        return found

    def update_configuration(self: Any, updates: dict[str, Any]) -> dict[str, Any]:
        self.dead_letter_config = updates.get("DeadLetterConfig", self.dead_letter_config)
        self.kms_key_arn = updates.get("KMSKeyArn", self.kms_key_arn)
        updated: dict[str, Any] = moto_update(self, updates)
        return updated

    LambdaFunction.__init__ = init
    LambdaFunction.get_configuration = get_configuration
    LambdaFunction.update_configuration = update_configuration
