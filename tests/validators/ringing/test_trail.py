from typing import Any

import pytest

from pipeline.policy_document import PolicyDocument, allow
from pipeline.trail import EventSelector
from tests.validators.ringing.walked import BUSY, DENIED, PIPELINE, ROOT, but, chains, observation, part, sentence
from validators.reading import Unobserved
from validators.ringing.link import LinkState

TRAIL, ROLE, GROUP, KEY = part("trail"), part("delivery-role"), part("log-group"), part("key")
GROUP_ARN = GROUP.arn
DENY = {"Effect": "Deny", "Action": "logs:*", "Resource": "*", "Sid": "Quiet"}


def inline(*statements: dict[str, Any]) -> tuple[tuple[str, PolicyDocument], ...]:
    return (*ROLE.inline_policies, ("added", PolicyDocument(statements)))


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        (but(TRAIL, logging=False), "the trail bell is stopped"),
        (
            but(TRAIL, log_group_arn=None),
            "the trail bell sends its events to no log group, the filters are on /aws/cloudtrail/bell",
        ),
        (
            but(TRAIL, log_group_arn=f"{GROUP_ARN}-2"),
            f"the trail bell sends its events to {GROUP_ARN}-2, the filters are on /aws/cloudtrail/bell",
        ),
        (
            but(TRAIL, event_selectors=(EventSelector(include_management_events=False),)),
            "the trail bell does not record CreateUser of iam.amazonaws.com",
        ),
        (
            but(ROLE, trust_policy=PolicyDocument()),
            "the trust policy of the role bell-cloudtrail-delivery does not allow it: sts:AssumeRole by "
            "cloudtrail.amazonaws.com",
        ),
        (
            but(ROLE, inline_policies=()),
            "the policy of the role bell-cloudtrail-delivery does not allow it: logs:CreateLogStream",
        ),
        (
            but(ROLE, inline_policies=inline(DENY)),
            "the policy of the role bell-cloudtrail-delivery denies it (statement Quiet): logs:CreateLogStream",
        ),
        (
            but(GROUP, log_group_class="INFREQUENT_ACCESS"),
            "the log group /aws/cloudtrail/bell is of the class INFREQUENT_ACCESS, which has no metric filters",
        ),
        (but(KEY, enabled=False), "the key alias/bell is disabled"),
        (
            but(KEY, policy=PolicyDocument(KEY.policy.statements[:2])),
            "the policy of the key alias/bell does not allow it: kms:GenerateDataKey by logs.eu-west-1.amazonaws.com",
        ),
    ],
)  # fmt: skip
def test_events_that_do_not_reach_the_log_group_ring_nobody(changed: Any, reason: str) -> None:
    assert sentence(changed) == f'"Root user used" would not ring: {reason}'


@pytest.mark.parametrize(
    "changed",
    [
        but(TRAIL, logging=DENIED),
        but(TRAIL, event_selectors=DENIED),
        but(TRAIL, delivery_role_arn="arn:aws:iam::111122223333:role/another"),
        but(ROLE, inline_policies=DENIED),
        but(GROUP, kms_key_arn="arn:aws:kms:eu-west-1:111122223333:key/another"),
        but(GROUP, kms_key_arn=DENIED),
        but(KEY, policy=DENIED),
    ],
    ids=lambda changed: type(changed).__name__,
)
def test_what_was_not_read_is_not_known(changed: Any) -> None:
    assert chains(changed)[ROOT].state is LinkState.unknown


@pytest.mark.parametrize(
    "changed",
    [
        but(ROLE, attached_policies=DENIED),
        but(ROLE, attached_policies=("arn:aws:iam::aws:policy/AWSDenyAll",)),
        but(ROLE, inline_policies=(), attached_policies=("arn:aws:iam::aws:policy/CloudWatchLogsFullAccess",)),
        but(ROLE, permissions_boundary="arn:aws:iam::111122223333:policy/boundary"),
    ],
)
def test_policies_known_by_their_arn_alone_are_left_to_the_simulation_of_iam(changed: Any) -> None:
    unseen = Unobserved(part="delivery-role", field="simulation", unread=DENIED)
    assert chains(changed, unobserved=[unseen])[ROOT].state is LinkState.unknown
    assert chains(changed)[ROOT].whole


def test_role_that_iam_would_refuse_is_told() -> None:
    refused = observation("delivery-role", ROLE.name, "simulation", "logs:PutLogEvents: denied")
    assert sentence(observations=[refused]).endswith("it ails (simulation: logs:PutLogEvents: denied)")


def test_trail_of_another_name_that_feeds_the_log_group_is_not_known_to_record() -> None:
    other = but(TRAIL, name="hand-made")
    found = sentence(other, without=[TRAIL])
    assert found.endswith("only the trail hand-made sends to /aws/cloudtrail/bell, and nobody declared it")


def test_trail_without_key_needs_none() -> None:
    assert chains(but(GROUP, kms_key_arn=None), but(KEY, enabled=True))[ROOT].whole


def test_global_events_that_are_left_out_are_named() -> None:
    found = chains(but(TRAIL, include_global_service_events=False))[ROOT]
    assert found.sentence == (
        '"Root user used" would not always ring: the trail bell does not record CreateUser of iam.amazonaws.com'
    )


def test_error_of_the_last_delivery_is_told() -> None:
    error = observation(
        "trail", "bell", "LatestCloudWatchLogsDeliveryError", "AccessDenied", message="Events do not go."
    )
    expected = "events do not go (LatestCloudWatchLogsDeliveryError: AccessDenied)"
    assert sentence(observations=[error]) == f'"Root user used" would not ring: {expected}'


def test_delivery_that_fails_in_another_region_silences_some_events() -> None:
    error = observation("trail", "bell in us-east-1", "LatestCloudWatchLogsDeliveryError", "AccessDenied")
    assert sentence(observations=[error]).startswith('"Root user used" would not always ring: it ails')


def test_health_of_the_trail_that_nobody_could_look_at_is_not_known() -> None:
    unseen = Unobserved(part="trail", unread=DENIED)
    assert chains(unobserved=[unseen])[BUSY].state is LinkState.unknown


def test_key_that_is_to_be_deleted_is_told() -> None:
    doomed = observation("key", KEY.name, "deletion", "to be deleted on Monday")
    assert sentence(observations=[doomed]).endswith("it ails (deletion: to be deleted on Monday)")


def test_role_is_judged_without_a_simulation() -> None:
    unseen = Unobserved(part="delivery-role", field="simulation", unread=DENIED)
    assert chains(unobserved=[unseen])[BUSY].whole


def test_policy_of_the_role_that_allows_more_still_delivers() -> None:
    assert chains(but(ROLE, inline_policies=inline(allow("More", "s3:*", "*"))))[ROOT].whole  # type: ignore[arg-type]
    assert PIPELINE.delivery_role == ROLE
