"""The stated format of a file: encoding, separator, dates and numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from frontline.dates.hints import day_pattern, normalized, quote_text
from frontline.errors import InvalidValue, UsageError
from frontline.intake.formats.date_patterns import pattern, to_edtf
from frontline.intake.formats.decode import is_text_encoding

SEPARATORS: Final = (",", ";", "\t", "|")
_NUMBER: Final = r"[-+]?(?:\d+(?:{0}\d*)?|{0}\d+)(?:[eE][-+]?\d+)?"
_NUMBERS: Final = {mark: re.compile(_NUMBER.format(re.escape(mark)), re.ASCII) for mark in ".,"}


@dataclass(frozen=True, slots=True)
class FileFormat:
    """The format of a file, by default UTF-8 with EDTF dates and decimal points.

    Attributes
    ----------
    file : str
        Name in a map folder, if ``[reading]`` of ``map.toml`` can state the format; else empty.
    options : bool
        Whether options of a command can state the format.
    encoding : str
        Encoding, as Python names it.
    separator : str or None
        Separator of CSV columns; None for a comma.
    dates : str or None
        Date pattern; None for EDTF.
    decimal : str
        Decimal separator, ``.`` or ``,``.
    ends : str
        ``inclusive``, if the last date of an interval belongs to it, or ``exclusive``.
    """

    file: str = ""
    options: bool = False
    encoding: str = "utf-8"
    separator: str | None = None
    dates: str | None = None
    decimal: str = "."
    ends: str = "inclusive"

    def setting_hint(self, key: str, value: str) -> str:
        """Write how to set a key of the format instead of rewriting the file.

        Parameters
        ----------
        key : str
            ``encoding``, ``separator``, ``dates`` or ``decimal``.
        value : str
            Value to set.

        Returns
        -------
        str
            Text to append to a message; empty if the format cannot be set.

        Examples
        --------
        >>> FileFormat(options=True).setting_hint("decimal", ",")
        ', or pass --decimal ","'
        """
        if not (self.file or self.options):
            return ""
        visible = "\\t" if value == "\t" else value
        if self.file:
            setting = f'"{self.file}" = {{ {key} = "{visible}" }}'
            return f", or set it in map.toml under [reading]: {setting}"
        option = {"dates": "date-format"}.get(key, key)
        return f', or pass --{option} "{visible}"'

    def edtf(self, text: str, zone: ZoneInfo) -> str:
        """Rewrite a date from the date pattern of the file in EDTF.

        Parameters
        ----------
        text : str
            Date as written.
        zone : ZoneInfo
            Time zone of an hour without an offset.

        Returns
        -------
        str
            EDTF; the text itself if the file has no date pattern.

        Raises
        ------
        InvalidValue
            If the text does not match the pattern.

        Examples
        --------
        >>> FileFormat(dates="%d.%m.%Y").edtf("05.03.2024", ZoneInfo("UTC"))
        '2024-03-05'
        """
        if self.dates is None:
            return text
        try:
            return to_edtf(text, self.dates, zone)
        except InvalidValue:
            raise
        except ValueError as error:
            raise InvalidValue("FL104", str(error)) from error

    def hint(self, text: str) -> str:
        """Suggest the date pattern that a text seems to follow.

        Parameters
        ----------
        text : str
            Date that could not be read.

        Returns
        -------
        str
            Text to append to a message; empty if no pattern is likely.
        """
        likely_pattern = "" if self.dates else day_pattern(text)
        return self.setting_hint("dates", likely_pattern) if likely_pattern else ""

    def number(self, text: str) -> float:
        """Read a number with the decimal separator of the file.

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
        InvalidValue
            If the text is not a number; the message gives its likely reading.

        Examples
        --------
        >>> FileFormat(decimal=",").number("50,5")
        50.5
        """
        stripped = text.strip()
        if _NUMBERS[self.decimal].fullmatch(stripped):
            return float(stripped.replace(",", "."))
        raise InvalidValue(
            "FL109", f"{quote_text(text)} is not a number{self._number_hint(stripped)}"
        )

    def _number_hint(self, text: str) -> str:
        plain_text = normalized(text).replace("\u2212", "-")
        other_separator = "." if self.decimal == "," else ","
        if other_separator in plain_text and _NUMBERS[other_separator].fullmatch(plain_text):
            with_point = plain_text.replace(",", ".")
            return f": write {with_point}{self.setting_hint('decimal', other_separator)}"
        if re.fullmatch(r"[-+]?\d{1,3}(?:[ ,.'’_]\d{3})+(?:[.,]\d+)?", plain_text):
            return ": write it without thousands separators"
        if _NUMBERS["."].fullmatch(plain_text):
            return f": write {plain_text}, in plain digits"
        if match := re.fullmatch(rf"({_NUMBER.format('[.]')})\s*[^\W\d_]+\.?|", plain_text):
            return f": write {match[1]}, without a unit" if match[1] else ""
        return ""


DEFAULT_FORMAT: Final = FileFormat()
"""The format of a file without any settings."""


def stated_formats(header: Mapping[str, Any] | None) -> dict[str, FileFormat]:
    """Collect the formats that ``map.toml`` states for files; invalid values are skipped here.

    Parameters
    ----------
    header : Mapping or None
        Values of ``map.toml``.

    Returns
    -------
    dict of str to FileFormat
        Format by file name.

    Examples
    --------
    >>> stated_formats({"reading": {"events.csv": {"separator": ";"}}})["events.csv"].separator
    ';'
    """
    formats = {}
    tables = (header or {}).get("reading")
    for name, table in tables.items() if isinstance(tables, dict) else ():
        if not isinstance(table, dict):
            continue
        settings = {key: value for key, value in table.items() if key in _CHECKS and value}
        if all(isinstance(value, str) and _is_valid(key, value) for key, value in settings.items()):
            formats[str(name)] = FileFormat(str(name), **settings)
    return formats


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
    InvalidValue
        If the encoding is not known.
    """
    if not is_text_encoding(name):
        raise InvalidValue(
            "FL144", f'"{name}" is not a known encoding: expected one such as windows-1251'
        )
    return name


def check_separator(separator: str) -> str:
    """Check a separator of columns.

    Parameters
    ----------
    separator : str
        Character to check.

    Returns
    -------
    str
        The same character.

    Raises
    ------
    InvalidValue
        If the character is not a comma, semicolon, tab or bar.
    """
    if separator not in SEPARATORS:
        raise InvalidValue(
            "FL103", f'"{separator}" is not a separator: expected one of , ; | or \\t'
        )
    return separator


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
    InvalidValue
        If the text is not a date pattern.
    """
    try:
        pattern(text, cell=True)
    except UsageError as error:
        raise InvalidValue("FL137", str(error)) from error
    return text


def check_ends(word: str) -> str:
    """Check what the end of an interval means.

    Parameters
    ----------
    word : str
        Word to check.

    Returns
    -------
    str
        The same word.

    Raises
    ------
    InvalidValue
        If the word is neither ``inclusive`` nor ``exclusive``.
    """
    if word not in ("inclusive", "exclusive"):
        raise InvalidValue("FL103", f'"{word}" is not valid: expected inclusive or exclusive')
    return word


_CHECKS: Final = {
    "encoding": check_encoding,
    "separator": check_separator,
    "dates": check_dates,
    "ends": check_ends,
}


def _is_valid(key: str, value: str) -> bool:
    try:
        return bool(_CHECKS[key](value))
    except InvalidValue:
        return False
