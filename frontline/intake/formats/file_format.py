"""How a file is written, where that is stated: its encoding, separator, days and numbers."""

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
    """State how one file is written; what is not stated is read as UTF-8, commas, EDTF and points.

    ``file`` is its name in a map folder, where ``[reading]`` of ``map.toml`` states it;
    ``options`` says that those of a command do. Elsewhere nothing can be stated.
    """

    file: str = ""
    options: bool = False
    encoding: str = "utf-8"
    separator: str | None = None
    dates: str | None = None
    decimal: str = "."

    def way(self, key: str, value: str) -> str:
        """Tell how one would state a key, beside writing it as usual; nothing where one cannot."""
        if not (self.file or self.options):
            return ""
        shown = "\\t" if value == "\t" else value
        if self.file:
            said = f'"{self.file}" = {{ {key} = "{shown}" }}'
            return f", or state it in map.toml, under [reading]: {said}"
        option = {"dates": "date-format"}.get(key, key)
        return f', or state it: --{option} "{shown}"'

    def edtf(self, text: str, zone: ZoneInfo) -> str:
        """Write a date that is written in the stated way in EDTF; raises Wrong if it is not."""
        if self.dates is None:
            return text
        try:
            return restated(text, self.dates, zone)
        except Wrong:
            raise
        except ValueError as error:
            raise Wrong("FL104", str(error)) from error

    def hint(self, text: str) -> str:
        """Offer to state how days are written, after a message on one with a likely pattern."""
        found = "" if self.dates else day_pattern(text)
        return self.way("dates", found) if found else ""

    def number(self, text: str) -> float:
        """Read a number; raises Wrong, with its likely reading, for what is not written as one."""
        short = text.strip()
        if _NUMBERS[self.decimal].fullmatch(short):
            return float(short.replace(",", "."))
        raise Wrong("FL109", f"{shown(text)} is not a number{self._likely(short)}")

    def _likely(self, text: str) -> str:
        short = plain(text).replace("\u2212", "-")
        other = "." if self.decimal == "," else ","
        if other in short and _NUMBERS[other].fullmatch(short):
            point = short.replace(",", ".")
            return f"; write {point}{self.way('decimal', other)}"
        if re.fullmatch(r"[-+]?\d{1,3}(?:[ ,.'’_]\d{3})+(?:[.,]\d+)?", short):
            return "; write it without separators of thousands"
        if _NUMBERS["."].fullmatch(short):
            return f"; write {short}, in plain digits and signs"
        if match := re.fullmatch(rf"({_NUMBER.format('[.]')})\s*[^\W\d_]+\.?|", short):
            return f"; write {match[1]}, without a unit" if match[1] else ""
        return ""


PLAIN: Final = Written()
"""What nothing is stated of."""


def stated(header: Mapping[str, Any] | None) -> dict[str, Written]:
    """Take from ``map.toml`` how its files are written; what is wrong there is told elsewhere."""
    found = {}
    tables = (header or {}).get("reading")
    for name, table in tables.items() if isinstance(tables, dict) else ():
        if not isinstance(table, dict):
            continue
        given = {key: value for key, value in table.items() if key in _CHECKS and value}
        if all(isinstance(value, str) and _is_fine(key, value) for key, value in given.items()):
            found[str(name)] = Written(str(name), **given)
    return found


def check_encoding(name: str) -> str:
    """Return the name of an encoding; raises Wrong for one that is not known."""
    if not is_text_encoding(name):
        raise Wrong("FL144", f'"{name}" is no known encoding, like windows-1251')
    return name


def check_separator(sign: str) -> str:
    """Return a separator of columns; raises Wrong for one that is none."""
    if sign not in SEPARATORS:
        raise Wrong("FL103", f'"{sign}" is no separator; write one of , ; | or \\t')
    return sign


def check_dates(text: str) -> str:
    """Return a pattern of days; raises Wrong for one that is none."""
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
