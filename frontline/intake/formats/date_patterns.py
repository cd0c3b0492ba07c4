"""A date pattern such as ``%d.%m.%Y`` → the date or time in a text or a file name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from frontline.dates.hints import normalized, offset_hint, offsets, quote_text
from frontline.dates.instants import in_utc
from frontline.dates.odd_dates import month_numbers
from frontline.errors import InvalidValue, UsageError

_TOKENS: Final = {
    "Y": r"(?P<Y>\d{4})",
    "y": r"(?P<y>\d{2})",
    "m": r"(?P<m>\d{2})",
    "d": r"(?P<d>\d{2})",
    "b": r"(?P<b>[A-Za-z]{3})",
    "B": r"(?P<b>[^\W\d_]{3,})",
    "j": r"(?P<j>\d{3})",
    "H": r"(?P<H>\d{2})",
    "M": r"(?P<M>\d{2})",
    "S": r"(?P<S>\d{2})",
    "z": r"(?P<z>Z|[+-]\d{2}:?\d{2})",
    "s": r"(?P<s>\d{9,10})",
    "%": "%",
}
_CELL_TOKENS: Final = {
    "m": r"(?P<m>\d{1,2})",
    "d": r"(?P<d>\d{1,2})",
    "H": r"(?P<H>\d{1,2})",
    "b": r"(?P<b>[^\W\d_]{3,})\.?",
    "S": r"(?P<S>\d{2})(?:\.\d+)?",
}
_DAY_CODES: Final = ({"m", "d"}, {"b", "d"}, {"j"})
_COARSE_CODES: Final[tuple[set[str], ...]] = (set(), {"m"}, {"b"})


@cache
def pattern(text: str, *, cell: bool = False) -> re.Pattern[str]:
    """Compile a date pattern such as ``%Y-%m-%d``.

    Parameters
    ----------
    text : str
        Pattern with the codes of ``strptime``.
    cell : bool, optional
        Match a whole cell, in which ``%d``, ``%m`` and ``%H`` may have one digit and months may be
        named in any language; by default a part of a file name.

    Returns
    -------
    re.Pattern
        Expression with one named group per code.

    Raises
    ------
    UsageError
        If a code is unknown, or if the year is missing, or the month of a day.

    Examples
    --------
    >>> pattern("%d.%m.%Y", cell=True).fullmatch("5.3.2024")["m"]
    '3'
    """
    parts = re.split(r"%(.)", text)
    tokens = _TOKENS | _CELL_TOKENS if cell else _TOKENS
    try:
        expressions = [tokens[token] for token in parts[1::2]]
        literals = [re.escape(part) for part in parts[2::2]]
        joined = re.escape(parts[0]) + "".join(
            map("".join, zip(expressions, literals, strict=True))
        )
        expression = joined if cell else rf"(?<!\d){joined}(?!\d)"
        compiled = re.compile(
            expression, re.IGNORECASE | (0 if "b" in text or "B" in text else re.ASCII)
        )
    except (KeyError, re.error) as error:
        known = ", ".join(f"%{token}" for token in _TOKENS)
        raise UsageError(
            f"{quote_text(text)} is not a date pattern: the codes are {known}"
        ) from error
    groups = compiled.groupindex.keys()
    codes = groups & {"m", "b", "d", "j"}
    is_coarse = "Y" in groups and codes in _COARSE_CODES and "H" not in groups
    is_day = groups & {"Y", "y"} and any(codes >= needed for needed in _DAY_CODES)
    if not ("s" in groups or is_coarse or is_day):
        expected = "%Y, %m and %d, or %s, or %Y or %Y and %m for a year or a month"
        raise UsageError(f"{quote_text(text)} is not a date pattern: it needs {expected}")
    return compiled


def moment(parts: Mapping[str, str | None], zone: ZoneInfo) -> date | datetime:
    """Read the date of a match, or its instant if it has an hour.

    Parameters
    ----------
    parts : Mapping
        Named groups of a match of ``pattern``.
    zone : ZoneInfo
        Time zone of an hour without an offset.

    Returns
    -------
    date or datetime
        Date, or instant in UTC; the first date of a year or a month.

    Raises
    ------
    ValueError
        If the date is not on the calendar.
    InvalidValue
        If the match is ambiguous, or if clocks in ``zone`` skipped the time.

    Examples
    --------
    >>> moment({"Y": "2024", "m": "03", "d": "05"}, ZoneInfo("Europe/Kyiv"))
    datetime.date(2024, 3, 5)
    """
    if seconds := parts.get("s"):
        if "1900" <= seconds[:4] <= "2100" and len(seconds) == 10 and _is_date_and_hour(seconds):
            raise InvalidValue(
                "FL104", f"{seconds} is ambiguous: seconds since 1970, or a date and its hour"
            )
        return datetime.fromtimestamp(int(seconds), UTC)
    year = int(parts.get("Y") or 0) or datetime.strptime(f"{parts['y']}", "%y").year
    if number := parts.get("j"):
        day = date(year, 1, 1) + timedelta(days=int(number) - 1)
        if day.year != year:
            raise ValueError(f"{year} has no day {number}")
    else:
        name = (parts.get("b") or "").casefold()
        month = month_numbers()[name] if name in month_numbers() else int(parts.get("m", "1") or 0)
        if "b" in parts and name not in month_numbers():
            month = 0  # no month has that name
        day = date(year, month, int(parts.get("d", "1") or 0))
    if not parts.get("H"):
        return day
    hour, minute, second = (int(parts.get(key) or 0) for key in "HMS")
    local_time = datetime(day.year, day.month, day.day, hour, minute, second)
    if offset := parts.get("z"):
        return in_utc(local_time.replace(tzinfo=_zone(offset)))
    if len(offsets(local_time, zone)) != 1:
        text = f"{local_time:%Y-%m-%dT%H:%M}"
        raise InvalidValue("FL120", f"{text}: {offset_hint(local_time, zone, text)}")
    return in_utc(local_time.replace(tzinfo=zone))


def to_edtf(text: str, date_pattern: str, zone: ZoneInfo) -> str:
    """Rewrite a date or interval from a date pattern in EDTF.

    Parameters
    ----------
    text : str
        Date, or two dates with ``/`` between them.
    date_pattern : str
        Date pattern of the file.
    zone : ZoneInfo
        Time zone of an hour without an offset.

    Returns
    -------
    str
        EDTF date, interval or instant.

    Raises
    ------
    ValueError
        If the text does not match the pattern.

    Examples
    --------
    >>> to_edtf("5.3.2024/7.3.2024", "%d.%m.%Y", ZoneInfo("UTC"))
    '2024-03-05/2024-03-07'
    """
    ends = [
        end_text if end_text == ".." else _end_to_edtf(end_text, date_pattern, zone)
        for end_text in _ends(normalized(text), date_pattern)
    ]
    return "/".join(ends)


def _ends(text: str, date_pattern: str) -> list[str]:
    """Split an interval at the slash in its middle; dates themselves may contain slashes."""
    parts = text.split("/")
    if text.startswith("../") or text.endswith("/.."):
        return [text[:2], text[3:]] if text.startswith("../") else [text[:-3], ".."]
    half = len(parts) // 2
    if len(parts) == 2 * (date_pattern.count("/") + 1):
        return ["/".join(parts[:half]).strip(), "/".join(parts[half:]).strip()]
    return [text]


def _end_to_edtf(text: str, date_pattern: str, zone: ZoneInfo) -> str:
    qualifier = text[-1] if text[-1:] in ("~", "?") else ""
    match = pattern(date_pattern, cell=True).fullmatch(text.removesuffix(qualifier))
    if not match:
        raise ValueError(
            f"{quote_text(text)} does not match {date_pattern}, the date pattern of this file"
        )
    try:
        instant = moment(match.groupdict(), zone)
    except InvalidValue:
        raise
    except (ValueError, OverflowError, KeyError) as error:
        raise ValueError(f"{quote_text(text)} is not a calendar date as {date_pattern}") from error
    if isinstance(instant, datetime):
        return instant.replace(tzinfo=None, microsecond=0).isoformat() + "Z"
    return f"{instant.isoformat()[: precision_of(match.groupdict())]}{qualifier}"


def precision_of(parts: Mapping[str, str | None]) -> int:
    """Return how many letters of an ISO date a match states: 10, 7 of a month or 4 of a year.

    Parameters
    ----------
    parts : Mapping
        Named groups of a match of ``pattern``.

    Returns
    -------
    int

    Examples
    --------
    >>> precision_of(pattern("%Y").fullmatch("1914").groupdict())
    4
    """
    if parts.keys() & {"d", "j", "s"}:
        return 10
    return 7 if parts.keys() & {"m", "b"} else 4


def _zone(offset: str) -> timezone:
    if offset.upper() == "Z":
        return UTC
    sign = -1 if offset[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(offset[1:3]), minutes=int(offset[-2:])))


def _is_date_and_hour(digits: str) -> bool:
    try:
        return bool(datetime.strptime(digits, "%Y%m%d%H"))
    except ValueError:
        return False
