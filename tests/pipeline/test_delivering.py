from pipeline.delivering import Delivering, in_account
from tests.pipeline.partitions import ACCOUNTS

TRAIL = "arn:aws:cloudtrail:eu-west-1:111122223333:trail/trailbell"


def test_one_trail_is_let_in_by_its_arn() -> None:
    assert in_account(ACCOUNTS["aws"], TRAIL).condition() == {"StringEquals": {"aws:SourceArn": TRAIL}}


def test_further_keys_stand_beside_it() -> None:
    condition = in_account(ACCOUNTS["aws"], TRAIL).condition(**{"s3:x-amz-acl": "bucket-owner-full-control"})
    assert condition["StringEquals"] == {"aws:SourceArn": TRAIL, "s3:x-amz-acl": "bucket-owner-full-control"}


def test_an_organization_is_let_in_by_its_id_and_the_name_of_its_trails() -> None:
    trails = Delivering(("arn:aws:cloudtrail:*:*:trail/t",), ("AWSLogs/",), (), "o-a1b2c3d4e5")
    assert trails.condition() == {
        "StringEquals": {"aws:SourceOrgID": "o-a1b2c3d4e5"},
        "ArnLike": {"aws:SourceArn": "arn:aws:cloudtrail:*:*:trail/t"},
    }


def test_log_files_may_lie_below_a_folder_of_the_bucket() -> None:
    assert in_account(ACCOUNTS["aws"], TRAIL, "audit").folders == ("audit/AWSLogs/111122223333/",)
