from pathlib import Path

from tests.cli.command import Command


def test_the_module_is_written_and_told_where_to_start(trailbell: Command, directory: Path) -> None:
    ended = trailbell("module", "--output", "made")
    assert (ended.status, ended.stdout) == (0, "wrote made; start from made/examples/complete/main.tf\n")
    assert (directory / "made" / "main.tf.json").is_file()
    assert 'module "trailbell"' in (directory / "made" / "examples" / "complete" / "main.tf").read_text()


def test_a_folder_that_cannot_be_written_is_told(trailbell: Command, directory: Path) -> None:
    (directory / "file").write_text("")
    ended = trailbell("module", "--output", "file/below")
    assert ended.status == 2
    assert "file/below" in ended.stderr
    assert "cannot be written: Not a directory" in ended.stderr
