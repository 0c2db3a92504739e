"""What Prowler's checks look for in the text of the filter patterns that CIS asks for.

Prowler (5.39) reads the text and not its meaning: certain fields must be compared with certain values. What else its
checks look at (a trail's log group, an alarm on the filter's metric) every pipeline has by design. Nothing here runs
Prowler.

https://github.com/prowler-cloud/prowler/tree/master/prowler/providers/aws/services/cloudwatch
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clause:
    """A field, an operator and a value that must stand in the text; blanks and the quote before the value do not count.

    A `whole` value must not go on: `CreateRoute` is not found in `CreateRouteTable`.
    """

    field: str
    operator: str
    value: str = ""
    whole: bool = False

    @property
    def expression(self) -> str:
        """The regular expression that finds it."""
        field = rf"\$\.{re.escape(self.field)}"
        if self.operator == "NOT EXISTS":
            return f"{field} NOT EXISTS"
        end = r"\b" if self.whole else ""
        return rf"{field}\s*{self.operator}\s*.?{re.escape(self.value)}{end}"


@dataclass(frozen=True, slots=True)
class ProwlerCheck:
    """One of Prowler's checks: its name, and what must stand in the text, in any order or in this one."""

    name: str
    clauses: tuple[Clause, ...]
    in_order: bool = False

    def accepts(self, text: str) -> bool:
        """Whether Prowler takes the text for the filter it looks for."""
        expressions = [clause.expression for clause in self.clauses]
        if self.in_order:
            return re.search(".+".join(expressions), text, re.DOTALL) is not None
        return all(re.search(expression, text) for expression in expressions)


def _source(service: str) -> Clause:
    return Clause("eventSource", "=", f"{service}.amazonaws.com")


def _events(*names: str) -> tuple[Clause, ...]:
    return tuple(Clause("eventName", "=", name, whole=True) for name in names)


_FILTER = "cloudwatch_log_metric_filter_"
_CHANGES = "cloudwatch_changes_to_"

