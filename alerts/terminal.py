"""Make text that others wrote fit for a terminal: what is shown is text, never an order to move, colour or hide.

Nothing here decides where text is shown; a pipe gets text as it is.
"""

from __future__ import annotations

import json


def visible(text: str) -> str:
    """One line of text with every character that cannot be printed replaced by U+FFFD, line breaks included."""
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)


def visible_json(text: str) -> str:
    """One line of JSON text with every character that cannot be printed escaped; it is the same JSON.

    Only strings of JSON hold such characters, once line breaks and tabs between its tokens are gone.
    """
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else json.dumps(character)[1:-1] for character in text)
