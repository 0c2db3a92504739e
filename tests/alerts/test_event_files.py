"""Events in files, folders and pipes; and what is told of what could not be read."""

import gzip
import io
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from alerts import event_files
from alerts.event_files import STDIN, LeftOut, RecordedEvent, read_events

EVENT: dict[str, Any] = {"eventName": "StopLogging"}
RECORDS = json.dumps({"Records": [EVENT, {"eventName": "DeleteTrail"}]})


def read(*paths: Path) -> tuple[list[RecordedEvent], list[LeftOut]]:
    left_out: list[LeftOut] = []
    return [*read_events(paths, left_out.append)], left_out


def names(*paths: Path) -> list[object]:
    events, left_out = read(*paths)
    assert left_out == []
    return [event.value["eventName"] for event in events]


def test_json_lines_are_read(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    path.write_text('{"eventName":"a"}\n{"eventName":"b"}\n')
    assert names(path) == ["a", "b"]


def test_a_file_of_cloudtrail_is_read(tmp_path: Path) -> None:
    path = tmp_path / "trail.json.gz"
    path.write_bytes(gzip.compress(RECORDS.encode()))
    assert names(path) == ["StopLogging", "DeleteTrail"]


def test_gzip_is_known_by_its_content_and_not_by_its_name(tmp_path: Path) -> None:
    packed, plain = tmp_path / "packed.json", tmp_path / "plain.json.gz"
    packed.write_bytes(gzip.compress(RECORDS.encode()))
    plain.write_text(RECORDS)
    assert names(packed, plain) == ["StopLogging", "DeleteTrail"] * 2


def test_several_gzip_files_in_one_are_read(tmp_path: Path) -> None:
    path = tmp_path / "all.gz"
    path.write_bytes(gzip.compress(RECORDS.encode()) * 2)
    assert names(path) == ["StopLogging", "DeleteTrail"] * 2


def test_an_event_knows_its_file_and_its_number_there(tmp_path: Path) -> None:
    path = tmp_path / "trail.json"
    path.write_text(RECORDS)
    events, _ = read(path)
    assert [(event.file, event.number) for event in events] == [(str(path), 1), (str(path), 2)]


def test_the_line_of_an_event_is_as_written(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    path.write_text('{ "b": 1e0,"a" : "\\u00e9" }\n')
    events, _ = read(path)
    assert [event.line for event in events] == ['{ "b": 1e0,"a" : "\\u00e9" }']


def test_the_line_of_an_event_over_several_lines_is_compact(tmp_path: Path) -> None:
    path = tmp_path / "event.json"
    path.write_text('{\n  "b": [1, 2],\n  "a": "é"\n}\n')
    events, _ = read(path)
    assert [event.line for event in events] == ['{"b":[1,2],"a":"é"}']


def test_a_byte_order_mark_and_bytes_that_are_no_text_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"eventName":"a\xff\xc3"}\n')
    assert names(path) == ["a\ufffd\ufffd"]


def test_a_character_may_be_cut_in_two_between_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_files, "_PIECE", 1)
    path = tmp_path / "events.jsonl"
    path.write_text('{"eventName":"é🐴"}\n', encoding="utf-8")
    assert names(path) == ["é🐴"]


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(gzip.compress(RECORDS.encode()))))
    events, left_out = read(STDIN)
    assert [(event.file, event.number) for event in events] == [("standard input", 1), ("standard input", 2)]
    assert left_out == []


def test_standard_input_is_read_as_it_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    with os.fdopen(reading) as stdin, os.fdopen(writing, "w") as writer:
        monkeypatch.setattr(sys, "stdin", stdin)
        events = read_events([STDIN], lambda _: None)
        writer.write('{"eventName": "a"}\n')
        writer.flush()
        assert next(events).value == {"eventName": "a"}


def test_a_folder_is_read_in_the_order_of_names_with_all_below_it(tmp_path: Path) -> None:
    for name in ("b/2.json", "b/10.json", "a.jsonl", "c/d/e.ndjson.gz", "z.json.gz"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps({"eventName": name}).encode()
        path.write_bytes(gzip.compress(text) if name.endswith("gz") else text)
    assert names(tmp_path) == ["a.jsonl", "z.json.gz", "b/10.json", "b/2.json", "c/d/e.ndjson.gz"]


def test_hidden_files_and_digests_are_no_events(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"eventName": "a"}')
    (tmp_path / ".hidden.json").write_text("{}")
    digest = "111122223333_CloudTrail-Digest_us-east-1_trail_us-east-1_20240514T100000Z.json.gz"
    (tmp_path / digest).write_bytes(gzip.compress(b'{"digestS3Object": "x"}'))
    assert names(tmp_path) == ["a"]


def test_a_link_to_a_folder_above_does_not_go_round_in_circles(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"eventName": "a"}')
    (tmp_path / "again").symlink_to(tmp_path)
    assert names(tmp_path) == ["a"]


def test_files_with_other_names_are_told_once_and_lose_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"eventName": "a"}')
    (tmp_path / "README.md").write_text("hello")
    (tmp_path / "b.csv").write_text("1,2")
    os.mkfifo(tmp_path / "pipe.json")
    events, left_out = read(tmp_path)
    assert len(events) == 1
    told = "left out 3 files whose names do not end in .json, .jsonl, .ndjson (or these with .gz)"
    assert left_out == [LeftOut(str(tmp_path), told, lost=False)]


