import pytest

from pipeline.account import Account
from pipeline.confirmation import Confirmation, read
from pipeline.notification import Topic
from pipeline.policy_document import PolicyDocument
from tests.pipeline.partitions import ACCOUNTS

TOKEN = "2336412f37fb687f5d51e6e241d09c80" * 4
HOSTS = {
    "aws": "sns.eu-west-1.amazonaws.com",
    "aws-cn": "sns.cn-north-1.amazonaws.com.cn",
    "aws-us-gov": "sns.us-gov-west-1.amazonaws.com",
}
SANDBOX = "http://127.0.0.1:5000"


def topic_in(account: Account, name: str = "bell-on-call") -> Topic:
    return Topic(account=account, name=name, policy=PolicyDocument(()))


TOPIC = topic_in(ACCOUNTS["aws"])
LINK = f"https://{HOSTS['aws']}/?Action=ConfirmSubscription&TopicArn={TOPIC.arn}&Token={TOKEN}"


def refusal(text: str, own_endpoint: str | None = None) -> str:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 -- the text is what is tested
        read(text, [TOPIC], own_endpoint)
    return str(caught.value)


@pytest.mark.parametrize("partition", HOSTS)
def test_a_link_of_sns_in_the_topics_partition_and_region_is_taken(partition: str) -> None:
    topic = topic_in(ACCOUNTS[partition])
    link = f"https://{HOSTS[partition]}/?Action=ConfirmSubscription&TopicArn={topic.arn}&Token={TOKEN}"
    assert read(link, [TOPIC, topic]) == Confirmation(TOKEN, topic.arn)


@pytest.mark.parametrize("host", [HOSTS["aws-cn"], HOSTS["aws-us-gov"]])
def test_a_link_of_sns_in_another_partition_is_refused(host: str) -> None:
    assert refusal(LINK.replace(HOSTS["aws"], host)).startswith(
        "is not a link of SNS, which begins with https://sns.eu-"
    )


@pytest.mark.parametrize(
    "text",
    [
        LINK.replace(":", "%3A").replace("https%3A", "https:"),
        LINK.replace("sns.eu", "SNS.eu"),
        LINK.replace(".com/", ".com:443/"),
        LINK.replace(".com/", ".com"),
        f"https://{HOSTS['aws']}/?Token={TOKEN}&TopicArn={TOPIC.arn}&Action=ConfirmSubscription",
        f"  {LINK}\n",
    ],
)
def test_a_link_may_be_written_otherwise(text: str) -> None:
    assert read(text, [TOPIC]) == Confirmation(TOKEN, TOPIC.arn)


def test_a_token_alone_does_not_tell_its_topic() -> None:
    assert read(f" {TOKEN}\n", [TOPIC]) == Confirmation(TOKEN, None)


@pytest.mark.parametrize(
    "replacement",
    [
        "https://sns.eu-west-1.amazonaws.com.example.org/",
        "https://evil-sns.eu-west-1.amazonaws.com/",
        "https://sns.us-east-1.amazonaws.com/",
        "https://sns.eu-west-1.amazonaws.com@example.org/",
        "https://user:pass@sns.eu-west-1.amazonaws.com/",
        "https://@sns.eu-west-1.amazonaws.com/",
        "https://sns.eu-west-1.amazonaws.com:8443/",
        "https://sns.eu-west-1.amazonaws.com/path/",
        "https://sns.eu-west-1.amazonaws.com./",
        "https://s3.eu-west-1.amazonaws.com/sns.eu-west-1.amazonaws.com/",
        "http://sns.eu-west-1.amazonaws.com/",
        "ftp://sns.eu-west-1.amazonaws.com/",
        "http://127.0.0.1:5000/",
        "http://169.254.169.254/",
    ],
)
def test_a_link_that_leads_elsewhere_is_refused_with_what_sns_makes(replacement: str) -> None:
    told = refusal(LINK.replace("https://sns.eu-west-1.amazonaws.com/", replacement))
    expected = "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription"
    assert told == f"is not a link of SNS, which begins with {expected}"


