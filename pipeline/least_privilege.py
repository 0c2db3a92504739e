"""What a role needs for a check, as an IAM policy: each action on the pipeline's own resources, where it takes any.

Which resources an action takes: https://docs.aws.amazon.com/service-authorization/latest/reference/. Knows no call:
what is called stands beside each call in validators/, and a test holds CHECK against it.
"""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.account import Account
from pipeline.organization import OrganizationSettings
from pipeline.pipeline import Pipeline
from pipeline.policy_document import PolicyDocument, allow
from pipeline.secret import ParameterReference

CHECK = (
    "account:ListRegions",
    "chatbot:DescribeSlackChannelConfigurations", "chatbot:ListMicrosoftTeamsChannelConfigurations",
    "cloudtrail:DescribeTrails", "cloudtrail:GetEventSelectors", "cloudtrail:GetInsightSelectors",
    "cloudtrail:GetTrailStatus",
    "cloudwatch:DescribeAlarmHistory", "cloudwatch:DescribeAlarms", "cloudwatch:GetAlarmMuteRule",
    "cloudwatch:GetMetricData", "cloudwatch:ListAlarmMuteRules",
    "iam:GetOpenIDConnectProvider", "iam:GetPolicy", "iam:GetPolicyVersion", "iam:GetRole", "iam:GetRolePolicy",
    "iam:ListAttachedRolePolicies", "iam:ListRolePolicies", "iam:SimulatePrincipalPolicy",
    "kms:DescribeKey", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus",
    "lambda:GetFunctionConcurrency", "lambda:GetFunctionConfiguration", "lambda:GetPolicy",
    "logs:DescribeLogGroups", "logs:DescribeMetricFilters", "logs:GetTransformer",
    "s3:GetAccountPublicAccessBlock", "s3:GetBucketNotification", "s3:GetBucketObjectLockConfiguration",
    "s3:GetBucketOwnershipControls", "s3:GetBucketPolicy", "s3:GetBucketPublicAccessBlock", "s3:GetBucketVersioning",
    "s3:GetEncryptionConfiguration", "s3:GetLifecycleConfiguration", "s3:ListBucket",
    "sns:GetSubscriptionAttributes", "sns:GetTopicAttributes", "sns:ListSubscriptionsByTopic",
    "sqs:GetQueueAttributes", "sqs:GetQueueUrl",
    "ssm:GetParameter",
)  # fmt: skip
"""What a check calls in the account that it reads."""

NEEDS_NONE = frozenset({"sts:GetCallerIdentity"})
"""https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html: "No permissions are required"."""

HUB_SERVICES = frozenset({"sts", "organizations"})
"""What is called before the account's own role is assumed, by whoever runs the check."""

UNNARROWED = frozenset(
    {
        "chatbot:DescribeSlackChannelConfigurations", "chatbot:ListMicrosoftTeamsChannelConfigurations",
        "cloudtrail:DescribeTrails", "cloudtrail:ListPublicKeys", "cloudtrail:ListTrails",
        "cloudwatch:DescribeAlarmsForMetric", "cloudwatch:GetMetricData", "cloudwatch:ListMetrics",
        "ec2:DescribeRegions",
        "iam:ListOpenIDConnectProviders", "iam:ListRoles",
        "kms:ListAliases", "logs:DescribeLogGroups", "logs:TestMetricFilter",
        "s3:GetAccountPublicAccessBlock", "s3:ListAllMyBuckets",
        "sns:GetSubscriptionAttributes", "sns:ListSubscriptions", "sns:ListTopics", "sns:Unsubscribe",
        "sqs:ListQueues",
        # These take alarms, but tell of composite ones only where they are allowed for everything:
        # https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
        "cloudwatch:DescribeAlarms", "cloudwatch:DescribeAlarmHistory",
        # AWS's own pages give the ARN of a mute rule in two ways: alarm-mute:NAME and alarm-mute-rule:NAME.
        "cloudwatch:GetAlarmMuteRule", "cloudwatch:ListAlarmMuteRules",
    }
)  # fmt: skip
"""Actions that take no resource."""

_OF_ATTACHED_POLICIES = frozenset({"GetPolicy", "GetPolicyVersion"})
_OBJECTS = frozenset({"s3:GetObject"})


def policy(pipeline: Pipeline, actions: Iterable[str], longest: int | None = None) -> PolicyDocument:
    """What allows these actions on this pipeline; actions of the hub, and those that need no permission, are left out.

    Where `longest` characters would not do, what bears the pipeline's prefix is named by the prefix.
    """
    document = _policy(pipeline, actions, whole=True)
    if longest is None or len(document.json()) <= longest:
        return document
    return _policy(pipeline, actions, whole=False)


