"""A cell with a date → the days that it names, and the earliest and latest that it may mean."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from frontline.dates.edtf import parse_edtf
from frontline.dates.hints import date_hint, normalized, quote_text
from frontline.dates.instants import in_zone
from frontline.errors import InvalidValue
from frontline.intake.formats.date_patterns import moment, pattern
from frontline.intake.formats.file_format import FileFormat

NO_DAY: Final = 10_000_000
"""Ordinal of an unknown date; greater than that of any date."""

_DAY: Final = re.compile(r"(\d{4})(-?)(\d{2})\2(\d{2})", re.ASCII)
_TIME: Final = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})?", re.ASCII
)


class Days(NamedTuple):
    """The days that a cell names, as ordinals; ``NO_DAY`` without a date.

    Attributes
    ----------
    first : int
        The first day named.
    earliest, latest : int
        The first and the last day that may be meant.
    """

    first: int
    earliest: int
    latest: int


_NONE: Final = Days(NO_DAY, NO_DAY, NO_DAY)
_VAGUE_DAYS: Final = 7
"""How far a date marked as uncertain or approximate is taken to reach, to either side."""


def days_in(value: object, zone: ZoneInfo, file_format: FileFormat) -> Days:
    """Read a date, an instant, or an EDTF date with both ends.

    The date of a time without an offset is kept as written; an instant gets its date in ``zone``.

    Parameters
    ----------
    value : object
        Cell of a table.
    zone : ZoneInfo
        Time zone in which instants get their date.
    file_format : FileFormat
        Date pattern, if the file has one.

    Returns
    -------
    Days
        The days; a date marked ``~``, ``?`` or ``%`` reaches a week further to either side.

    Raises
    ------
    ValueError
        If the cell is not a date; the message says what was expected.

    Examples
    --------
    >>> days = days_in("2024-05", ZoneInfo("UTC"), FileFormat())
    >>> date.fromordinal(days.first).isoformat(), date.fromordinal(days.latest).isoformat()
    ('2024-05-01', '2024-05-31')
    """
    if isinstance(value, datetime):  # pandas' Timestamp is one
        return _one(_in_zone(value, zone))
    if isinstance(value, date):
        return _one(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = "" if value is None else str(value).strip()
    if not text:
        return _NONE
    if file_format.dates is not None:
        return _one(_by_pattern(text, file_format.dates, zone))
    try:
        if match := _DAY.fullmatch(text):
            return _one(date(int(match[1]), int(match[3]), int(match[4])))
        if _TIME.fullmatch(text):
            return _one(_in_zone(datetime.fromisoformat(text), zone))
    except ValueError as error:
        raise ValueError(f"{quote_text(text)} is not a calendar date{date_hint(text)}") from error
    if edtf := _edtf_days(text):
        return edtf
    if hint := date_hint(text):
        raise ValueError(
            f"{quote_text(text)} is not a date like 2024-05-12{hint}{file_format.hint(text)}"
        )
    problem = "is not a date like 2024-05-12: describe the format, such as %d %B %Y,"
    raise ValueError(f"{quote_text(text)} {problem} with --date-format")


def _one(day: date) -> Days:
    return Days(*[day.toordinal()] * 3)


def _edtf_days(text: str) -> Days | None:
    """Return the days of an EDTF date or closed interval."""
    try:
        interval = parse_edtf(text)
    except InvalidValue:
        return None
    if interval.start is None or interval.end is None:
        return None
    first, last = interval.start.toordinal(), interval.end.toordinal() - 1
    slack = _VAGUE_DAYS if interval.uncertain or interval.approximate else 0
    return Days(first, first - slack, last + slack)


def _by_pattern(text: str, date_pattern: str, zone: ZoneInfo) -> date:
    """Read a date by a pattern; the date of a time without an offset is kept as written."""
    match = pattern(date_pattern, cell=True).fullmatch(normalized(text))
    if not match:
        raise ValueError(f"{quote_text(text)} does not match {date_pattern}")
    parts = match.groupdict()
    if not (parts.get("z") or parts.get("s")):
        parts["H"] = None
    try:
        instant = moment(parts, zone)
    except (ValueError, KeyError, OverflowError) as error:
        raise ValueError(
            f"{quote_text(text)} is not a calendar date when read as {date_pattern}"
        ) from error
    return in_zone(instant, zone).date() if isinstance(instant, datetime) else instant


def _in_zone(moment_read: datetime, zone: ZoneInfo) -> date:
    return (in_zone(moment_read, zone) if moment_read.tzinfo else moment_read).date()
