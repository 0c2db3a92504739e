"""The example on the page of the alert language is an alert, and proves itself."""

import re

from alerts.alert import Alert
from alerts.document import parse
from alerts.pattern import parse as parse_pattern
from alerts.validation import validate
from docs.language import language_page
from pipeline.choice import Alerts


def test_the_example_is_an_alert_that_its_events_prove() -> None:
    found = re.search(r"```yaml\n(.*?)```", language_page(), re.DOTALL)
    assert found is not None
    alert = validate(Alert, parse(found[1], "page"))
    (pattern,) = map(parse_pattern, alert.patterns)
    assert all(pattern.matches_event(event) for event in alert.examples.match)
    assert not any(pattern.matches_event(event) for event in alert.examples.no_match)


def test_every_other_example_of_a_condition_stands_beside_the_pattern_it_becomes() -> None:
    found = re.findall(r"```yaml\n(condition:\n.*?)```\n\n```\n(.*?)\n```", language_page(), re.DOTALL)
    assert len(found) == 5
    for written, pattern in found:
        alert = validate(Alert, parse(f"id: example\ntitle: Example\nseverity: low\n{written}", "page"))
        assert alert.patterns == (pattern,)


def test_the_copy_on_the_page_is_an_alert() -> None:
    (written,) = re.findall(r"```yaml\n(copy:\n?.*?)```", language_page(), re.DOTALL)
    document = parse(written, "page")
    (alert,) = Alerts.model_validate({"own": [document.value]}).own
    assert alert.id == "root-console-login-abroad"
    assert "203.0.113.*" in alert.patterns[0]
