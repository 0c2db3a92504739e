import pytest

from pipeline.policy_document import PolicyDocument, allow, service
from pipeline.requirement import ANY, ManagementEvents, Permits
from pipeline.trail import EventSelector

TRAIL = "arn:aws:cloudtrail:eu-west-1:111122223333:trail/bell"
WANTED = allow(
    "Write",
    "s3:PutObject",
    "arn:aws:s3:::logs/AWSLogs/111122223333/*",
    Principal=service("cloudtrail.amazonaws.com"),
    Condition={"StringEquals": {"aws:SourceArn": TRAIL, "s3:x-amz-acl": "bucket-owner-full-control"}},
)
PERMITS = Permits(PolicyDocument((WANTED,)), star="CloudTrail/x", context=(("aws:sourceaccount", "111122223333"),))


def meets(requirement: object, observed: object) -> bool:
    """As the comparison asks: what is desired stands on the left."""
    return requirement == observed


def granting(**different: object) -> PolicyDocument:
    return PolicyDocument(({**WANTED, **different},))


def test_anything_equals_whatever_was_observed_on_either_side_and_promises_nothing() -> None:
    for observed in (None, 0, "", (), ("x",), False):
        assert meets(ANY, observed)
        assert meets(observed, ANY)
    assert not ANY
    assert str(ANY) == "any"


@pytest.mark.parametrize(
    "observed",
    [
        granting(),
        granting(Resource="arn:aws:s3:::logs/*"),
        granting(Action="s3:*"),
        granting(Principal="*"),
        granting(Condition={"StringEquals": {"aws:SourceAccount": "111122223333"}}),
        granting(Condition={"ArnLike": {"aws:SourceArn": "arn:aws:cloudtrail:*:111122223333:trail/*"}}),
        (("deliver", granting()), ("other", PolicyDocument())),
    ],
)
def test_whatever_permits_as_much_will_do(observed: object) -> None:
    assert meets(PERMITS, observed)
    assert [*PERMITS.lacking(observed)] == []


@pytest.mark.parametrize(
    ("observed", "reason"),
    [
        (None, "does not allow it"),
        (PolicyDocument(), "does not allow it"),
        (granting(Effect="Deny"), "denies it (statement Write)"),
        (granting(Resource="arn:aws:s3:::logs/other/*"), "does not allow it"),
        (granting(Principal=service("config.amazonaws.com")), "does not allow it"),
        (granting(Condition={"StringEquals": {"aws:SourceAccount": "444455556666"}}), "does not allow it"),
        (
            granting(Condition={"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}),
            "may allow it (statement Write), by a condition that cannot be judged",
        ),
    ],
)
def test_what_permits_less_is_told_with_the_statement_to_add(observed: object, reason: str) -> None:
    assert not meets(PERMITS, observed)
    assert [(statement, answer.reason) for statement, answer in PERMITS.lacking(observed)] == [(WANTED, reason)]


def test_every_one_of_several_trails_is_asked_about_each_with_its_folder() -> None:
    others = "444455556666"
    several = {
        **WANTED,
        "Resource": [WANTED["Resource"], WANTED["Resource"].replace("111122223333", others)],
        "Condition": {"StringEquals": {"aws:SourceArn": [TRAIL, TRAIL.replace("111122223333", others)]}},
    }
    wanted = Permits(PolicyDocument((several,)))
    assert meets(wanted, PolicyDocument((several,)))
    ((_, refused),) = wanted.refused(granting(Condition={"StringEquals": {"aws:SourceArn": TRAIL}}))
    assert [request.context["aws:sourcearn"] for request, _ in refused] == [TRAIL.replace("111122223333", others)]


def test_the_same_requirement_twice_is_equal() -> None:
    assert meets(Permits(PolicyDocument((WANTED,))), PERMITS)
    assert not meets(Permits(PolicyDocument()), PERMITS)
    assert meets(ManagementEvents(), ManagementEvents())


def test_statements_for_people_ask_for_nothing() -> None:
    people = allow("Administration", "kms:*", "*", Principal={"AWS": "arn:aws:iam::111122223333:root"})
    assert meets(Permits(PolicyDocument((people,))), PolicyDocument())


@pytest.mark.parametrize(
    ("selectors", "enough"),
    [
        ((EventSelector(),), True),
        ((EventSelector(read_write_type="WriteOnly"), EventSelector()), True),
        ((EventSelector(read_write_type="WriteOnly"),), False),
        ((EventSelector(include_management_events=False),), False),
        ((EventSelector(exclude_management_event_sources=("kms.amazonaws.com",)),), False),
        ((), False),
        (None, False),
    ],
)
def test_selectors_do_where_one_records_every_management_event(selectors: object, enough: bool) -> None:
    assert meets(ManagementEvents(), selectors) is enough
