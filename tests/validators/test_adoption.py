import pytest

from tests.validators import console
from tests.validators.designed import TASKCALL
from tests.validators.sandboxed import SandboxedAccount
from tests.validators.stubbed import StubbedClients, stubbed_session
from validators.adoption import NothingToAdoptError, read

ALERTOPS = "https://notify.alertops.com/POSTAlert/planted-key/Custom"


def test_a_guides_account_is_read_with_everything_that_hangs_together(account: SandboxedAccount) -> None:
    owner = account.pipeline.account
    topic = console.alertops(owner, account.client, ALERTOPS)
    found = read(account.session())
    assert (found.trail.name, found.trail.log_group) == ("by-hand", console.GROUP)
    assert found.trail.bucket == f"aws-cloudtrail-logs-{owner.id}-by-hand"
    assert found.trail.role == "service-role/CloudTrailRoleForCloudWatchLogs_by-hand"
    assert [one.name for one in found.metric_filters] == ["ConsoleSignInFailures"]
    assert [one.name for one in found.alarms] == ["Console sign-in failures"]
    ((listener,),) = [one.listeners for one in found.topics]
    assert (listener.vendor, listener.confirmed) == ("alertops", False)
    account.confirm(topic.rpartition(":")[0], topic)
    assert read(account.session()).topics[0].listeners[0].confirmed


def test_a_trail_that_tells_a_topic_is_read_without_a_log_group(account: SandboxedAccount) -> None:
    owner = account.pipeline.account
    console.ilert(owner, account.client, TASKCALL)
    found = read(account.session())
    assert (found.trail.log_group, found.trail.role, found.metric_filters, found.alarms) == (None, None, (), ())
    assert found.trail.topic_arn == owner.arn("sns", "ilert")
    assert [topic.arn for topic in found.topics] == [owner.arn("sns", "ilert")]


def test_of_several_trails_that_tell_a_topic_one_has_to_be_chosen(account: SandboxedAccount) -> None:
    owner = account.pipeline.account
    console.ilert(owner, account.client, TASKCALL)
    bucket, topic = f"aws-cloudtrail-logs-{owner.id}-by-hand", owner.arn("sns", "ilert")
    account.client("cloudtrail").create_trail(Name="second", S3BucketName=bucket, SnsTopicName=topic)
    with pytest.raises(NothingToAdoptError, match="several trails that tell a topic of log files; choose by --trail"):
        read(account.session())


def test_no_address_is_kept(account: SandboxedAccount) -> None:
    console.alertops(account.pipeline.account, account.client, ALERTOPS)
    assert "planted-key" not in repr(read(account.session()))


def test_an_address_of_another_form_or_host_is_no_vendors(account: SandboxedAccount) -> None:
    owner = account.pipeline.account
    console.alertops(owner, account.client, "https://notify.pagerduty.example.com/integration/key/enqueue")
    console.topic(owner, account.client, "CloudTrailAlarms", "https://events.pagerduty.com/wrong")
    console.topic(owner, account.client, "CloudTrailAlarms", "https://127.0.0.1/ilert/key")
    assert {one.vendor for one in read(account.session()).topics[0].listeners} == {None}


def test_of_a_vendor_without_a_host_of_its_own_nothing_is_told(account: SandboxedAccount) -> None:
    console.taskcall(account.pipeline.account, account.client, TASKCALL)
    assert read(account.session()).topics[0].listeners[0].vendor is None


def test_alarms_and_filters_of_something_else_are_not_looked_at(account: SandboxedAccount) -> None:
    console.alertops(account.pipeline.account, account.client, ALERTOPS)
    console.alarm(account.client, "Other", "SomethingElse", [])
    account.client("logs").create_log_group(logGroupName="other")
    found = read(account.session())
    assert [one.name for one in found.alarms] == ["Console sign-in failures"]


def test_a_bucket_that_may_not_be_looked_at_is_its_owners_to_describe(account: SandboxedAccount) -> None:
    console.alertops(account.pipeline.account, account.client, ALERTOPS)
    account.fail("s3", "HeadBucket", "403")
    assert read(account.session()).trail.bucket is None


