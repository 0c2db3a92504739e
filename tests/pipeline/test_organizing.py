from dataclasses import replace

from tests.pipeline.written import designed, refusal, small, the_pipeline
from tests.validators.designed import needed

ORGANIZATION = small("region: eu-west-1}", "region: eu-west-1, organization_trail: o-a1b2c3d4e5}")
DELEGATED = ORGANIZATION.replace("o-a1b2c3d4e5}", 'o-a1b2c3d4e5, management_account: "999988887777"}')
OWNED = "arn:aws:cloudtrail:eu-west-1:999988887777:trail/trailbell"


def test_the_trail_of_a_management_account_is_the_organizations() -> None:
    assert the_pipeline(ORGANIZATION).trail.organization
    assert not the_pipeline().trail.organization


def test_its_bucket_has_a_folder_for_the_organization_and_keeps_that_of_the_account() -> None:
    bucket = the_pipeline(ORGANIZATION).bucket
    assert bucket is not None
    assert bucket.policy is not None
    check, write, _ = bucket.policy.statements
    assert [resource.rpartition("AWSLogs/")[2] for resource in write["Resource"]] == [
        "111122223333/*",
        "o-a1b2c3d4e5/*",
    ]
    source = "arn:aws:cloudtrail:eu-west-1:111122223333:trail/trailbell"
    assert check["Condition"] == {"StringEquals": {"aws:SourceArn": source}}


def test_its_role_writes_the_log_streams_of_every_member() -> None:
    role = the_pipeline(ORGANIZATION).delivery_role
    assert role is not None
    ((_, policy),) = role.inline_policies
    group = "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/cloudtrail/trailbell:log-stream"
    assert policy.statements[0]["Resource"] == [
        f"{group}:111122223333_CloudTrail_eu-west-1*",
        f"{group}:o-a1b2c3d4e5_*",
    ]


def test_a_vendor_collects_the_log_files_of_every_member() -> None:
    collector = 'collector: {vendor_account: "733251395267", external_id: deployment-17}\n'
    found = the_pipeline(ORGANIZATION + collector).collector
    assert found is not None
    ((_, policy),) = found.role.inline_policies
    (read,) = [statement for statement in policy.statements if statement["Action"] == "s3:GetObject"]
    assert read["Resource"][1].endswith("/AWSLogs/o-a1b2c3d4e5/*")


def test_the_trail_of_a_delegated_administrator_belongs_to_the_management_account() -> None:
    pipeline = the_pipeline(DELEGATED)
    assert pipeline.trail.organization
    assert pipeline.trail.arn == "arn:aws:cloudtrail:eu-west-1:999988887777:trail/trailbell"
    assert pipeline.account.id == "111122223333"


def test_a_delegated_administrators_bucket_is_for_the_management_accounts_trail() -> None:
    bucket = the_pipeline(DELEGATED).bucket
    assert bucket is not None
    assert bucket.policy is not None
    check, write, _ = bucket.policy.statements
    assert [resource.rpartition("AWSLogs/")[2] for resource in write["Resource"]] == [
        "999988887777/*",
        "o-a1b2c3d4e5/*",
    ]
    assert check["Condition"] == {"StringEquals": {"aws:SourceArn": OWNED}}


def test_a_delegated_administrators_role_writes_to_its_own_log_group_as_a_management_accounts_does() -> None:
    assert the_pipeline(DELEGATED).delivery_role == replace(
        needed(the_pipeline(ORGANIZATION).delivery_role), account=the_pipeline(DELEGATED).account
    )


def test_a_delegated_administrators_key_encrypts_for_the_management_accounts_trail_only() -> None:
    key = the_pipeline(DELEGATED).key
    assert key is not None
    (encrypts,) = [one for one in key.policy.statements if one["Sid"] == "CloudTrailEncrypts"]
    assert encrypts["Condition"] == {
        "StringEquals": {"aws:SourceArn": OWNED},
        "StringLike": {"kms:EncryptionContext:aws:cloudtrail:arn": "arn:aws:cloudtrail:*:999988887777:trail/*"},
    }


