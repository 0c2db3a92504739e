from typing import Any

import pytest

from pipeline.account import Account
from pipeline.grantee import added, grants
from pipeline.policy_document import PolicyDocument

ACCOUNT = Account(name="production", id="111122223333", region="eu-west-1")
OTHER = "999988887777"


def statement(principal: Any, **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Principal": principal, "Action": "sns:Publish", "Resource": "*", **more}


OWN = {"StringEquals": {"aws:SourceAccount": ACCOUNT.id}}
WANTED = PolicyDocument((statement({"Service": "cloudwatch.amazonaws.com"}, Condition=OWN),))


@pytest.mark.parametrize(
    ("principal", "condition", "who"),
    [
        ("*", {}, "everybody"),
        ({"AWS": "*"}, {"Condition": {"StringEquals": {"AWS:SourceOwner": ACCOUNT.id}}}, "account 111122223333"),
        ({"AWS": OTHER}, {}, "account 999988887777"),
        ({"AWS": f"arn:aws:iam::{OTHER}:root"}, {}, "account 999988887777"),
        ({"AWS": f"arn:aws:iam::{OTHER}:role/Admin"}, {}, "role/Admin of account 999988887777"),
        ({"AWS": "AIDAEXAMPLE"}, {}, "AWS AIDAEXAMPLE"),
        ({"Federated": "x.example"}, {}, "Federated x.example"),
        ({"Service": "events.amazonaws.com"}, {}, "events.amazonaws.com on behalf of any account"),
        ({"Service": "events.amazonaws.com"}, {"Condition": OWN}, "events.amazonaws.com"),
        (
            {"Service": "events.amazonaws.com"},
            {"Condition": {"StringEquals": {"aws:SourceAccount": OTHER}}},
            "events.amazonaws.com on behalf of account 999988887777",
        ),
        (
            {"Service": "events.amazonaws.com"},
            {"Condition": {"StringEquals": {"aws:SourceOrgID": "o-a1b2c3d4e5"}}},
            "events.amazonaws.com on behalf of organization o-a1b2c3d4e5",
        ),
        (
            {"Service": "events.amazonaws.com"},
            {"Condition": {"StringLike": {"aws:SourceOrgID": ["o-a1b2c3d4e5", "*"]}}},
            "events.amazonaws.com on behalf of any account",
        ),
        (
            {"AWS": "*"},
            {"Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}},
            "organization o-a1b2c3d4e5",
        ),
        (
            {"Service": "events.amazonaws.com"},
            {"Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:events:*:*:rule/*"}}},
            "events.amazonaws.com on behalf of any account",
        ),
    ],
)
def test_grantee_is_told_in_words(principal: Any, condition: dict[str, Any], who: str) -> None:
    assert [*grants(PolicyDocument((statement(principal, **condition),)), ACCOUNT)] == [who]


def test_who_was_let_in_later_is_told_with_the_actions() -> None:
    open_ = PolicyDocument((*WANTED.statements, statement({"AWS": OTHER}, Action=["sns:Publish", "SNS:Subscribe"])))
    assert added(WANTED, open_, ACCOUNT) == ("account 999988887777 (sns:publish, sns:subscribe)",)


def test_more_actions_of_a_known_grantee_are_told() -> None:
    wider = PolicyDocument((statement({"Service": "cloudwatch.amazonaws.com"}, Condition=OWN, Action="sns:*"),))
    assert added(WANTED, wider, ACCOUNT) == ("cloudwatch.amazonaws.com (sns:*)",)


def test_condition_taken_away_lets_other_accounts_in() -> None:
    wider = PolicyDocument((statement({"Service": "cloudwatch.amazonaws.com"}),))
    assert added(WANTED, wider, ACCOUNT) == ("cloudwatch.amazonaws.com on behalf of any account (sns:publish)",)


def test_one_account_fewer_of_several_lets_nobody_in() -> None:
    several = {"StringEquals": {"aws:SourceAccount": [ACCOUNT.id, OTHER]}}
    wanted = PolicyDocument((statement({"Service": "cloudtrail.amazonaws.com"}, Condition=several),))
    narrower = PolicyDocument((statement({"Service": "cloudtrail.amazonaws.com"}, Condition=OWN),))
    assert added(wanted, narrower, ACCOUNT) == ()


def trusting(*, principal: str = OTHER, **condition: Any) -> PolicyDocument:
    more = {"Condition": condition} if condition else {}
    return PolicyDocument((statement({"AWS": principal}, Action="sts:AssumeRole", **more),))


@pytest.mark.parametrize(
    ("observed", "told"),
    [
        (trusting(), f"account {OTHER} with any external id or none"),
        (trusting(StringLike={"sts:ExternalId": "*"}), f"account {OTHER} with any external id or none"),
        (trusting(StringEquals={"sts:ExternalId": ["mine", "theirs"]}), f"account {OTHER} with external id theirs"),
        (trusting(principal="*", StringEquals={"sts:ExternalId": "mine"}), "everybody with external id mine"),
    ],
)
def test_who_may_assume_a_role_is_told_with_the_external_id(observed: PolicyDocument, told: str) -> None:
    wanted = trusting(StringEquals={"sts:ExternalId": "mine"})
    assert added(wanted, observed, ACCOUNT) == (f"{told} (sts:assumerole)",)


def test_many_actions_are_counted() -> None:
    actions = [f"sns:Action{letter}" for letter in "ABCDE"]
    (told,) = added(WANTED, PolicyDocument((statement("*", Action=actions),)), ACCOUNT)
    assert told == "everybody (sns:actiona, sns:actionb, sns:actionc and 2 more)"


def test_everything_but_some_is_told_as_such() -> None:
    document = PolicyDocument(({"Effect": "Allow", "NotPrincipal": {"AWS": OTHER}, "NotAction": "sns:Publish"},))
    assert grants(document, ACCOUNT) == {"everybody but a few": frozenset({"all but sns:publish"})}


def test_nobody_was_let_in_by_a_deny() -> None:
    denied = PolicyDocument((*WANTED.statements, {**statement("*"), "Effect": "Deny"}))
    assert added(WANTED, denied, ACCOUNT) == ()
