import dataclasses

import pytest

from modules.trail import Trail
from pipeline import trail
from pipeline.account import Account
from tests.modules.synthesis import Terraform, alone, the

ACCOUNT = Account(name="production", id="111122223333", region="eu-west-1")
PART = trail.Trail(
    account=ACCOUNT,
    name="trailbell",
    bucket="logs",
    log_group_arn="arn:group",
    delivery_role_arn="arn:role",
)


def written(part: trail.Trail) -> Terraform:
    found: Terraform = the(alone(lambda stack: Trail(stack, "trail", part)), "resource", "aws_cloudtrail")
    return found


def test_a_trail_stands_alone() -> None:
    assert written(PART) == {
        "name": "trailbell",
        "enable_logging": True,
        "is_multi_region_trail": True,
        "include_global_service_events": True,
        "enable_log_file_validation": True,
        "s3_bucket_name": "logs",
        "cloud_watch_logs_group_arn": "arn:group:*",
        "cloud_watch_logs_role_arn": "arn:role",
    }


def test_a_trail_is_written_with_all_that_differs() -> None:
    part = dataclasses.replace(
        PART,
        logging=False,
        multi_region=False,
        include_global_service_events=False,
        log_file_validation=False,
        key_prefix="audit",
        log_group_arn=None,
        delivery_role_arn=None,
        topic_arn="arn:aws:sns:eu-west-1:111122223333:notices",
    )
    assert written(part) == {
        "name": "trailbell",
        "enable_logging": False,
        "is_multi_region_trail": False,
        "include_global_service_events": False,
        "enable_log_file_validation": False,
        "s3_bucket_name": "logs",
        "s3_key_prefix": "audit",
        "sns_topic_name": "notices",
    }


def test_insights_are_written() -> None:
    part = dataclasses.replace(PART, insight_selectors=("ApiCallRateInsight", "ApiErrorRateInsight"))
    assert written(part)["insight_selector"] == [
        {"insight_type": "ApiCallRateInsight"},
        {"insight_type": "ApiErrorRateInsight"},
    ]


def test_event_selectors_keep_all_they_say() -> None:
    selectors = (
        trail.EventSelector(read_write_type="WriteOnly", exclude_management_event_sources=("kms.amazonaws.com",)),
        trail.EventSelector(include_management_events=False),
    )
    assert written(dataclasses.replace(PART, event_selectors=selectors))["event_selector"] == [
        {
            "read_write_type": "WriteOnly",
            "include_management_events": True,
            "exclude_management_event_sources": ["kms.amazonaws.com"],
        },
        {"read_write_type": "All", "include_management_events": False, "exclude_management_event_sources": []},
    ]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"advanced_event_selectors": ("{}",)}, "advanced event selectors are read, not written"),
        (
            {"data_events": ("AWS::S3::Object",)},
            "selectors of data events are read, not written",
        ),
    ],
)
def test_a_trail_refuses_what_it_would_have_to_leave_out(changed: Terraform, reason: str) -> None:
    part = dataclasses.replace(PART, **changed)
    with pytest.raises(ValueError, match=f"^trail trailbell: {reason}$"):
        written(part)


def test_an_organizations_trail_is_written_as_one() -> None:
    assert written(dataclasses.replace(PART, organization=True))["is_organization_trail"] is True


def test_a_delegated_administrators_trail_is_written_by_its_name_with_a_topic_as_the_provider_reads_it_back() -> None:
    """The provider gives back a name where the topic is of the account that it works in, whosever the trail is.

    https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/cloudtrail/trail.go
    """
    security = dataclasses.replace(ACCOUNT, management_account="999988887777")
    topic = "arn:aws:sns:eu-west-1:111122223333:notices"
    found = written(dataclasses.replace(PART, account=security, organization=True, topic_arn=topic))
    assert (found["name"], found["is_organization_trail"], found["sns_topic_name"]) == ("trailbell", True, "notices")


def test_a_topic_of_the_account_is_named_and_one_elsewhere_is_given_by_its_arn() -> None:
    own = "arn:aws:sns:eu-west-1:111122223333:notices"
    elsewhere = "arn:aws:sns:eu-west-1:999988887777:notices"
    assert written(dataclasses.replace(PART, topic_arn=own))["sns_topic_name"] == "notices"
    assert written(dataclasses.replace(PART, topic_arn=elsewhere))["sns_topic_name"] == elsewhere


def test_the_key_of_a_receiving_account_is_looked_up_there() -> None:
    alias = "arn:aws:kms:eu-west-1:999988887777:alias/trailbell"
    part = dataclasses.replace(PART, kms_key_arn=alias)
    found = alone(lambda stack: Trail(stack, "trail", part, key="${aws_kms_key.own.arn}"))
    assert the(found, "data", "aws_kms_key") == {"key_id": alias}
    assert the(found, "resource", "aws_cloudtrail")["kms_key_id"].startswith("${data.aws_kms_key.")
