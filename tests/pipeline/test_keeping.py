from pipeline.keeping import Kept, kept
from tests.pipeline.written import designed, loaded, small

STAGING = '  - {name: staging, id: "444455556666", region: eu-west-1}\n'
CENTRAL = STAGING + "central: {account: production}\n"
ORGANIZATION = small("region: eu-west-1}", "region: eu-west-1, organization_trail: o-a1b2c3d4e5}")


def places(text: str, *names: str) -> tuple[Kept, ...]:
    """Where the log files of these accounts lie, of all without a choice."""
    configuration, _ = loaded(text)
    return kept(configuration, [one for one in designed(text) if not names or one.account.name in names])


def test_each_account_keeps_its_own_log_files() -> None:
    first, second = places(small(more=STAGING))
    assert (first.bucket, first.keeper.name) == ("trailbell-cloudtrail-111122223333-eu-west-1", "production")
    assert (first.accounts, first.expected) == (frozenset({"111122223333"}), frozenset({"111122223333"}))
    assert second.keeper.name == "staging"


def test_a_bucket_without_a_word_of_an_organization_may_be_that_of_one() -> None:
    (place,) = places(small())
    assert place.organizations is None


def test_a_folder_of_an_existing_bucket_is_looked_into() -> None:
    (place,) = places(small(more="existing: {bucket: logs/cloudtrail}\n"))
    assert (place.bucket, place.folder) == ("logs", "cloudtrail")


def test_the_bucket_of_an_existing_trail_that_nobody_named_is_not_known() -> None:
    (place,) = places(small(more="existing: {trail: by-hand, log_group: there}\n"))
    assert place.bucket is None


def test_a_bucket_that_several_accounts_send_to_is_looked_into_once() -> None:
    (place,) = places(small(more=CENTRAL))
    assert place.keeper.name == "production"
    assert place.accounts == place.expected == frozenset({"111122223333", "444455556666"})
    assert place.organizations == frozenset()


def test_of_a_receiving_bucket_only_the_accounts_that_are_chosen_are_meant() -> None:
    (place,) = places(small(more=CENTRAL), "staging")
    assert (place.keeper.name, place.accounts) == ("production", frozenset({"444455556666"}))


def test_a_bucket_that_receives_from_a_whole_organization_is_meant_with_all_that_is_in_it() -> None:
    text = small(more=CENTRAL.replace("production}", "production, organization: o-a1b2c3d4e5}"))
    (place,) = places(text)
    assert (place.accounts, place.organizations) == (None, None)
    assert place.expected == frozenset({"111122223333", "444455556666"})
    (chosen,) = places(text, "staging")
    assert chosen.accounts == frozenset({"444455556666"})


def test_a_management_accounts_members_are_meant() -> None:
    (place,) = places(ORGANIZATION)
    assert place.organizations == frozenset({"o-a1b2c3d4e5"})


def test_a_delegated_administrator_keeps_the_log_files_of_the_management_account_too() -> None:
    (place,) = places(ORGANIZATION.replace("e5}", 'e5, management_account: "999988887777"}'))
    assert place.keeper.id == "111122223333"
    assert place.accounts == place.expected == frozenset({"111122223333", "999988887777"})
    assert place.organizations == frozenset({"o-a1b2c3d4e5"})


def test_an_organizations_log_files_may_lie_with_another_account() -> None:
    (place,) = places(ORGANIZATION + STAGING + "central: {account: staging}\n")
    assert place.keeper.name == "staging"
    assert place.organizations == frozenset({"o-a1b2c3d4e5"})
    assert place.accounts == frozenset({"111122223333", "444455556666"})
