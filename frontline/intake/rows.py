"""The shape of each file: one model a row, a feature or a header, and words for what is wrong.

Only the shape is decided here, record by record; what refers to something else is checked in
``validate``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, ClassVar, Final, Literal, TypeVar
from zoneinfo import ZoneInfo

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    SerializerFunctionWrapHandler,
    ValidationError,
    ValidationInfo,
    WithJsonSchema,
    model_serializer,
    model_validator,
)

from frontline.dates.edtf import Interval, Known, parse_day, parse_edtf, parse_known
from frontline.errors import Issue, Wrong
from frontline.intake.decode import mojibake
from frontline.intake.field_messages import TEXTS, issue_of, no_text, told
from frontline.intake.file_format import (
    SEPARATORS,
    Written,
    check_dates,
    check_encoding,
    check_separator,
)
from frontline.intake.read import Record
from frontline.model import ClaimKind, How, Method, Policy, Quantity, Reliability, Stance, Status
from frontline.system.links import not_link

MAX_CHARACTERS: Final = 20_000
"""A longer text is refused: no reader of a map reads it."""

_NO_CHARACTERS: Final = "\ufdd0-\ufdef" + "".join(
    f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x11_0000, 0x1_0000)
)
# Control characters, text-direction overrides (which can turn the rest of a line around), and
# code points that are no characters.
_UNPRINTABLE = re.compile(
    f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff{_NO_CHARACTERS}]"
)
_QUANTITY = re.compile(r"(?:(>=|≥)\s*(\d{1,9})|(\d{1,9})(?:\s*[-–]\s*(\d{1,9}))?)", re.ASCII)
_LANGUAGE = r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$"
_T = TypeVar("_T")
_EDTF: Final = {"type": "string", "description": "EDTF, levels 0 and 1"}


def unprintable(text: str) -> str | None:
    """Name the first character of a text that cannot be printed; None if all can."""
    bad = _UNPRINTABLE.search(text)
    return f"U+{ord(bad[0]):04X}" if bad else None


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise Wrong("FL107", f"{told(value)} {no_text(value)}")
    if found := mojibake(value):
        text, encoding = found
        said = f"{told(value)} is UTF-8 read as {encoding}; write {told(text)}"
        raise Wrong("FL142", said)
    if bad := unprintable(value):
        raise Wrong("FL114", f"has the unprintable character {bad}")
    if not value.strip():
        raise Wrong("FL102", "is empty")
    if len(value) > MAX_CHARACTERS:
        raise Wrong("FL135", f"has {len(value)} characters; {MAX_CHARACTERS} are allowed")
    return value


def _id(value: Any) -> str:
    if ";" in _text(value):
        raise Wrong("FL115", f'{told(value)} has a ";", which separates ids; write another sign')
    return _text(value).strip()


def _ids(value: Any) -> tuple[str, ...]:
    parts = [part.strip() for part in _text(value).split(";")]
    if not any(parts):
        raise Wrong("FL115", f"{told(value)} has no id in it")
    return tuple(dict.fromkeys(part for part in parts if part))


def _url(value: Any) -> str:
    url = _text(value).strip()
    if reason := not_link(url):
        raise Wrong("FL112", reason)
    return url


def _id_list(value: Any) -> tuple[str, ...]:
    """Read ids in a list, or in one text with ``;`` between them."""
    if not isinstance(value, list):
        return _ids(value)
    return tuple(dict.fromkeys(map(_id, value)))


def _day(value: Any, info: ValidationInfo) -> date:
    return _as_stated(parse_day, _text(value).strip(), info)


def _degrees(value: Any) -> Any:
    """Read the numbers of a text; what is none stays text, for the line that names it."""
    if not isinstance(value, str):
        return value
    parts = re.split(r"[,;\s]+", value.strip())
    number = r"[-+]?\d+(?:\.\d+)?"
    return [float(part) if re.fullmatch(number, part, re.ASCII) else part for part in parts]


def _zone(value: Any) -> ZoneInfo:
    name = _text(value)
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise Wrong("FL113", f"{told(name)} is not an IANA time zone, like Europe/Kyiv") from error


def _edtf(value: Any, info: ValidationInfo) -> Interval:
    return _as_stated(parse_edtf, _text(value), info)


def _known(value: Any, info: ValidationInfo) -> Known:
    zone = _context(info)[0]
    return _as_stated(lambda text: parse_known(text, zone), _text(value), info)


def _context(info: ValidationInfo) -> tuple[ZoneInfo, Written]:
    """Return the time zone of the map, and how the file is written that is read."""
    given = info.context or {}
    return given["zone"], given["written"]


def _as_stated(read: Callable[[str], _T], text: str, info: ValidationInfo) -> _T:
    """Read a date that is written as is stated for its file, or say how that would be stated."""
    zone, written = _context(info)
    try:
        return read(written.edtf(text, zone))
    except Wrong as wrong:
        raise Wrong(wrong.code, f"{wrong}{written.hint(text)}") from wrong


def _encoding(value: Any) -> str:
    return check_encoding(_text(value))


def _separator(value: Any) -> str:
    return check_separator(value if value == "\t" else _text(value))


def _date_pattern(value: Any) -> str:
    return check_dates(_text(value))


def _yes_no(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if value not in ("yes", "no"):
        raise Wrong("FL116", f"{told(value)} is not yes or no")
    return bool(value == "yes")


def parse_quantity(text: str) -> Quantity | None:
    """Read ``15``, ``15-20`` or ``>=15``; None for any other text."""
    match = _QUANTITY.fullmatch(text.strip())
    if not match:
        return None
    _, least, low, high = match.groups()
    if least:
        return Quantity(int(least), None)
    return Quantity(*sorted((int(low), int(high or low))))


Text = Annotated[str, BeforeValidator(_text)]
Id = Annotated[str, BeforeValidator(_id)]
Ids = Annotated[tuple[str, ...], PlainValidator(_ids), WithJsonSchema({"type": "string"})]
IdList = Annotated[tuple[str, ...], PlainValidator(_id_list), WithJsonSchema({"type": "array"})]
Day = Annotated[date, PlainValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Encoding = Annotated[str, PlainValidator(_encoding), WithJsonSchema({"type": "string"})]
Separator = Annotated[str, PlainValidator(_separator), WithJsonSchema({"enum": list(SEPARATORS)})]
DatePattern = Annotated[str, PlainValidator(_date_pattern), WithJsonSchema({"type": "string"})]
Url = Annotated[str, BeforeValidator(_url)]
Edtf = Annotated[Interval, PlainValidator(_edtf), WithJsonSchema(_EDTF)]
KnownTime = Annotated[Known, PlainValidator(_known), WithJsonSchema({"type": "string"})]
Zone = Annotated[ZoneInfo, PlainValidator(_zone), WithJsonSchema({"type": "string"})]
YesNo = Annotated[bool, PlainValidator(_yes_no), WithJsonSchema({"enum": ["yes", "no"]})]
Language = Annotated[Text, Field(pattern=_LANGUAGE)]
Color = Annotated[Text, Field(pattern=r"^#[0-9A-Fa-f]{6}$")]
Lon = Annotated[float, Field(ge=-180, le=180, strict=True)]
Lat = Annotated[float, Field(ge=-90, le=90, strict=True)]


Metres = Annotated[float, Field(gt=0, le=1_000_000, strict=True)]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class _Translated(_Shape):
    """What has texts in several languages: ``title:uk`` beside ``title``.

    ``texts`` maps a language to the fields that are given in it.
    """

    translated: ClassVar[tuple[str, ...]]

    texts: dict[str, dict[str, Text]] = Field(default_factory=dict, alias=TEXTS)

    @model_validator(mode="before")
    @classmethod
    def _gathered(cls, values: Any) -> Any:
        if not isinstance(values, dict):
            return values
        plain, texts = {}, dict[str, dict[str, Any]]()
        for key, value in values.items():
            name, mark, language = str(key).partition(":")
            if mark and name in cls.translated:
                texts.setdefault(language, {})[name] = value
            else:
                plain[key] = value
        return {**plain, TEXTS: texts} if texts else plain

    @model_serializer(mode="wrap")
    def _beside(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        plain = dump(self)
        texts = plain.pop("texts", {})
        told = {
            f"{name}:{language}": text
            for language, fields in texts.items()
            for name, text in fields.items()
        }
        return {**plain, **told}


class SideTable(_Translated):
    """A party to the conflict."""

    translated = ("name", "adjective")

    id: Id
    name: Text
    adjective: Text | None = None
    color: Color | None = None


class StartTable(_Shape):
    """Who held everything within a country when the period began."""

    side: Id
    within: Id
    source: Id


class GroundTable(_Shape):
    """How places become areas."""

    method: Method = "cells"
    reach_km: Annotated[float, Field(gt=0, le=500, strict=True)] = 5.0
    sliver_km2: Annotated[float, Field(ge=0, le=1000, strict=True)] = 0.01
    barrier: tuple[Literal["border", "coast", "river", "lake", "road"], ...] = ()


Factor = Annotated[float, Field(ge=0, le=1, strict=True)]
Days = Annotated[float, Field(gt=0, le=100_000, strict=True)]


_POLICY: Final = Policy()


class PolicyTable(_Shape):
    """The numbers by which claims are weighed; what is left out keeps its default."""

    reliability: dict[Reliability, Factor] = Field(default_factory=dict)
    kind: dict[ClaimKind, Factor] = Field(default_factory=dict)
    interest: Factor = _POLICY.interest
    uncertain: Factor = _POLICY.uncertain
    half_life_days: Days = _POLICY.half_life_days
    minimum: Factor = _POLICY.minimum
    contested_share: Annotated[float, Field(gt=0, le=0.5, strict=True)] = _POLICY.contested_share
    stale_after_days: Annotated[int, Field(ge=0, strict=True)] = _POLICY.stale_after_days
    embargo_hours: Annotated[float, Field(ge=0, le=100_000, strict=True)] = _POLICY.embargo_hours


class NoteTable(_Translated):
    """A numbered note of the author."""

    translated = ("text",)

    text: Text
    source: Ids = ()
    place: Ids = ()
    event: Ids = ()


class OpensTable(_Shape):
    """What the map shows when it is opened; what is left out is as on every map."""

    date: Day | None = None
    since: Day | None = None
    how: How | None = None
    language: Language | None = None


class ChapterTable(_Translated):
    """A chapter of the story, from ``map.toml`` or ``story.md``."""

    translated = ("title", "text")

    title: Text
    text: Text
    date: Day
    known: Literal["now", "then"] = "now"
    since: Day | None = None
    how: How | None = None
    view: Annotated[tuple[Lon, Lat, Lon, Lat], BeforeValidator(_degrees)] | None = None
    places: IdList = ()
    source: Ids = ()


class ChapterTexts(_Shape):
    """What a translation has of a chapter: a file like ``story.uk.md``."""

    title: Text
    text: Text | None = None


def _regex(value: Any) -> str:
    text = _text(value)
    try:
        re.compile(text)
    except re.error as error:
        raise Wrong("FL117", f"{told(text)} is not a regular expression: {error}") from error
    return text


Regex = Annotated[str, PlainValidator(_regex), WithJsonSchema({"type": "string"})]
Hour = Annotated[int, Field(ge=0, le=23, strict=True)]
GridDeg = Annotated[float, Field(ge=1e-7, le=0.01, strict=True)]


class SourceTable(_Shape):
    """The source that a profile cites, as in ``sources.csv``."""

    id: Id
    title: Text
    publisher: Text
    url: Url | None = None
    language: Language | None = None
    side: Id | None = None
    reliability: Reliability | None = None
    licence: Text | None = None


class RuleTable(_Shape):
    """What a polygon becomes whose properties all fit: ground of a class, or nothing."""

    match: dict[str, Regex] = Field(default_factory=dict)
    side: Id | None = None
    status: Status | None = None
    drop: Text | None = None


class ProfileTable(_Shape):
    """How the dated files of one publisher are read."""

    description: Text | None = None
    date: tuple[Text, ...] = ("%Y-%m-%d", "%Y%m%d")
    date_property: Text | None = None
    dates: dict[str, Text] = Field(default_factory=dict)
    timezone: Zone = ZoneInfo("UTC")
    cutoff_hour: Hour = 0
    together: Annotated[bool, Field(strict=True)] = False
    select: Text | None = None
    window: tuple[Lon, Lat, Lon, Lat] | None = None
    side_property: Text = "side"
    status_property: Text = "status"
    rules: tuple[RuleTable, ...] = ()
    sides: tuple[SideTable, ...] = ()
    source: SourceTable = SourceTable(id="snapshots", title="Daily maps", publisher="Unknown")


class SnapshotsTable(_Shape):
    """What ``frontline import snapshots`` did, and the days for which it found no map."""

    profile: Text | ProfileTable | None = None
    cutoff_hour: Hour = 0
    grid_deg: GridDeg = 1e-5
    simplify_m: Metres | None = None
    missing: tuple[Edtf, ...] = ()


class ChangesTable(_Shape):
    """The days on which the maps' method changed, and those on which it only looks so."""

    breaks: tuple[Edtf, ...] = ()
    not_breaks: tuple[Edtf, ...] = ()


