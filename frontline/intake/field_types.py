"""The types of fields, which read the values of cells, properties and keys.

Each ``Annotated`` type below reads one value; an unsuitable value raises ``InvalidValue``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Final, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, PlainValidator, ValidationInfo, WithJsonSchema

from frontline.dates.edtf import (
    OPEN_END,
    Interval,
    Known,
    day_before,
    parse_day,
    parse_edtf,
    parse_known,
)
from frontline.errors import InvalidValue
from frontline.intake.field_messages import not_text, quoted
from frontline.intake.formats.decode import mojibake
from frontline.intake.formats.file_format import (
    SEPARATORS,
    FileFormat,
    check_dates,
    check_encoding,
    check_ends,
    check_separator,
)
from frontline.intake.formats.linear_patterns import pattern_test
from frontline.model import Quantity
from frontline.system.links import not_link

MAX_CHARACTERS: Final = 20_000
"""Maximum length of a text; no reader of a map reads more."""

_NONCHARACTERS: Final = "\ufdd0-\ufdef" + "".join(
    f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x11_0000, 0x1_0000)
)
# Control characters, direction overrides (which can reorder the rest of a line), and code points
# that are not characters.
_UNPRINTABLE = re.compile(
    f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff{_NONCHARACTERS}]"
)
_QUANTITY = re.compile(r"(?:(>=|≥)\s*(\d{1,9})|(\d{1,9})(?:\s*[-–]\s*(\d{1,9}))?)", re.ASCII)
_LANGUAGE = r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$"
_T = TypeVar("_T")
_EDTF: Final = {"type": "string", "description": "EDTF, levels 0 and 1"}


def unprintable(text: str) -> str | None:
    r"""Name the first unprintable character of a text.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str or None
        Code point such as ``U+202E``; None if every character can be printed.

    Examples
    --------
    >>> unprintable("left\u202eright")
    'U+202E'
    """
    match = _UNPRINTABLE.search(text)
    return f"U+{ord(match[0]):04X}" if match else None


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise InvalidValue("FL107", f"{quoted(value)} {not_text(value)}")
    if repaired := mojibake(value):
        text, encoding = repaired
        message = f"{quoted(value)} is UTF-8 decoded as {encoding}: expected {quoted(text)}"
        raise InvalidValue("FL142", message)
    if character := unprintable(value):
        raise InvalidValue("FL114", f"has the unprintable character {character}")
    if not value.strip():
        raise InvalidValue("FL102", "is empty")
    if len(value) > MAX_CHARACTERS:
        limit = f"at most {MAX_CHARACTERS:,} are allowed"
        raise InvalidValue("FL135", f"has {len(value):,} characters: {limit}")
    return value


def is_text(value: str) -> bool:
    r"""Return whether a text may stand in a file of a map.

    Parameters
    ----------
    value : str
        Any text.

    Returns
    -------
    bool
        False if it is empty, too long, wrongly decoded or has unprintable characters.

    Examples
    --------
    >>> is_text("Lyptsi"), is_text("Lypt\x07si"), is_text(" ")
    (True, False, False)
    """
    try:
        _text(value)
    except InvalidValue:
        return False
    return True


def _id(value: Any) -> str:
    if ";" in _text(value):
        message = f'{quoted(value)} contains ";", which separates ids: use another character'
        raise InvalidValue("FL115", message)
    return _text(value).strip()


def _ids(value: Any) -> tuple[str, ...]:
    parts = [part.strip() for part in _text(value).split(";")]
    if not any(parts):
        raise InvalidValue("FL115", f"{quoted(value)} contains no id")
    return tuple(dict.fromkeys(part for part in parts if part))


def _url(value: Any) -> str:
    url = _text(value).strip()
    if reason := not_link(url):
        raise InvalidValue("FL112", reason)
    return url


def _id_list(value: Any) -> tuple[str, ...]:
    """Read ids from a list, or from a text in which ``;`` separates them."""
    if not isinstance(value, list):
        return _ids(value)
    return tuple(dict.fromkeys(map(_id, value)))


def _day(value: Any, info: ValidationInfo) -> date:
    return _read_date(parse_day, _text(value).strip(), info)


def _zone(value: Any) -> ZoneInfo:
    name = _text(value)
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        message = f"{quoted(name)} is not an IANA time zone: expected a name such as Europe/Kyiv"
        raise InvalidValue("FL113", message) from error


def _edtf(value: Any, info: ValidationInfo) -> Interval:
    interval = _read_date(parse_edtf, _text(value), info)
    return interval if _context(info)[1].ends == "inclusive" else _without_end(interval)


def _without_end(interval: Interval) -> Interval:
    """Leave out the date, month or year at the end of an interval of two ends."""
    first, _, last = interval.text.partition("/")
    end = parse_edtf(last).start if last not in ("", "..") else None
    if end is None or end == OPEN_END:
        return interval
    if end <= (interval.start or date.min):
        message = f"{quoted(interval.text)} has no date: the ends of its file are exclusive"
        raise InvalidValue("FL105", message)
    qualifier = last[-1] if last[-1] in "~?%" else ""
    return replace(interval, end=end, text=f"{first}/{day_before(end)}{qualifier}")


def _known(value: Any, info: ValidationInfo) -> Known:
    zone = _context(info)[0]
    return _read_date(lambda text: parse_known(text, zone), _text(value), info)


def _context(info: ValidationInfo) -> tuple[ZoneInfo, FileFormat]:
    """Return the time zone of the map and the format of the file."""
    context = info.context or {}
    return context["zone"], context["file_format"]


def _read_date(read: Callable[[str], _T], text: str, info: ValidationInfo) -> _T:
    """Read a date by the pattern set for its file; an error suggests a pattern that would match."""
    zone, file_format = _context(info)
    try:
        return read(file_format.edtf(text, zone))
    except InvalidValue as invalid:
        raise InvalidValue(invalid.code, f"{invalid}{file_format.hint(text)}") from invalid


def _encoding(value: Any) -> str:
    return check_encoding(_text(value))


def _ends(value: Any) -> str:
    return check_ends(_text(value))


def _separator(value: Any) -> str:
    return check_separator(value if value == "\t" else _text(value))


def _date_pattern(value: Any) -> str:
    return check_dates(_text(value))


def _yes_no(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if value not in ("yes", "no"):
        raise InvalidValue("FL116", f"{quoted(value)} is not valid: expected yes or no")
    return bool(value == "yes")


def _regex(value: Any) -> str:
    text = _text(value)
    try:
        pattern_test(text)
    except InvalidValue as error:
        message = f"{quoted(text)} is not a valid regular expression: {error}"
        raise InvalidValue("FL117", message) from error
    return text


def degrees(value: Any) -> Any:
    """Read the numbers of a text such as ``36, 50, 37, 51``.

    Parameters
    ----------
    value : Any
        Text, or a value that is returned unchanged.

    Returns
    -------
    Any
        List of numbers; a part that is not a number stays text, so that a message can quote it.

    Examples
    --------
    >>> degrees("36, 50.5; x")
    [36.0, 50.5, 'x']
    """
    if not isinstance(value, str):
        return value
    parts = re.split(r"[,;\s]+", value.strip())
    number = r"[-+]?\d+(?:\.\d+)?"
    return [float(part) if re.fullmatch(number, part, re.ASCII) else part for part in parts]


def parse_quantity(text: str) -> Quantity | None:
    """Read a count: ``15``, ``15-20`` or ``>=15``.

    Parameters
    ----------
    text : str
        Value of a claim.

    Returns
    -------
    Quantity or None
        Lowest and highest count, both included; None for any other text.

    Examples
    --------
    >>> parse_quantity("15-20")
    Quantity(low=15, high=20)
    """
    match = _QUANTITY.fullmatch(text.strip())
    if not match:
        return None
    _, least, low, high = match.groups()
    if least:
        return Quantity(int(least), None)
    return Quantity(*sorted((int(low), int(high or low))))


def _whole(value: Any) -> Any:
    """Take a whole number that a table with empty cells holds as a fraction."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Text = Annotated[str, BeforeValidator(_text)]
