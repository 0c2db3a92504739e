from pathlib import Path

import pytest
from botocore.exceptions import DataNotFoundError, UnknownServiceError
from botocore.loaders import JSONFileLoader, Loader

from validators.descriptions import Descriptions, PlainLoader

DATA = Path(Loader.BUILTIN_DATA_PATH)
DESCRIPTIONS = Descriptions([str(DATA)])


@pytest.mark.parametrize("service", ["cloudtrail/2013-11-01", "s3/2006-03-01", "sns/2010-03-31"])
def test_description_is_what_botocore_reads_in_the_same_order(service: str) -> None:
    file = str(DATA / service / "service-2")
    ours, theirs = PlainLoader().load_file(file), JSONFileLoader().load_file(file)
    assert ours == theirs
    assert [*ours["shapes"]] == [*theirs["shapes"]]


def test_plain_file_is_read_before_a_packed_one(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"b": 1, "a": 2}')
    (tmp_path / "a.json.gz").write_bytes(b"not read")
    assert PlainLoader().load_file(str(tmp_path / "a")) == {"b": 1, "a": 2}


def test_file_that_is_not_there_is_nothing(tmp_path: Path) -> None:
    assert PlainLoader().load_file(str(tmp_path / "gone")) is None


def test_services_are_those_that_botocore_finds() -> None:
    assert {*Loader().list_available_services("service-2")} <= {*DESCRIPTIONS.list_available_services("service-2")}


def test_type_that_a_service_has_not_is_refused() -> None:
    with pytest.raises(DataNotFoundError):
        DESCRIPTIONS.load_service_model("sns", "nothing-1")


def test_service_that_is_not_there_is_refused() -> None:
    with pytest.raises(UnknownServiceError):
        DESCRIPTIONS.load_service_model("nothing", "service-2")


def test_folder_that_is_not_there_has_no_services(tmp_path: Path) -> None:
    (tmp_path / "there" / "sns").mkdir(parents=True)
    found = Descriptions([str(tmp_path / "gone"), str(tmp_path / "there")])
    assert found.list_available_services("service-2") == ["sns"]
