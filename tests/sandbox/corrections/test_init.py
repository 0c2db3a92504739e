from pathlib import Path

from sandbox import corrections

FOLDER = Path(corrections.__file__).parent


def test_every_correction_is_applied() -> None:
    listed = {Path(str(correction.__file__)).stem for correction in corrections.ALL}
    assert listed == {file.stem for file in FOLDER.glob("*.py")} - {"__init__"}


def test_every_correction_links_what_aws_documents() -> None:
    assert [one.__name__ for one in corrections.ALL if "https://docs.aws.amazon.com/" not in str(one.__doc__)] == []


def test_every_correction_shows_that_plain_moto_needs_it() -> None:
    tests = {file.stem: file.read_text() for file in Path(__file__).parent.glob("test_*.py")}
    stems = [one.__name__.rsplit(".", 1)[1] for one in corrections.ALL]
    assert [stem for stem in stems if "def test_plain_moto_" not in tests[f"test_{stem}"]] == []
