"""Unreadable dates and times → hints for a message that suggest what they probably mean.

A hint never becomes a value: it is shown to the person who knows which date is meant.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from frontline.dates.instants import in_utc, in_zone
from frontline.dates.odd_dates import is_calendar_date, single_readings

_PLAIN_SIGNS = str.maketrans(dict.fromkeys("‐‑‒–—―−﹣－", "-") | dict.fromkeys("\u2044\u2215", "/"))
_EDTF = r"\d{4}(?:-\d{2}){0,2}[~?%]?"
_PLAIN_EDTF = re.compile(rf"(?:{_EDTF}|\.\.)(?:/(?:{_EDTF}|\.\.))?", re.ASCII)
_DATE_AND_TIME = re.compile(
    r"(\d{4})[-./]?(\d{2})[-./]?(\d{2})(?:[T ]|, ?)(\d{1,2}):?(\d{2})(?::?(\d{2}))?([.,]\d+)?\s?"
    r"(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?(.*)",
    re.ASCII | re.IGNORECASE,
)
_INTERVAL_SEPARATOR = re.compile(
    r"\s+(?:-|to|until|bis|до|по)\s+|\s*/\s*(?=\d{4}-|\.\.)|\s*\.{3}\s*|(?<=\d{2})--?(?=\d{4}-\d{2})"
)
_MAX_LENGTH = 60
_MAX_QUOTED = 80
_PLACEHOLDERS = frozenset(
    {"-", "--", "n/a", "na", "none", "null", "nil", "nan", "nat", "unknown", "tbd", "?"}
)
_RELATIVE_DATES = frozenset(
    {"today", "yesterday", "tomorrow", "now", "сьогодні", "вчора", "сегодня", "вчера"}
)
_EXCEL_EPOCH = date(1899, 12, 30)
_FIRST_MONTH_OF_SEASON = {"21": "03", "22": "06", "23": "09", "24": "12"}


def quote_text(text: str) -> str:
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
    >>> print(quote_text("12\u200b May"))
    "12\u200b May"
    """
    chars = (char if char.isprintable() else f"\\u{ord(char):04x}" for char in text[:_MAX_QUOTED])
    return f'"{"".join(chars)}{"…" if len(text) > _MAX_QUOTED else ""}"'


def normalized(text: str) -> str:
    """Replace digits of any script with ASCII digits, and dashes and spaces with plain ones.

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
    >>> normalized("٢٠٢٤–٠٥")
    '2024-05'
    """
    chars = (
        str(unicodedata.digit(char)) if unicodedata.category(char) == "Nd" else char
        for char in text
    )
    visible = (char for char in chars if unicodedata.category(char) != "Cf")
    return re.sub(r"\s+", " ", "".join(visible).translate(_PLAIN_SIGNS)).strip()


def day_pattern(text: str) -> str:
    """Guess the ``strptime`` pattern of a date that begins with its day or month.

    Parameters
    ----------
    text : str
        Text of a date.

    Returns
    -------
    str
        Pattern such as ``%d.%m.%Y``; empty if the text is no such date.

    Examples
    --------
    >>> day_pattern("05/13/2024")
    '%m/%d/%Y'
    """
    if len(text) > _MAX_LENGTH:
        return ""
    match = re.fullmatch(r"(\d{1,2})([-./])(\d{1,2})\2(\d{4}|\d{2})", normalized(text), re.ASCII)
    if match:
        first, last = ("%m", "%d") if int(match[3]) > 12 else ("%d", "%m")
        year = "%Y" if len(match[4]) == 4 else "%y"
        return match[2].join((first, last, year))
    named = re.fullmatch(r"\d{1,2}( |-)[^\W\d_]+\.?\1\d{4}", normalized(text))
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
    if len(text) > _MAX_LENGTH:
        return ""
    plain_text = normalized(text)
    for hint_of in (_placeholder_hint, _calendar_hint, _number_hint, _edtf_hint):
        if hint := hint_of(plain_text):
            return f"; {hint}"
    likely_dates = readings(text)
    if not likely_dates:
        return ""
    if len(likely_dates) == 1:
        return f"; write {likely_dates[0]}"
    return f"; write {' or '.join(likely_dates)}, whichever is meant"


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
    plain_text = normalized(text)
    if _PLAIN_EDTF.fullmatch(plain_text) and all(map(is_calendar_date, plain_text.split("/"))):
        return (plain_text,) if plain_text != text else ()
    ends = _INTERVAL_SEPARATOR.split(plain_text)
    if len(ends) == 2:
        readings_of_ends = [
            (text_of_end,)
            if _PLAIN_EDTF.fullmatch(text_of_end)
            else tuple(single_readings(text_of_end))
            for text_of_end in ends
        ]
        return tuple(
            f"{start}/{end}"
            for start in readings_of_ends[0][:2]
            for end in readings_of_ends[1][:2]
            if start != end
        )[:2]
    return tuple(dict.fromkeys(single_readings(plain_text)))


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
    match = _DATE_AND_TIME.fullmatch(normalized(text)) if len(text) <= _MAX_LENGTH else None
    if not match:
        return date_hint(text)
    year, month, day, hour, minute, second, fraction, offset, zone_name = match.groups()
    if zone_name:
        return (
            f'; write the UTC offset in numbers instead of "{zone_name.strip()}", as in 22:00+03:00'
        )
    clock = f"{int(hour):02}:{minute}"
    try:
        local_time = datetime.fromisoformat(f"{year}-{month}-{day}T{clock}:{second or '00'}")
    except ValueError:
        is_midnight = clock == "24:00" and is_calendar_date(f"{year}-{month}-{day}")
        return "; write 00:00 of the next day" if is_midnight else ""
    iso_time = f"{local_time:%Y-%m-%dT%H:%M}" + (f":{second}" if second else "")
    iso_time += f".{fraction[1:]}" if fraction else ""
    if offset is None:
        return f"; {offset_hint(local_time, zone, iso_time)}"
    if offset[0] in "+-":
        digits = offset[1:].replace(":", "").ljust(4, "0")
        offset = f"{offset[0]}{digits[:2]}:{digits[2:]}"
    else:
        offset = "Z"
    return f"; write {iso_time}{offset}"


