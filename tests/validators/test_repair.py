import dataclasses
import json
from collections.abc import Iterable

import pytest

from alerts.alert import Severity
from pipeline.pipeline import Pipeline
from tests.validators.deployment import deploy_key, deploy_metric_filter, put_insights
from tests.validators.designed import ENDPOINTS
from tests.validators.sandboxed import SandboxedAccount
from validators import repair
from validators.finding import Finding, Status
from validators.reading import CallFailed
from validators.run import check

SPY = "arn:aws:sqs:eu-west-1:999988887777:spy"
DENIED = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "logs:*", "Resource": "*"}]}
PATTERN = {
    "filterPattern": "{ $.eventName = X }",
    "metricTransformations": [{"metricName": "M", "metricNamespace": "N", "metricValue": "1"}],
}


def deploying(account: SandboxedAccount) -> Pipeline:
    """Its pipeline with a role to deploy by."""
    role = dataclasses.replace(account.pipeline.account, deploy_role="Deployer")
    return dataclasses.replace(account.pipeline, account=role)


def findings(account: SandboxedAccount) -> tuple[Finding, ...]:
    (report,) = check([account.pipeline], ENDPOINTS)
    return report.findings


def the_repair(account: SandboxedAccount, part: str, status: Status, field: str = "") -> repair.Repair:
    """The one thing that can be done about the finding of this part."""
    (finding,) = [f for f in findings(account) if (f.part, f.status, f.field) == (part, status, field)]
    (able,) = repair.repairs(account.pipeline, finding)
    return able


def put_right(account: SandboxedAccount, able: repair.Repair) -> None:
    repair.perform(able, deploying(account), account.clients, ENDPOINTS)


def about(found: Iterable[Finding], part: str) -> list[Finding]:
    return [finding for finding in found if finding.part == part]


@pytest.fixture
def deployed(account: SandboxedAccount) -> SandboxedAccount:
    account.deploy()
    return account


def test_a_subscription_that_nobody_declared_is_ended_and_the_others_stay(deployed: SandboxedAccount) -> None:
    topic = deployed.pipeline.topics[0].arn
    deployed.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=SPY)
    able = the_repair(deployed, "subscription", Status.unmanaged)
    assert (able.call, able.removes) == ("sns:Unsubscribe", True)
    put_right(deployed, able)
    assert about(findings(deployed), "subscription") == []


def test_a_filter_that_nobody_declared_is_deleted_from_the_log_group(deployed: SandboxedAccount) -> None:
    group = deployed.pipeline.log_group.name
    deployed.client("logs").put_metric_filter(logGroupName=group, filterName="rogue", **PATTERN)
    able = the_repair(deployed, "metric-filter", Status.unmanaged)
    put_right(deployed, able)
    assert able.removes
    assert about(findings(deployed), "metric-filter") == []


def alarm_beside(account: SandboxedAccount, name: str) -> None:
    """An alarm of this name that watches what the first one watches."""
    cloudwatch, first = account.client("cloudwatch"), account.pipeline.alarms[0]
    cloudwatch.put_metric_alarm(
        AlarmName=name, Namespace=first.metric_namespace, MetricName=first.metric_name, Statistic="Sum", Period=300,
        EvaluationPeriods=1, Threshold=1, ComparisonOperator="GreaterThanThreshold",
    )  # fmt: skip


def test_an_alarm_that_bears_the_prefix_is_deleted(deployed: SandboxedAccount) -> None:
    alarm_beside(deployed, "bell-rogue")
    (finding,) = [one for one in about(findings(deployed), "alarm") if one.resource == "bell-rogue"]
    (able,) = repair.repairs(deployed.pipeline, finding)
    put_right(deployed, able)
    assert able.removes
    assert [one for one in about(findings(deployed), "alarm") if one.resource == "bell-rogue"] == []


def test_an_alarm_of_others_is_never_deleted(account: SandboxedAccount) -> None:
    finding = Finding(
        status=Status.unmanaged, part="alarm", resource="theirs", severity=Severity.medium, message="", repair=""
    )
    assert [*repair.repairs(account.pipeline, finding)] == []


def test_a_confirmation_is_asked_for_anew(account: SandboxedAccount) -> None:
    account.deploy()
    sns = account.client("sns")
    for part in account.pipeline.topics:
        for listed in sns.list_subscriptions_by_topic(TopicArn=part.arn)["Subscriptions"]:
            sns.unsubscribe(SubscriptionArn=listed["SubscriptionArn"])
    missing = [one for one in about(findings(account), "subscription") if one.status is Status.missing]
    assert len(missing) == len(account.pipeline.subscriptions)
    put_right(account, next(repair.repairs(account.pipeline, missing[0])))
    left = about(findings(account), "subscription")
    assert {(one.status, one.field) for one in left} == {(Status.unhealthy, "confirmation")}


