"""What Python's parsers of TOML and CSV say → what a writer of files can act on."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from tomllib import TOMLDecodeError
from typing import Final

_TOML: Final = (
    (r"Illegal character '\\n'", "a text that does not end on its line"),
    (r"Unterminated string|Expected \"['\"]", "a text that never ends"),
    (r"declare|redefine|overwrite|mutate|Duplicate", "a key or table that is there twice"),
    (r"Expected '='", "a key without = after it"),
    (r"Invalid (statement|initial)", "a line that is neither key = value nor [table]"),
    (r"Expected newline", "something after the value; texts and dates stand in quotes"),
    (r"Unclosed|Expected '\]", "a bracket that is never closed"),
    (r"Invalid value", "a value that is none; texts stand in double quotes"),
    (r"Unescaped|hex|Escaped", "a backslash that means nothing here; write two of them"),
    (r"Invalid date", "a day or time that is on no calendar and no clock"),
    (r"character", "a character that cannot stand here"),
)
_CSV: Final = (
    (r"unexpected end", "a quote is opened and never closed"),
    (r"expected after", "something follows a closing quote; within a text write two quotes"),
    (r"field limit", "a cell of more than 131,072 characters"),
    (r"NUL", "an invisible character (NUL)"),
)

IN_QUOTES: Final = "; a text with a comma stands in double quotes"
"""What most often is wrong with a row that has a cell too many."""


def plain_toml(error: TOMLDecodeError) -> str:
    """Say what is wrong with a TOML file."""
    return _first(_TOML, str(error))


def plain_csv(error: csv.Error) -> str:
    """Say what is wrong with a CSV file."""
    return _first(_CSV, str(error))


def _first(table: Sequence[tuple[str, str]], said: str) -> str:
    """Return the words for the first pattern that fits; another Python may say something else."""
    return next((words for pattern, words in table if re.search(pattern, said)), "a mistake")
