"""Deploys a designed pipeline with boto3: what modules/ does with Terraform, in a fraction of a second.

Each function makes the resources of one kind of part; `deploy` makes them all, in the order in which they need others.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from pipeline import bucket, collector, key, log_group, notification, trail
from pipeline.alert import Alarm, MetricFilter
from pipeline.auditor import AuditorRole
from pipeline.pipeline import Pipeline
from tests.validators.designed import address

Client = Callable[[str], Any]
"""The boto3 client of a service, in the account and its home region."""


def deploy(pipeline: Pipeline, client: Client) -> None:
    """Every part of the pipeline that does not exist already, with its subscriptions not yet confirmed."""
    key_arn = _key_arn(pipeline, client)
    _deploy_notification(pipeline, client, key_arn)
    _deploy_recording(pipeline, client, key_arn)
    for metric_filter in pipeline.metric_filters:
        deploy_metric_filter(metric_filter, client)
    for alarm in pipeline.alarms:
        deploy_alarm(alarm, client)


def _deploy_notification(pipeline: Pipeline, client: Client, key_arn: str | None) -> None:
    for topic in pipeline.topics:
        deploy_topic(topic, client, key_arn)
    for queue in pipeline.dead_letter_queues:
        deploy_dead_letter_queue(queue, client, key_arn)
    for subscription in pipeline.subscriptions:
        if not pipeline.exists(subscription):
            deploy_subscription(subscription, client)


def _deploy_recording(pipeline: Pipeline, client: Client, key_arn: str | None) -> None:
    if pipeline.bucket and not pipeline.exists(pipeline.bucket):
        deploy_bucket(pipeline.bucket, client, key_arn)
    if pipeline.log_group and not pipeline.exists(pipeline.log_group):
        deploy_log_group(pipeline.log_group, client, key_arn)
    if pipeline.delivery_role and not pipeline.exists(pipeline.delivery_role):
        deploy_role(pipeline.delivery_role, client)
    deploy_auditor(pipeline, client)
    if pipeline.collector is not None:
        deploy_collector(pipeline.collector, client, key_arn)
    if not pipeline.exists(pipeline.trail):
        deploy_trail(pipeline.trail, client, key_arn)


def _key_arn(pipeline: Pipeline, client: Client) -> str | None:
    if pipeline.key is None:
        return None
    if pipeline.exists(pipeline.key):
        return str(client("kms").describe_key(KeyId=pipeline.key.id)["KeyMetadata"]["Arn"])
    return deploy_key(pipeline.key, client)


def deploy_key(part: key.Key, client: Client) -> str:
    """The ARN of the key itself: AWS answers with it wherever the alias was given."""
    made = client("kms").create_key(Policy=part.policy.json())["KeyMetadata"]
    client("kms").create_alias(AliasName=part.alias, TargetKeyId=made["KeyId"])
    client("kms").enable_key_rotation(KeyId=made["KeyId"])
    return str(made["Arn"])


def deploy_bucket(part: bucket.Bucket, client: Client, key_arn: str | None) -> None:
    s3 = client("s3")
    s3.create_bucket(Bucket=part.name, CreateBucketConfiguration={"LocationConstraint": part.account.region})
    if part.policy is not None:
        s3.put_bucket_policy(Bucket=part.name, Policy=part.policy.json())
    block = dict.fromkeys(part.public_access_block, True)
    s3.put_public_access_block(Bucket=part.name, PublicAccessBlockConfiguration=block)
    s3.put_bucket_versioning(Bucket=part.name, VersioningConfiguration={"Status": "Enabled"})
    put_encryption(part, client, key_arn)
    ownership = {"Rules": [{"ObjectOwnership": part.object_ownership}]}
    s3.put_bucket_ownership_controls(Bucket=part.name, OwnershipControls=ownership)
    put_expiration(part, client, part.expiration_days)


def put_encryption(part: bucket.Bucket, client: Client, key_arn: str | None) -> None:
    default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key_arn} if key_arn else {"SSEAlgorithm": "AES256"}
    rules = {"Rules": [{"ApplyServerSideEncryptionByDefault": default}]}
    client("s3").put_bucket_encryption(Bucket=part.name, ServerSideEncryptionConfiguration=rules)


def put_expiration(part: bucket.Bucket, client: Client, days: int | None, **different: Any) -> None:
    """The one lifecycle rule, in place of those that were there; `different` are its settings in AWS's words."""
    rule = {
        "ID": "expire",
        "Status": "Enabled",
        "Filter": {"Prefix": ""},
        "Expiration": {"Days": days},
        "NoncurrentVersionExpiration": {"NoncurrentDays": part.noncurrent_expiration_days},
        **different,
    }
    client("s3").put_bucket_lifecycle_configuration(Bucket=part.name, LifecycleConfiguration={"Rules": [rule]})


def deploy_log_group(part: log_group.LogGroup, client: Client, key_arn: str | None) -> None:
    encryption = {"kmsKeyId": key_arn} if key_arn else {}
    client("logs").create_log_group(logGroupName=part.name, **encryption)
    client("logs").put_retention_policy(logGroupName=part.name, retentionInDays=part.retention_days)


def deploy_auditor(pipeline: Pipeline, client: Client) -> None:
    """The role that checks, and the provider it trusts, where they are designed."""
    if pipeline.auditor_role is not None:
        deploy_role(pipeline.auditor_role, client)
    if (provider := pipeline.oidc_provider) is not None:
        # moto wants a thumbprint, AWS knows those of GitHub.
        client("iam").create_open_id_connect_provider(
            Url=f"https://{provider.name}", ClientIDList=[*provider.audiences], ThumbprintList=["0" * 40]
        )


