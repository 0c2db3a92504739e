"""The example on the page of the alert language is an alert, and proves itself."""

import re

from alerts.alert import Alert
from alerts.document import parse
from alerts.pattern import parse as parse_pattern
from alerts.validation import validate
from docs.language import language_page


def test_the_example_is_an_alert_that_its_events_prove() -> None:
    found = re.search(r"```yaml\n(.*?)```", language_page(), re.DOTALL)
    assert found is not None
    alert = validate(Alert, parse(found[1], "page"))
    (pattern,) = map(parse_pattern, alert.patterns)
    assert all(pattern.matches_event(event) for event in alert.examples.match)
    assert not any(pattern.matches_event(event) for event in alert.examples.no_match)
