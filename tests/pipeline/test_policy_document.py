import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.policy_document import PolicyDocument, allow, service

ACCOUNT = "111122223333"
OTHER = "444455556666"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
DEPLOYER = f"arn:aws:iam::{ACCOUNT}:role/Deployer"
TOPIC = f"arn:aws:sns:eu-west-1:{ACCOUNT}:topic"

STATEMENT: dict[str, Any] = {
    "Sid": "CloudWatchPublishes",
    "Effect": "Allow",
    "Principal": {"Service": ["cloudwatch.amazonaws.com"], "AWS": [ROOT, DEPLOYER]},
    "Action": ["sns:Publish", "sns:GetTopicAttributes"],
    "Resource": [f"{TOPIC}-a", f"{TOPIC}-b"],
    "Condition": {
        "StringEquals": {"aws:SourceAccount": [ACCOUNT]},
        "ArnLike": {"aws:SourceArn": ["arn:aws:cloudwatch:eu-west-1:111122223333:alarm:*"]},
        "Bool": {"aws:SecureTransport": ["true"]},
    },
}


def of(**changed: Any) -> PolicyDocument:
    """The document of the one statement, with some elements changed, and left out where None."""
    elements = {**STATEMENT, **changed}
    return PolicyDocument(({name: value for name, value in elements.items() if value is not None},))


def with_condition(operator: str, key: str, value: Any) -> PolicyDocument:
    condition: dict[str, dict[str, Any]] = STATEMENT["Condition"]
    return of(Condition={**condition, operator: {key: value}})


NAMES = st.sampled_from(["a", "b", "c", "D"])
ACTIONS = st.lists(NAMES.map("sns:{}".format), min_size=1, max_size=3, unique=True)
VALUES = st.lists(NAMES, min_size=1, max_size=3, unique=True)
PRINCIPALS = st.one_of(
    st.just("*"),
    st.dictionaries(st.sampled_from(["Service", "AWS", "Federated"]), VALUES, min_size=1),
    st.just({"AWS": [ROOT]}),
)
CONDITIONS = st.dictionaries(
    st.sampled_from(["StringEquals", "ArnLike"]),
    st.dictionaries(st.sampled_from(["aws:SourceArn", "aws:SourceAccount"]), VALUES, min_size=1),
)
STATEMENTS = st.fixed_dictionaries(
    {"Effect": st.sampled_from(["Allow", "Deny"]), "Action": ACTIONS, "Resource": VALUES},
    optional={"Principal": PRINCIPALS, "Condition": CONDITIONS, "Sid": NAMES},
)
DOCUMENTS = st.lists(STATEMENTS, max_size=4).map(lambda statements: PolicyDocument(tuple(statements)))


def reordered(value: Any, draw: st.DataObject) -> Any:
    """The same value with keys and items in another order, and single items with or without their list."""
    match value:
        case dict():
            keys = draw.draw(st.permutations(sorted(value)))
            return {key: reordered(value[key], draw) for key in keys}
        case [single] if draw.draw(st.booleans()):
            return single
        case list():
            return draw.draw(st.permutations(value))
        case _:
            return value


def respelt(statement: dict[str, Any], draw: st.DataObject) -> dict[str, Any]:
    """The same statement as another tool might write it."""
    other: dict[str, Any] = reordered(statement, draw)
    actions = other["Action"]
    other["Action"] = actions.upper() if isinstance(actions, str) else [action.upper() for action in actions]
    if draw.draw(st.booleans()):
        other["Sid"] = "Another"
    if other.get("Principal") == {"AWS": [ROOT]} or other.get("Principal") == {"AWS": ROOT}:
        other["Principal"] = {"AWS": ACCOUNT}
    if other.get("Principal") == "*":
        other["Principal"] = {"AWS": ["*"]}
    return other


@given(document=DOCUMENTS, draw=st.data())
def test_a_document_equals_itself_however_it_is_written(document: PolicyDocument, draw: st.DataObject) -> None:
    statements = draw.draw(st.permutations([dict(statement) for statement in document.statements]))
    other = PolicyDocument(tuple(respelt(statement, draw) for statement in statements))
    assert other == document
    assert hash(other) == hash(document)
    assert not document.missing_from(other)


@given(DOCUMENTS)
def test_a_document_survives_being_written_and_read(document: PolicyDocument) -> None:
    read = PolicyDocument.parse(document.json())
    assert read == document
    assert read.statements == document.statements