Id = Annotated[str, BeforeValidator(_id)]
Ids = Annotated[tuple[str, ...], PlainValidator(_ids), WithJsonSchema({"type": "string"})]
IdList = Annotated[tuple[str, ...], PlainValidator(_id_list), WithJsonSchema({"type": "array"})]
Day = Annotated[date, PlainValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Ends = Annotated[str, PlainValidator(_ends), WithJsonSchema({"type": "string"})]
Encoding = Annotated[str, PlainValidator(_encoding), WithJsonSchema({"type": "string"})]
Separator = Annotated[str, PlainValidator(_separator), WithJsonSchema({"enum": list(SEPARATORS)})]
DatePattern = Annotated[str, PlainValidator(_date_pattern), WithJsonSchema({"type": "string"})]
Url = Annotated[str, BeforeValidator(_url)]
Edtf = Annotated[Interval, PlainValidator(_edtf), WithJsonSchema(_EDTF)]
KnownTime = Annotated[Known, PlainValidator(_known), WithJsonSchema({"type": "string"})]
Zone = Annotated[ZoneInfo, PlainValidator(_zone), WithJsonSchema({"type": "string"})]
Regex = Annotated[str, PlainValidator(_regex), WithJsonSchema({"type": "string"})]
YesNo = Annotated[bool, PlainValidator(_yes_no), WithJsonSchema({"enum": ["yes", "no"]})]
Language = Annotated[Text, Field(pattern=_LANGUAGE)]
Color = Annotated[Text, Field(pattern=r"^#[0-9A-Fa-f]{6}$")]
Lon = Annotated[float, Field(ge=-180, le=360, strict=True)]
Lat = Annotated[float, Field(ge=-90, le=90, strict=True)]
Inhabitants = Annotated[int, BeforeValidator(_whole), Field(ge=0, le=100_000_000, strict=True)]
Rank = Annotated[int, BeforeValidator(_whole), Field(ge=1, le=9, strict=True)]
Metres = Annotated[float, Field(gt=0, le=1_000_000, strict=True)]
