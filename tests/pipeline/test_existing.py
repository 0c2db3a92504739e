import pytest

from pipeline.existing import name_of
from pipeline.origin import origin
from pipeline.pipeline import identity
from pipeline.policy_document import PolicyDocument
from pipeline.requirement import ANY
from tests.modules.synthesis import stack_of
from tests.pipeline.written import SMALL, loaded, refusal, the_pipeline

ARN = "arn:aws:{}:eu-west-1:111122223333:{}"
EXISTING = """\
existing:
  trail: aws-controltower-BaselineCloudTrail
  log_group: aws-controltower/CloudTrailLogs
"""
EVERYTHING = """\
existing:
  trail: by-hand
  bucket: logs/folder
  log_group: by-hand
  role: service-role/Deliver
  key: alias/security
"""


@pytest.mark.parametrize(
    ("reference", "name"),
    [
        ("by-hand", "by-hand"),
        (ARN.format("cloudtrail", "trail/by-hand"), "by-hand"),
        ("arn:aws:s3:::logs/folder/deeper", "logs/folder/deeper"),
        (ARN.format("logs", "log-group:aws/group:*"), "aws/group"),
        ("aws/group:*", "aws/group"),
        ("arn:aws:iam::111122223333:role/service-role/Deliver", "service-role/Deliver"),
        (ARN.format("kms", "key/1234"), "key/1234"),
        (ARN.format("kms", "alias/security"), "alias/security"),
    ],
)
def test_a_reference_holds_the_name_that_parts_are_known_by(reference: str, name: str) -> None:
    assert name_of(reference) == name


def test_filters_are_attached_to_the_existing_log_group() -> None:
    pipeline = the_pipeline(SMALL + EXISTING)
    assert {one.log_group for one in pipeline.metric_filters} == {"aws-controltower/CloudTrailLogs"}


def test_bucket_and_role_of_an_existing_trail_are_its_own_unless_they_are_named() -> None:
    pipeline = the_pipeline(SMALL + EXISTING)
    assert (pipeline.bucket, pipeline.delivery_role) == (None, None)
    assert (pipeline.trail.bucket, pipeline.trail.delivery_role_arn) == (ANY, ANY)
    named = the_pipeline(SMALL + EVERYTHING)
    assert named.bucket is not None
    assert named.delivery_role is not None
    assert (named.trail.bucket, named.trail.key_prefix) == ("logs", "folder")
    assert named.trail.delivery_role_arn == "arn:aws:iam::111122223333:role/service-role/Deliver"


def test_a_log_group_and_role_are_created_for_an_existing_trail_without_one() -> None:
    pipeline = the_pipeline(SMALL + "existing: {trail: by-hand}\n")
    assert pipeline.delivery_role is not None
    assert not pipeline.exists(pipeline.log_group)
    assert not pipeline.exists(pipeline.delivery_role)
    assert pipeline.trail.log_group_arn == pipeline.log_group.arn


def test_what_the_configuration_does_not_ask_for_is_not_asked_of_an_existing_trail() -> None:
    trail = the_pipeline(SMALL + EXISTING + "trail: {multi_region: false, log_file_validation: false}\n").trail
    assert trail.multi_region == trail.log_file_validation == "whatever"
    assert trail.logging is True


def test_the_same_configuration_is_the_same_pipeline_twice() -> None:
    assert the_pipeline(SMALL + EVERYTHING) == the_pipeline(SMALL + EVERYTHING)


def test_an_account_names_its_own_and_takes_a_common_one_back_by_null() -> None:
    text = SMALL.replace("region: eu-west-1}", "region: eu-west-1, existing: {trail: own, log_group: null}}")
    pipeline = the_pipeline(text + EXISTING)
    assert pipeline.trail.name == "own"
    assert pipeline.existing == {identity(pipeline.trail)}


@pytest.mark.parametrize("text", [EXISTING, EVERYTHING])
def test_nothing_of_what_exists_stands_in_the_stack(text: str) -> None:
    resources = stack_of(the_pipeline(SMALL + text))["resource"]
    assert not {"aws_cloudtrail", "aws_s3_bucket", "aws_cloudwatch_log_group", "aws_iam_role"} & resources.keys()
    assert ("aws_kms_key" in resources) is (text == EXISTING)


def test_an_existing_key_is_looked_up_by_its_alias_and_an_arn_is_taken_as_it_is() -> None:
    by_alias = stack_of(the_pipeline(SMALL + "existing: {key: alias/security}\n"))
    (looked_up,) = by_alias["data"]["aws_kms_alias"].values()
    assert looked_up["name"] == "alias/security"
    arn = ARN.format("kms", "key/1234")
    by_arn = stack_of(the_pipeline(SMALL + f"existing: {{key: '{arn}'}}\n"))
    assert {one["kms_master_key_id"] for one in by_arn["resource"]["aws_sns_topic"].values()} == {arn}


