"""One account's pipeline as a Terraform stack."""

from __future__ import annotations

from collections.abc import Sequence

from cdktf import ITerraformDependable, LocalBackend, S3Backend, TerraformStack, TerraformVariable
from constructs import Construct

from imports.aws.provider import AwsProvider, AwsProviderAssumeRole, AwsProviderDefaultTags
from modules.adoption import adopt_alarm, adopt_metric_filter
from modules.alert import Alarm, MetricFilter
from modules.auditor import OidcProvider
from modules.bucket import Bucket
from modules.chat import chat_channels
from modules.collector import collect
from modules.forwarder import forward
from modules.key import Key, key_arn
from modules.log_group import LogGroup
from modules.notification import DeadLetterQueue, Subscription, Topic
from modules.role import Role
from modules.trail import Trail
from pipeline import trail
from pipeline.account import Account
from pipeline.configuration import State
from pipeline.pipeline import Pipeline, identity

REQUIRED_VERSION = ">= 1.5.0"
REQUIRED_VERSION_WITH_LOCK_FILE = ">= 1.10.0"
"""S3 state locking by a lock file: https://developer.hashicorp.com/terraform/language/backend/s3#state-locking"""


class AccountStack(TerraformStack):
    """Everything Trailbell deploys into one account.

    >>> app = App()
    >>> AccountStack(app, pipeline.account.name, pipeline)
    >>> app.synth()

    The ids of its children are the names of alerts and destinations, so that adding, removing or renaming one touches
    only its own resources. A local state lies beside cdktf.out, or in `state_folder`.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        pipeline: Pipeline,
        state: State | None = None,
        *,
        state_folder: str | None = None,
    ) -> None:
        super().__init__(scope, id)
        _backend(self, pipeline, state or State(), state_folder)
        _provider(self, pipeline.account, pipeline.prefix)
        self._key_arn, self._key_ready = self._encrypt(pipeline)
        self._notify(pipeline)
        self._record(pipeline)
        self._watch(pipeline)
        self._audit(pipeline)

    def _encrypt(self, pipeline: Pipeline) -> tuple[str | None, Sequence[ITerraformDependable]]:
        """The ARN of the key, looked up where the key was there before; and what must be there to encrypt with it."""
        if pipeline.key is None:
            return None, ()
        if pipeline.exists(pipeline.key):
            return key_arn(self, pipeline.key.arn, None), ()
        key = Key(self, "key", pipeline.key)
        return key.arn, key.ready

    def _notify(self, pipeline: Pipeline) -> None:
        created = (part for part in pipeline.topics if not pipeline.exists(part))
        topics = {part.arn: Topic(self, f"topic-{part.name}", part, key=self._key_arn) for part in created}
        queues = {
            part.arn: DeadLetterQueue(self, f"queue-{part.name}", part, key=self._key_arn)
            for part in pipeline.dead_letter_queues
        }
        invocable = forward(self, pipeline, queues, key=self._key_arn, key_ready=self._key_ready)
        chat_channels(self, pipeline, topics)
        for part in (one for one in pipeline.subscriptions if not pipeline.exists(one)):
            before = [*topics[part.topic_arn].ready, *invocable.get(part.topic_arn, ())]
            if part.dead_letter_queue_arn:
                before += queues[part.dead_letter_queue_arn].ready
            Subscription(self, f"subscription-{part.destination}", part, depends_on=before)
        if (collector := pipeline.collector) is not None:
            before = [*queues[collector.dead_letter_queue.arn].ready]
            topics[collector.topic.arn] = collect(self, collector, key=self._key_arn, dead_letters=before)
        self._topics = topics

    def _record(self, pipeline: Pipeline) -> None:
        """What is there already is left alone: nothing of it stands in the stack."""
        before = self._ready(pipeline.trail.topic_arn)
        if pipeline.bucket and not pipeline.exists(pipeline.bucket):
            before += Bucket(self, "bucket", pipeline.bucket, key=self._key_arn).ready
        self._log_group_ready: Sequence[ITerraformDependable] = ()
        if (group := pipeline.log_group) and not pipeline.exists(group):
            log_group = LogGroup(self, "log-group", group, key=self._key_arn, depends_on=self._key_ready)
            self._log_group_ready = log_group.ready
        if pipeline.delivery_role and not pipeline.exists(pipeline.delivery_role):
            before += Role(self, "delivery-role", pipeline.delivery_role).ready
        if not pipeline.exists(pipeline.trail):
            before += self._log_group_ready
            elsewhere = _elsewhere(self, pipeline.trail)
            Trail(self, "trail", pipeline.trail, key=self._key_arn, elsewhere=elsewhere, depends_on=before)

    def _watch(self, pipeline: Pipeline) -> None:
        for metric_filter in pipeline.metric_filters:
            before = self._log_group_ready
            counting = MetricFilter(self, f"filter-{metric_filter.name}", metric_filter, depends_on=before)
            if identity(metric_filter) in pipeline.adopted:
                adopt_metric_filter(counting, metric_filter)
        untagged = _untagged(self, pipeline.account) if pipeline.adopted else None
        for alarm in pipeline.alarms:
            told = {*alarm.alarm_actions, *alarm.ok_actions, *alarm.insufficient_data_actions}
            watching = Alarm(self, f"alarm-{alarm.name}", alarm, depends_on=self._ready(*sorted(told)))
            if untagged and identity(alarm) in pipeline.adopted:
                adopt_alarm(watching, alarm, untagged)

    def _audit(self, pipeline: Pipeline) -> None:
        before: Sequence[ITerraformDependable] = ()
        if pipeline.oidc_provider and not pipeline.exists(pipeline.oidc_provider):
            before = OidcProvider(self, "oidc-provider", pipeline.oidc_provider).ready
        if pipeline.auditor_role:
            Role(self, "auditor", pipeline.auditor_role, depends_on=before)

    def _ready(self, *topic_arns: str | None) -> list[ITerraformDependable]:
        """What must be there before something may publish to these topics; topics of others are there already."""
        return [ready for arn in topic_arns if arn in self._topics for ready in self._topics[arn].ready]


def _backend(stack: TerraformStack, pipeline: Pipeline, state: State, folder: str | None) -> None:
    # Two configurations, or two accounts of one name, must never share a state.
    name = f"{pipeline.prefix}-{pipeline.account.name}-{pipeline.account.id}.tfstate"
    required = REQUIRED_VERSION
    if state.backend == "s3":
        S3Backend(
            stack,
            bucket=state.bucket or "",
            key=f"{state.prefix}/{name}",
            region=state.region or "",
            encrypt=True,
        )
        stack.add_override("terraform.backend.s3.use_lockfile", True)
        required = REQUIRED_VERSION_WITH_LOCK_FILE
    else:
        # Seen from the stack's own folder, where Terraform runs: beside cdktf.out.
        LocalBackend(stack, path=f"{folder or '../../..'}/terraform.{name}")
    stack.add_override("terraform.required_version", required)


def _provider(stack: TerraformStack, account: Account, prefix: str) -> None:
    path_style = TerraformVariable(
        stack,
        "s3_use_path_style",
        type="bool",
        default=False,
        description="Address buckets by path; for a local AWS only.",
    )
    AwsProvider(
        stack,
        "aws",
        region=account.region,
        allowed_account_ids=[account.id],
        assume_role=_assumed(account),
        default_tags=[AwsProviderDefaultTags(tags={**dict(account.tags), "trailbell": prefix})],
        s3_use_path_style=path_style.boolean_value,
    )


def _untagged(stack: TerraformStack, account: Account) -> AwsProvider:
    """The same way into the account for what is taken over, which keeps its own tags and gets none of the stack's."""
    return AwsProvider(
        stack,
        "aws-untagged",
        alias="untagged",
        region=account.region,
        allowed_account_ids=[account.id],
        assume_role=_assumed(account),
    )


def _elsewhere(stack: TerraformStack, part: trail.Trail) -> AwsProvider | None:
    """The same way into the account, in the region of a key that another account has in another region."""
    account, region = part.account, (part.kms_key_arn or ":::").split(":")[3]
    if region in ("", account.region):
        return None
    return AwsProvider(
        stack,
        "aws-elsewhere",
        alias="elsewhere",
        region=region,
        allowed_account_ids=[account.id],
        assume_role=_assumed(account),
    )


def _assumed(account: Account) -> list[AwsProviderAssumeRole] | None:
    if not account.deploy_role:
        return None
    arn, name = account.role_arn(account.deploy_role), "trailbell-deploy"
    return [AwsProviderAssumeRole(role_arn=arn, session_name=name, external_id=account.external_id)]