@given(document=DOCUMENTS, more=STATEMENTS)
def test_another_statement_makes_another_document(document: PolicyDocument, more: dict[str, Any]) -> None:
    larger = PolicyDocument((*document.statements, more))
    known = document.canonical == larger.canonical
    assert (document == larger) is known
    assert bool(larger.missing_from(document)) is not known


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(of(Sid="Another"), id="statement id"),
        pytest.param(of(Sid=None), id="no statement id"),
        pytest.param(of(Action=["SNS:GetTopicAttributes", "SNS:Publish"]), id="order and case of actions"),
        pytest.param(
            of(Principal={"AWS": [DEPLOYER, ACCOUNT], **service("cloudwatch.amazonaws.com")}),
            id="account id in place of its root",
        ),
        pytest.param(with_condition("StringEquals", "AWS:sourceaccount", ACCOUNT), id="case of condition keys"),
        pytest.param(with_condition("StringEquals", "aws:SourceAccount", int(ACCOUNT)), id="number without quotes"),
        pytest.param(with_condition("Bool", "aws:SecureTransport", True), id="boolean without quotes"),
    ],
)
def test_what_does_not_matter_does_not_count(other: PolicyDocument) -> None:
    assert other == of()
    assert hash(other) == hash(of())


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(of(Effect="Deny"), id="effect"),
        pytest.param(of(Action=["sns:Publish"]), id="fewer actions"),
        pytest.param(of(Action=["sns:Publish", "sns:GetTopicAttributes", "sns:Subscribe"]), id="more actions"),
        pytest.param(of(Action=None, NotAction=STATEMENT["Action"]), id="all but these actions"),
        pytest.param(of(Resource=f"{TOPIC}-a"), id="fewer resources"),
        pytest.param(of(Resource=[f"{TOPIC}-A", f"{TOPIC}-b"]), id="case of ARNs"),
        pytest.param(of(Principal="*"), id="everybody"),
        pytest.param(of(Principal={"Service": STATEMENT["Principal"]["Service"]}), id="fewer principals"),
        pytest.param(of(Principal={"Service": [ROOT], "AWS": ["cloudwatch.amazonaws.com"]}), id="kind of principal"),
        pytest.param(
            of(Principal={**STATEMENT["Principal"], "AWS": ["arn:aws:iam::444455556666:root"]}), id="another account"
        ),
        pytest.param(of(Principal=None, NotPrincipal=STATEMENT["Principal"]), id="all but these principals"),
        pytest.param(of(Condition=None), id="no condition"),
        pytest.param(with_condition("StringEquals", "aws:SourceAccount", OTHER), id="value of a condition"),
        pytest.param(with_condition("StringEquals", "aws:SourceAccount", [ACCOUNT, OTHER]), id="one more value"),
        pytest.param(with_condition("StringEquals", "aws:PrincipalAccount", ACCOUNT), id="key of a condition"),
        pytest.param(with_condition("StringNotEquals", "aws:SourceAccount", ACCOUNT), id="one more operator"),
        pytest.param(of(Condition={"StringEquals": "aws:SourceAccount"}), id="a condition that is none"),
        pytest.param(PolicyDocument(), id="no statement"),
    ],
)
def test_what_matters_counts(other: PolicyDocument) -> None:
    assert other != of()
    assert of().missing_from(other) == of()


def test_an_account_that_is_left_out_may_be_written_as_its_root_or_its_id() -> None:
    assert of(Principal=None, NotPrincipal={"AWS": ROOT}) == of(Principal=None, NotPrincipal={"AWS": [ACCOUNT]})


def test_a_document_is_no_other_value() -> None:
    assert PolicyDocument() != ()
    assert of() != STATEMENT


def test_statements_missing_from_another_document_are_named() -> None:
    extra = allow("Extra", "sns:Subscribe", "*")
    both = PolicyDocument((STATEMENT, extra))
    assert both.missing_from(of()).statements == (extra,)
    assert not of().missing_from(both)


def test_a_single_statement_needs_no_list() -> None:
    assert PolicyDocument.parse(json.dumps({"Version": "2012-10-17", "Statement": STATEMENT})) == of()


def test_a_document_is_written_as_aws_takes_it_and_shown_without_version() -> None:
    document = PolicyDocument((allow("Read", "s3:GetObject", "*"),))
    assert document.json() == (
        '{"Version":"2012-10-17","Statement":[{"Sid":"Read","Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}'
    )
    assert str(document) == '[{"Action": "s3:GetObject", "Effect": "Allow", "Resource": "*", "Sid": "Read"}]'


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["Statement", "Principal", "Action", "Condition", "Effect", "AWS", ""]), inner, max_size=3
        )
    ),
    max_leaves=20,
)


@given(st.one_of(st.text(max_size=30), JSON.map(json.dumps), JSON.map(lambda value: json.dumps({"Statement": value}))))
def test_a_text_is_a_document_that_can_be_compared_or_is_refused(text: str) -> None:
    try:
        document = PolicyDocument.parse(text)
    except ValueError as refused:
        assert str(refused) == "this is not a policy document"  # noqa: PT017 -- most texts are refused, some are not
    else:
        assert document == PolicyDocument.parse(document.json())


@pytest.mark.parametrize(
    "text",
    ["", "null", "[]", "5", '"*"', "{", '{"Statement": "x"}', '{"Statement": [1]}', '{"Statement": null}'],
)
def test_a_text_that_is_no_document_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^this is not a policy document$"):
        PolicyDocument.parse(text)


@pytest.mark.parametrize("depth", [100, 300, 500, 700, 900, 1_000, 100_000])
def test_a_document_as_deep_as_a_trap_is_compared_or_refused(depth: int) -> None:
    text = '{"Statement": {"Resource": ' + "[" * depth + "]" * depth + "}}"
    with contextlib.suppress(ValueError):
        assert PolicyDocument.parse(text) == PolicyDocument.parse(text)


def test_a_document_without_statements_is_false() -> None:
    assert not PolicyDocument()
    assert of()