def test_a_folder_without_events_is_told(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("hello")
    _, left_out = read(tmp_path)
    told = "holds no file whose name ends in .json, .jsonl, .ndjson (or these with .gz)"
    assert left_out == [LeftOut(str(tmp_path), told)]


def test_what_is_not_there_is_told_and_the_next_file_read(tmp_path: Path) -> None:
    there, missing = tmp_path / "a.json", tmp_path / "missing.json"
    there.write_text('{"eventName": "a"}')
    events, left_out = read(missing, there)
    assert len(events) == 1
    assert [str(one) for one in left_out] == [f"{missing}: cannot be read: No such file or directory"]
    assert left_out[0].lost


def test_a_closed_folder_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(folder: Path, onerror: Any) -> list[Any]:
        onerror(PermissionError(13, "Permission denied", f"{folder}/closed"))
        return [(str(folder), [], ["a.json"])]

    (tmp_path / "a.json").write_text('{"eventName": "a"}')
    monkeypatch.setattr(os, "walk", closed)
    events, left_out = read(tmp_path)
    assert len(events) == 1
    assert [str(one) for one in left_out] == [f"{tmp_path}/closed: cannot be read: Permission denied"]


def test_an_empty_file_is_told_and_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text("\n")
    assert read(path) == ([], [LeftOut(str(path), "holds no event", lost=False)])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            '{"a":1}\n{broken\n{"a":2}\n',
            "2:2: is not JSON: expecting property name enclosed in double quotes; left out, 2 events read",
        ),
        ("one\ntwo\nthree\n", "1:1: is not JSON: expecting value; left out, with 2 more like it, 0 events read"),
        ('[\n{"a":1},\n{"a" 2}]', "3:6: is not JSON: expecting ':' delimiter; the rest was left out, 1 event read"),
    ],
)
def test_a_mistake_is_told_once_with_its_place_and_what_was_lost(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(text)
    _, left_out = read(path)
    assert [(str(one), one.lost) for one in left_out] == [(f"{path}:{told}", True)]


def incompressible(count: int) -> bytes:
    return "".join(f'{{"eventName":"{os.urandom(400).hex()}"}}\n' for _ in range(count)).encode()


def test_gzip_data_that_ends_early_yields_what_was_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.json.gz"
    path.write_bytes(gzip.compress(incompressible(2000))[:-200_000])
    events, left_out = read(path)
    assert 0 < len(events) < 2000
    assert [str(one) for one in left_out] == [
        f"{path}: ends in the middle of its gzip data; {len(events):,} events read"
    ]


def test_damaged_gzip_data_is_told(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(RECORDS.encode()))
    packed[12:16] = b"\xff\xff\xff\xff"
    path = tmp_path / "a.json.gz"
    path.write_bytes(packed)
    _, (left_out,) = read(path)
    assert left_out.reason.startswith("is damaged gzip data (")
    assert left_out.lost


def test_a_wrong_checksum_is_told_after_the_events(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(RECORDS.encode()))
    packed[-6] ^= 1
    path = tmp_path / "a.json.gz"
    path.write_bytes(packed)
    _, (left_out,) = read(path)
    assert left_out.reason.startswith("is damaged gzip data (CRC check failed")


def test_a_file_that_unpacks_without_end_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_files, "MAXIMUM_UNPACKED", 3 << 20)
    path = tmp_path / "bomb.json.gz"
    path.write_bytes(gzip.compress(b'{"eventName":"' + b"x" * 1000 + b'"}\n', 9) * 5000)
    events, left_out = read(path)
    assert 2500 < len(events) < 3500
    told = f"{path}: unpacks to over 3 MiB; unpack it yourself to read on; {len(events):,} events read"
    assert [str(one) for one in left_out] == [told]


def test_a_large_file_that_is_not_packed_is_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_files, "MAXIMUM_UNPACKED", 1000)
    path = tmp_path / "a.jsonl"
    path.write_text('{"eventName":"x"}\n' * 1000)
    assert len(names(path)) == 1000


def test_an_event_too_deep_to_be_written_has_a_line_all_the_same() -> None:
    deep: dict[str, object] = {}
    for _ in range(5000):
        deep = {"a": deep}
    assert RecordedEvent("x", 1, deep, None).line == "{}"