class ReadingTable(_Shape):
    """How a file of the folder is written, where it is not UTF-8 with commas and EDTF."""

    encoding: Encoding | None = None
    separator: Separator | None = None
    dates: DatePattern | None = None


class HeaderFile(_Translated):
    """``map.toml``: the map as a whole."""

    translated = ("title", "summary")

    title: Text
    summary: Text
    period: Edtf
    timezone: Zone
    extent: tuple[Lon, Lat, Lon, Lat]
    author: Text | None = None
    language: Language = "en"
    languages: tuple[Language, ...] = ()
    credits: tuple[Text, ...] = ()
    sides: Annotated[tuple[SideTable, ...], Field(min_length=1)]
    start: StartTable | None = None
    ground: GroundTable = GroundTable()
    policy: PolicyTable = PolicyTable()
    notes: tuple[NoteTable, ...] = ()
    snapshots: SnapshotsTable | None = None
    changes: ChangesTable = ChangesTable()
    opens: OpensTable = OpensTable()
    reading: dict[str, ReadingTable] = Field(default_factory=dict)
    """By the name of the file in the folder."""
    chapters: tuple[dict[str, Any], ...] = ()
    """Each is read on its own, as a ``ChapterTable``."""


class PlaceFeature(_Translated):
    """A feature of ``places.geojson``."""

    translated = ("name",)

    id: Id
    name: Text
    kind: Text
    admin: Text | None = None
    precision_m: Metres | None = None
    blur_m: Metres | None = None
    source: Id | None = None


