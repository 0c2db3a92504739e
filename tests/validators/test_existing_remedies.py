"""What is said to the owners of existing resources, of findings as the comparison makes them."""

import pytest

from alerts.alert import Severity
from pipeline.fact import Fact
from pipeline.pipeline import Pipeline
from pipeline.policy_document import PolicyDocument, allow, service
from pipeline.requirement import Permits
from tests.validators.designed import designed
from validators.existing import lacking, remedied
from validators.finding import Finding, Status

EXISTING = {
    "trail": "by-hand",
    "bucket": "by-hand-logs",
    "log_group": "group",
    "role": "path/Deliver",
    "key": "alias/security",
}
FACT = Fact(Severity.critical, "CloudTrail may not deliver.")
WANTED = allow("Write", "s3:PutObject", "arn:aws:s3:::logs/*", Principal=service("cloudtrail.amazonaws.com"))
PERMITS = Permits(PolicyDocument((WANTED,)))


@pytest.fixture
def pipeline() -> Pipeline:
    return designed(existing=EXISTING, trail={"encryption": "kms"})


def finding(part: str, resource: str, **different: object) -> Finding:
    given = {"status": Status.changed, "severity": Severity.critical, "message": "", "repair": "cdktf deploy x"}
    return Finding(part=part, resource=resource, **{**given, **different})  # type: ignore[arg-type]


def repair(pipeline: Pipeline, *findings: Finding) -> str:
    return next(iter(remedied(pipeline, findings))).repair


def test_a_finding_on_what_is_deployed_keeps_its_repair(pipeline: Pipeline) -> None:
    assert repair(pipeline, finding("alarm", "bell-cis-root-usage", field="threshold")) == "cdktf deploy x"


def test_an_organizations_trail_in_a_member_account_cannot_be_turned_to_its_log_group(pipeline: Pipeline) -> None:
    observed = "arn:aws:logs:eu-west-1:999988887777:log-group:aws-controltower/CloudTrailLogs"
    said = repair(pipeline, finding("trail", "by-hand", field="log_group_arn", observed=observed))
    assert said == (
        "it is an organization's trail, which sends events to a log group of account 999988887777 only: declare these "
        "alerts for 999988887777, or let account account-111122223333 have a trail of its own"
    )


@pytest.mark.parametrize(
    ("arn", "said"),
    [
        (
            "arn:aws:cloudtrail:us-east-1:111122223333:trail/by-hand",
            "its home region is us-east-1: set region: us-east-1 for account account-111122223333",
        ),
        ("arn:aws:cloudtrail:us-east-1:999988887777:trail/by-hand", "it is an organization's trail, which sends"),
    ],
)
def test_a_trail_that_is_missing_here_and_found_elsewhere_is_told_so(pipeline: Pipeline, arn: str, said: str) -> None:
    missing = finding("trail", "by-hand", status=Status.missing)
    elsewhere = finding("trail", arn, status=Status.unmanaged)
    (told,) = remedied(pipeline, [missing, elsewhere])
    assert told.repair.startswith(said)


def test_a_trail_whose_role_nobody_named_is_turned_with_a_role_to_be_chosen(pipeline: Pipeline) -> None:
    unnamed = designed(existing={"trail": "by-hand", "log_group": "group"})
    said = repair(unnamed, finding("trail", "by-hand", field="log_group_arn", observed=None))
    assert "--cloud-watch-logs-role-arn ROLE, where ROLE is one by which CloudTrail may write there" in said


@pytest.mark.parametrize(
    ("field", "observed", "said"),
    [
        (
            "log_group_arn",
            "arn:aws:logs:eu-west-1:111122223333:log-group:theirs",
            "name theirs, where its events go, as existing.log_group",
        ),
        ("bucket", "other-logs", "name other-logs, where its log files go, as existing.bucket"),
        ("key_prefix", "old", "name by-hand-logs/old, where its log files go, as existing.bucket"),
        ("delivery_role_arn", "arn:aws:iam::111122223333:role/a/Other", "name a/Other, by which it sends, as existing"),
        ("topic_arn", "arn:aws:sns:eu-west-1:111122223333:siem", "it tells arn:aws:sns:eu-west-1:111122223333:siem, "),
    ],
)
def test_a_place_where_the_trail_sends_already_is_the_one_to_name(
    pipeline: Pipeline, field: str, observed: str, said: str
) -> None:
    remedy = repair(pipeline, finding("trail", "by-hand", field=field, observed=observed))
    assert remedy.startswith(said)
    assert "; or turn it away from there: aws cloudtrail update-trail --region eu-west-1 --name by-hand --" in remedy


def test_what_the_trail_is_turned_to_is_deployed_first() -> None:
    pipeline = designed(existing={"trail": "by-hand"})
    undeployed = finding("log-group", "/aws/cloudtrail/bell", status=Status.missing)
    remedy = repair(pipeline, finding("trail", "by-hand", field="log_group_arn", observed=None), undeployed)
    assert remedy.startswith("cdktf deploy account-111122223333 && aws cloudtrail update-trail --region eu-west-1 ")


def test_the_command_for_a_role_names_it_without_its_path() -> None:
    lacks = lacking(("delivery-role", "path/Deliver"), "inline_policies", FACT, PERMITS, (), region="eu-west-1")
    assert "--role-name Deliver --policy-name trailbell-deliver --policy-document '{" in lacks.repair


def test_what_a_policy_certainly_does_not_permit_is_changed() -> None:
    lacks = lacking(("bucket", "logs"), "policy", FACT, PERMITS, PolicyDocument(), region="eu-west-1")
    assert (lacks.status, lacks.message) == (Status.changed, FACT.meaning)
    assert lacks.observed == "its policy does not allow it"


def test_what_cannot_be_judged_is_unchecked_and_never_a_pass() -> None:
    doubtful = PolicyDocument(({**WANTED, "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}},))
    lacks = lacking(("bucket", "logs"), "policy", FACT, PERMITS, doubtful, region="eu-west-1")
    assert lacks.status is Status.unchecked
    assert "by a condition that cannot be judged" in lacks.message


def test_a_statement_that_denies_is_named_for_no_added_one_outweighs_it() -> None:
    denies = {**WANTED, "Sid": "NobodyWrites", "Effect": "Deny", "Principal": "*"}
    lacks = lacking(("bucket", "logs"), "policy", FACT, PERMITS, PolicyDocument((denies, WANTED)), region="eu-west-1")
    assert lacks.repair == (
        "its policy denies it (statement NobodyWrites): let that spare cloudtrail.amazonaws.com; "
        "no added statement outweighs it"
    )


def test_a_deny_that_cannot_be_judged_is_named_too() -> None:
    denies = {**WANTED, "Sid": "Office", "Effect": "Deny", "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}}
    lacks = lacking(("bucket", "logs"), "policy", FACT, PERMITS, PolicyDocument((denies, WANTED)), region="eu-west-1")
    assert lacks.status is Status.unchecked
    assert lacks.repair.startswith("its policy may deny it (statement Office)")
