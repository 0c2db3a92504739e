from tests.pipeline.written import refusal, small, the_pipeline

ORGANIZATION = small("region: eu-west-1}", "region: eu-west-1, organization_trail: o-a1b2c3d4e5}")


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


def test_an_organizations_trail_without_an_id_is_refused() -> None:
    told = refusal(small("region: eu-west-1}", "region: eu-west-1, organization_trail: }"))
    assert "accounts.0.organization_trail: is empty; give the id of the organization, such as o-a1b2c3d4e5" in told


def test_an_organizations_trail_is_not_asked_for_by_true() -> None:
    told = refusal(small("region: eu-west-1}", "region: eu-west-1, organization_trail: true}"))
    assert told.endswith("should be the id of an organization, such as o-a1b2c3d4e5, got True")


def test_an_organization_has_one_management_account() -> None:
    more = '  - {name: staging, id: "444455556666", region: eu-west-1, organization_trail: o-a1b2c3d4e5}\n'
    assert "account staging: o-a1b2c3d4e5 is managed by production already; keep one" in refusal(ORGANIZATION + more)