def deploy_role(part: log_group.DeliveryRole | AuditorRole, client: Client) -> None:
    client("iam").create_role(RoleName=part.name, AssumeRolePolicyDocument=part.trust_policy.json())
    for name, policy in part.inline_policies:
        client("iam").put_role_policy(RoleName=part.name, PolicyName=name, PolicyDocument=policy.json())


def deploy_trail(part: trail.Trail, client: Client, key_arn: str | None) -> None:
    optional = {"KmsKeyId": key_arn, "SnsTopicName": part.topic_arn, "S3KeyPrefix": part.key_prefix or None}
    client("cloudtrail").create_trail(
        Name=part.name,
        S3BucketName=part.bucket,
        IncludeGlobalServiceEvents=part.include_global_service_events,
        IsMultiRegionTrail=part.multi_region,
        IsOrganizationTrail=part.organization,
        EnableLogFileValidation=part.log_file_validation,
        CloudWatchLogsLogGroupArn=f"{part.log_group_arn}:*",
        CloudWatchLogsRoleArn=part.delivery_role_arn,
        **{name: value for name, value in optional.items() if value},
    )
    client("cloudtrail").start_logging(Name=part.arn)
    put_insights(part, client, part.insight_selectors)


def put_insights(part: trail.Trail, client: Client, kinds: Iterable[str]) -> None:
    """The kinds of insight that are on, in place of those that were."""
    selectors = [{"InsightType": kind} for kind in kinds]
    client("cloudtrail").put_insight_selectors(TrailName=part.arn, InsightSelectors=selectors)


def deploy_metric_filter(part: MetricFilter, client: Client, **different: Any) -> None:
    """A metric filter; `different` are settings of its transformation, or `pattern`."""
    transformation = {
        "metricName": part.metric_name,
        "metricNamespace": part.metric_namespace,
        "metricValue": part.metric_value,
        "defaultValue": part.default_value,
        "unit": part.unit,
        "dimensions": dict(part.dimensions),
    }
    pattern = different.pop("pattern", str(part.pattern))
    given = {name: value for name, value in {**transformation, **different}.items() if value not in (None, {})}
    client("logs").put_metric_filter(
        logGroupName=part.log_group, filterName=part.name, filterPattern=pattern, metricTransformations=[given]
    )


def deploy_alarm(part: Alarm, client: Client, **different: Any) -> None:
    """An alarm; `different` are settings in AWS's words."""
    settings = {
        "AlarmName": part.name,
        "AlarmDescription": part.description,
        "MetricName": part.metric_name,
        "Namespace": part.metric_namespace,
        "Dimensions": [{"Name": name, "Value": value} for name, value in part.dimensions],
        "Unit": part.unit,
        "Statistic": part.statistic,
        "Period": part.period,
        "EvaluationPeriods": part.evaluation_periods,
        "DatapointsToAlarm": part.datapoints_to_alarm,
        "Threshold": part.threshold,
        "ComparisonOperator": part.comparison_operator,
        "TreatMissingData": part.treat_missing_data,
        "ActionsEnabled": part.actions_enabled,
        "AlarmActions": [*part.alarm_actions],
        "OKActions": [*part.ok_actions],
        "InsufficientDataActions": [*part.insufficient_data_actions],
    }
    given = {name: value for name, value in {**settings, **different}.items() if value is not None}
    client("cloudwatch").put_metric_alarm(**given)


def deploy_topic(part: notification.Topic, client: Client, key_arn: str | None) -> None:
    attributes = {
        "DisplayName": part.display_name,
        "Policy": part.policy.json(),
        "SignatureVersion": part.signature_version,
        **({"KmsMasterKeyId": key_arn} if key_arn else {}),
    }
    client("sns").create_topic(Name=part.name, Attributes=attributes)


def deploy_dead_letter_queue(part: notification.DeadLetterQueue, client: Client, key_arn: str | None) -> None:
    attributes = {"MessageRetentionPeriod": str(part.message_retention)}
    if part.policy is not None:
        attributes["Policy"] = part.policy.json()
    if key_arn:
        attributes["KmsMasterKeyId"] = key_arn
    client("sqs").create_queue(QueueName=part.name, Attributes=attributes)


def deploy_collector(part: collector.Collector, client: Client, key_arn: str | None) -> None:
    """Topic, queues, subscription and role."""
    deploy_topic(part.topic, client, key_arn)
    deploy_dead_letter_queue(part.dead_letter_queue, client, key_arn)
    deploy_queue(part, client, key_arn)
    deploy_subscription(part.subscription, client)
    deploy_role(part.role, client)


def deploy_queue(part: collector.Collector, client: Client, key_arn: str | None) -> None:
    """The queue that the vendor reads."""
    queue = part.queue
    redrive = {"deadLetterTargetArn": queue.dead_letter_queue_arn, "maxReceiveCount": queue.max_receive_count}
    attributes = {
        "Policy": queue.policy.json() if queue.policy else "",
        "MessageRetentionPeriod": str(queue.message_retention),
        "VisibilityTimeout": str(queue.visibility_timeout),
        "RedrivePolicy": json.dumps(redrive),
        **({"KmsMasterKeyId": key_arn} if key_arn else {}),
    }
    client("sqs").create_queue(QueueName=queue.name, Attributes=attributes)


def deploy_subscription(part: notification.Subscription, client: Client, **different: str) -> str:
    """The ARN of the subscription, which is not confirmed yet; `different` are attributes in AWS's words."""
    attributes = {"RedrivePolicy": json.dumps({"deadLetterTargetArn": part.dead_letter_queue_arn}), **different}
    made = client("sns").subscribe(
        TopicArn=part.topic_arn,
        Protocol=part.protocol,
        Endpoint=address(part.endpoint),
        Attributes=attributes,
        ReturnSubscriptionArn=True,
    )
    return str(made["SubscriptionArn"])
