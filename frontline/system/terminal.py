"""Texts and values → lines that a terminal shows without executing control sequences."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Final

_INVISIBLE_TEXT: Final = "\xa0\u061c\u2009\u200c\u200d\u200e\u200f\u202f\u2068\u2069"
"""Spaces, joiners and direction marks that ordinary text of some languages contains."""


def printable(text: str) -> str:
    r"""Escape every character that could control a terminal, line ends included.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        One line.

    Examples
    --------
    >>> print(printable("red\x1b[31m"))
    red\x1b[31m
    """
    return _escaped(text, lambda char: repr(char)[1:-1])


def json_text(value: object) -> str:
    """Write a value as indented JSON, escaping characters that could control a terminal.

    Parameters
    ----------
    value : object
        Dictionaries, lists, texts and numbers.

    Returns
    -------
    str
        JSON, indented by two spaces, not ASCII only.
    """
    lines = json.dumps(value, ensure_ascii=False, indent=2).split("\n")
    return "\n".join(_escaped(line, lambda char: json.dumps(char)[1:-1]) for line in lines)


def _escaped(text: str, escape: Callable[[str], str]) -> str:
    return "".join(
        char if char.isprintable() or char in _INVISIBLE_TEXT else escape(char) for char in text
    )
