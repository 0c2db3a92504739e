import pytest

from validators.reading import CallFailed, Unread, attempt

DENIED = Unread("s3:GetBucketPolicy", "access denied")


def test_value_that_can_be_read_is_given() -> None:
    assert attempt(lambda: 5) == 5


def test_call_that_failed_leaves_the_reason_in_place_of_the_value() -> None:
    def denied() -> int:
        raise CallFailed(DENIED)

    assert str(attempt(denied)) == str(DENIED)


def test_other_mistakes_are_not_swallowed() -> None:
    with pytest.raises(ZeroDivisionError):
        attempt(lambda: 1 // 0)


def test_failed_call_says_action_and_reason() -> None:
    assert str(CallFailed(DENIED)) == "s3:GetBucketPolicy: access denied"