def test_selectors_that_record_less_are_reset(deployed: SandboxedAccount) -> None:
    trail = deployed.pipeline.trail
    selector = {"ReadWriteType": "WriteOnly", "IncludeManagementEvents": True}
    deployed.client("cloudtrail").put_event_selectors(TrailName=trail.name, EventSelectors=[selector])
    able = the_repair(deployed, "trail", Status.changed, "event_selectors")
    put_right(deployed, able)
    assert not able.removes
    assert about(findings(deployed), "trail") == []


def test_insights_that_were_turned_off_are_looked_for_again_and_others_stay(deployed: SandboxedAccount) -> None:
    trail = deployed.pipeline.trail
    put_insights(trail, deployed.client, ["ApiCallRateInsight"])
    put_right(deployed, the_repair(deployed, "trail", Status.changed, "insight_selectors"))
    assert about(findings(deployed), "trail") == []
    on = deployed.client("cloudtrail").get_insight_selectors(TrailName=trail.name)["InsightSelectors"]
    assert [selector["InsightType"] for selector in on] == ["ApiCallRateInsight", "ApiErrorRateInsight"]


def test_transformer_that_nobody_declared_is_deleted(deployed: SandboxedAccount) -> None:
    group = deployed.pipeline.log_group.name
    deployed.client("logs").put_transformer(logGroupIdentifier=group, transformerConfig=[{"parseJSON": {}}])
    able = the_repair(deployed, "log-group", Status.unmanaged, "transformer")
    put_right(deployed, able)
    assert able.removes
    assert about(findings(deployed), "log-group") == []


def test_filter_of_another_log_group_is_never_deleted(deployed: SandboxedAccount) -> None:
    deployed.client("logs").create_log_group(logGroupName="/noise")
    noise = dataclasses.replace(deployed.pipeline.metric_filters[0], log_group="/noise", name="noise")
    deploy_metric_filter(noise, deployed.client)
    (finding,) = about(findings(deployed), "metric-filter")
    assert [*repair.repairs(deployed.pipeline, finding)] == []


@pytest.fixture
def with_a_deny(deployed: SandboxedAccount) -> SandboxedAccount:
    deployed.client("iam").put_role_policy(
        RoleName=deployed.pipeline.delivery_role.name, PolicyName="deny", PolicyDocument=json.dumps(DENIED)
    )
    return deployed


def test_a_policy_that_nobody_declared_is_taken_from_the_role(with_a_deny: SandboxedAccount) -> None:
    able = the_repair(with_a_deny, "delivery-role", Status.unmanaged, "inline_policies")
    put_right(with_a_deny, able)
    role = with_a_deny.pipeline.delivery_role.name
    assert able.removes
    assert with_a_deny.client("iam").list_role_policies(RoleName=role)["PolicyNames"] == ["deliver"]


def test_the_policy_that_is_declared_stays_where_one_is_attached(deployed: SandboxedAccount) -> None:
    iam, role = deployed.client("iam"), deployed.pipeline.delivery_role.name
    arn = iam.create_policy(PolicyName="more", PolicyDocument=json.dumps(DENIED))["Policy"]["Arn"]
    iam.attach_role_policy(RoleName=role, PolicyArn=arn)
    put_right(deployed, the_repair(deployed, "delivery-role", Status.unmanaged, "attached_policies"))
    assert iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"] == []
    assert iam.list_role_policies(RoleName=role)["PolicyNames"] == ["deliver"]


def test_a_key_that_is_to_be_deleted_is_kept_and_enabled(account: SandboxedAccount) -> None:
    assert account.pipeline.key is not None
    arn = deploy_key(account.pipeline.key, account.client)
    account.client("kms").schedule_key_deletion(KeyId=arn.rpartition("/")[2])
    able = Finding(
        status=Status.missing, part="key", resource=account.pipeline.key.name, severity=Severity.medium,
        message="", repair="",
    )  # fmt: skip
    (keep,) = repair.repairs(account.pipeline, able)
    assert keep.first
    put_right(account, keep)
    assert account.client("kms").describe_key(KeyId=arn)["KeyMetadata"]["KeyState"] == "Enabled"


def test_a_key_that_is_gone_is_not_kept(account: SandboxedAccount) -> None:
    assert not repair.keeps_a_key(account.pipeline, account.session())


def test_a_call_that_is_denied_tells_the_permission(with_a_deny: SandboxedAccount) -> None:
    able = the_repair(with_a_deny, "delivery-role", Status.unmanaged, "inline_policies")
    with_a_deny.fail("iam", "DeleteRolePolicy")
    with pytest.raises(CallFailed, match="iam:DeleteRolePolicy: access denied; allow this action for the role that"):
        put_right(with_a_deny, able)


def test_what_terraform_repairs_is_left_to_it(account: SandboxedAccount) -> None:
    changed = Finding(
        status=Status.changed, part="alarm", resource="bell-x", field="threshold", severity=Severity.medium,
        message="", repair="",
    )  # fmt: skip
    assert [*repair.repairs(account.pipeline, changed)] == []
