"""Texts that a spreadsheet would calculate → texts that it shows."""

from __future__ import annotations

import re
from typing import Final

_FORMULA: Final = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
"""How a text begins that some spreadsheet calculates, in East Asia by wide signs too."""

_NUMBER: Final = re.compile(r"[+-]?\d[\d.,]*(?:[eE][+-]?\d+)?%?")


def inert(text: str) -> str:
    """Keep a spreadsheet from reading a text as a formula, by an apostrophe (OWASP)."""
    return f"'{text}" if _FORMULA.match(text) else text


def inert_cell(cell: object) -> object:
    """Do so for a cell of a table that others wrote; numbers stay as they are."""
    if isinstance(cell, str) and _FORMULA.match(cell) and not _NUMBER.fullmatch(cell.strip()):
        return f"'{cell}"
    return cell
