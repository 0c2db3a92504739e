from pipeline.bucket import PUBLIC_ACCESS_BLOCK
from tests.validators.designed import designed, needed
from tests.validators.stubbed import StubbedClients, stubbed_session
from validators import bucket_access

NAME = needed(designed().bucket).name


def blocked(stubs: StubbedClients, *settings: str) -> None:
    stubs.answer("s3", "head_bucket", {}, Bucket=NAME, ExpectedBucketOwner="111122223333")
    block = {"PublicAccessBlockConfiguration": dict.fromkeys(settings, True)}
    stubs.answer("s3", "get_public_access_block", block, Bucket=NAME)


def test_account_is_not_asked_where_the_bucket_blocks_all(stubs: StubbedClients) -> None:
    blocked(stubs, *PUBLIC_ACCESS_BLOCK)
    assert [*bucket_access.health(stubbed_session(stubs), designed())] == []


def test_what_neither_blocks_is_told_by_name(stubs: StubbedClients) -> None:
    blocked(stubs, "BlockPublicAcls", "IgnorePublicAcls")
    of_account = {"PublicAccessBlockConfiguration": {"BlockPublicPolicy": True, "RestrictPublicBuckets": False}}
    stubs.answer("s3control", "get_public_access_block", of_account, AccountId="111122223333")
    (told,) = bucket_access.health(stubbed_session(stubs), designed())
    assert (told.resource, told.observed) == (NAME, "nothing sets RestrictPublicBuckets")
    assert told.repair.startswith(f"aws s3api put-public-access-block --bucket {NAME} --public-access-block-")


def test_account_that_never_set_a_block_blocks_nothing(stubs: StubbedClients) -> None:
    blocked(stubs, *PUBLIC_ACCESS_BLOCK[1:])
    stubs.refuse("s3control", "get_public_access_block", "NoSuchPublicAccessBlockConfiguration")
    assert len([*bucket_access.health(stubbed_session(stubs), designed())]) == 1


def test_without_a_bucket_nothing_is_told(stubs: StubbedClients) -> None:
    stubs.refuse("s3", "head_bucket", "404")
    assert [*bucket_access.health(stubbed_session(stubs), designed())] == []
