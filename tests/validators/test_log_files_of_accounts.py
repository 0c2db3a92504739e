"""Which accounts and regions are validated, and how much of them."""

from tests.validators.copied import REGION, Place, delivered, name, place
from tests.validators.delivered import HOUR, NOON, Delivered
from validators.chain import Kind, Verdict
from validators.log_files import Period, validate
from validators.reading import CallFailed, Unread
from validators.scope import Scope
from validators.storage import Folder

__all__ = ["delivered", "place"]


def test_regions_accounts_and_organizations_are_validated_each(place: Place) -> None:
    made = Delivered()
    made.hours(1)
    for different in (
        Delivered(region="us-east-1"),
        Delivered(account="444455556666"),
        Delivered(account="777788889999", organization="o-exampleorgid/"),
    ):
        different.hours(1)
        different.copy(place.folder)
    found = place.validated(made)
    assert [one.verdict for one in found] == [Verdict.valid] * 12
    assert {one.where.partition("/AWSLogs/")[2].partition("/CloudTrail")[0] for one in found} == {
        "111122223333",
        "444455556666",
        "o-exampleorgid/777788889999",
    }


def test_only_the_accounts_and_regions_that_are_meant_are_validated(place: Place, delivered: Delivered) -> None:
    other = Delivered(region="us-east-1", account="444455556666")
    other.hours(1)
    other.copy(place.folder)
    assert len(place.validated(delivered, accounts=frozenset({"444455556666"}))) == 3
    assert len(place.validated(delivered, regions=frozenset({"us-east-1"}))) == 3


def test_each_verdict_tells_its_account_and_region(place: Place, delivered: Delivered) -> None:
    member = Delivered(account="777788889999", organization="o-exampleorgid/", region="us-east-1")
    member.hours(1)
    member.copy(place.folder)
    found = {(one.account, one.region) for one in place.validated(delivered)}
    assert found == {("111122223333", "eu-west-1"), ("777788889999", "us-east-1")}


def test_a_member_that_was_tampered_with_is_told_and_no_other(place: Place, delivered: Delivered) -> None:
    member = Delivered(account="777788889999", organization="o-exampleorgid/")
    member.hours(2)
    member.tamper(member.logs[0], lambda content: content + b" ")
    member.copy(place.folder)
    wrong = [one for one in place.validated(delivered) if one.verdict is not Verdict.valid]
    assert [(one.account, one.verdict) for one in wrong] == [("777788889999", Verdict.invalid)]


def test_an_account_that_cannot_be_listed_hides_nothing_of_those_before_it(place: Place, delivered: Delivered) -> None:
    class Refusing(Folder):
        def folders(self, prefix: str) -> list[str]:
            if "444455556666" in prefix:
                raise CallFailed(Unread("s3:ListBucket", "access denied"))
            return super().folders(prefix)

    other = Delivered(account="444455556666")
    other.hours(1)
    other.copy(place.folder)
    delivered.tamper(delivered.logs[0], lambda content: content + b" ")
    copy = Refusing(delivered.copy(place.folder))
    wrong = [one for one in validate(copy, Scope(), lambda _: place.keys, Period()) if one.verdict is not Verdict.valid]
    assert [(one.account, one.verdict) for one in wrong] == [
        ("111122223333", Verdict.invalid),
        (None, Verdict.unchecked),
    ]


def test_a_trail_that_became_the_organizations_goes_on_in_its_other_folder(place: Place) -> None:
    made = Delivered()
    made.hours(2)
    made.organization = "o-exampleorgid/"
    made.hours(2, NOON + 2 * HOUR)
    found = place.validated(made, organizations=frozenset({"o-exampleorgid"}), accounts=frozenset())
    assert [one.kind for one in found].count(Kind.digest) == 4
    assert {one.verdict for one in found} == {Verdict.valid}


def test_an_account_that_is_expected_and_has_nothing_is_unchecked(place: Place, delivered: Delivered) -> None:
    expected = frozenset({"111122223333", "444455556666"})
    (told,) = [one for one in place.validated(delivered, expected=expected) if one.verdict is not Verdict.valid]
    assert (told.account, told.verdict) == ("444455556666", Verdict.unchecked)
    assert "holds no log file and no digest of account 444455556666" in told.reason


def test_what_may_lie_elsewhere_is_not_told(place: Place, delivered: Delivered) -> None:
    nobody = frozenset({"444455556666"})
    assert place.validated(delivered, accounts=nobody, expected=nobody, elsewhere=True) == []


def test_a_folder_that_is_none_of_a_region_is_unexpected_and_not_looked_into(
    place: Place, delivered: Delivered
) -> None:
    key = f"{delivered.base}CloudTrail/evil.example.com#/file"
    delivered.objects[key] = b"", None
    (told,) = [one for one in place.validated(delivered) if one.verdict is not Verdict.valid]
    assert told.verdict is Verdict.unexpected
    assert told.reason == "has a folder beside those of regions: CloudTrail does not deliver there"


def test_no_more_log_files_are_read_than_the_limit_says_and_the_newest_are(place: Place, delivered: Delivered) -> None:
    del delivered.objects[delivered.logs[0]]
    found = place.validated(delivered, most_log_files=3)
    files = sorted(name(one.where) for one in found if one.kind is Kind.log_file)
    newest, before = sorted(map(name, delivered.logs[6:])), sorted(map(name, delivered.logs[4:6]))
    assert files == sorted([*newest, before[0]])
    (told,) = [one for one in found if one.verdict is not Verdict.valid]
    assert (told.where, told.verdict) == (REGION, Verdict.unchecked)
    assert told.reason == "has 5 log files that were not read, since the limit was reached"


def test_a_limit_that_is_not_reached_leaves_nothing_unchecked(place: Place, delivered: Delivered) -> None:
    assert {one.verdict for one in place.validated(delivered, most_log_files=8)} == {Verdict.valid}


def test_two_trails_of_one_bucket_vouch_for_their_own_log_files(place: Place, delivered: Delivered) -> None:
    other = Delivered(trail="other")
    other.hour(NOON + HOUR, files=3)
    other.copy(place.folder)
    assert place.problems(delivered) == []


def test_a_folder_with_nothing_of_cloudtrail_is_told(place: Place) -> None:
    (place.folder / "notes.txt").write_text("nothing")
    ((kind, _, verdict),) = place.problems(Delivered())
    assert (kind, verdict.split()[0]) == ("period", "unchecked")
    assert "holds no log file and no digest of what is meant" in verdict
