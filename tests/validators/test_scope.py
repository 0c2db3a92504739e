from pathlib import Path

import pytest

from validators.scope import Scope
from validators.storage import Folder

OWN, SENDER, MEMBER, OTHER = "111122223333", "444455556666", "777788889999", "999900001111"
ORGANIZATION, OTHERS = "o-a1b2c3d4e5", "o-z9y8x7w6v5"


@pytest.fixture
def copy(tmp_path: Path) -> Folder:
    """A bucket that two accounts send to, and two organizations with two members and one."""
    for name in (OWN, SENDER, f"{ORGANIZATION}/{OWN}", f"{ORGANIZATION}/{MEMBER}", f"{OTHERS}/{OTHER}", "notes", "o-!"):
        folder = tmp_path / "AWSLogs" / name / "CloudTrail"
        folder.mkdir(parents=True)
        (folder / "file").write_text("")
    return Folder(tmp_path)


def meant(copy: Folder, **scope: frozenset[str]) -> list[str]:
    return [base.removeprefix("AWSLogs/").strip("/") for base, _ in Scope(**scope).of_account(copy)]  # type: ignore[arg-type]


def test_everything_is_meant_that_is_a_folder_of_an_account(copy: Folder) -> None:
    found = [OWN, SENDER, f"{ORGANIZATION}/{OWN}", f"{ORGANIZATION}/{MEMBER}", f"{OTHERS}/{OTHER}"]
    assert sorted(meant(copy)) == sorted(found)


def test_a_folder_is_that_of_the_account_it_is_named_after(copy: Folder) -> None:
    scope = Scope(accounts=frozenset(), organizations=frozenset({ORGANIZATION}))
    assert [account for _, account in scope.of_account(copy)] == [OWN, MEMBER]


def test_accounts_have_folders_of_their_own_and_an_organization_has_its_members(copy: Folder) -> None:
    found = meant(copy, accounts=frozenset({SENDER}), organizations=frozenset({OTHERS}))
    assert found == [SENDER, f"{OTHERS}/{OTHER}"]


def test_without_organizations_no_member_is_meant(copy: Folder) -> None:
    assert meant(copy, accounts=frozenset({OWN}), organizations=frozenset()) == [OWN]


def test_one_member_is_meant_wherever_it_lies(copy: Folder) -> None:
    asked = frozenset({OWN})
    assert meant(copy, accounts=asked, members=asked) == [OWN, f"{ORGANIZATION}/{OWN}"]
