"""What a test needs to check a refusal: the message and the part of the text it marks."""

from __future__ import annotations

import pytest

from alerts.pattern import PatternSyntaxError, parse


def refusal(text: str) -> tuple[str, str]:
    """The message about a text that is refused, and the characters it points at ("" for the end)."""
    with pytest.raises(PatternSyntaxError) as caught:
        parse(text)
    start, end = caught.value.span
    return caught.value.message, text[start:end]