def test_a_fragment_is_refused() -> None:
    assert refusal(LINK + "#x").startswith("is not a link of SNS")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is neither a link nor a token of SNS; give the SubscribeURL or the Token of its message"),
        ("short", "is neither a link nor a token of SNS; give the SubscribeURL or the Token of its message"),
        ("a" * 1025, "is neither a link nor a token of SNS; give the SubscribeURL or the Token of its message"),
        ("https://[x/", "is not a link; copy the SubscribeURL whole, in quotes"),
        (LINK.replace(".com/", ".com:port/"), "is not a link; copy the SubscribeURL whole, in quotes"),
        (LINK.replace("&", " &"), "holds a blank or a character that no link has"),
        (LINK.replace("&Token", "\x1b&Token"), "holds a blank or a character that no link has"),
        (LINK.replace("ConfirmSubscription", "Unsubscribe"), "is an UnsubscribeURL, which ends a subscription"),
        (LINK.replace("ConfirmSubscription", "DeleteTopic"), "is not a SubscribeURL, which has the parameters"),
        (LINK.replace("Action=ConfirmSubscription&", ""), "is not a SubscribeURL, which has the parameters"),
        (LINK.partition("&")[0], "is not a SubscribeURL, which has the parameters"),
        (LINK + "&Action=Unsubscribe", "is an UnsubscribeURL, which ends a subscription"),
        (LINK + f"&TopicArn={TOPIC.arn}", "is not a SubscribeURL, which has the parameters"),
        (LINK + "&X=1", "is not a SubscribeURL, which has the parameters"),
        (LINK.replace(TOKEN, ""), "has no token of SNS in it"),
        (LINK.replace(TOKEN, "../../etc/passwd-and-more"), "has no token of SNS in it"),
    ],
)
def test_what_is_no_link_to_confirm_is_told_without_being_repeated(text: str, told: str) -> None:
    message = refusal(text)
    assert message.startswith(told)
    assert TOKEN not in message


@pytest.mark.parametrize(
    "arn",
    [
        TOPIC.arn.replace("on-call", "other"),
        TOPIC.arn.replace("111122223333", "444455556666"),
        TOPIC.arn.replace("eu-west-1", "us-east-1"),
    ],
)
def test_a_topic_that_is_not_ours_is_named(arn: str) -> None:
    assert refusal(LINK.replace(TOPIC.arn, arn)) == f"is for the topic {arn}, which is none of those that are meant"


def test_a_topic_of_another_form_is_not_repeated() -> None:
    assert refusal(LINK.replace(TOPIC.arn, "%1b[31m")).startswith("is for the topic of another form, which is none")


def test_the_token_stands_in_no_representation() -> None:
    assert TOKEN not in repr(Confirmation(TOKEN, TOPIC.arn))


def test_a_link_of_the_sandbox_is_taken_where_the_sandbox_is_asked() -> None:
    link = LINK.replace("https://sns.eu-west-1.amazonaws.com", SANDBOX)
    assert read(link, [TOPIC], SANDBOX) == Confirmation(TOKEN, TOPIC.arn)
    assert read(link, [TOPIC], SANDBOX + "/") == Confirmation(TOKEN, TOPIC.arn)


@pytest.mark.parametrize("own_endpoint", ["http://127.0.0.1:5001", "https://127.0.0.1:5000", "http://[", None])
def test_a_link_of_another_server_on_this_machine_is_refused(own_endpoint: str | None) -> None:
    link = LINK.replace("https://sns.eu-west-1.amazonaws.com", SANDBOX)
    assert refusal(link, own_endpoint).startswith("is not a link of SNS")


def test_an_endpoint_of_aws_that_is_not_on_this_machine_makes_no_link_genuine() -> None:
    proxy = "https://aws.proxy.example"
    assert refusal(LINK.replace("https://sns.eu-west-1.amazonaws.com", proxy), proxy).startswith("is not a link of SNS")


MAILED = LINK.replace("/?Action=ConfirmSubscription&", "/confirmation.html?") + "&Endpoint=on-call@example.com"


def test_the_link_of_a_mail_is_taken() -> None:
    found = read(MAILED, [TOPIC])
    assert found == read(LINK, [TOPIC])


@pytest.mark.parametrize(
    "text",
    [
        MAILED.replace("&Endpoint=on-call@example.com", ""),
        MAILED.replace("/confirmation.html", "/"),
        MAILED + "&Action=ConfirmSubscription",
        MAILED.replace("/confirmation.html", "/other.html"),
    ],
)
def test_a_link_that_is_like_a_mails_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="SubscribeURL"):
        read(text, [TOPIC])


def test_the_link_of_a_mail_that_leads_elsewhere_is_refused() -> None:
    with pytest.raises(ValueError, match="is not a link of SNS"):
        read(MAILED.replace("https://sns.", "https://evil.sns."), [TOPIC])
