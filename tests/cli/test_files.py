import os
import threading
from pathlib import Path

import pytest

from alerts.errors import InputError
from cli import files


def test_every_file_is_written_whole(tmp_path: Path) -> None:
    files.write({tmp_path / "a": "one\r\n", tmp_path / "b": "ü"})
    assert ((tmp_path / "a").read_bytes(), (tmp_path / "b").read_bytes()) == (b"one\r\n", "ü".encode())
    assert {one.name for one in tmp_path.iterdir()} == {"a", "b"}


def test_file_that_is_there_is_replaced_and_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("before")
    path.chmod(0o640)
    files.write({path: "after"})
    assert (path.read_text(), path.stat().st_mode & 0o777) == ("after", 0o640)


def test_new_file_has_the_mode_that_files_have_here(tmp_path: Path) -> None:
    (tmp_path / "usual").write_text("")
    files.write({tmp_path / "a": ""})
    assert (tmp_path / "a").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("target")
    files.write({tmp_path / "link": "text"})
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_text() == "text"


def test_where_one_cannot_be_written_none_is(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("before")
    with pytest.raises(InputError) as refused:
        files.write({tmp_path / "a": "after", tmp_path / "gone/b": "after"})
    assert str(refused.value) == f"{tmp_path}/gone/b: cannot be written: No such file or directory"
    assert (tmp_path / "a").read_text() == "before"
    assert [one.name for one in tmp_path.iterdir()] == ["a"]


def test_full_disk_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").write_text("before")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shutil.copymode", full)
    with pytest.raises(InputError, match="No space left on device"):
        files.write({tmp_path / "a": "after"})
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("a", "before")]


def test_pipe_is_written_to_and_stays_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()))
    reader.start()
    files.refuse_unwritable([pipe])
    files.write({pipe: "text"})
    reader.join(10)
    assert read == ["text"]
    assert pipe.is_fifo()


def test_device_is_written_to_and_stays_a_device() -> None:
    files.refuse_unwritable([Path(os.devnull)])
    files.write({Path(os.devnull): "text"})
    assert Path(os.devnull).is_char_device()


def test_half_a_character_is_written_as_a_question_mark(tmp_path: Path) -> None:
    files.write({tmp_path / "a": "\ud800"})
    assert (tmp_path / "a").read_text() == "?"


def test_every_file_that_cannot_be_written_is_refused_beforehand(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        files.refuse_unwritable([tmp_path, tmp_path / "gone/a", tmp_path / "fine"])
    assert str(refused.value).splitlines() == [
        f"{tmp_path}: is a directory; name a file",
        f"{tmp_path}/gone/a: its directory does not exist; make it first",
    ]


def test_folder_without_permission_is_refused_beforehand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: (path, mode) != (tmp_path.resolve(), os.W_OK))
    with pytest.raises(InputError, match="a: cannot be written: permission denied; name another file"):
        files.refuse_unwritable([tmp_path / "a"])
