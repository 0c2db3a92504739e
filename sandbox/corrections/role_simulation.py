"""SimulatePrincipalPolicy for roles: may this role do that to this resource? moto does not implement it.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
Inline and attached policies and the permissions boundary count; conditions and service control policies do not.
"""

from typing import Any

from moto.core.responses import ActionResult
from moto.iam.access_control import IAMPolicy, PermissionResult
from moto.iam.responses import IamResponse


def apply() -> None:
    def simulate_principal_policy(self: Any) -> ActionResult:
        backend = self.backend
        role = backend.get_role_by_arn(self._get_param("PolicySourceArn"))
        own = [*role.policies.values(), *role.managed_policies.values()]
        boundary = [backend.get_policy(arn)] if (arn := role.permissions_boundary_arn) else None
        results = [
            _result(action, resource, own, boundary)
            for action in self._get_param("ActionNames")
            for resource in self._get_param("ResourceArns") or ["*"]
        ]
        return ActionResult({"EvaluationResults": results, "IsTruncated": False})

    IamResponse.simulate_principal_policy = simulate_principal_policy


def _result(action: str, resource: str, own: list[Any], boundary: list[Any] | None) -> dict[str, str]:
    decisions = [_decision(action, resource, policies) for policies in (own, boundary) if policies is not None]
    worst = next((one for one in ("explicitDeny", "implicitDeny") if one in decisions), "allowed")
    return {"EvalActionName": action, "EvalResourceName": resource, "EvalDecision": worst}


def _decision(action: str, resource: str, policies: list[Any]) -> str:
    said = {IAMPolicy(policy).is_action_permitted(action, resource) for policy in policies}
    if PermissionResult.DENIED in said:
        return "explicitDeny"
    return "allowed" if PermissionResult.PERMITTED in said else "implicitDeny"
