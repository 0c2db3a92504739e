import pytest
from botocore.exceptions import ClientError

from tests.sandbox.local import Aws

PARSE = [{"parseJSON": {}}]


def test_plain_moto_has_no_transformers(plain: Aws) -> None:
    plain.client("logs").create_log_group(logGroupName="group")
    with pytest.raises(ClientError):
        plain.client("logs").get_transformer(logGroupIdentifier="group")


def test_transformer_is_told_until_it_is_deleted(corrected: Aws) -> None:
    logs = corrected.client("logs")
    logs.create_log_group(logGroupName="group")
    logs.put_transformer(logGroupIdentifier="group", transformerConfig=PARSE)
    assert logs.get_transformer(logGroupIdentifier="group")["transformerConfig"] == PARSE
    logs.delete_transformer(logGroupIdentifier="group")
    assert "transformerConfig" not in logs.get_transformer(logGroupIdentifier="group")


def test_log_group_that_is_not_there_has_none(corrected: Aws) -> None:
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        corrected.client("logs").get_transformer(logGroupIdentifier="group")
