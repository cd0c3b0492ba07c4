"""EDTF dates and instants, read strictly, as half-open intervals of days.

The subset of the Extended Date/Time Format (ISO 8601-2:2019, levels 0 and 1) that is read:
a day ``2024-05-12``, a month ``2024-05``, a year ``2024``, an interval ``a/b``, an open end
``a/..`` or ``../b``, and after any of them ``~`` (approximate), ``?`` (uncertain) or ``%`` (both).
Everything else is refused, with the likely reading where there is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from frontline.dates.hints import odd_date, odd_time, shown
from frontline.errors import UsageError, Wrong

_DAY = timedelta(days=1)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_SINGLE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?([~?%]?)", re.ASCII)
_ENDS = re.compile(r"(\.\.|\d{4}[-\d]*[~?%]?)/(\.\.|\d{4}[-\d]*[~?%]?)", re.ASCII)
_INSTANT = re.compile(
    r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})", re.ASCII
)
_FORMS = "write 2024-05-12, 2024-05, 2024-05-10/2024-05-12 or 2024-05-12~"


@dataclass(frozen=True, slots=True)
class Interval:
    """Hold the days from ``start`` up to, not including, ``end``; ``None`` is an open end."""

    start: date | None
    end: date | None
    text: str
    approximate: bool = False
    uncertain: bool = False

    def __contains__(self, day: date) -> bool:
        after = self.start is None or self.start <= day
        return after and (self.end is None or day < self.end)

    def overlaps(self, other: Interval) -> bool:
        """Say whether the two intervals share a day."""
        starts = other.end is None or self.start is None or self.start < other.end
        ends = self.end is None or other.start is None or other.start < self.end
        return starts and ends


@dataclass(frozen=True, slots=True, order=True)
class Known:
    """Hold when something was said: the day in the map's zone and, where stated, the instant.

    ``at`` is UTC; a day without a time is known from its first moment on in the map's zone.
    """

    at: datetime
    day: date
    text: str


def parse_edtf(text: str) -> Interval:
    """Read an EDTF string of the subset as the half-open interval of days it covers.

    Raises Wrong with a line for people when the text is anything else.
    """
    if match := _ENDS.fullmatch(text):
        first, last = match.groups()
        if first == last == "..":
            raise Wrong("FL104", f"{shown(text)} has no end at all; write the day that is known")
        open_start, open_end = first == "..", last == ".."
        a = None if open_start else _single(first, text)
        b = None if open_end else _single(last, text)
        start = a.start if a else None
        end = b.end if b else None
        if start is not None and end is not None and end <= start:
            raise Wrong("FL105", f"{shown(text)} ends before it starts")
        ends = [part for part in (a, b) if part]
        return Interval(
            start,
            end,
            text,
            approximate=any(part.approximate for part in ends),
            uncertain=any(part.uncertain for part in ends),
        )
    return _single(text, text)


def parse_known(text: str, zone: ZoneInfo) -> Known:
    """Read a day, or an instant with its zone (``2024-05-12T22:00+03:00``, ``…Z``).

    Raises Wrong when the text is neither, or when an instant lacks its zone.
    """
    if _INSTANT.fullmatch(text):
        try:
            at = datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise Wrong("FL104", f"{shown(text)} is not a time on the clock") from error
        return Known(at, at.astimezone(zone).date(), text)
    if not _DATE.fullmatch(text):
        if _is_edtf(text):
            said = "is not one day; write the day on which it became known"
            raise Wrong("FL120", f"{shown(text)} {said}")
        likely = odd_time(text, zone) or "; write 2024-05-12 or 2024-05-12T22:00+03:00"
        raise Wrong("FL120", f"{shown(text)} is not a day, or a time with its zone{likely}")
    single = _single(text, text)
    if single.start is None or not 1 < single.start.year < 9999:
        raise Wrong("FL104", f"{shown(text)} is out of range")
    at = datetime(single.start.year, single.start.month, single.start.day, tzinfo=zone)
    return Known(at.astimezone(UTC), single.start, text)


def parse_day(text: str) -> date:
    """Read one day, ``2024-05-12``; raises Wrong with a line for people for anything else."""
    if _DATE.fullmatch(text):
        start = _single(text, text).start
        assert start is not None  # noqa: S101  # a day has one
        return start
    raise Wrong("FL104", f"{shown(text)} is not a day like 2024-05-12{odd_date(text)}")


def as_date(day: date | str, name: str = "date") -> date:
    """Read a date given as ISO text, or as a date or datetime.

    Parameters
    ----------
    day : date, datetime or str
        Date; text must be an ISO calendar date, ``2024-05-12``.
    name : str
        What the date is for; the message begins with it.

    Returns
    -------
    date

    Raises
    ------
    UsageError
        If the text is not a date, or the value is neither a date nor text.

    Examples
    --------
    >>> as_date("2024-05-12")
    datetime.date(2024, 5, 12)
    """
    if isinstance(day, datetime):
        return day.date()
    if isinstance(day, date):
        return day
    if not isinstance(day, str):
        raise UsageError(f"{name}: {day!r} is not a date: write 2024-05-12")
    try:
        return parse_day(day)
    except Wrong as wrong:
        raise UsageError(f"{name}: {wrong}") from wrong


def _is_edtf(text: str) -> bool:
    try:
        return bool(parse_edtf(text))
    except ValueError:
        return False


def days(start: date, end: date) -> Iterator[date]:
    """Yield each day from ``start`` up to, not including, ``end``."""
    for offset in range((end - start).days):
        yield start + timedelta(days=offset)


def day_before(day: date) -> date:
    """Return the day before, for words that name the last day of a half-open interval."""
    return day - _DAY


def day_after(day: date) -> date:
    """Return the day after, the end of the half-open interval that holds just this day."""
    return day + _DAY


def utc_offset(zone: ZoneInfo, day: date) -> str:
    """Return a zone's offset at the end of a day in words: ``UTC``, ``UTC+3``, ``UTC+5:30``."""
    end = datetime(day.year, day.month, day.day, 23, 59, tzinfo=zone)
    minutes = int((end.utcoffset() or timedelta()).total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    sign = "-" if minutes < 0 else "+"
    return f"UTC{sign}{hours}{f':{rest:02}' if rest else ''}" if minutes else "UTC"


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """Return the last microsecond of a day in a zone, as UTC."""
    next_day = datetime(day.year, day.month, day.day, tzinfo=zone) + _DAY
    return (next_day - timedelta(microseconds=1)).astimezone(UTC)


def _single(text: str, whole: str) -> Interval:
    match = _SINGLE.fullmatch(text)
    if not match:
        likely = odd_date(whole) or f"; {_FORMS}"
        raise Wrong("FL104", f"{shown(whole)} is not a date like 2024-05-12{likely}")
    year, month, day, mark = match.groups()
    try:
        start = date(int(year), int(month or 1), int(day or 1))
        if day:
            end = start + _DAY
        elif month:
            end = date(start.year + start.month // 12, start.month % 12 + 1, 1)
        else:
            end = date(start.year + 1, 1, 1)
    except (ValueError, OverflowError) as error:
        likely = odd_date(text)
        raise Wrong("FL104", f"{shown(text)} is not a day of the calendar{likely}") from error
    return Interval(start, end, text, approximate=mark in ("~", "%"), uncertain=mark in ("?", "%"))