CHECKS = {
    1: ProwlerCheck(
        f"{_FILTER}unauthorized_api_calls",
        (Clause("errorCode", "=", "*UnauthorizedOperation"), Clause("errorCode", "=", "AccessDenied*")),
        in_order=True,
    ),
    2: ProwlerCheck(
        f"{_FILTER}sign_in_without_mfa", (*_events("ConsoleLogin"), Clause("additionalEventData.MFAUsed", "!=", "Yes"))
    ),
    3: ProwlerCheck(
        f"{_FILTER}root_usage",
        (
            Clause("userIdentity.type", "=", "Root"),
            Clause("userIdentity.invokedBy", "NOT EXISTS"),
            Clause("eventType", "!=", "AwsServiceEvent"),
        ),
        in_order=True,
    ),
    4: ProwlerCheck(
        f"{_FILTER}policy_changes",
        _events(
            "AttachGroupPolicy",
            "AttachRolePolicy",
            "AttachUserPolicy",
            "CreatePolicy",
            "CreatePolicyVersion",
            "DeleteGroupPolicy",
            "DeletePolicy",
            "DeletePolicyVersion",
            "DeleteRolePolicy",
            "DeleteUserPolicy",
            "DetachGroupPolicy",
            "DetachRolePolicy",
            "DetachUserPolicy",
            "PutGroupPolicy",
            "PutRolePolicy",
            "PutUserPolicy",
        ),
    ),
    5: ProwlerCheck(
        f"{_FILTER}and_alarm_for_cloudtrail_configuration_changes_enabled",
        _events("CreateTrail", "DeleteTrail", "StartLogging", "StopLogging", "UpdateTrail"),
    ),
    6: ProwlerCheck(
        f"{_FILTER}authentication_failures",
        (*_events("ConsoleLogin"), Clause("errorMessage", "=", "Failed authentication")),
    ),
    7: ProwlerCheck(
        f"{_FILTER}disable_or_scheduled_deletion_of_kms_cmk",
        (_source("kms"), *_events("DisableKey", "ScheduleKeyDeletion")),
    ),
    8: ProwlerCheck(
        f"{_FILTER}for_s3_bucket_policy_changes",
        (
            _source("s3"),
            *_events(
                "DeleteBucketCors",
                "DeleteBucketLifecycle",
                "DeleteBucketPolicy",
                "DeleteBucketReplication",
                "PutBucketAcl",
                "PutBucketCors",
                "PutBucketLifecycle",
                "PutBucketPolicy",
                "PutBucketReplication",
            ),
        ),
    ),
    9: ProwlerCheck(
        f"{_FILTER}and_alarm_for_aws_config_configuration_changes_enabled",
        (
            _source("config"),
            *_events(
                "DeleteDeliveryChannel", "PutConfigurationRecorder", "PutDeliveryChannel", "StopConfigurationRecorder"
            ),
        ),
    ),
    10: ProwlerCheck(
        f"{_FILTER}security_group_changes",
        _events(
            "AuthorizeSecurityGroupEgress",
            "AuthorizeSecurityGroupIngress",
            "CreateSecurityGroup",
            "DeleteSecurityGroup",
            "RevokeSecurityGroupEgress",
            "RevokeSecurityGroupIngress",
        ),
    ),
    11: ProwlerCheck(
        f"{_CHANGES}network_acls_alarm_configured",
        _events(
            "CreateNetworkAcl",
            "CreateNetworkAclEntry",
            "DeleteNetworkAcl",
            "DeleteNetworkAclEntry",
            "ReplaceNetworkAclAssociation",
            "ReplaceNetworkAclEntry",
        ),
    ),
    12: ProwlerCheck(
        f"{_CHANGES}network_gateways_alarm_configured",
        _events(
            "AttachInternetGateway",
            "CreateCustomerGateway",
            "CreateInternetGateway",
            "DeleteCustomerGateway",
            "DeleteInternetGateway",
            "DetachInternetGateway",
        ),
    ),
    13: ProwlerCheck(
        f"{_CHANGES}network_route_tables_alarm_configured",
        (
            _source("ec2"),
            *_events(
                "CreateRoute",
                "CreateRouteTable",
                "DeleteRoute",
                "DeleteRouteTable",
                "DisassociateRouteTable",
                "ReplaceRoute",
                "ReplaceRouteTableAssociation",
            ),
        ),
    ),
    14: ProwlerCheck(
        f"{_CHANGES}vpcs_alarm_configured",
        _events(
            "AcceptVpcPeeringConnection",
            "AttachClassicLinkVpc",
            "CreateVpc",
            "CreateVpcPeeringConnection",
            "DeleteVpc",
            "DeleteVpcPeeringConnection",
            "DetachClassicLinkVpc",
            "DisableVpcClassicLink",
            "EnableVpcClassicLink",
            "ModifyVpcAttribute",
            "RejectVpcPeeringConnection",
        ),
    ),
    15: ProwlerCheck(
        f"{_FILTER}aws_organizations_changes",
        (
            _source("organizations"),
            *_events(
                "AcceptHandshake",
                "AttachPolicy",
                "CancelHandshake",
                "CreateAccount",
                "CreateOrganization",
                "CreateOrganizationalUnit",
                "CreatePolicy",
                "DeclineHandshake",
                "DeleteOrganization",
                "DeleteOrganizationalUnit",
                "DeletePolicy",
                "DetachPolicy",
                "DisablePolicyType",
                "EnableAllFeatures",
                "EnablePolicyType",
                "InviteAccountToOrganization",
                "LeaveOrganization",
                "MoveAccount",
                "RemoveAccountFromOrganization",
                "UpdateOrganizationalUnit",
                "UpdatePolicy",
            ),
        ),
    ),
}
"""By the number that CIS gives the subject in its section on monitoring, 4.1 to 4.15 in CIS 3.0."""
