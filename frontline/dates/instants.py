"""Dates in a time zone ↔ instants, from the first instant of the calendar to its last.

The calendar has the years 1 to 9999. An instant beyond either end, as the midnight that begins the
year 1 east of Greenwich is, counts as that end.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo


def in_utc(moment: datetime) -> datetime:
    """Return a time with an offset as an instant.

    Parameters
    ----------
    moment : datetime
        Time with a UTC offset.

    Returns
    -------
    datetime
        Instant in UTC.

    Examples
    --------
    >>> in_utc(datetime(1, 1, 1, tzinfo=ZoneInfo("Europe/Kyiv"))).isoformat()
    '0001-01-01T00:00:00+00:00'
    """
    return _shifted(moment, -(moment.utcoffset() or timedelta())).replace(tzinfo=UTC)


def in_zone(instant: datetime, zone: ZoneInfo) -> datetime:
    """Return an instant as a local time.

    Parameters
    ----------
    instant : datetime
        Instant, with a UTC offset.
    zone : ZoneInfo
        Time zone.

    Returns
    -------
    datetime
        Local time.

    Examples
    --------
    >>> in_zone(datetime.max.replace(tzinfo=UTC), ZoneInfo("Europe/Kyiv")).isoformat()
    '9999-12-31T23:59:59.999999+02:00'
    """
    try:
        return instant.astimezone(zone)
    except OverflowError:
        end = datetime.max if instant.year > 1 else datetime.min
        return end.replace(tzinfo=zone)


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """Return the first instant of a date in a time zone.

    Parameters
    ----------
    day : date
        Date.
    zone : ZoneInfo
        Time zone.

    Returns
    -------
    datetime
        Instant in UTC. If the clocks skipped midnight, or the whole date, the one at which they
        did.

    Examples
    --------
    >>> start_of(date(2024, 5, 12), ZoneInfo("Europe/Kyiv")).isoformat()
    '2024-05-11T21:00:00+00:00'
    """
    return in_utc(datetime(day.year, day.month, day.day, tzinfo=zone))


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """Return the last microsecond of a date in a time zone.

    Parameters
    ----------
    day : date
        Date.
    zone : ZoneInfo
        Time zone.

    Returns
    -------
    datetime
        Instant in UTC.

    Examples
    --------
    >>> end_of(date(2024, 5, 12), ZoneInfo("Europe/Kyiv")).isoformat()
    '2024-05-12T20:59:59.999999+00:00'
    >>> end_of(date(9999, 12, 31), ZoneInfo("Europe/Kyiv")).isoformat()
    '9999-12-31T23:59:59.999999+00:00'
    """
    if day == date.max:
        return datetime.max.replace(tzinfo=UTC)
    # From the next date, because the last hour of a date may occur twice.
    return _shifted(start_of(day + timedelta(days=1), zone), -timedelta(microseconds=1))


def before(instant: datetime, hours: float) -> datetime:
    """Return the instant a number of hours earlier.

    Parameters
    ----------
    instant : datetime
        Instant in UTC.
    hours : float
        Hours.

    Returns
    -------
    datetime
        Instant in UTC.
    """
    return _shifted(instant, -timedelta(hours=hours))


def utc_offset(zone: ZoneInfo, day: date) -> str:
    """Return a time zone's UTC offset at the end of a date, as text.

    Parameters
    ----------
    zone : ZoneInfo
        Time zone.
    day : date
        Date, whose end at 23:59 counts.

    Returns
    -------
    str
        ``UTC``, ``UTC+3``, ``UTC+5:30``; in former times also ``UTC-0:44:30``.

    Examples
    --------
    >>> utc_offset(ZoneInfo("Europe/Kyiv"), date(2024, 5, 12))
    'UTC+3'
    """
    end = datetime(day.year, day.month, day.day, 23, 59, tzinfo=zone, fold=1)
    offset = end.utcoffset() or timedelta()
    hours, minutes, seconds = str(abs(offset)).split(":")
    parts = [hours, minutes, seconds] if seconds != "00" else [hours, minutes]
    sign = "-" if offset < timedelta() else "+"
    return f"UTC{sign}{':'.join(parts).removesuffix(':00')}" if offset else "UTC"


def _shifted(moment: datetime, by: timedelta) -> datetime:
    try:
        return moment + by
    except OverflowError:
        return (datetime.max if by > timedelta() else datetime.min).replace(tzinfo=moment.tzinfo)
