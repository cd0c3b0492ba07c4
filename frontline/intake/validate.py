"""Raw records → Dataset, or every Issue at once. After this, nothing is checked again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final, TypeGuard, TypeVar
from zoneinfo import ZoneInfo

from frontline.dates.edtf import Interval, Known, day_after, parse_known
from frontline.errors import DataError, Issue, Refused
from frontline.intake import rows
from frontline.intake.chapters import ChapterCheck, chapter_records, translations
from frontline.intake.confusables import difference, skeleton
from frontline.intake.field_messages import NO_INSIDE, suggest, told
from frontline.intake.geometry import blur, read_geometry, read_polygons
from frontline.intake.geometry_faults import Extent
from frontline.intake.id_lookup import Referrer
from frontline.intake.opening import check_shown
from frontline.intake.read import CSV_FILES, GEOJSON_FILES, OTHER_FILES, STORY_FILE, Raw, Record
from frontline.intake.rows import parse_quantity
from frontline.intake.translated_texts import (
    Claimants,
    check_languages,
    no_language,
    own_words,
    read_messages,
)
from frontline.model import (
    CONTESTED,
    CONTROL,
    CONTROL_EVENTS,
    KIND,
    RELIABILITY,
    Area,
    BaseFeature,
    Chapter,
    Claim,
    Dataset,
    Event,
    Ground,
    Header,
    Note,
    Opening,
    Place,
    Policy,
    Side,
    Source,
    Start,
    Texts,
)
from frontline.style.classes import PALETTE

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_UTC: Final = ZoneInfo("UTC")
_ODD_NUMBER: Final = re.compile(
    r"[-+<>~≈≤=\u2212\s]*(?:\d|[½¼¾])[\d.,\s'’_½¼¾]*(?:e[-+]?\d+|\+)?|0x[\da-f]+|[-+]?(?:nan|inf(?:inity)?)",
    re.IGNORECASE,
)
"""What is a number to a person or a program, and none of the ways in which counts are written."""

_Row = TypeVar("_Row", rows.EventRow, rows.ClaimRow, rows.SourceRow)


def validate(raw: Raw) -> Dataset:
    """Turn raw records into a Dataset; raises DataError with every problem of every file."""
    check = _Check(raw)
    dataset = check.dataset()
    if check.issues or dataset is None:
        raise DataError(check.issues)
    return dataset


@dataclass(frozen=True, slots=True)
class _Target:
    """Hold of a claim what one that retracts or corrects it takes over."""

    id: str
    claimant: str
    known: Known
    about: str | None
    value: str | None
    event: str | None
    places: tuple[str, ...]
    when: Interval


class _Check:
    """Go through a folder's records once, gathering issues and what they refer to."""

    def __init__(self, raw: Raw) -> None:
        self.raw = raw
        self.issues: list[Issue] = list(raw.issues)
        self.zone = _UTC
        self.header: rows.HeaderFile | None = None
        if raw.header:
            self.header = rows.parse(rows.HeaderFile, raw.header, self.issues, _UTC)
        self.languages: tuple[str, ...] = ()
        self.claimants = Claimants()
        if self.header:
            self.zone = self.header.timezone
            self.languages = tuple(dict.fromkeys((self.header.language, *self.header.languages)))

    def dataset(self) -> Dataset | None:
        base = tuple(self._base())
        sources = tuple(self._sources())
        places = tuple(self._places())
        self.ids = {name: self._ids(name) for name in (*CSV_FILES, *GEOJSON_FILES)}
        self._check_chain("sources.csv", "upstream")
        self._check_chain("claims.csv", "target", self.ids["events.csv"] or ())
        self._no_shared_ids("events.csv", "claims.csv")
        self._no_shared_ids("places.geojson", "areas.geojson")
        self.side_of = Referrer("side", "map.toml", self._side_ids())
        self.source_of = Referrer("source", "sources.csv", self.ids["sources.csv"])
        self.place_of = Referrer("place", "places.geojson", self.ids["places.geojson"])
        for place in places:
            self.place_of.also(place.id, (place.name, *place.names.values()))
        self.event_of = Referrer("event", "events.csv", self.ids["events.csv"])
        self._check_sources(places)
        header = self._header(base)
        areas = tuple(self._areas())
        events = tuple(self._events(header, {source.id: source for source in sources}))
        by_id = {event.id: event for event in events}
        claims = (*self._claims(by_id), *map(_own_claim, filter(_is_claim, events)))
        chapters = self._chapters(places)
        if header is None:
            return None
        header = replace(header, chapters=chapters)
        events = tuple(map(self.claimants.name, events))
        claims = tuple(map(self.claimants.name, claims))
        return Dataset(header, places, areas, events, claims, sources, base)

    # map.toml

    def _side_ids(self) -> list[str] | None:
        return [side.id for side in self.header.sides] if self.header else None

    def _header(self, base: Iterable[BaseFeature]) -> Header | None:
        shape, record = self.header, self.raw.header
        if shape is None or record is None:
            return None
        west, south, east, north = shape.extent
        if west >= east or south >= north:
            self._issue(record, "FL307", f'"extent" {NO_INSIDE}', "extent")
        start, end = shape.period.start, shape.period.end
        if start is None or end is None:
            self._issue(record, "FL119", '"period" needs both a first and a last day', "period")
            return None
        if (end - start).days > 36525:
            self._issue(record, "FL119", '"period" is longer than a hundred years', "period")
            return None
        for id, count in Counter(side.id for side in shape.sides).items():
            if count > 1:
                self._issue(record, "FL201", f'the side "{id}" is there {count} times', "sides")
        if shape.start:
            countries = [feature.id for feature in base if feature.kind == "country"]
            within = Referrer("country", "base/", countries)
            self._refer(record, within, shape.start.within, "start.within")
            self._refer(record, self.side_of, shape.start.side, "start.side")
            self._refer(record, self.source_of, shape.start.source, "start.source")
        self._check_reading(record, shape)
        own = own_words(self.raw.tables)
        self._check_breaks(record, shape)
        self._check_opens(record, shape)
        self._check_texts(record, shape.texts)
        for number, side in enumerate(shape.sides):
            self._check_texts(record, side.texts, f"sides.{number}.")
        for number, note in enumerate(shape.notes):
            self._check_texts(record, note.texts, f"notes.{number}.")
        return Header(
            id=self.raw.id,
            title=shape.title,
            summary=shape.summary,
            start=start,
            end=end,
            zone=shape.timezone,
            extent=shape.extent,
            language=shape.language,
            languages=shape.languages or (shape.language,),
            sides=tuple(
                Side(
                    id=side.id,
                    name=side.name,
                    color=side.color or PALETTE[number % len(PALETTE)],
                    adjective=side.adjective or side.name,
                    texts=side.texts,
                )
                for number, side in enumerate(shape.sides)
            ),
            base_start=Start(**shape.start.model_dump()) if shape.start else None,
            ground=Ground(**shape.ground.model_dump()),
            policy=_policy(shape.policy),
            notes=tuple(self._notes(record, shape)),
            author=shape.author or "",
            credits=shape.credits,
            missing=_missing(shape.snapshots),
            grid_deg=shape.snapshots.grid_deg if shape.snapshots else None,
            breaks=shape.changes.breaks,
            not_breaks=shape.changes.not_breaks,
            opening=Opening(
                shape.opens.date,
                shape.opens.since,
                shape.opens.how or "shade",
                shape.opens.language,
            ),
            texts=shape.texts,
            messages={
                language: read_messages(read, language, self.languages, own, self.issues)
                for language, read in self.raw.languages.items()
            },
        )

    def _chapters(self, places: Iterable[Place]) -> tuple[Chapter, ...]:
        records = chapter_records(self.raw, self.header, self.issues)
        unplaced = {place.id for place in places if place.lon is None}
        check = ChapterCheck(
            self.header,
            self.place_of,
            self.source_of,
            unplaced,
            self.issues,
            self.zone,
            self.languages,
        )
        told = translations(self.raw, len(records), self.languages, self.issues)
        read = (check.chapter(*both) for both in zip(records, told, strict=True))
        return tuple(chapter for chapter in read if chapter)

    def _notes(self, record: Record, shape: rows.HeaderFile) -> Iterable[Note]:
        for number, note in enumerate(shape.notes):
            sources, places, events = (
                self._refer_all(record, to, getattr(note, to.kind), f"notes.{number}.{to.kind}")
                for to in (self.source_of, self.place_of, self.event_of)
            )
            yield Note(note.text, sources, places, events, note.texts)

    def _check_breaks(self, record: Record, shape: rows.HeaderFile) -> None:
        """Check the days that are said to be breaks or none: in the period, and not both."""
        for key in ("breaks", "not_breaks"):
            for number, when in enumerate(getattr(shape.changes, key)):
                if not when.overlaps(shape.period):
                    said = f'"{when.text}" is outside the period {shape.period.text}'
                    self._issue(record, "FL402", said, f"changes.{key}.{number}")
        for number, when in enumerate(shape.changes.breaks):
            for other in shape.changes.not_breaks:
                if when.overlaps(other):
                    said = f'"{when.text}" is in breaks, and "{other.text}" in not_breaks; keep one'
                    self._issue(record, "FL408", said, f"changes.breaks.{number}")

    def _check_reading(self, record: Record, shape: rows.HeaderFile) -> None:
        """Check that what is stated of a file is stated of one that may be there."""
        known = [*CSV_FILES, *GEOJSON_FILES, STORY_FILE]
        for name in shape.reading:
            if name not in known and not re.fullmatch(OTHER_FILES, name):
                said = f'"{name}" is no file of a map{suggest(name, known)}'
                self._issue(record, "FL145", f"[reading]: {said}", "reading")

    def _check_opens(self, record: Record, shape: rows.HeaderFile) -> None:
        self.issues += check_shown(record, shape.opens, shape, "opens.")
        language = shape.opens.language
        if language and language not in self.languages:
            said = f'"opens.language": {no_language(language, self.languages)}'
            self._issue(record, "FL121", said, "opens.language")

    # GeoJSON

    def _base(self) -> Iterable[BaseFeature]:
        wanted = {"country": "Polygon", "lake": "Polygon", "outline": "Polygon"}
        for record in self.raw.base:
            shape = rows.parse(rows.BaseFeatureShape, record, self.issues, self.zone)
            kind = wanted.get(shape.kind, "LineString") if shape else ""
            kinds = (kind, f"Multi{kind}")
            geometry = self._geometry(record, kinds) if shape else None
            if shape and geometry is not None:
                if shape.kind == "country" and shape.id is None:
                    self._issue(record, "FL102", 'a country of the base needs an "id"', "id")
                yield BaseFeature(
                    shape.kind, shape.id or "", shape.name or "", geometry, shape.texts
                )

    def _places(self) -> Iterable[Place]:
        extent = self.header.extent if self.header else None
        for record in self._records("places.geojson"):
            shape = rows.parse(rows.PlaceFeature, record, self.issues, self.zone)
            geometry = None
            if record.geometry is not None:
                kinds = ("Point", "Polygon", "MultiPolygon")
                geometry = self._geometry(record, kinds, extent)
            if shape:
                if geometry is not None and shape.blur_m:
                    geometry = blur(geometry, shape.blur_m)
                spot = geometry.representative_point() if geometry is not None else None
                yield Place(
                    id=shape.id,
                    name=shape.name,
                    names={k: texts["name"] for k, texts in sorted(shape.texts.items())},
                    kind=shape.kind,
                    admin=shape.admin,
                    lon=round(spot.x, 7) if spot else None,
                    lat=round(spot.y, 7) if spot else None,
                    precision_m=max(shape.precision_m or 0, shape.blur_m or 0) or None,
                    source=shape.source,
                    geometry=geometry if geometry and geometry.geom_type != "Point" else None,
                )

    def _check_sources(self, places: Iterable[Place]) -> None:
        for record in self._records("places.geojson"):
            source = record.values.get("source")
            if isinstance(source, str) and source:
                self._refer(record, self.source_of, source)
        for record in self._records("sources.csv"):
            if side := record.values.get("side"):
                self._refer(record, self.side_of, side)

    def _areas(self) -> Iterable[Area]:
        records = self._records("areas.geojson")
        extent = self.header.extent if self.header else None
        geometries = read_polygons([record.geometry for record in records], extent)
        for record, geometry in zip(records, geometries, strict=True):
            shape = rows.parse(rows.AreaFeature, record, self.issues, self.zone)
            if isinstance(geometry, Refused):
                self._issue(record, geometry.code, str(geometry), "geometry")
                continue
            if not shape:
                continue
            if (shape.side is None) == (shape.status in ("held", "claimed")):
                said = "needs" if shape.side is None else "cannot have"
                self._issue(record, "FL127", f'the status "{shape.status}" {said} a "side"', "side")
            self._refer(record, self.source_of, shape.source)
            if shape.side:
                self._refer(record, self.side_of, shape.side)
            end = shape.to.end if shape.to else None
            start = shape.from_.start
            if start and end and end <= start:
                self._issue(record, "FL105", '"to" lies before "from"', "to")
            when = Interval(start, end, shape.from_.text)
            backwards = start and end and end <= start
            if self.header and not backwards and not when.overlaps(self.header.period):
                said = f"the area is outside the period {self.header.period.text} of map.toml"
                self._issue(record, "FL402", said, "from")
            yield Area(shape.id, shape.side, shape.status, when, shape.source, geometry)

    # CSV

    def _sources(self) -> Iterable[Source]:
        for _, row in self._rows("sources.csv", rows.SourceRow):
            yield Source(
                **row.model_dump(exclude={"published", "redistribute"}),
                published=row.published.text if row.published else None,
                redistributed=row.redistribute,
            )

    def _events(self, header: Header | None, sources: Mapping[str, Source]) -> Iterable[Event]:
        path = self.raw.file("events.csv")
        either = (path, self.raw.file("areas.geojson"))
        unread = any(issue.path in either for issue in self.raw.issues)
        drawn = "areas.geojson" in self.raw.tables
        if self.raw.tables.get("events.csv") == [] and not (unread or drawn):
            self.issues.append(Issue(path, 1, "FL401", "there are no events in the file"))
        for record, row in self._rows("events.csv", rows.EventRow):
            places = self._refer_all(record, self.place_of, row.place)
            cited = self._refer_all(record, self.source_of, row.source)
            if row.side:
                self._refer(record, self.side_of, row.side)
            if header and not row.date.overlaps(Interval(header.start, header.end, "")):
                period = self.header.period.text if self.header else ""
                said = f'"{row.date.text}" is outside the period {period} of map.toml'
                self._issue(record, "FL402", said, "date")
            if row.kind.lower() in CONTROL_EVENTS and not (row.side and row.place):
                said = f'an event of the kind "{row.kind}" says who holds what: it needs'
                self._issue(record, "FL128", f'{said} a "side" and a "place"', "kind")
            self._check_texts(record, row.texts)
            if row.claimant:
                self.issues += self.claimants.learn(record, row.claimant, row.texts)
            elif any("claimant" in fields for fields in row.texts.values()):
                said = '"claimant" is given in another language only; fill it in too'
                self._issue(record, "FL126", said, "claimant")
            publisher = sources[cited[0]].publisher if cited and cited[0] in sources else ""
            yield Event(
                id=row.id,
                when=row.date,
                known=row.known or self._first_day(row.date),
                places=places,
                kind=row.kind,
                side=row.side,
                title=row.title,
                text=row.text or "",
                claimant=row.claimant or publisher,
                sources=cited,
                texts=row.texts,
            )

    def _claims(self, events: Mapping[str, Event]) -> Iterable[Claim]:
        read = list(self._rows("claims.csv", rows.ClaimRow))
        by_id = {
            row.id: _Target(
                row.id,
                row.claimant,
                row.known,
                row.about,
                row.value,
                row.event,
                row.place,
                row.date or Interval(row.known.day, day_after(row.known.day), row.known.text),
            )
            for _, row in read
        }
        for event in filter(_is_claim, events.values()):
            own = _own_claim(event)
            by_id[own.id] = _Target(
                own.id,
                own.claimant,
                own.known,
                own.about,
                own.value,
                own.event,
                own.places,
                own.when,
            )
        for record, row in read:
            yield self._claim(record, row, by_id, events)

    def _claim(
        self,
        record: Record,
        row: rows.ClaimRow,
        targets: Mapping[str, _Target],
        events: Mapping[str, Event],
    ) -> Claim:
        amends = row.stance in ("retracts", "corrects")
        if amends != (row.target is not None):
            said = (
                f'a claim that {row.stance} another needs its id as "target"'
                if amends
                else f'a claim that {row.stance} amends nothing; leave "target" empty'
            )
            self._issue(record, "FL130", said, "target")
        target = self._amended(record, row, targets)
        about = row.about or (target.about if target else None)
        value = row.value or (target.value if target and row.stance == "retracts" else None)
        for key, found in (("about", about), ("value", value)):
            if found is None and (target or row.stance != "retracts"):
                self._issue(record, "FL102", f'"{key}" is missing', key)
        event = row.event or (target.event if target else None)
        if event and event == row.event:
            self._refer(record, self.event_of, event)
        wanted = row.place or (target.places if target and not row.event else ())
        places = self._refer_all(record, self.place_of, wanted)
        if not (event or wanted or amends):
            self._issue(record, "FL129", 'a claim needs an "event" or a "place"', "event")
        if not places and event and event in events:
            places = events[event].places
        control = about == CONTROL
        if about and not control and get_close_matches(about.lower(), [CONTROL], cutoff=0.85):
            said = f'"about": {told(about)} looks like a slip (did you mean "control"?)'
            self._issue(record, "FL132", said, "about")
        if value and not control and _ODD_NUMBER.fullmatch(value) and not parse_quantity(value):
            said = f'"value": {told(value)} is not a whole number or range; write 15, 15-20 or >=15'
            self._issue(record, "FL118", said, "value")
        side = value if control and value != CONTESTED else None
        if side:
            side = self._refer(record, self.side_of, side, "value")
        if control and not places and not wanted:
            self._issue(record, "FL129", 'a claim of control needs a "place"', "place")
        if control and side is None and row.stance == "denies":
            said = (
                'a denial of control needs as "value" the side that is said not to hold the place'
            )
            self._issue(record, "FL131", said, "value")
        self._check_texts(record, row.texts)
        self.issues += self.claimants.learn(record, row.claimant, row.texts)
        if control or (value and parse_quantity(value)):
            for language in (key for key, fields in row.texts.items() if "value" in fields):
                said = f'"value:{language}": an id or a number is the same in every language'
                self._issue(record, "FL124", said, f"value:{language}")
        said_on = row.known.day
        return Claim(
            id=row.id,
            event=event,
            places=places,
            about=about or "",
            value=value or "",
            side=side,
            quantity=None if control or value is None else parse_quantity(value),
            claimant=row.claimant,
            kind=row.kind,
            stance=row.stance,
            when=row.date
            or (target.when if target and row.stance == "corrects" else None)
            or Interval(said_on, day_after(said_on), said_on.isoformat()),
            known=row.known,
            sources=self._refer_all(record, self.source_of, row.source),
            note=row.note or "",
            target=row.target,
            withhold=row.withhold,
            pin=row.pin,
            texts=row.texts,
        )

    def _amended(
        self, record: Record, row: rows.ClaimRow, by_id: Mapping[str, _Target]
    ) -> _Target | None:
        """Find the row that a row retracts or corrects, and note where it cannot be that."""
        target = by_id.get(row.target or "")
        if target is None:
            return None
        if target.claimant != row.claimant:
            said = f'only {target.claimant} can retract or correct "{target.id}"; deny it instead'
            self._issue(record, "FL208", said, "target")
        if row.known.at < target.known.at:
            said = f"{told(target.id)} became known later than what amends it"
            self._issue(record, "FL211", said, "known")
        return target

    def _check_chain(self, name: str, key: str, also: Iterable[str] = ()) -> None:
        """Check that a column refers to rows of its own file, and never in a circle."""
        own = self.ids[name]
        refer = Referrer(key, name, None if own is None else (*own, *also))
        onward = {
            record.values["id"]: record.values[key]
            for record in self._records(name)
            if _is_word(record.values.get("id")) and _is_word(record.values.get(key))
        }
        for record in self._records(name):
            at = id = record.values.get("id")
            if not _is_word(at) or at not in onward:
                continue
            self._refer(record, refer, onward[at])
            for _ in onward:
                at = onward.get(at)
                if at == id:
                    said = f'"{key}" leads from "{id}" back to itself'
                    self._issue(record, "FL209", said, key)
                    break

    def _first_day(self, when: Interval) -> Known:
        day = when.start or (when.end and self.header and self.header.period.start)
        return parse_known(day.isoformat() if day else "1900-01-01", self.zone)

    # helpers

    def _check_texts(self, record: Record, texts: Texts, where: str = "") -> None:
        if self.header:
            found = check_languages(record, texts, self.languages, where)
            self.issues += [issue for issue in found if issue not in self.issues]

    def _rows(self, name: str, shape: type[_Row]) -> Iterable[tuple[Record, _Row]]:
        for record in self._records(name):
            if row := rows.parse(shape, record, self.issues, self.zone):
                yield record, row

    def _records(self, name: str) -> list[Record]:
        return self.raw.tables.get(name, [])

    def _ids(self, name: str) -> list[str] | None:
        """List the ids of a file, noting those that come twice; None if it was not read."""
        if name not in self.raw.tables:
            return None
        first: dict[str, int] = {}
        alike: dict[str, str] = {}
        for record in self._records(name):
            id = record.values.get("id")
            if not _is_word(id):
                continue
            other = alike.setdefault(skeleton(id), id)
            if id not in first and (why := difference(id, other)):
                said = f'the id "{id}" looks like "{other}" of line {first[other]}, but {why}'
                self._issue(record, "FL240", said, "id")
            if id in first:
                said = f'the id "{id}" is taken by line {first[id]}'
                self._issue(record, "FL201", said, "id")
            first.setdefault(id, record.line)
        return list(first)

    def _no_shared_ids(self, one: str, other: str) -> None:
        """Note the ids of the second file that are in the first as well."""
        taken = set(self.ids[one] or ())
        for record in self._records(other):
            if isinstance(id := record.values.get("id"), str) and id in taken:
                self._issue(record, "FL201", f'the id "{id}" is taken in {one}', "id")

    def _refer(self, record: Record, to: Referrer, word: str, key: str | None = None) -> str:
        found, problem = to.find(word)
        if problem:
            self._issue(record, *problem, key or to.kind)
        return found

    def _refer_all(
        self, record: Record, to: Referrer, words: Iterable[str], key: str | None = None
    ) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._refer(record, to, word, key) for word in words))

    def _geometry(
        self, record: Record, kinds: tuple[str, ...], extent: Extent | None = None
    ) -> BaseGeometry | None:
        try:
            return read_geometry(record.geometry, kinds, extent)
        except Refused as refused:
            self._issue(record, refused.code, str(refused), "geometry")
            return None

    def _issue(self, record: Record, code: str, message: str, key: str | None = None) -> None:
        self.issues.append(record.issue(code, message, key))


def _is_word(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and bool(value)


def _missing(shape: rows.SnapshotsTable | None) -> tuple[Interval, ...]:
    """Order the days without a map by when they begin."""
    gaps = shape.missing if shape else ()
    return tuple(sorted(gaps, key=lambda gap: gap.start or date.min))


def _policy(shape: rows.PolicyTable) -> Policy:
    """Fill a policy's tables up with the defaults."""
    plain = shape.model_dump(exclude={"reliability", "kind"})
    return Policy(
        reliability={**RELIABILITY, **shape.reliability}, kind={**KIND, **shape.kind}, **plain
    )


def _is_claim(event: Event) -> bool:
    return event.kind.lower() in CONTROL_EVENTS and event.side is not None


def _own_claim(event: Event) -> Claim:
    """Write an event that says by its kind who holds a place as the claim it is."""
    return Claim(
        id=event.id,
        event=event.id,
        places=event.places,
        about=CONTROL,
        value=event.side or "",
        side=event.side,
        quantity=None,
        claimant=event.claimant,
        kind=CONTROL_EVENTS[event.kind.lower()],
        stance="asserts",
        when=event.when,
        known=event.known,
        sources=event.sources,
        note="",
    )
