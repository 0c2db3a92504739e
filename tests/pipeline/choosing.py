"""Which alerts an account gets by what is written."""

import textwrap

from alerts.alert import Alert
from pipeline.selection import selected
from tests.pipeline.written import SMALL, loaded


def of_account(text: str, index: int = 0) -> dict[str, Alert]:
    configuration, _ = loaded(SMALL + textwrap.dedent(text) if "accounts:" not in text else text)
    alerts, wrong = selected(configuration, configuration.accounts[index], index)
    assert not wrong
    return {alert.id: alert for alert in alerts}
