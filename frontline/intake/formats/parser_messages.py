"""Errors of Python's TOML and CSV parsers → messages for the author of the file."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from tomllib import TOMLDecodeError
from typing import Final

_TOML: Final = (
    (r"Illegal character '\\n'", "text does not end on its line"),
    (r"Unterminated string|Expected \"['\"]", "text is never closed"),
    (r"declare|redefine|overwrite|mutate|Duplicate", "duplicate key or table"),
    (r"Expected '='", "key without = after it"),
    (r"Invalid (statement|initial)", "expected key = value or [table]"),
    (r"Expected newline", "text after the value, put texts and dates in quotes"),
    (r"Unclosed|Expected '\]", "bracket is never closed"),
    (r"Invalid value", "not a value, put texts in double quotes"),
    (r"Unescaped|hex|Escaped", "backslash has no meaning here, write two"),
    (r"Invalid date", "not a calendar date or clock time"),
    (r"character", "unexpected character"),
)
_CSV: Final = (
    (r"unexpected end", "a quote is never closed"),
    (r"expected after", "text after a closing quote, double the quotes inside a cell"),
    (r"field limit", "a cell has more than 131,072 characters"),
    (r"NUL", "invisible character (NUL)"),
)

IN_QUOTES: Final = ": put a text with commas in double quotes"
"""The usual cause of a row with too many cells."""


def plain_toml(error: TOMLDecodeError) -> str:
    """Describe what is wrong with a TOML file.

    Parameters
    ----------
    error : TOMLDecodeError
        Error of Python's parser.

    Returns
    -------
    str
        Part of a message.
    """
    return _first_match(_TOML, str(error))


def plain_csv(error: csv.Error) -> str:
    """Describe what is wrong with a CSV file.

    Parameters
    ----------
    error : csv.Error
        Error of Python's parser.

    Returns
    -------
    str
        Part of a message.
    """
    return _first_match(_CSV, str(error))


def _first_match(messages: Sequence[tuple[str, str]], error: str) -> str:
    """Return the message of the first pattern that matches; wordings differ by Python version."""
    return next(
        (message for pattern, message in messages if re.search(pattern, error)), "a mistake"
    )
