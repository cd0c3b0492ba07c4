"""How a file is written, where that is stated: encoding, separator, dates and numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from frontline.dates.hints import day_pattern, plain, shown
from frontline.errors import UsageError, Wrong
from frontline.intake.formats.date_patterns import pattern, restated
from frontline.intake.formats.decode import is_text_encoding

SEPARATORS: Final = (",", ";", "\t", "|")
_NUMBER: Final = r"[-+]?(?:\d+(?:{0}\d*)?|{0}\d+)(?:[eE][-+]?\d+)?"
_NUMBERS: Final = {mark: re.compile(_NUMBER.format(re.escape(mark)), re.ASCII) for mark in ".,"}


@dataclass(frozen=True, slots=True)
class Written:
    """How a file is written: by default in UTF-8, with EDTF dates and decimal points.

    Attributes
    ----------
    file : str
        Name in a map folder, where ``[reading]`` of ``map.toml`` can state these; else empty.
    options : bool
        True where options of a command can state them.
    encoding : str
        Encoding, as Python names it.
    separator : str or None
        Separator of CSV columns; None for a comma.
    dates : str or None
        Date pattern; None for EDTF.
    decimal : str
        Decimal mark, ``.`` or ``,``.
    """

    file: str = ""
    options: bool = False
    encoding: str = "utf-8"
    separator: str | None = None
    dates: str | None = None
    decimal: str = "."

    def way(self, key: str, value: str) -> str:
        """Word how to state a key instead of rewriting the file.

        Parameters
        ----------
        key : str
            ``encoding``, ``separator``, ``dates`` or ``decimal``.
        value : str
            Value to state.

        Returns
        -------
        str
            Text to append to a message; empty where nothing can be stated.

        Examples
        --------
        >>> Written(options=True).way("decimal", ",")
        ', or pass --decimal ","'
        """
        if not (self.file or self.options):
            return ""
        shown = "\\t" if value == "\t" else value
        if self.file:
            setting = f'"{self.file}" = {{ {key} = "{shown}" }}'
            return f", or set it in map.toml under [reading]: {setting}"
        option = {"dates": "date-format"}.get(key, key)
        return f', or pass --{option} "{shown}"'

    def edtf(self, text: str, zone: ZoneInfo) -> str:
        """Rewrite a date from the stated pattern in EDTF.

        Parameters
        ----------
        text : str
            Date as written.
        zone : ZoneInfo
            Time zone of an hour without an offset.

        Returns
        -------
        str
            EDTF; the text itself where no pattern is stated.

        Raises
        ------
        Wrong
            If the text does not match the pattern.

        Examples
        --------
        >>> Written(dates="%d.%m.%Y").edtf("05.03.2024", ZoneInfo("UTC"))
        '2024-03-05'
        """
        if self.dates is None:
            return text
        try:
            return restated(text, self.dates, zone)
        except Wrong:
            raise
        except ValueError as error:
            raise Wrong("FL104", str(error)) from error

    def hint(self, text: str) -> str:
        """Suggest stating the date pattern that a text seems to follow.

        Parameters
        ----------
        text : str
            Date that could not be read.

        Returns
        -------
        str
            Text to append to a message; empty where no pattern is likely.
        """
        likely = "" if self.dates else day_pattern(text)
        return self.way("dates", likely) if likely else ""

    def number(self, text: str) -> float:
        """Read a number with the stated decimal mark.

        Parameters
        ----------
        text : str
            Number as written.

        Returns
        -------
        float
            Its value.

        Raises
        ------
        Wrong
            If it is not a number, with its likely reading.

        Examples
        --------
        >>> Written(decimal=",").number("50,5")
        50.5
        """
        short = text.strip()
        if _NUMBERS[self.decimal].fullmatch(short):
            return float(short.replace(",", "."))
        raise Wrong("FL109", f"{shown(text)} is not a number{self._likely(short)}")

    def _likely(self, text: str) -> str:
        short = plain(text).replace("\u2212", "-")
        other = "." if self.decimal == "," else ","
        if other in short and _NUMBERS[other].fullmatch(short):
            point = short.replace(",", ".")
            return f": write {point}{self.way('decimal', other)}"
        if re.fullmatch(r"[-+]?\d{1,3}(?:[ ,.'’_]\d{3})+(?:[.,]\d+)?", short):
            return ": write it without thousands separators"
        if _NUMBERS["."].fullmatch(short):
            return f": write {short}, in plain digits"
        if match := re.fullmatch(rf"({_NUMBER.format('[.]')})\s*[^\W\d_]+\.?|", short):
            return f": write {match[1]}, without a unit" if match[1] else ""
        return ""


PLAIN: Final = Written()
"""A file of which nothing is stated."""


def stated(header: Mapping[str, Any] | None) -> dict[str, Written]:
    """Collect from ``map.toml`` how its files are written; invalid values are skipped here.

    Parameters
    ----------
    header : Mapping or None
        Values of ``map.toml``.

    Returns
    -------
    dict of str to Written
        By file name.

    Examples
    --------
    >>> stated({"reading": {"events.csv": {"separator": ";"}}})["events.csv"].separator
    ';'
    """
    files = {}
    tables = (header or {}).get("reading")
    for name, table in tables.items() if isinstance(tables, dict) else ():
        if not isinstance(table, dict):
            continue
        given = {key: value for key, value in table.items() if key in _CHECKS and value}
        if all(isinstance(value, str) and _is_fine(key, value) for key, value in given.items()):
            files[str(name)] = Written(str(name), **given)
    return files


def check_encoding(name: str) -> str:
    """Check the name of an encoding.

    Parameters
    ----------
    name : str
        Name to check.

    Returns
    -------
    str
        The same name.

    Raises
    ------
    Wrong
        If it is not known.
    """
    if not is_text_encoding(name):
        raise Wrong("FL144", f'"{name}" is not a known encoding: expected one such as windows-1251')
    return name


def check_separator(sign: str) -> str:
    """Check a separator of columns.

    Parameters
    ----------
    sign : str
        Character to check.

    Returns
    -------
    str
        The same character.

    Raises
    ------
    Wrong
        If it is not a comma, semicolon, tab or bar.
    """
    if sign not in SEPARATORS:
        raise Wrong("FL103", f'"{sign}" is not a separator: expected one of , ; | or \\t')
    return sign


def check_dates(text: str) -> str:
    """Check a date pattern for cells.

    Parameters
    ----------
    text : str
        Pattern to check.

    Returns
    -------
    str
        The same pattern.

    Raises
    ------
    Wrong
        If it is not a date pattern.
    """
    try:
        pattern(text, cell=True)
    except UsageError as error:
        raise Wrong("FL137", str(error)) from error
    return text


_CHECKS: Final = {
    "encoding": check_encoding,
    "separator": check_separator,
    "dates": check_dates,
}


def _is_fine(key: str, value: str) -> bool:
    try:
        return bool(_CHECKS[key](value))
    except Wrong:
        return False
