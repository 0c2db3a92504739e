from pipeline.pipeline import Pipeline
from pipeline.policy_document import PolicyDocument, Statement
from tests.pipeline.written import designed, refusal, small

COLLECTOR = 'collector: {vendor_account: "733251395267", external_id: deployment-17}\n'
BUCKET = "trailbell-cloudtrail-999988887777-eu-west-1"
LOGGING = '  - {name: logging, id: "999988887777", region: eu-west-1}\n'
LONGEST_INLINE_POLICIES = 10_240
TRAILS = [
    "arn:aws:cloudtrail:eu-west-1:111122223333:trail/trailbell",
    "arn:aws:cloudtrail:eu-west-1:999988887777:trail/trailbell",
]


def written(more: str = "", *, central: str = "account: logging", logging: str = "region: eu-west-1") -> str:
    """A configuration whose account `production` sends to `logging`."""
    account = f'  - {{name: logging, id: "999988887777", {logging}}}\n'
    return small(more=f"{account}central: {{{central}}}\n{more}")


def pipelines(text: str) -> dict[str, Pipeline]:
    return {pipeline.account.name: pipeline for pipeline in designed(text)}


def collecting(pipeline: Pipeline) -> PolicyDocument:
    """What the vendor's role may do."""
    assert pipeline.collector is not None
    ((_, policy),) = pipeline.collector.role.inline_policies
    return policy


def statements(pipeline: Pipeline) -> dict[str, Statement]:
    """The statements of the key by their Sid."""
    assert pipeline.key is not None
    return {statement["Sid"]: statement for statement in pipeline.key.policy.statements}


def test_a_sending_account_has_no_bucket_and_encrypts_for_the_one_that_receives() -> None:
    found = pipelines(written())
    production = found["production"]
    assert production.bucket is None
    assert production.trail.bucket == BUCKET
    assert production.trail.kms_key_arn == "arn:aws:kms:eu-west-1:999988887777:alias/trailbell"
    assert production.log_group.kms_key_arn == "arn:aws:kms:eu-west-1:111122223333:alias/trailbell"


def test_the_bucket_takes_the_trails_of_all_accounts_each_with_a_folder() -> None:
    bucket = pipelines(written())["logging"].bucket
    assert bucket is not None
    assert bucket.policy is not None
    check, write, _ = bucket.policy.statements
    assert check["Condition"] == {"StringEquals": {"aws:SourceArn": TRAILS}}
    assert write["Condition"]["StringEquals"]["aws:SourceArn"] == TRAILS
    arn = f"arn:aws:s3:::{BUCKET}"
    assert write["Resource"] == [f"{arn}/AWSLogs/111122223333/*", f"{arn}/AWSLogs/999988887777/*"]


def test_the_key_encrypts_for_the_trails_of_all_accounts_and_can_be_looked_up_by_them() -> None:
    found = statements(pipelines(written())["logging"])
    assert found["CloudTrailEncrypts"]["Condition"] == {
        "StringEquals": {"aws:SourceArn": TRAILS},
        "StringLike": {
            "kms:EncryptionContext:aws:cloudtrail:arn": [
                "arn:aws:cloudtrail:*:111122223333:trail/*",
                "arn:aws:cloudtrail:*:999988887777:trail/*",
            ]
        },
    }
    looked_up = found["SendersFindKey"]
    assert (looked_up["Principal"], looked_up["Action"]) == (
        {"AWS": ["arn:aws:iam::111122223333:root"]},
        "kms:DescribeKey",
    )


def test_the_key_of_a_sender_is_its_own_only() -> None:
    assert "SendersFindKey" not in statements(pipelines(written())["production"])


def test_every_trail_tells_the_topic_where_the_vendor_collects_and_only_there_is_a_collector() -> None:
    found = pipelines(written(COLLECTOR))
    collector = found["logging"].collector
    assert found["production"].collector is None
    assert collector is not None
    assert {pipeline.trail.topic_arn for pipeline in found.values()} == {collector.topic.arn}
    (publish,) = collector.topic.policy.statements
    assert publish["Condition"] == {"StringEquals": {"aws:SourceArn": TRAILS}}
    assert statements(found["logging"])["CloudTrailPublishes"]["Condition"] == publish["Condition"]