def test_a_delegated_administrators_topic_takes_notices_of_the_management_accounts_trail() -> None:
    pipeline = the_pipeline(DELEGATED + "trail: {notify: on-call}\n")
    (topic,) = pipeline.topics
    assert pipeline.trail.topic_arn == topic.arn
    (publishes,) = [one for one in topic.policy.statements if one["Sid"] == "CloudTrailPublishes"]
    assert publishes["Condition"] == {
        "StringEquals": {"aws:SourceAccount": "999988887777"},
        "ArnEquals": {"aws:SourceArn": OWNED},
    }


def test_a_delegated_administrator_may_send_its_log_files_to_another_account() -> None:
    more = '  - {name: logging, id: "444455556666", region: eu-west-1}\ncentral: {account: logging}\n'
    _, logging = designed(DELEGATED + more)
    assert logging.bucket is not None
    assert logging.bucket.policy is not None
    assert logging.key is not None
    folders = [resource.partition("AWSLogs/")[2] for resource in logging.bucket.policy.statements[1]["Resource"]]
    assert folders == ["999988887777/*", "o-a1b2c3d4e5/*", "444455556666/*"]
    (finds,) = [one for one in logging.key.policy.statements if one["Sid"] == "SendersFindKey"]
    assert finds["Principal"] == {"AWS": ["arn:aws:iam::111122223333:root"]}


def test_an_existing_trail_of_the_management_account_is_that_of_its_delegated_administrator() -> None:
    there = f"existing: {{trail: '{OWNED}', log_group: organization, bucket: organization-logs}}\n"
    assert the_pipeline(DELEGATED + there).trail.arn == OWNED


def test_an_existing_trail_of_a_delegated_administrators_own_is_none_of_the_organizations() -> None:
    own = OWNED.replace("999988887777", "111122223333")
    told = refusal(DELEGATED + f"existing: {{trail: '{own}', log_group: organization}}\n")
    assert (
        "existing.trail: the trail belongs to account 111122223333, but a delegated administrator's belongs to" in told
    )
    assert told.endswith("account 999988887777; name that one, or correct management_account")


def test_a_management_account_without_the_organizations_id_is_refused() -> None:
    told = refusal(small("region: eu-west-1}", 'region: eu-west-1, management_account: "999988887777"}'))
    assert told.startswith("trailbell.yaml:4:")
    assert "account production: management_account is there for organization_trail; add the id of the" in told


def test_an_account_is_not_its_own_delegated_administrator() -> None:
    told = refusal(DELEGATED.replace("999988887777", "111122223333"))
    assert "account production: management_account is this account itself, which needs no delegation" in told


def test_a_management_account_has_no_second_trail_of_the_same_name() -> None:
    told = refusal(DELEGATED + '  - {name: root, id: "999988887777", region: us-east-1}\n')
    assert "account production: its trail trailbell would belong to account root, which has a trail of that" in told
    other = '  - {name: root, id: "999988887777", region: us-east-1, existing: {trail: by-hand, log_group: there}}\n'
    assert len(designed(DELEGATED + other)) == 2


def test_an_organizations_trail_without_an_id_is_refused() -> None:
    told = refusal(small("region: eu-west-1}", "region: eu-west-1, organization_trail: }"))
    assert "accounts.0.organization_trail: is empty; give the id of the organization, such as o-a1b2c3d4e5" in told


def test_a_management_account_that_is_left_open_is_refused() -> None:
    told = refusal(ORGANIZATION.replace("e5}", "e5, management_account: }"))
    assert told.endswith("management_account: is empty; give the id of the management account, or remove the line")


def test_an_organizations_trail_is_not_asked_for_by_true() -> None:
    told = refusal(small("region: eu-west-1}", "region: eu-west-1, organization_trail: true}"))
    assert told.endswith("should be the id of an organization, such as o-a1b2c3d4e5, got True")


def test_an_organization_has_one_trail() -> None:
    more = '  - {name: staging, id: "444455556666", region: eu-west-1, organization_trail: o-a1b2c3d4e5}\n'
    assert "account staging: o-a1b2c3d4e5 has its trail in production already; keep one" in refusal(ORGANIZATION + more)
