"""Cells that a spreadsheet would run as formulas → cells that it shows as text."""

from __future__ import annotations

import re
from typing import Final

_FORMULA: Final = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
"""Start of a formula in some spreadsheet, full-width signs of East Asia included."""

_NUMBER: Final = re.compile(r"[+-]?\d[\d.,]*(?:[eE][+-]?\d+)?%?")


def escape_formula(text: str) -> str:
    """Prefix a text with an apostrophe if a spreadsheet would read it as a formula.

    The rule is that of OWASP, "CSV Injection".

    Parameters
    ----------
    text : str
        Text of a cell.

    Returns
    -------
    str

    Examples
    --------
    >>> escape_formula("=1+1"), escape_formula("a village")
    ("'=1+1", 'a village')
    """
    return f"'{text}" if _FORMULA.match(text) else text


def escape_cell(cell: object) -> object:
    """Escape a cell of a table from another program, leaving numbers unchanged.

    Parameters
    ----------
    cell : object
        Value of a cell; anything but text is returned unchanged.

    Returns
    -------
    object

    Examples
    --------
    >>> escape_cell("-3.5"), escape_cell("-x")
    ('-3.5', "'-x")
    """
    if isinstance(cell, str) and _FORMULA.match(cell) and not _NUMBER.fullmatch(cell.strip()):
        return f"'{cell}"
    return cell