def test_a_new_trail_writes_into_the_folder_of_an_existing_bucket() -> None:
    stack = stack_of(the_pipeline(SMALL + "existing: {bucket: logs/folder}\n"))
    (trail,) = stack["resource"]["aws_cloudtrail"].values()
    assert (trail["s3_bucket_name"], trail["s3_key_prefix"]) == ("logs", "folder")


def test_an_organizations_trail_needs_both_its_folders_in_an_existing_bucket() -> None:
    text = SMALL.replace("region: eu-west-1}", "region: eu-west-1, organization_trail: o-exampleorg}")
    bucket = the_pipeline(text + "existing: {bucket: logs/folder}\n").bucket
    assert bucket is not None
    for folder in ("111122223333", "o-exampleorg"):
        assert f"arn:aws:s3:::logs/folder/AWSLogs/{folder}/*" in str(bucket.policy)
    assert bucket.policy != PolicyDocument()


def test_a_finding_on_an_existing_part_leads_to_the_line_that_names_it() -> None:
    text = SMALL.replace("region: eu-west-1}", "region: eu-west-1, existing: {trail: own}}") + EXISTING
    configuration, document = loaded(text)
    pipeline = the_pipeline(text)
    lines = text.splitlines()
    assert "own" in lines[origin(configuration, document, pipeline, pipeline.trail).place.line - 1]
    assert "CloudTrailLogs" in lines[origin(configuration, document, pipeline, pipeline.log_group).place.line - 1]


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        (
            "trail",
            "arn:aws:cloudtrail:us-east-1:111122223333:trail/other",
            "the trail's home region is us-east-1, where its log group, filters and alarms must be; "
            "set region: us-east-1 for account production, or name a trail of eu-west-1",
        ),
        (
            "trail",
            "arn:aws:cloudtrail:eu-west-1:999988887777:trail/organization",
            "the trail belongs to account 999988887777, and an organization's trail sends events to a log group of "
            "whoever made it; declare these alerts for 999988887777, let account production have a trail of its own, "
            "or, where it is the delegated administrator who made it, give management_account",
        ),
        (
            "log_group",
            "arn:aws:logs:us-east-1:111122223333:log-group:group",
            "the log group is in us-east-1, account production in eu-west-1; name one of eu-west-1",
        ),
        (
            "role",
            "arn:aws:iam::999988887777:role/Deliver",
            "the role belongs to account 999988887777, not to account production (111122223333); name one of its own",
        ),
        (
            "key",
            "arn:aws-cn:kms:cn-north-1:111122223333:key/1234",
            "the key is of partition aws-cn, account production of aws; name another one",
        ),
    ],
)
def test_what_an_account_cannot_use_is_refused_with_line_and_remedy(field: str, value: str, message: str) -> None:
    assert refusal(SMALL + f"existing:\n  {field}: {value}\n") == f"trailbell.yaml:6:3: existing.{field}: {message}"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("trail: 'https://x'", "existing.trail: should be the name or the ARN of a trail"),
        ("bucket: Logs", "existing.bucket: should be the name or the ARN of a bucket"),
        ("log_group: 'a b'", "existing.log_group: should be the name or the ARN of a log group"),
        ("role: 'a b'", "existing.role: should be the ARN of a role, or its path and name"),
        ("key: security", "existing.key: should be the alias of a key, such as alias/security, or its ARN"),
    ],
)
def test_what_is_no_name_is_refused_with_what_one_looks_like(line: str, message: str) -> None:
    assert refusal(SMALL + f"existing:\n  {line}\n").startswith(f"trailbell.yaml:6:3: {message}")


def test_a_collector_has_to_know_the_bucket_of_an_existing_trail() -> None:
    collector = "collector: {vendor_account: '733251395267', external_id: deployment-id}\n"
    assert refusal(SMALL + collector + "existing:\n  trail: by-hand\n") == (
        "trailbell.yaml:7:3: existing.trail: the collector reads its log files; name their bucket as existing.bucket"
    )
    assert the_pipeline(SMALL + collector + "existing: {trail: by-hand, bucket: logs/x}\n").collector is not None


def test_a_topic_is_named_as_a_destination() -> None:
    assert refusal(SMALL + "existing: {topic: alarms}\n") == (
        "trailbell.yaml:5:1: existing: a topic that exists is a destination, destinations.NAME.topic; name it there"
    )


def test_a_key_that_nothing_is_encrypted_with_is_refused() -> None:
    text = SMALL + "existing:\n  key: alias/security\ntrail: {encryption: sse-s3}\n"
    assert refusal(text) == (
        "trailbell.yaml:6:3: existing.key: nothing is encrypted with it; set trail.encryption: kms, or remove it"
    )
