"""A stated date pattern, ``%d.%m.%Y`` → the date or time in a text or a file name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from frontline.dates.hints import no_offset, offsets, plain, shown
from frontline.dates.odd_dates import months
from frontline.errors import UsageError, Wrong

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
_IN_CELLS: Final = {
    "m": r"(?P<m>\d{1,2})",
    "d": r"(?P<d>\d{1,2})",
    "H": r"(?P<H>\d{1,2})",
    "b": r"(?P<b>[^\W\d_]{3,})\.?",
    "S": r"(?P<S>\d{2})(?:\.\d+)?",
}
_DAYS: Final = ({"m", "d"}, {"b", "d"}, {"j"})


@cache
def pattern(text: str, *, cell: bool = False) -> re.Pattern[str]:
    """Compile a date pattern such as ``%Y-%m-%d``.

    Parameters
    ----------
    text : str
        Pattern with the codes of ``strptime``.
    cell : bool, optional
        Match a whole cell, where ``%d``, ``%m`` and ``%H`` may have one digit and months any name;
        by default a part of a file name.

    Returns
    -------
    re.Pattern
        Expression with one named group per code.

    Raises
    ------
    UsageError
        If a code is unknown, or year, month and day are not all there.

    Examples
    --------
    >>> pattern("%d.%m.%Y", cell=True).fullmatch("5.3.2024")["m"]
    '3'
    """
    parts = re.split(r"%(.)", text)
    tokens = _TOKENS | _IN_CELLS if cell else _TOKENS
    try:
        expressions = [tokens[token] for token in parts[1::2]]
        last = [re.escape(part) for part in parts[2::2]]
        joined = re.escape(parts[0]) + "".join(map("".join, zip(expressions, last, strict=True)))
        whole = joined if cell else rf"(?<!\d){joined}(?!\d)"
        compiled = re.compile(
            whole, re.IGNORECASE | (0 if "b" in text or "B" in text else re.ASCII)
        )
    except (KeyError, re.error) as error:
        known = ", ".join(f"%{token}" for token in _TOKENS)
        raise UsageError(f"{shown(text)} is not a date pattern: the codes are {known}") from error
    groups = compiled.groupindex.keys()
    if "s" not in groups and not (groups & {"Y", "y"} and any(day <= groups for day in _DAYS)):
        raise UsageError(f"{shown(text)} is not a date pattern: it needs %Y, %m and %d, or %s")
    return compiled


def moment(part: Mapping[str, str | None], zone: ZoneInfo) -> date | datetime:
    """Read the date or, where there is an hour, the instant that a match stands for.

    Parameters
    ----------
    part : Mapping
        Named groups of a match of ``pattern``.
    zone : ZoneInfo
        Time zone of an hour without an offset.

    Returns
    -------
    date or datetime
        Date, or instant in UTC.

    Raises
    ------
    ValueError
        If it is not on the calendar.
    Wrong
        If it has two readings, or none on the clocks of ``zone``.

    Examples
    --------
    >>> moment({"Y": "2024", "m": "03", "d": "05"}, ZoneInfo("Europe/Kyiv"))
    datetime.date(2024, 3, 5)
    """
    if seconds := part.get("s"):
        if "1900" <= seconds[:4] <= "2100" and len(seconds) == 10 and _is_stamp(seconds):
            raise Wrong(
                "FL104", f"{seconds} is ambiguous: seconds since 1970, or a date and its hour"
            )
        return datetime.fromtimestamp(int(seconds), UTC)
    year = int(part.get("Y") or 0) or datetime.strptime(f"{part['y']}", "%y").year
    if number := part.get("j"):
        day = date(year, 1, 1) + timedelta(days=int(number) - 1)
        if day.year != year:
            raise ValueError(f"{year} has no day {number}")
    else:
        name = (part.get("b") or "").casefold()
        month = months()[name] if name in months() else int(part.get("m") or 0)
        day = date(year, month, int(part["d"] or 0))
    if not part.get("H"):
        return day
    hour, minute, second = (int(part.get(key) or 0) for key in "HMS")
    local = datetime(day.year, day.month, day.day, hour, minute, second)
    if offset := part.get("z"):
        return local.replace(tzinfo=_zone(offset)).astimezone(UTC)
    if len(offsets(local, zone)) != 1:
        text = f"{local:%Y-%m-%dT%H:%M}"
        raise Wrong("FL120", f"{text}: {no_offset(local, zone, text)}")
    return local.replace(tzinfo=zone).astimezone(UTC)


def restated(text: str, way: str, zone: ZoneInfo) -> str:
    """Rewrite a date or interval from a stated pattern in EDTF.

    Parameters
    ----------
    text : str
        Date, or two dates with ``/`` between them.
    way : str
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
    >>> restated("5.3.2024/7.3.2024", "%d.%m.%Y", ZoneInfo("UTC"))
    '2024-03-05/2024-03-07'
    """
    ends = [end if end == ".." else _restated(end, way, zone) for end in _ends(plain(text), way)]
    return "/".join(ends)


def _ends(text: str, date_pattern: str) -> list[str]:
    """Split an interval at the slash in its middle, where days may have slashes themselves."""
    parts = text.split("/")
    if text.startswith("../") or text.endswith("/.."):
        return [text[:2], text[3:]] if text.startswith("../") else [text[:-3], ".."]
    half = len(parts) // 2
    if len(parts) == 2 * (date_pattern.count("/") + 1):
        return ["/".join(parts[:half]).strip(), "/".join(parts[half:]).strip()]
    return [text]


def _restated(text: str, date_pattern: str, zone: ZoneInfo) -> str:
    mark = text[-1] if text[-1:] in ("~", "?") else ""
    match = pattern(date_pattern, cell=True).fullmatch(text.removesuffix(mark))
    if not match:
        raise ValueError(
            f"{shown(text)} does not match {date_pattern}, the date pattern of this file"
        )
    try:
        instant = moment(match.groupdict(), zone)
    except Wrong:
        raise
    except (ValueError, OverflowError, KeyError) as error:
        raise ValueError(f"{shown(text)} is not a calendar date as {date_pattern}") from error
    if isinstance(instant, datetime):
        return f"{instant:%Y-%m-%dT%H:%M:%S}Z"
    return f"{instant.isoformat()}{mark}"


def _zone(offset: str) -> timezone:
    if offset.upper() == "Z":
        return UTC
    sign = -1 if offset[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(offset[1:3]), minutes=int(offset[-2:])))


def _is_stamp(digits: str) -> bool:
    try:
        return bool(datetime.strptime(digits, "%Y%m%d%H"))
    except ValueError:
        return False
