"""Dates and times that cannot be read as written → hints for a message: what they probably mean.

A hint never becomes a value: it is shown to the person who knows which date is meant.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from frontline.dates.odd_dates import is_day, single_readings

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹣－", "-") | dict.fromkeys("\u2044\u2215", "/"))
_EDTF = r"\d{4}(?:-\d{2}){0,2}[~?%]?"
_PLAIN = re.compile(rf"(?:{_EDTF}|\.\.)(?:/(?:{_EDTF}|\.\.))?", re.ASCII)
_CLOCK = re.compile(
    r"(\d{4})[-./]?(\d{2})[-./]?(\d{2})(?:[T ]|, ?)(\d{1,2}):?(\d{2})(?::?(\d{2}))?([.,]\d+)?\s?"
    r"(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?(.*)",
    re.ASCII | re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"\s+(?:-|to|until|bis|до|по)\s+|\s*/\s*(?=\d{4}-|\.\.)|\s*\.{3}\s*|(?<=\d{2})--?(?=\d{4}-\d{2})"
)
_LONG = 60
_SHOWN = 80
_EMPTY = frozenset(
    {"-", "--", "n/a", "na", "none", "null", "nil", "nan", "nat", "unknown", "tbd", "?"}
)
_RELATIVE = frozenset(
    {"today", "yesterday", "tomorrow", "now", "сьогодні", "вчора", "сегодня", "вчера"}
)
_EXCEL = date(1899, 12, 30)
_SEASONS = {"21": "03", "22": "06", "23": "09", "24": "12"}


def shown(text: str) -> str:
    r"""Quote a text for a message: cut to one short line, with invisible characters escaped.

    Parameters
    ----------
    text : str
        Text of the data.

    Returns
    -------
    str
        The text in double quotes.

    Examples
    --------
    >>> print(shown("12\u200b May"))
    "12\u200b May"
    """
    chars = (char if char.isprintable() else f"\\u{ord(char):04x}" for char in text[:_SHOWN])
    return f'"{"".join(chars)}{"…" if len(text) > _SHOWN else ""}"'


def plain(text: str) -> str:
    """Replace digits of any script by ASCII digits, and dashes and spaces by plain ones.

    Parameters
    ----------
    text : str
        Text of the data.

    Returns
    -------
    str
        Text without format characters (Unicode category Cf) and surrounding spaces.

    Examples
    --------
    >>> plain("٢٠٢٤–٠٥")
    '2024-05'
    """
    digits = (
        str(unicodedata.digit(char)) if unicodedata.category(char) == "Nd" else char
        for char in text
    )
    kept = (char for char in digits if unicodedata.category(char) != "Cf")
    return re.sub(r"\s+", " ", "".join(kept).translate(_DASHES)).strip()


def day_pattern(text: str) -> str:
    """Guess the ``strptime`` pattern of a date that begins with its day or month.

    Parameters
    ----------
    text : str
        Text of the data.

    Returns
    -------
    str
        Pattern such as ``%d.%m.%Y``; empty if the text is no such date.

    Examples
    --------
    >>> day_pattern("05/13/2024")
    '%m/%d/%Y'
    """
    if len(text) > _LONG:
        return ""
    match = re.fullmatch(r"(\d{1,2})([-./])(\d{1,2})\2(\d{4}|\d{2})", plain(text), re.ASCII)
    if match:
        first, last = ("%m", "%d") if int(match[3]) > 12 else ("%d", "%m")
        year = "%Y" if len(match[4]) == 4 else "%y"
        return match[2].join((first, last, year))
    named = re.fullmatch(r"\d{1,2}( |-)[^\W\d_]+\.?\1\d{4}", plain(text))
    return named[1].join(("%d", "%B", "%Y")) if named else ""


def date_hint(text: str) -> str:
    """Suggest how to write a date that cannot be read as written.

    Parameters
    ----------
    text : str
        Text of the data.

    Returns
    -------
    str
        The end of a message, ``; write 2024-05-12``; empty without a likely reading.

    Examples
    --------
    >>> date_hint("13.05.2024")
    '; write 2024-05-13'
    """
    if len(text) > _LONG:
        return ""
    short = plain(text)
    for hint_of in (_placeholder_hint, _calendar_hint, _number_hint, _edtf_hint):
        if hint := hint_of(short):
            return f"; {hint}"
    likely = readings(text)
    if not likely:
        return ""
    if len(likely) == 1:
        return f"; write {likely[0]}"
    return f"; write {' or '.join(likely)}, whichever is meant"


def readings(text: str) -> tuple[str, ...]:
    """List the EDTF dates that a text may mean.

    Parameters
    ----------
    text : str
        Text of the data.

    Returns
    -------
    tuple of str
        Likely readings, the most likely first; empty if there is none, or if the text is EDTF.

    Examples
    --------
    >>> readings("01.05.2024")
    ('2024-05-01', '2024-01-05')
    """
    short = plain(text)
    if _PLAIN.fullmatch(short) and all(map(is_day, short.split("/"))):
        return (short,) if short != text else ()
    ends = _BETWEEN.split(short)
    if len(ends) == 2:
        both = [(end,) if _PLAIN.fullmatch(end) else tuple(single_readings(end)) for end in ends]
        return tuple(f"{a}/{b}" for a in both[0][:2] for b in both[1][:2] if a != b)[:2]
    return tuple(dict.fromkeys(single_readings(short)))


def time_hint(text: str, zone: ZoneInfo) -> str:
    """Suggest how to write a time that cannot be read as written.

    Parameters
    ----------
    text : str
        Text of the data.
    zone : ZoneInfo
        The map's time zone.

    Returns
    -------
    str
        The end of a message; empty without a likely reading.

    Examples
    --------
    >>> time_hint("2024-05-12 22:00", ZoneInfo("UTC"))
    '; the UTC offset is missing: write 2024-05-12T22:00Z if it is UTC time'
    """
    match = _CLOCK.fullmatch(plain(text)) if len(text) <= _LONG else None
    if not match:
        return date_hint(text)
    year, month, day, hour, minute, second, part, offset, rest = match.groups()
    if rest:
        return f'; write the UTC offset in numbers instead of "{rest.strip()}", as in 22:00+03:00'
    clock = f"{int(hour):02}:{minute}"
    try:
        local = datetime.fromisoformat(f"{year}-{month}-{day}T{clock}:{second or '00'}")
    except ValueError:
        at_end = clock == "24:00" and is_day(f"{year}-{month}-{day}")
        return "; write 00:00 of the next day" if at_end else ""
    written = f"{local:%Y-%m-%dT%H:%M}" + (f":{second}" if second else "")
    written += f".{part[1:]}" if part else ""
    if offset is None:
        return f"; {no_offset(local, zone, written)}"
    if offset[0] in "+-":
        digits = offset[1:].replace(":", "").ljust(4, "0")
        offset = f"{offset[0]}{digits[:2]}:{digits[2:]}"
    else:
        offset = "Z"
    return f"; write {written}{offset}"


def no_offset(local: datetime, zone: ZoneInfo, written: str) -> str:
    """Suggest the UTC offset of a time without one.

    Parameters
    ----------
    local : datetime
        Local time, without an offset.
    zone : ZoneInfo
        The map's time zone.
    written : str
        The time in ISO 8601, to which the hint appends the offset.

    Returns
    -------
    str
    """
    possible = offsets(local, zone)
    if not possible:
        return f"clocks in {zone.key} skipped this time"
    if len(possible) == 2:
        first, second = (f"{written}{offset}" for offset in possible)
        return f"this time occurred twice in {zone.key}: write {first} or {second}"
    return f"the UTC offset is missing: write {written}{possible[0]} if it is {zone.key} time"


def offsets(local: datetime, zone: ZoneInfo) -> tuple[str, ...]:
    """List the UTC offsets that a local time has in a time zone.

    Parameters
    ----------
    local : datetime
        Local time, without an offset.
    zone : ZoneInfo
        Time zone.

    Returns
    -------
    tuple of str
        ``+03:00`` or ``Z``; two if clocks were set back over the time, none if they skipped it.

    Examples
    --------
    >>> offsets(datetime(2024, 10, 27, 3, 30), ZoneInfo("Europe/Kyiv"))
    ('+03:00', '+02:00')
    """
    possible = []
    for fold in (0, 1):
        at = local.replace(tzinfo=zone, fold=fold)
        back = at.astimezone(UTC).astimezone(zone)
        if back.replace(tzinfo=None) == local:
            possible.append(f"{at:%z}"[:3] + ":" + f"{at:%z}"[3:5] if at.utcoffset() else "Z")
    return tuple(dict.fromkeys(possible))


def _placeholder_hint(text: str) -> str:
    """Suggest what to write for a placeholder, or for a date relative to today."""
    if text.lower() in _EMPTY:
        return "leave it empty if no date is known"
    if text.lower() in _RELATIVE:
        return "write the date itself: a relative date depends on when it is read"
    return ""


def _calendar_hint(text: str) -> str:
    """Explain why a date is not on the calendar: its year is missing, or its month is shorter."""
    if re.fullmatch(r"\d{1,2}[-./ ]\d{1,2}\.?", text, re.ASCII):
        return "the year is missing: write a full date such as 2024-05-12"
    match = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})[~?%]?", text, re.ASCII)
    if not match or not int(match[1]):
        return ""
    year, month, day = map(int, match.groups())
    if month <= 12 and day and month and day > monthrange(year, month)[1]:
        return f"that month has {monthrange(year, month)[1]} days"
    return ""


def _number_hint(text: str) -> str:
    """Suggest the date that a spreadsheet's day number or a Unix time stands for."""
    if not re.fullmatch(r"\d{5,13}(?:\.\d+)?", text, re.ASCII):
        return ""
    count = int(text.partition(".")[0])
    if 20_000 <= count < 80_000:
        day = _EXCEL + timedelta(days=count)
        return f"as a spreadsheet's day number this is {day}: write that if it is meant"
    for unit, name in ((1, "seconds"), (1000, "milliseconds")):
        if 10**8 <= count // unit < 5 * 10**9 and len(text) != 8:
            at = datetime.fromtimestamp(count // unit, UTC)
            return f"as {name} since 1970 this is {at:%Y-%m-%dT%H:%MZ}: write that if it is meant"
    return ""


def _edtf_hint(text: str) -> str:
    """Suggest a substitute for EDTF outside the subset: seasons, sets, unknown digits."""
    if re.fullmatch(r"\d{4}-?\d{2}-?\d{2}[T ]\d.*[\dZz ][+-]?[\w:]*", text):
        return "write the date alone, in the map's time zone"
    if text[:1] in "[{":
        return "sets of dates are not supported: write one row per date, or an interval a/b"
    if match := re.fullmatch(r"(\d{4})-(2[1-9]|3\d|4[01])[~?%]?", text, re.ASCII):
        begins = _SEASONS.get(match[2])
        likely = f" such as {match[1]}-{begins}" if begins else ""
        return f"seasons are not supported: write months{likely}"
    if re.fullmatch(r"\d{3,4}X{1,2}|\d{2}XX|\d{3}X|\d{4}-(?:XX|\d{2}-XX|XX-XX)", text):
        known = re.match(r"\d{4}(?:-\d{2})?", text)
        likely = f": write {known[0]}" if known else ""
        return f"X for unknown digits is not supported{likely or ': write an interval a/b'}"
    if match := re.fullmatch(rf"({_EDTF})/|/({_EDTF})", text):
        interval = f"{match[1]}/.." if match[1] else f"../{match[2]}"
        return f"write {interval} if that end is open or unknown"
    if match := re.fullmatch(
        r"([~?%]?)(\d{4})([~?%]?)(?:-([~?%]?)(\d{2})([~?%]?))?(?:-[~?%]?(\d{2})[~?%]?)?", text
    ):
        marks = re.findall(r"[~?%]", text)
        if marks:
            numbers = "-".join(re.findall("[0-9]+", text))
            return f"the qualifier goes at the end: write {numbers}{marks[0]}"
    if re.fullmatch(
        r"[-+]\d{4,}(?:-\d{2}){0,2}|Y-?\d+|\d{5,}-\d{2}(?:-\d{2})?|0000(?:-\d{2}){0,2}", text
    ):
        return "years have four digits, from 0001 to 9998"
    return ""
