"""Texts and values → what a terminal shows and does not obey."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Final

_TEXT: Final = "\xa0\u061c\u2009\u200c\u200d\u200e\u200f\u202f\u2068\u2069"
"""What languages have between words and letters, and around words that run the other way."""


def printable(text: str) -> str:
    """Write a text on one line; in place of what a terminal would obey stands its number."""
    return _shown(text, lambda char: repr(char)[1:-1])


def json_text(value: object) -> str:
    """Write plain values as JSON for a person to read; a terminal obeys nothing in it."""
    lines = json.dumps(value, ensure_ascii=False, indent=2).split("\n")
    return "\n".join(_shown(line, lambda char: json.dumps(char)[1:-1]) for line in lines)


def _shown(text: str, number: Callable[[str], str]) -> str:
    return "".join(c if c.isprintable() or c in _TEXT else number(c) for c in text)
