"""A forwarder: the function that brings alarms to Slack, Microsoft Teams or a syslog server, and what it needs.

Its role may write its log, read what it was given a reference to, and leave dead letters; nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.account import Account
from pipeline.fact import fact
from pipeline.key import in_policies
from pipeline.log_group import DeliveryRole, LogGroup
from pipeline.policy_document import PolicyDocument, Statement, allow, service
from pipeline.secret import ParameterReference, StoredReference

RUNTIME = "python3.13"
"""Supported till October 2029: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html"""

HANDLER = "forwarder.handler.handle"
ARCHITECTURE = "arm64"
TIMEOUT = 30
"""Seconds, in which a busy webhook is tried again; Lambda runs the function twice more after that."""

MEMORY = 128
"""MiB."""

Variables = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ForwarderRole(DeliveryRole):
    """The role of the function; inline policies by name, attached ones by ARN."""

    trust_policy: PolicyDocument = fact("critical", "Lambda cannot run the forwarder, or others can be it.")
    inline_policies: tuple[tuple[str, PolicyDocument], ...] = fact(
        "critical",
        "The forwarder may not read its webhook, or may do more than that.",
        removal="aws iam delete-role-policy --role-name {resource} --policy-name {added}",
    )
    attached_policies: tuple[str, ...] = fact(
        "high",
        "The forwarder may do more than forward.",
        default=(),
        removal="aws iam detach-role-policy --role-name {resource} --policy-arn {added}",
    )
    permissions_boundary: str | None = fact(
        "high", "A boundary may keep the forwarder from reading its webhook.", default=None
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ForwarderLogGroup(LogGroup):
    """Where the function says what it delivered and what it could not; no text of a message stands there."""

    retention_days: int | None = fact("low", "What the forwarder says is kept for another time than declared.")
    kms_key_arn: str | None = fact("low", "What the forwarder says is not encrypted as declared.", default=None)
    log_group_class: str = fact("low", "What the forwarder says is searched another way.", default="STANDARD")
    transformer: tuple[str, ...] = fact(
        "low",
        "What the forwarder says is changed on arrival.",
        default=(),
        removal="aws logs delete-transformer --log-group-identifier {resource}",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Forwarder:
    """The function. `variables` hold references, never secrets; `reserved_concurrency` None reserves none."""

    account: Account
    name: str
    destination: str
    code_sha256: str = fact("critical", "The forwarder runs other code than declared: it may drop or leak alarms.")
    runtime: str = fact("high", "The forwarder's code may not run.", default=RUNTIME)
    handler: str = fact("critical", "Another entry of the code is run: alarms may not be forwarded.", default=HANDLER)
    architectures: tuple[str, ...] = fact("low", "The forwarder costs more.", default=(ARCHITECTURE,))
    layers: tuple[str, ...] = fact("critical", "Code that nobody declared runs with the forwarder.", default=())
    role_arn: str = fact("critical", "The forwarder may not read its webhook, or may do more than that.")
    variables: Variables = fact("critical", "The forwarder sends alarms elsewhere than declared.")
    timeout: int = fact("medium", "A busy receiver is given up sooner or later than declared.", default=TIMEOUT)
    memory_size: int = fact("low", "The forwarder is slower or costs more.", default=MEMORY)
    dead_letter_queue_arn: str | None = fact("high", "What the forwarder cannot deliver is lost.", default=None)
    reserved_concurrency: int | None = fact(
        "critical", "With 0 the forwarder never runs; with few, alarms of one moment wait.", default=None
    )
    kms_key_arn: str | None = fact("low", "The forwarder's settings are encrypted another way.", default=None)

    @property
    def arn(self) -> str:
        """The ARN of the function."""
        return self.account.arn("lambda", f"function:{self.name}")

    @property
    def log_group(self) -> str:
        """The name of its log group."""
        return log_group_of(self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionPermission:
    """What lets a topic invoke a function: one statement of the function's own policy, by its id."""

    account: Account
    function_arn: str
    sid: str
    topic_arn: str = ""
    policy: PolicyDocument = fact("critical", "The topic may not invoke the function, or others may.")

    @property
    def arn(self) -> str:
        """The ARN of the function, whose policy it is in."""
        return self.function_arn

    @property
    def name(self) -> str:
        """Function and statement."""
        return f"{self.function_arn} {self.sid}"


def log_group_of(function: str) -> str:
    """Where Lambda writes: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html"""
    return f"/aws/lambda/{function}"