def test_the_vendor_reads_the_folder_that_those_of_all_accounts_lie_in() -> None:
    policy = collecting(pipelines(written(COLLECTOR))["logging"])
    (read,) = [statement for statement in policy.statements if statement["Action"] == "s3:GetObject"]
    (listed,) = [statement for statement in policy.statements if statement["Action"] == "s3:ListBucket"]
    assert read["Resource"] == [f"arn:aws:s3:::{BUCKET}/AWSLogs/*"]
    assert listed["Condition"] == {"StringLike": {"s3:prefix": ["AWSLogs/*"]}}


def test_the_vendors_role_has_room_for_as_many_accounts_as_the_bucket_has() -> None:
    more = "".join(f'  - {{name: a{n}, id: "{n:012}", region: eu-west-1}}\n' for n in range(90))
    policy = collecting(pipelines(small(more=f"{LOGGING}{more}central: {{account: logging}}\n{COLLECTOR}"))["logging"])
    assert len(policy.json()) < LONGEST_INLINE_POLICIES


def test_a_whole_organization_may_deliver_by_its_id() -> None:
    found = pipelines(written(COLLECTOR, central="account: logging, organization: o-a1b2c3d4e5"))["logging"]
    assert found.bucket is not None
    assert found.bucket.policy is not None
    assert found.collector is not None
    condition = {
        "StringEquals": {"aws:SourceOrgID": "o-a1b2c3d4e5"},
        "ArnLike": {"aws:SourceArn": "arn:aws:cloudtrail:*:*:trail/trailbell"},
    }
    check, write, _ = found.bucket.policy.statements
    assert check["Condition"] == condition
    assert write["Resource"] == f"arn:aws:s3:::{BUCKET}/AWSLogs/*"
    assert found.collector.topic.policy.statements[0]["Condition"] == condition
    looked_up = statements(found)["SendersFindKey"]
    assert looked_up["Principal"] == {"AWS": "*"}
    assert looked_up["Condition"] == {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}


def test_an_organization_trail_may_be_sent_to_another_account() -> None:
    region = 'id: "111122223333", region: eu-west-1'
    text = written().replace(region, f"{region}, organization_trail: o-a1b2c3d4e5")
    bucket = pipelines(text)["logging"].bucket
    assert bucket is not None
    assert bucket.policy is not None
    assert f"arn:aws:s3:::{BUCKET}/AWSLogs/o-a1b2c3d4e5/*" in bucket.policy.statements[1]["Resource"]


def test_an_account_that_is_not_there_cannot_receive() -> None:
    text = refusal(written(central="account: loging"))
    assert "central.account: no account is named 'loging'; known are production, logging" in text


def test_a_topic_in_another_region_is_refused_with_the_way_out() -> None:
    assert (
        "account production: its home region eu-west-1 is not that of logging, us-east-1, whose topic its trail is to "
        "tell; set region: us-east-1, which records all regions, too, or drop the collector"
    ) in refusal(written(COLLECTOR, logging="region: us-east-1"))


def test_a_bucket_in_another_region_takes_log_files() -> None:
    found = pipelines(written(logging="region: us-east-1"))
    assert found["production"].trail.bucket == "trailbell-cloudtrail-999988887777-us-east-1"


def test_a_bucket_of_another_partition_is_refused() -> None:
    text = refusal(written(logging="region: cn-north-1"))
    assert "account production: a trail of aws cannot deliver to a bucket of aws-cn" in text


def test_a_collector_of_an_account_that_sends_is_refused() -> None:
    own = 'collector: {vendor_account: "733251395267", external_id: mine}'
    text = written().replace("region: eu-west-1}", f"region: eu-west-1, {own}}}", 1)
    assert "account production: its log files go to logging; let the collector read them there" in refusal(text)


def test_what_exists_already_is_not_shared() -> None:
    text = refusal(written("existing: {bucket: logs-of-old}\n"))
    assert "central creates trails, bucket and key by itself; remove existing.bucket, or central" in text


def test_more_accounts_than_a_bucket_policy_holds_need_the_organization() -> None:
    more = "".join(f'  - {{name: a{number}, id: "{number:012d}", region: eu-west-1}}\n' for number in range(100))
    text = small(more=f"{more}central: {{account: a1}}\n")
    assert "characters, S3 takes 20480; give central.organization" in refusal(text)
    by_organization = small(more=f"{more}central: {{account: a1, organization: o-a1b2c3d4e5}}\n")
    assert len(designed(by_organization)) == 101


def test_an_organization_id_has_its_form() -> None:
    text = refusal(written(central="account: logging, organization: acme"))
    assert "should be the id of an organization, such as o-a1b2c3d4e5, got 'acme'" in text
