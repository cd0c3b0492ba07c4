"""A stated way of writing days, ``%d.%m.%Y`` → the day or the time in a text or a file's name."""

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
    """Turn a date pattern like ``%Y-%m-%d`` into a regular expression; raises UsageError.

    It is looked for in a file's name, or is that of a whole ``cell``: there ``%d``, ``%m`` and
    ``%H`` may have one digit, and months any name that is theirs.
    """
    parts = re.split(r"%(.)", text)
    tokens = _TOKENS | _IN_CELLS if cell else _TOKENS
    try:
        found = [tokens[token] for token in parts[1::2]]
        last = [re.escape(part) for part in parts[2::2]]
        joined = re.escape(parts[0]) + "".join(map("".join, zip(found, last, strict=True)))
        whole = joined if cell else rf"(?<!\d){joined}(?!\d)"
        made = re.compile(whole, re.IGNORECASE | (0 if "b" in text or "B" in text else re.ASCII))
    except (KeyError, re.error) as error:
        known = ", ".join(f"%{token}" for token in _TOKENS)
        raise UsageError(f"{shown(text)} is not a date pattern; known are {known}") from error
    there = made.groupindex.keys()
    if "s" not in there and not (there & {"Y", "y"} and any(day <= there for day in _DAYS)):
        raise UsageError(f"{shown(text)} is not a date pattern: it needs %Y, %m and %d, or %s")
    return made


def moment(part: Mapping[str, str | None], zone: ZoneInfo) -> date | datetime:
    """Return the day or, where there is an hour, the instant (UTC) that a match stands for.

    Raises ValueError for what is not on the calendar, and Wrong for what has two readings or, on
    the clocks of ``zone``, none.
    """
    if seconds := part.get("s"):
        if "1900" <= seconds[:4] <= "2100" and len(seconds) == 10 and _is_stamp(seconds):
            raise Wrong("FL104", f"{seconds} may be seconds since 1970, or a day and its hour")
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
        said = f"{local:%Y-%m-%dT%H:%M}"
        raise Wrong("FL120", f"{said}: {no_offset(local, zone, said)}")
    return local.replace(tzinfo=zone).astimezone(UTC)


def restated(text: str, way: str, zone: ZoneInfo) -> str:
    """Write in EDTF, or as an instant, what is written by the pattern ``way``: also both ends.

    Raises ValueError for a text that is not, in a line for people.
    """
    ends = [end if end == ".." else _restated(end, way, zone) for end in _ends(plain(text), way)]
    return "/".join(ends)


def _ends(text: str, way: str) -> list[str]:
    """Split an interval at the slash in its middle, where days may have slashes themselves."""
    parts = text.split("/")
    if text.startswith("../") or text.endswith("/.."):
        return [text[:2], text[3:]] if text.startswith("../") else [text[:-3], ".."]
    half = len(parts) // 2
    if len(parts) == 2 * (way.count("/") + 1):
        return ["/".join(parts[:half]).strip(), "/".join(parts[half:]).strip()]
    return [text]


def _restated(text: str, way: str, zone: ZoneInfo) -> str:
    mark = text[-1] if text[-1:] in ("~", "?") else ""
    match = pattern(way, cell=True).fullmatch(text.removesuffix(mark))
    if not match:
        raise ValueError(f"{shown(text)} is not written as {way}, as is stated for this file")
    try:
        found = moment(match.groupdict(), zone)
    except Wrong:
        raise
    except (ValueError, OverflowError, KeyError) as error:
        raise ValueError(f"{shown(text)} is not a calendar date as {way}") from error
    if isinstance(found, datetime):
        return f"{found:%Y-%m-%dT%H:%M:%S}Z"
    return f"{found.isoformat()}{mark}"


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
