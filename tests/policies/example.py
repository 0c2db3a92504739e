"""A chain that every rule accepts, as somebody else might write it: with references instead of ARNs written out."""

import copy
import json
from collections.abc import Mapping
from typing import Any

Terraform = dict[str, Any]

ACCOUNT = "111122223333"
ALARMS = f"arn:aws:cloudwatch:eu-west-1:{ACCOUNT}:alarm:*"
TRAIL = f"arn:aws:cloudtrail:eu-west-1:{ACCOUNT}:trail/audit"
TOPIC = f"arn:aws:sns:eu-west-1:{ACCOUNT}:on-call"
GROUP = f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:/audit"


def allow(service: str, *actions: str, condition: Mapping[str, Any] | None = None, to: str = "*") -> dict[str, Any]:
    """A statement that lets a service do something."""
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": [*actions], "Resource": to}
    return statement | ({"Condition": dict(condition)} if condition else {})


def policy(*statements: Mapping[str, Any]) -> str:
    """A policy document as Terraform takes it."""
    return json.dumps({"Version": "2012-10-17", "Statement": [*statements]})


FROM_TRAIL = {"StringEquals": {"aws:SourceArn": TRAIL}}
DENY_WITHOUT_TLS = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": ["arn:aws:s3:::audit-files", "arn:aws:s3:::audit-files/*"],
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}
CLOUDTRAIL_WRITES = (
    allow("cloudtrail.amazonaws.com", "s3:GetBucketAcl", condition=FROM_TRAIL, to="arn:aws:s3:::audit-files"),
    allow("cloudtrail.amazonaws.com", "s3:PutObject", condition=FROM_TRAIL, to="arn:aws:s3:::audit-files/AWSLogs/*"),
)
CLOUDWATCH_PUBLISHES = allow(
    "cloudwatch.amazonaws.com",
    "sns:Publish",
    condition={"StringEquals": {"aws:SourceAccount": ACCOUNT}, "ArnLike": {"aws:SourceArn": ALARMS}},
    to=TOPIC,
)
TOPIC_LEAVES = allow(
    "sns.amazonaws.com", "sqs:SendMessage", condition={"ArnEquals": {"aws:SourceArn": TOPIC}}, to="arn:aws:sqs:::dead"
)
USES_KEY = [allow(f"{name}.amazonaws.com", "kms:Decrypt", "kms:GenerateDataKey") for name in ("cloudwatch", "sns")]
DELIVER = {
    "Effect": "Allow",
    "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
    "Resource": f"{GROUP}:log-stream:*",
}

KNOWN = {
    "aws_cloudwatch_log_group.events": {"arn": GROUP, "id": "/audit"},
    "aws_iam_role.delivery": {"arn": f"arn:aws:iam::{ACCOUNT}:role/delivery", "id": "delivery"},
    "aws_kms_key.all": {"arn": f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/1234", "id": "1234", "key_id": "1234"},
    "aws_s3_bucket.files": {"arn": "arn:aws:s3:::audit-files", "id": "audit-files"},
    "aws_sns_topic.oncall": {"arn": TOPIC, "id": TOPIC},
}
"""What AWS makes up, once it is deployed."""

_CHAIN: Terraform = {
    "provider": {"aws": [{"region": "eu-west-1", "default_tags": [{"tags": {"owner": "security"}}]}]},
    "variable": {"URL": {"type": "string", "sensitive": True}},
    "resource": {
        "aws_cloudtrail": {
            "audit": {
                "name": "audit",
                "s3_bucket_name": "${aws_s3_bucket.files.id}",
                "cloud_watch_logs_group_arn": "${aws_cloudwatch_log_group.events.arn}:*",
                "cloud_watch_logs_role_arn": "${aws_iam_role.delivery.arn}",
                "kms_key_id": "${aws_kms_key.all.arn}",
                "is_multi_region_trail": True,
                "enable_log_file_validation": True,
            }
        },
        "aws_cloudwatch_log_group": {"events": {"name": "/audit", "retention_in_days": 400}},
        "aws_iam_role": {
            "delivery": {
                "name": "delivery",
                "assume_role_policy": policy(
                    {
                        "Effect": "Allow",
                        "Principal": {"Service": "cloudtrail.amazonaws.com"},
                        "Action": "sts:AssumeRole",
                    }
                ),
            }
        },
        "aws_iam_role_policy": {
            "deliver": {"name": "deliver", "role": "${aws_iam_role.delivery.id}", "policy": policy(DELIVER)}
        },
        "aws_s3_bucket": {"files": {"bucket": "audit-files"}},
        "aws_s3_bucket_policy": {
            "files": {
                "bucket": "${aws_s3_bucket.files.id}",
                "policy": policy(*CLOUDTRAIL_WRITES, DENY_WITHOUT_TLS),
            }
        },
        "aws_s3_bucket_public_access_block": {
            "files": {
                "bucket": "${aws_s3_bucket.files.id}",
                "block_public_acls": True,
                "block_public_policy": True,
                "ignore_public_acls": True,
                "restrict_public_buckets": True,
            }
        },
        "aws_s3_bucket_versioning": {
            "files": {"bucket": "${aws_s3_bucket.files.id}", "versioning_configuration": {"status": "Enabled"}}
        },
        "aws_s3_bucket_server_side_encryption_configuration": {
            "files": {
                "bucket": "${aws_s3_bucket.files.id}",
                "rule": [{"apply_server_side_encryption_by_default": {"sse_algorithm": "aws:kms"}}],
            }
        },
        "aws_s3_bucket_lifecycle_configuration": {
            "files": {
                "bucket": "${aws_s3_bucket.files.id}",
                "rule": [
                    {
                        "id": "expire",
                        "status": "Enabled",
                        "expiration": [{"days": 400}],
                        "noncurrent_version_expiration": [{"noncurrent_days": 400}],
                    }
                ],
            }
        },
        "aws_kms_key": {"all": {"policy": policy(*USES_KEY), "enable_key_rotation": True}},
        "aws_kms_alias": {"all": {"name": "alias/audit", "target_key_id": "${aws_kms_key.all.key_id}"}},
        "aws_cloudwatch_log_metric_filter": {
            "root": {
                "name": "root",
                "log_group_name": "${aws_cloudwatch_log_group.events.name}",
                "pattern": '{ $.userIdentity.type = "Root" }',
                "metric_transformation": {"name": "Root", "namespace": "Audit", "value": "1"},
            }
        },
        "aws_cloudwatch_metric_alarm": {
            "root": {
                "alarm_name": "root",
                "metric_name": "Root",
                "namespace": "Audit",
                "statistic": "Sum",
                "treat_missing_data": "notBreaching",
                "alarm_actions": ["${aws_sns_topic.oncall.arn}"],
                "ok_actions": ["${aws_sns_topic.oncall.arn}"],
            }
        },
        "aws_sns_topic": {"oncall": {"name": "on-call", "kms_master_key_id": "${aws_kms_key.all.arn}"}},
        "aws_sns_topic_policy": {
            "oncall": {"arn": "${aws_sns_topic.oncall.arn}", "policy": policy(CLOUDWATCH_PUBLISHES)}
        },
        "aws_sns_topic_subscription": {
            "oncall": {
                "topic_arn": "${aws_sns_topic.oncall.arn}",
                "protocol": "https",
                "endpoint": "${var.URL}",
                "redrive_policy": json.dumps({"deadLetterTargetArn": f"arn:aws:sqs:eu-west-1:{ACCOUNT}:dead"}),
            }
        },
        "aws_sqs_queue": {"dead": {"name": "dead", "policy": policy(TOPIC_LEAVES), "kms_master_key_id": "alias/audit"}},
    },
}


def chain() -> Terraform:
    """The chain, to be changed."""
    return copy.deepcopy(_CHAIN)


def deployed(terraform: Terraform) -> Terraform:
    """The same after it was deployed: every reference is the value it refers to."""
    for type_, named in terraform["resource"].items():
        for name, arguments in named.items():
            arguments.update(KNOWN.get(f"{type_}.{name}", {}))
    text = json.dumps(terraform).replace("${aws_cloudwatch_log_group.events.name}", "/audit")
    for address, values in KNOWN.items():
        for attribute, value in values.items():
            text = text.replace(f"${{{address}.{attribute}}}", value)
    known: Terraform = json.loads(text)
    return known


def changed(type_: str, **arguments: Any) -> Terraform:
    """The chain with other arguments in its one resource of a type; None takes one out."""
    terraform = chain()
    (resource,) = terraform["resource"][type_].values()
    for name, value in arguments.items():
        if value is None:
            resource.pop(name, None)
        else:
            resource[name] = value
    return terraform


def without(type_: str) -> Terraform:
    """The chain without its resource of a type."""
    terraform = chain()
    del terraform["resource"][type_]
    return terraform


def with_more(type_: str, name: str, /, **arguments: Any) -> Terraform:
    """The chain with one more resource."""
    terraform = chain()
    terraform["resource"].setdefault(type_, {})[name] = arguments
    return terraform
