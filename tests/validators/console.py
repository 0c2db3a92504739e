"""Accounts as the guides of ilert, AlertOps and TaskCall leave them: built in the console, by names of one's own."""

from __future__ import annotations

from typing import Any

from pipeline.account import Account
from tests.validators.deployment import Client
from tests.validators.handmade import document

GROUP = "aws-cloudtrail-logs-by-hand"
PATTERN = '{ ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication") }'
"""AlertOps's own example: https://docs.alertops.com/docs/aws-cloudtrail"""


def trail(account: Account, client: Client, told: str | None = None) -> None:
    """A trail with a bucket, a log group and a role of its own, as the console makes them; or, with the ARN of a topic
    to be `told` of log files, with a bucket alone."""
    bucket, role = f"aws-cloudtrail-logs-{account.id}-by-hand", "CloudTrailRoleForCloudWatchLogs_by-hand"
    where = {"CreateBucketConfiguration": {"LocationConstraint": account.region}}
    client("s3").create_bucket(Bucket=bucket, **(where if account.region != "us-east-1" else {}))
    cloudtrail = {"Service": "cloudtrail.amazonaws.com"}
    arn, source = f"arn:aws:s3:::{bucket}", {"aws:SourceArn": account.arn("cloudtrail", "trail/by-hand")}
    owned = {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control", **source}}
    client("s3").put_bucket_policy(
        Bucket=bucket,
        Policy=document(
            {"Effect": "Allow", "Principal": cloudtrail, "Action": "s3:GetBucketAcl", "Resource": arn,
             "Condition": {"StringEquals": source}},
            {"Effect": "Allow", "Principal": cloudtrail, "Action": "s3:PutObject", "Condition": owned,
             "Resource": f"{arn}/AWSLogs/{account.id}/*"},
        ),
    )  # fmt: skip
    settings = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
    block = dict.fromkeys(settings, True)
    client("s3").put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=block)
    sending: dict[str, Any] = {"SnsTopicName": told}
    if told is None:
        client("logs").create_log_group(logGroupName=GROUP)
        _role(account, client, role)
        sending = {
            "CloudWatchLogsLogGroupArn": f"{account.arn('logs', f'log-group:{GROUP}')}:*",
            "CloudWatchLogsRoleArn": account.role_arn(f"service-role/{role}"),
        }
    client("cloudtrail").create_trail(
        Name="by-hand", S3BucketName=bucket, IsMultiRegionTrail=True, EnableLogFileValidation=True, **sending
    )
    client("cloudtrail").start_logging(Name="by-hand")


def _role(account: Account, client: Client, name: str) -> None:
    trust = {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}, "Action": "sts:AssumeRole"}
    client("iam").create_role(RoleName=name, Path="/service-role/", AssumeRolePolicyDocument=document(trust))
    stream = account.arn("logs", f"log-group:{GROUP}:log-stream:{account.id}_CloudTrail_{account.region}*")
    writes = {"Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": [stream]}
    made = client("iam").create_policy(PolicyName=f"Cloudtrail-CW-access-{name}", PolicyDocument=document(writes))
    client("iam").attach_role_policy(RoleName=name, PolicyArn=made["Policy"]["Arn"])


def topic(account: Account, client: Client, name: str, endpoint: str, **attributes: str) -> str:
    """A topic as the console makes it, and an HTTPS subscription that waits to be confirmed: the latter's ARN."""
    client("sns").create_topic(Name=name, Attributes=attributes)
    made = client("sns").subscribe(
        TopicArn=account.arn("sns", name), Protocol="https", Endpoint=endpoint, ReturnSubscriptionArn=True
    )
    return str(made["SubscriptionArn"])


def metric_filter(client: Client, name: str, pattern: str, metric: str, **different: Any) -> None:
    transformation = {"metricName": metric, "metricNamespace": "CloudTrailMetrics", "metricValue": "1", **different}
    client("logs").put_metric_filter(
        logGroupName=GROUP, filterName=name, filterPattern=pattern, metricTransformations=[transformation]
    )


def alarm(client: Client, name: str, metric: str, actions: list[str], **different: Any) -> None:
    """An alarm with the console's own choices, and with whatever is `different` in AWS's words."""
    settings = {
        "AlarmName": name,
        "MetricName": metric,
        "Namespace": "CloudTrailMetrics",
        "Statistic": "Sum",
        "Period": 300,
        "EvaluationPeriods": 1,
        "DatapointsToAlarm": 1,
        "Threshold": 1,
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        "TreatMissingData": "missing",
        "AlarmActions": actions,
        "OKActions": [],
    }
    client("cloudwatch").put_metric_alarm(**{**settings, **different})


def ilert(account: Account, client: Client, endpoint: str) -> str:
    """All of ilert's guide: the trail itself tells the topic, which lets it.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-permissions-for-sns-notifications.html
    """
    arn = account.arn("sns", "ilert")
    subscription = topic(account, client, "ilert", endpoint)
    source = {"StringEquals": {"aws:SourceArn": account.arn("cloudtrail", "trail/by-hand")}}
    tells = {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}, "Action": "SNS:Publish",
             "Resource": arn, "Condition": source}  # fmt: skip
    client("sns").set_topic_attributes(TopicArn=arn, AttributeName="Policy", AttributeValue=document(tells))
    trail(account, client, told=arn)
    return subscription


def alertops(account: Account, client: Client, endpoint: str) -> str:
    """All of AlertOps's guide; the subscription's ARN, which somebody confirms by the link in the Inbound Log."""
    trail(account, client)
    subscription = topic(account, client, "CloudTrailAlarms", endpoint)
    metric_filter(client, "ConsoleSignInFailures", PATTERN, "ConsoleSigninFailureCount")
    told = [account.arn("sns", "CloudTrailAlarms")]
    more = {"Threshold": 3, "ComparisonOperator": "GreaterThanThreshold"}
    alarm(client, "Console sign-in failures", "ConsoleSigninFailureCount", told, OKActions=told, **more)
    return subscription


def taskcall(account: Account, client: Client, endpoint: str) -> str:
    """All of TaskCall's guide, with every choice that it leaves made: units, OK and missing data among them."""
    trail(account, client)
    subscription = topic(account, client, "taskcall", endpoint, DisplayName="TaskCall")
    told = [account.arn("sns", "taskcall")]
    deletions = '{ ($.eventName = "Delete*") && ($.errorCode NOT EXISTS) }'
    metric_filter(client, "deletions/all", deletions, "Deletions", defaultValue=0.0, unit="Count")
    alarm(
        client, "deletions/all", "Deletions", told, OKActions=told, InsufficientDataActions=told, Unit="Count",
        AlarmDescription="Many deletions: look who it was.", Threshold=20.5, Period=600, EvaluationPeriods=3,
        DatapointsToAlarm=2,
    )  # fmt: skip
    return subscription