def trust_policy() -> PolicyDocument:
    """Lambda alone: https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html"""
    statement = {
        "Sid": "LambdaAssumes",
        "Effect": "Allow",
        "Principal": service("lambda.amazonaws.com"),
        "Action": "sts:AssumeRole",
    }
    return PolicyDocument((statement,))


def forwarding_policy(
    account: Account, log_group_arn: str, queue_arn: str, stored: Iterable[StoredReference], key_alias: str | None
) -> PolicyDocument:
    """Write the log, leave dead letters, read what is referred to; and use keys through these services alone.

    https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
    https://docs.aws.amazon.com/systems-manager/latest/userguide/secure-string-parameter-kms-encryption.html
    https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
    """
    statements = [
        allow("Log", ["logs:CreateLogStream", "logs:PutLogEvents"], f"{log_group_arn}:*"),
        allow("LeaveDeadLetters", "sqs:SendMessage", queue_arn),
    ]
    if key_alias:
        statements.append(_encrypt(account, key_alias))
    for index, reference in enumerate(dict.fromkeys(stored)):
        statements += _read(account, reference, index)
    return PolicyDocument(tuple(statements))


def _encrypt(account: Account, key_alias: str) -> Statement:
    key_arn, named = in_policies(account, key_alias)
    condition = {"StringEquals": {"kms:ViaService": f"sqs.{account.region}.{account.dns_suffix}"}, **named}
    return allow("EncryptDeadLetters", ["kms:GenerateDataKey", "kms:Decrypt"], key_arn, Condition=condition)


def _read(account: Account, reference: StoredReference, index: int) -> Iterator[Statement]:
    if isinstance(reference, ParameterReference):
        store, action = "ssm", "ssm:GetParameter"
        arn = account.arn("ssm", f"parameter{reference.path}")
        context = {"StringEquals": {"kms:EncryptionContext:PARAMETER_ARN": arn}}
    else:
        store, action = "secretsmanager", "secretsmanager:GetSecretValue"
        # Secrets Manager ends the ARN of a secret in a hyphen and six characters of its own.
        arn = account.arn("secretsmanager", f"secret:{reference.name}-??????")
        context = {"StringLike": {"kms:EncryptionContext:SecretARN": arn}}
    via = {"kms:ViaService": f"{store}.{account.region}.{account.dns_suffix}"}
    condition = {**context, "StringEquals": {**context.get("StringEquals", {}), **via}}
    yield allow(f"Read{index}", action, arn)
    yield allow(f"Decrypt{index}", "kms:Decrypt", account.arn("kms", "key/*"), Condition=condition)


def invoking_policy(function_arn: str, topic_arn: str, sid: str) -> PolicyDocument:
    """This one topic may invoke the function, in the form in which Lambda keeps it.

    https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
    """
    condition = {"ArnLike": {"AWS:SourceArn": topic_arn}}
    principal = service("sns.amazonaws.com")
    return PolicyDocument(
        (allow(sid, "lambda:InvokeFunction", function_arn, Principal=principal, Condition=condition),)
    )


def dead_letters_of_functions(account: Account, role_arns: Iterable[str]) -> Statement:
    """What the pipeline's key must let forwarders do, to leave dead letters in an encrypted queue."""
    condition = {
        "StringEquals": {"kms:ViaService": f"sqs.{account.region}.{account.dns_suffix}"},
        "ArnEquals": {"aws:PrincipalArn": sorted(role_arns)},
    }
    return allow(
        "ForwardersLeaveDeadLetters",
        ["kms:GenerateDataKey", "kms:Decrypt"],
        "*",
        Principal={"AWS": account.root_arn},
        Condition=condition,
    )


def logs_of_functions(account: Account, log_group_arns: Iterable[str]) -> Statement:
    """What the pipeline's key must let CloudWatch Logs do, to encrypt what forwarders say."""
    actions = [
        "kms:Encrypt", "kms:Decrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo", "kms:GenerateDataKey",
        "kms:GenerateDataKeyWithoutPlaintext", "kms:DescribeKey",
    ]  # fmt: skip
    return allow(
        "ForwardersLogsEncrypt",
        actions,
        "*",
        Principal=service(f"logs.{account.region}.{account.dns_suffix}"),
        Condition={"ArnEquals": {"kms:EncryptionContext:aws:logs:arn": sorted(log_group_arns)}},
    )