class AreaFeature(_Shape):
    """A feature of ``areas.geojson``."""

    id: Id
    side: Id | None = None
    status: Status
    from_: Annotated[Edtf, Field(alias="from")]
    to: Edtf | None = None
    source: Id


class BaseFeatureShape(_Translated):
    """A feature of ``base/*.geojson``."""

    translated = ("name",)

    kind: Literal["country", "border", "coast", "river", "lake", "road", "outline"]
    id: Id | None = None
    name: Text | None = None


class EventRow(_Translated):
    """A row of ``events.csv``."""

    translated = ("title", "text", "claimant")

    id: Id
    date: Edtf
    place: Ids = ()
    kind: Text
    side: Id | None = None
    title: Text
    text: Text | None = None
    claimant: Text | None = None
    known: KnownTime | None = None
    source: Ids


class ClaimRow(_Translated):
    """A row of ``claims.csv``."""

    translated = ("value", "note", "claimant")

    id: Id
    event: Id | None = None
    place: Ids = ()
    about: Text | None = None
    value: Text | None = None
    claimant: Text
    kind: ClaimKind = "claimed"
    stance: Stance = "asserts"
    known: KnownTime
    date: Edtf | None = None
    source: Ids
    note: Text | None = None
    target: Id | None = None
    withhold: YesNo = False
    pin: YesNo = False


class SourceRow(_Shape):
    """A row of ``sources.csv``."""

    id: Id
    title: Text
    publisher: Text
    url: Url | None = None
    archive_url: Url | None = None
    published: Edtf | None = None
    language: Language | None = None
    side: Id | None = None
    reliability: Reliability | None = None
    licence: Text | None = None
    upstream: Id | None = None
    redistribute: YesNo = True


_S = TypeVar("_S", bound=_Shape)

MAX_PROBLEMS: Final = 100
"""Of one row, feature or header no more problems than these are told one by one."""


def parse(shape: type[_S], record: Record, issues: list[Issue], zone: ZoneInfo) -> _S | None:
    """Read a record into its shape, or add a line to ``issues`` for everything wrong with it."""
    values = {key: value for key, value in record.values.items() if value not in ("", None)}
    try:
        return shape.model_validate(values, context={"zone": zone, "written": record.written})
    except ValidationError as error:
        problems = error.errors(include_url=False)
        issues.extend(issue_of(shape, record, problem) for problem in problems[:MAX_PROBLEMS])
        if (more := len(problems) - MAX_PROBLEMS) > 0:
            issues.append(record.issue("FL082", f"and {more:,} more problems of this kind"))
        return None