def offset_hint(local_time: datetime, zone: ZoneInfo, iso_time: str) -> str:
    """Suggest the UTC offset of a time without one.

    Parameters
    ----------
    local_time : datetime
        Local time, without an offset.
    zone : ZoneInfo
        The map's time zone.
    iso_time : str
        The time in ISO 8601; the hint appends the offset to it.

    Returns
    -------
    str
    """
    utc_offsets = offsets(local_time, zone)
    if not utc_offsets:
        return f"clocks in {zone.key} skipped this time"
    if len(utc_offsets) == 2:
        first, second = (f"{iso_time}{offset}" for offset in utc_offsets)
        return f"this time occurred twice in {zone.key}: write {first} or {second}"
    return f"the UTC offset is missing: write {iso_time}{utc_offsets[0]} if it is {zone.key} time"


def offsets(local_time: datetime, zone: ZoneInfo) -> tuple[str, ...]:
    """List the UTC offsets that a local time has in a time zone.

    Parameters
    ----------
    local_time : datetime
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
    utc_offsets = []
    for fold in (0, 1):
        instant = local_time.replace(tzinfo=zone, fold=fold)
        round_trip = in_zone(in_utc(instant), zone)
        if round_trip.replace(tzinfo=None) == local_time:
            utc_offsets.append(
                f"{instant:%z}"[:3] + ":" + f"{instant:%z}"[3:5] if instant.utcoffset() else "Z"
            )
    return tuple(dict.fromkeys(utc_offsets))


def _placeholder_hint(text: str) -> str:
    """Suggest what to write for a placeholder, or for a date relative to today."""
    if text.lower() in _PLACEHOLDERS:
        return "leave it empty if no date is known"
    if text.lower() in _RELATIVE_DATES:
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
        day = _EXCEL_EPOCH + timedelta(days=count)
        return f"as a spreadsheet's day number this is {day}: write that if it is meant"
    for unit, name in ((1, "seconds"), (1000, "milliseconds")):
        if 10**8 <= count // unit < 5 * 10**9 and len(text) != 8:
            instant = datetime.fromtimestamp(count // unit, UTC)
            return (
                f"as {name} since 1970 this is {instant:%Y-%m-%dT%H:%MZ}: write that if it is meant"
            )
    return ""


def _edtf_hint(text: str) -> str:
    """Suggest a substitute for EDTF outside the subset: seasons, sets, unknown digits."""
    if re.fullmatch(r"\d{4}-?\d{2}-?\d{2}[T ]\d.*[\dZz ][+-]?[\w:]*", text):
        return "write the date alone, in the map's time zone"
    if text[:1] in "[{":
        return "sets of dates are not supported: write one row per date, or an interval a/b"
    if match := re.fullmatch(r"(\d{4})-(2[1-9]|3\d|4[01])[~?%]?", text, re.ASCII):
        first_month = _FIRST_MONTH_OF_SEASON.get(match[2])
        suggestion = f" such as {match[1]}-{first_month}" if first_month else ""
        return f"seasons are not supported: write months{suggestion}"
    if re.fullmatch(r"\d{3,4}X{1,2}|\d{2}XX|\d{3}X|\d{4}-(?:XX|\d{2}-XX|XX-XX)", text):
        known_digits = re.match(r"\d{4}(?:-\d{2})?", text)
        suggestion = f": write {known_digits[0]}" if known_digits else ""
        return f"X for unknown digits is not supported{suggestion or ': write an interval a/b'}"
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
        return "years have four digits, from 0001 to 9999"
    return ""