def hub_policy(
    pipelines: Iterable[Pipeline], organization: OrganizationSettings | None = None, listing: Iterable[str] = ()
) -> PolicyDocument:
    """What is needed before a role of an account is assumed: to assume it, and to list an organization's accounts.

    It belongs to the organization's hub role where one is named, else to whoever runs the check.
    """
    accounts = [pipeline.account for pipeline in pipelines]
    roles = {account.role_arn(account.check_role) for account in accounts if account.check_role}
    if organization and organization.account.check_role:  # of any account: others join the organization
        template = Account(name="any", id="*", region=organization.account.region)
        roles = {arn for arn in roles if not arn.endswith(f":role/{organization.account.check_role}")}
        roles.add(template.role_arn(organization.account.check_role))
    assume = [allow("AssumeCheckRoles", "sts:AssumeRole", sorted(roles))] if roles else []
    return PolicyDocument((*assume, *([allow("ListAccounts", sorted(listing), "*")] if organization else [])))


def _policy(pipeline: Pipeline, actions: Iterable[str], *, whole: bool) -> PolicyDocument:
    by_resources: dict[tuple[str, ...], list[str]] = {}
    for action in sorted({*actions} - NEEDS_NONE):
        if action.partition(":")[0] not in HUB_SERVICES and (resources := _resources(pipeline, action, whole=whole)):
            by_resources.setdefault(resources, []).append(action)
    return PolicyDocument(
        tuple(allow(_sid(allowed[0]), allowed, [*resources]) for resources, allowed in by_resources.items())
    )


def _sid(action: str) -> str:
    service, _, call = action.partition(":")
    return f"{service.capitalize()}{call}"


def _resources(pipeline: Pipeline, action: str, *, whole: bool) -> tuple[str, ...]:
    """The ARNs, or patterns of ARNs, that this action is allowed for; none where the pipeline has nothing of the kind.

    Keys are known by an alias, which no policy can name in place of the key, and a key that somebody put into the place
    of the pipeline's own, or of none, must be read, too:
    https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html
    """
    service, _, call = action.partition(":")
    account = pipeline.account
    match service:
        case _ if action in UNNARROWED:
            found: Iterable[str] = () if service == "chatbot" and not pipeline.chat_channels else ("*",)
        case "account":
            found = (account.global_arn("account", "account"),)
        case "kms":
            found = _keys(pipeline, call)
        case "cloudwatch":
            found = (account.arn("cloudwatch", f"alarm:{pipeline.prefix}-*"),)
        case "ssm":
            found = {account.arn("ssm", f"parameter{path}") for path in _parameters(pipeline)}
        case "cloudtrail" if call == "GetEventSelectors":  # of any second trail, of any home
            found = (f"arn:{account.partition}:cloudtrail:*:*:trail/*",)
        case "logs" if call == "DescribeMetricFilters":  # of all log groups: any filter may feed a metric of ours
            found = (account.arn("logs", "log-group:*"),)
        case "iam" if call in _OF_ATTACHED_POLICIES:
            found = _attachable(pipeline)
        case "iam":
            kind = "oidc-provider/" if "OpenIDConnect" in call else "role/"
            found = _arns(pipeline, f":iam::{account.id}:{kind}", whole=whole)
        case _:
            # A log group's: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html
            ending = ":*" if service == "logs" else "/*" if action in _OBJECTS else ""
            found = (f"{arn}{ending}" for arn in _arns(pipeline, f":{service}:", whole=whole))
    return tuple(sorted(found))


def _keys(pipeline: Pipeline, call: str) -> set[str]:
    """Of keys of another account, to which log files are sent, only a look is taken: whether it is the declared one."""
    found = {pipeline.account.arn("kms", "key/*")}
    used = pipeline.trail.kms_key_arn
    if call == "DescribeKey" and isinstance(used, str):
        found.add(f"{used.rpartition(':')[0]}:key/*")
    return found


def _attachable(pipeline: Pipeline) -> Iterable[str]:
    """Whatever may be attached to a delivery role that was there before: the account's own policies, and AWS's."""
    if pipeline.delivery_role is None or not pipeline.exists(pipeline.delivery_role):
        return ()
    account = pipeline.account
    return account.global_arn("iam", "policy/*"), f"arn:{account.partition}:iam::aws:policy/*"


def _arns(pipeline: Pipeline, holding: str, *, whole: bool) -> set[str]:
    parts = (*pipeline.parts(), *pipeline.existing_topics)
    arns = {str(getattr(part, "arn", "")) for part in parts} | {str(part.endpoint) for part in pipeline.subscriptions}
    found = {arn for arn in arns if arn.startswith("arn:") and holding in arn}
    return found if whole else {_by_prefix(pipeline.account, pipeline.prefix, arn) for arn in found}


def _by_prefix(account: Account, prefix: str, arn: str) -> str:
    """The pattern of all names that begin as those of this pipeline do, where this is such a name."""
    head, _, name = arn.rpartition(":")
    return f"{head}:{prefix}-*" if account.id in head and name.startswith(f"{prefix}-") else arn


def _parameters(pipeline: Pipeline) -> Iterable[str]:
    return (one.endpoint.path for one in pipeline.subscriptions if isinstance(one.endpoint, ParameterReference))
