"""EDTF text → half-open intervals of dates, and instants; reading is strict.

Supported is a subset of the Extended Date/Time Format (ISO 8601-2:2019, levels 0 and 1): a date
``2024-05-12``, a month ``2024-05``, a year ``2024``, an interval ``a/b``, an open end ``a/..`` or
``../b``, and after any of them ``~`` (approximate), ``?`` (uncertain) or ``%`` (both). As the end
of databases, ``9999-12-31`` is open. Anything else raises InvalidValue, whose message suggests the
likely reading.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from frontline.dates.hints import date_hint, quote_text, time_hint
from frontline.dates.instants import in_utc, in_zone, start_of
from frontline.errors import InvalidValue, UsageError

OPEN_END = date.max
"""The date that databases write for an open end, 9999-12-31."""

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
    """A half-open interval of dates.

    Attributes
    ----------
    start : date or None
        First date; None if the interval has no start.
    end : date or None
        Date after the last one; None if the interval has no end.
    text : str
        EDTF text that it was read from.
    approximate, uncertain : bool
        Whether either end is qualified so.

    Examples
    --------
    >>> date(2024, 5, 31) in parse_edtf("2024-05")
    True
    """

    start: date | None
    end: date | None
    text: str
    approximate: bool = False
    uncertain: bool = False

    def __contains__(self, day: date) -> bool:
        after = self.start is None or self.start <= day
        return after and (self.end is None or day < self.end)

    def overlaps(self, other: Interval) -> bool:
        """Return whether two intervals share a date.

        Parameters
        ----------
        other : Interval
            The other interval.

        Returns
        -------
        bool

        Examples
        --------
        >>> parse_edtf("2024-05").overlaps(parse_edtf("2024-05-31/.."))
        True
        """
        starts = other.end is None or self.start is None or self.start < other.end
        ends = self.end is None or other.start is None or other.start < self.end
        return starts and ends


@dataclass(frozen=True, slots=True, order=True)
class Known:
    """The time from which a statement is known.

    Attributes
    ----------
    instant : datetime
        Instant in UTC; for a date without a time, its first moment in the map's time zone.
    day : date
        Date of the instant in the map's time zone.
    text : str
        Text that it was read from.
    """

    instant: datetime
    day: date
    text: str

    def local(self, zone: ZoneInfo) -> datetime:
        """Return the instant as a local time.

        Parameters
        ----------
        zone : ZoneInfo
            Time zone.

        Returns
        -------
        datetime
            Local time.

        Examples
        --------
        >>> kyiv = ZoneInfo("Europe/Kyiv")
        >>> parse_known("2024-05-12T23:30Z", kyiv).local(kyiv).isoformat()
        '2024-05-13T02:30:00+03:00'
        """
        return in_zone(self.instant, zone)


def parse_edtf(text: str) -> Interval:
    """Read an EDTF text of the supported subset as the interval it covers.

    Parameters
    ----------
    text : str
        EDTF text, without spaces.

    Returns
    -------
    Interval

    Raises
    ------
    InvalidValue
        If the text is not of the subset.

    Examples
    --------
    >>> when = parse_edtf("2024-05-10/2024-05-12~")
    >>> when.start.isoformat(), when.end.isoformat(), when.approximate
    ('2024-05-10', '2024-05-13', True)
    """
    if match := _ENDS.fullmatch(text):
        first_text, last_text = match.groups()
        if first_text == last_text == "..":
            problem = "has neither start nor end: write the date that is known"
            raise InvalidValue("FL104", f"{quote_text(text)} {problem}")
        open_start, open_end = first_text == "..", last_text == ".."
        first = None if open_start else _parse_single(first_text, text)
        last = None if open_end else _parse_single(last_text, text)
        start = first.start if first else None
        if start == OPEN_END:
            raise InvalidValue("FL104", f"{quote_text(text)} starts with the open end of databases")
        end = last.end if last else None
        if start is not None and end is not None and end <= start:
            raise InvalidValue("FL105", f"{quote_text(text)} ends before it starts")
        ends = [interval for interval in (first, last) if interval]
        return Interval(
            start,
            end,
            text,
            approximate=any(interval.approximate for interval in ends),
            uncertain=any(interval.uncertain for interval in ends),
        )
    return _parse_single(text, text)


def parse_known(text: str, zone: ZoneInfo) -> Known:
    """Read a date, or an instant with a UTC offset.

    Parameters
    ----------
    text : str
        ``2024-05-12``, ``2024-05-12T22:00+03:00`` or ``2024-05-12T19:00Z``.
    zone : ZoneInfo
        The map's time zone.

    Returns
    -------
    Known

    Raises
    ------
    InvalidValue
        If the text is neither, or an instant lacks its offset.

    Examples
    --------
    >>> known = parse_known("2024-05-12T23:30+00:00", ZoneInfo("Europe/Kyiv"))
    >>> known.day.isoformat()
    '2024-05-13'
    """
    if _INSTANT.fullmatch(text):
        try:
            instant = in_utc(datetime.fromisoformat(text.replace("Z", "+00:00")))
        except ValueError as error:
            raise InvalidValue("FL104", f"{quote_text(text)} is not a valid time") from error
        return Known(instant, in_zone(instant, zone).date(), text)
    if not _DATE.fullmatch(text):
        if _is_edtf(text):
            expected = "write the date on which it became known"
            raise InvalidValue("FL120", f"{quote_text(text)} is not a single date: {expected}")
        hint = time_hint(text, zone) or "; write 2024-05-12 or 2024-05-12T22:00+03:00"
        raise InvalidValue(
            "FL120", f"{quote_text(text)} is neither a date nor a time with a UTC offset{hint}"
        )
    single = _parse_single(text, text)
    assert single.start is not None  # noqa: S101  # a single date has a start
    return Known(start_of(single.start, zone), single.start, text)


def parse_day(text: str) -> date:
    """Read a single date.

    Parameters
    ----------
    text : str
        ISO calendar date, ``2024-05-12``.

    Returns
    -------
    date

    Raises
    ------
    InvalidValue
        If the text is anything else.

    Examples
    --------
    >>> parse_day("2024-05-12")
    datetime.date(2024, 5, 12)
    """
    if _DATE.fullmatch(text):
        start = _parse_single(text, text).start
        assert start is not None  # noqa: S101  # a single date has a start
        return start
    raise InvalidValue(
        "FL104", f"{quote_text(text)} is not a date like 2024-05-12{date_hint(text)}"
    )


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
    except InvalidValue as invalid:
        raise UsageError(f"{name}: {invalid}") from invalid


def _is_edtf(text: str) -> bool:
    try:
        return bool(parse_edtf(text))
    except ValueError:
        return False


def days(start: date, end: date) -> Iterator[date]:
    """Yield the dates of a half-open interval.

    Parameters
    ----------
    start : date
        First date.
    end : date
        Date after the last one.

    Yields
    ------
    date

    Examples
    --------
    >>> [day.day for day in days(date(2024, 2, 28), date(2024, 3, 1))]
    [28, 29]
    """
    for offset in range((end - start).days):
        yield start + timedelta(days=offset)


def day_before(day: date) -> date:
    """Return the date before: the last date of a half-open interval, given its end.

    Parameters
    ----------
    day : date
        A date.

    Returns
    -------
    date
    """
    return day - _DAY


def day_after(day: date) -> date:
    """Return the date after: the end of a half-open interval, given its last date.

    Parameters
    ----------
    day : date
        A date.

    Returns
    -------
    date
    """
    return day + _DAY


def on_day(day: date) -> Interval:
    """Return the interval of one date.

    Parameters
    ----------
    day : date
        The date.

    Returns
    -------
    Interval
        Open if the date is the open end of databases.

    Examples
    --------
    >>> on_day(date(2024, 5, 12)).end
    datetime.date(2024, 5, 13)
    """
    return Interval(day, day + _DAY if day < OPEN_END else None, day.isoformat())


def _parse_single(text: str, full_text: str) -> Interval:
    match = _SINGLE.fullmatch(text)
    if not match:
        hint = date_hint(full_text) or f"; {_FORMS}"
        raise InvalidValue("FL104", f"{quote_text(full_text)} is not a date like 2024-05-12{hint}")
    year, month, day, qualifier = match.groups()
    try:
        start = date(int(year), int(month or 1), int(day or 1))
    except ValueError as error:
        hint = date_hint(text)
        raise InvalidValue("FL104", f"{quote_text(text)} is not a calendar date{hint}") from error
    last = start
    if not day:
        last_month = start.month if month else 12
        last = date(start.year, last_month, monthrange(start.year, last_month)[1])
    end = last + _DAY if last < OPEN_END else None
    return Interval(
        start, end, text, approximate=qualifier in ("~", "%"), uncertain=qualifier in ("?", "%")
    )