def test_who_listens_to_another_accounts_topic_is_not_asked(account: SandboxedAccount) -> None:
    console.alertops(account.pipeline.account, account.client, ALERTOPS)
    theirs = "arn:aws:sns:eu-west-1:999988887777:theirs"
    account.client("sns").delete_topic(TopicArn=account.pipeline.account.arn("sns", "CloudTrailAlarms"))
    console.alarm(account.client, "Console sign-in failures", "ConsoleSigninFailureCount", [theirs])
    account.fail("sns", "ListSubscriptionsByTopic")
    assert [(one.arn, one.listeners) for one in read(account.session()).topics] == [(theirs, ())]


def test_an_account_without_a_trail_has_nothing_to_adopt(account: SandboxedAccount) -> None:
    with pytest.raises(NothingToAdoptError, match=r"\d+ in eu-west-1 has no trail; nothing .* trailbell init"):
        read(account.session())


def test_a_trail_of_another_name_is_named(account: SandboxedAccount) -> None:
    console.trail(account.pipeline.account, account.client)
    with pytest.raises(NothingToAdoptError, match="has no trail named nope; it has by-hand: name that with --trail"):
        read(account.session(), "nope")


def test_an_organizations_trail_is_adopted_where_it_belongs(stubs: StubbedClients) -> None:
    of_organization = {
        "Name": "everybody",
        "TrailARN": "arn:aws:cloudtrail:eu-west-1:999988887777:trail/everybody",
        "HomeRegion": "eu-west-1",
        "IsOrganizationTrail": True,
    }
    stubs.answer("cloudtrail", "describe_trails", {"trailList": [of_organization]}, includeShadowTrails=True)
    with pytest.raises(NothingToAdoptError, match="everybody is the trail of account 999988887777: adopt that account"):
        read(stubbed_session(stubs))


def test_an_organizations_trail_that_was_made_here_is_to_be_declared_by_hand(stubs: StubbedClients) -> None:
    of_organization = {
        "Name": "everybody",
        "TrailARN": "arn:aws:cloudtrail:eu-west-1:999988887777:trail/everybody",
        "HomeRegion": "eu-west-1",
        "IsOrganizationTrail": True,
        "CloudWatchLogsLogGroupArn": "arn:aws:logs:eu-west-1:111122223333:log-group:everybody:*",
    }
    stubs.answer("cloudtrail", "describe_trails", {"trailList": [of_organization]}, includeShadowTrails=True)
    told = "everybody of account 999988887777 was made here by a delegated administrator: declare it as existing.trail"
    with pytest.raises(NothingToAdoptError, match=told):
        read(stubbed_session(stubs))


def test_a_trail_elsewhere_is_told_with_its_region(account: SandboxedAccount) -> None:
    owner = account.pipeline.account
    console.trail(owner, account.client)
    cloudtrail = account.client("cloudtrail")
    cloudtrail.delete_trail(Name="by-hand")
    bucket = f"aws-cloudtrail-logs-{owner.id}-by-hand"
    elsewhere = account.aws.client("cloudtrail", "us-east-1", owner.id)
    elsewhere.create_trail(Name="elsewhere", S3BucketName=bucket, IsMultiRegionTrail=True)
    with pytest.raises(NothingToAdoptError, match=r"has no trail; there is one in us-east-1: name it with --region"):
        read(account.session())


def test_a_trail_without_a_log_group_is_told_with_what_to_do(account: SandboxedAccount) -> None:
    console.trail(account.pipeline.account, account.client)
    account.client("cloudtrail").delete_trail(Name="by-hand")
    bucket = f"aws-cloudtrail-logs-{account.pipeline.account.id}-by-hand"
    account.client("cloudtrail").create_trail(Name="silent", S3BucketName=bucket)
    with pytest.raises(NothingToAdoptError, match=r"silent sends events to no log group.*existing\.trail"):
        read(account.session())


def test_of_several_trails_one_has_to_be_chosen(account: SandboxedAccount) -> None:
    owner = account.pipeline.account
    console.trail(owner, account.client)
    account.client("cloudtrail").create_trail(
        Name="second",
        S3BucketName=f"aws-cloudtrail-logs-{owner.id}-by-hand",
        CloudWatchLogsLogGroupArn=f"{owner.arn('logs', f'log-group:{console.GROUP}')}:*",
        CloudWatchLogsRoleArn=owner.role_arn("service-role/CloudTrailRoleForCloudWatchLogs_by-hand"),
    )
    with pytest.raises(NothingToAdoptError, match="choose by --trail: by-hand, second"):
        read(account.session())
    assert read(account.session(), "second").trail.name == "second"
