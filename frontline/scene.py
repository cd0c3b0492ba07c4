"""Where evidence and ground meet: geometry once, spans over it, by id.

A scene is frozen. Everything that is drawn or printed of a map is read from it, so that the
page, the figures and the tables cannot disagree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from frontline import style
from frontline.dates import day_before, days, end_of
from frontline.evidence import timeline
from frontline.evidence.release import embedded
from frontline.evidence.weigh import Ledger, ledger, without
from frontline.evidence.why import Explanation, explain
from frontline.ground.infer import cells
from frontline.ground.measure import area_km2
from frontline.ground.plots import Plot, plots
from frontline.ground.topology import Topology, topology
from frontline.model import (
    CONTROL,
    NOT_GROUND,
    UNKNOWN,
    Area,
    BaseFeature,
    Claim,
    Control,
    Dataset,
    Event,
    Header,
    Place,
    Source,
    Span,
)

if TYPE_CHECKING:
    import geopandas
    from shapely.geometry.base import BaseGeometry


_Date = date


@dataclass(frozen=True, slots=True)
class Change:
    """Say that a place passed from one control to another on a day, and by whose claims."""

    date: date
    place: str
    before: Control
    after: Control
    claims: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Scene:
    """Hold all that a map can show: what was read, the zones, and who had them when."""

    header: Header
    places: tuple[Place, ...]
    areas: tuple[Area, ...]
    events: tuple[Event, ...]
    claims: tuple[Claim, ...]
    sources: tuple[Source, ...]
    base: tuple[BaseFeature, ...]
    ground: Topology
    started: frozenset[str]
    book: Ledger

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """The spans of every zone and place, as known now."""
        return self._spans(then=False)

    @cached_property
    def spans_then(self) -> tuple[Span, ...]:
        """The same as known then: each day judged by what was known at its end."""
        return self._spans(then=True)

    def _spans(self, *, then: bool) -> tuple[Span, ...]:
        placed = timeline.spans(self.book, self.header, self.started, then=then)
        return (*placed, *timeline.drawn(self.header, self.areas))

    @cached_property
    def dates(self) -> tuple[date, ...]:
        """Every day of the period, in order."""
        return tuple(days(self.header.start, self.header.end))

    @cached_property
    def opens(self) -> date:
        """The day the map opens on: the last one of the period on which something is recorded."""
        starts = {event.when.start for event in self.events}
        starts |= {change.date for change in self.changes}
        return max((day for day in self.dates if day in starts), default=self.dates[-1])

    @property
    def grows_stale(self) -> bool:
        """Whether any status on the map has become stale on any of its days."""
        return any(span.stale for span in (*self.spans, *self.spans_then))

    @property
    def inferred(self) -> bool:
        """Whether any of the ground was inferred from places rather than drawn."""
        drawn = {area.id for area in self.areas}
        return any(zone not in drawn for zone in self.ground.zones)

    @cached_property
    def place_of(self) -> Mapping[str, str | None]:
        """The place that decides each zone; None where none does."""
        places = {place.id for place in self.places}
        return {zone: zone if zone in places else None for zone in self.ground.zones}

    @cached_property
    def km2(self) -> Mapping[str, float]:
        """The geodesic km² of each zone."""
        return {zone: area_km2(self.ground.polygon(zone)) for zone in self.ground.zones}

    @cached_property
    def plots(self) -> tuple[Plot, ...]:
        """The ground in plots that do not overlap; only areas that are drawn do."""
        return plots(self.ground, {area.id for area in self.areas})

    @cached_property
    def known_by(self) -> date:
        """The day by which all that is said of control had become known."""
        said = (claim.known.day for claim in self.book.claims)
        return max((*said, self.dates[-1]))

    @cached_property
    def quiet(self) -> frozenset[str]:
        """Ids of the places that the start speaks for and nobody else does."""
        return self.started.difference(self.book.places)

    @property
    def control_claims(self) -> tuple[Claim, ...]:
        """Every claim of control."""
        return tuple(claim for claim in self.claims if claim.about == CONTROL)

    @cached_property
    def reported(self) -> frozenset[str]:
        """Ids of the places that an event or a claim names."""
        return frozenset(
            [place for event in self.events for place in event.places]
            + [place for claim in self.claims for place in claim.places]
        )

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """Every change of control as known now, by day and place."""
        return self._changes(self.spans, then=False)

    @cached_property
    def changes_then(self) -> tuple[Change, ...]:
        """Every change of control as known then."""
        return self._changes(self.spans_then, then=True)

    def _changes(self, spans: tuple[Span, ...], *, then: bool) -> tuple[Change, ...]:
        """Find where spans meet; a change rests on the claims that are new to its day."""
        new: dict[tuple[str, date], set[str]] = {}
        for claim in self.control_claims:
            starts = claim.when.start or self.header.start
            day = max(starts, claim.known.day) if then else starts
            for place in claim.places:
                new.setdefault((place, day), set()).add(claim.id)
        eve = day_before(self.header.start)
        known = end_of(eve, self.header.zone) if then else timeline.EVER
        first = {span.zone: span for span in spans if span.start == self.header.start}
        before_all = timeline.standing(self.book, self.header, self.started, eve, known)
        pairs = [(span, first[span.zone]) for span in before_all if span.zone in first]
        found = []
        for before, after in (*pairs, *pairwise(spans)):
            if before.zone == after.zone and before.control != after.control:
                said = new.get((after.zone, after.start)) or set(after.claims)
                found.append(
                    Change(
                        after.start, after.zone, before.control, after.control, tuple(sorted(said))
                    )
                )
        return tuple(sorted(found, key=lambda change: (change.date, change.place)))

    @cached_property
    def classes(self) -> tuple[style.Style, ...]:
        """The classes of control that occur on this map on any day, in legend order."""
        located = {place.id for place in self.places if place.lon is not None}
        located |= {area.id for area in self.areas}
        seen = {
            span.control
            for span in (*self.spans, *self.spans_then)
            if span.zone in located and not is_bare(span, self.header)
        }
        return tuple(kind for kind in style.classes(self.header.sides) if kind.control in seen)

    def at(self, day: date | str, known: date | str | None = None) -> Snapshot:
        """Return the map of one day, by all that is known or by what was by the end of a day.

        Raises ValueError when ``day`` is not in the period.
        """
        day, known = _day(day), _day(known) if known is not None else None
        if day not in self.dates:
            raise ValueError(f"{day} is not in the period {self.dates[0]} to {self.dates[-1]}")
        if known is None:
            now = {span.zone: span for span in self.spans if span.start <= day < span.end}
        else:
            by = end_of(known, self.header.zone)
            now = {
                span.zone: span
                for span in timeline.standing(self.book, self.header, self.started, day, by)
            }
            areas = timeline.drawn(self.header, self.areas)
            now |= {span.zone: span for span in areas if span.start <= day < span.end}
        return Snapshot(self, day, now, known)

    def without(self, source: str) -> Scene:
        """Return the scene had a source, and what copies it, said nothing, on the same ground."""
        areas = tuple(area for area in self.areas if area.source != source)
        return replace(self, areas=areas, book=without(self.book, source))

    def why(self, place: str, day: date | str, known: date | str | None = None) -> Explanation:
        """Explain why a place has its control on a day, by all that is known or was by a day.

        Raises ValueError when there is no such place, or the day is not in the period.
        """
        if place not in {one.id for one in self.places}:
            raise ValueError(f'there is no place "{place}"')
        now = self.at(day, known)
        start = self.header.base_start
        started = start is not None and place in self.started
        return explain(
            place,
            self.claims,
            self.sources,
            self.book.sides,
            self.header.policy,
            Control("held", start.side) if start and started else UNKNOWN,
            now.date,
            timeline.EVER if now.known is None else end_of(now.known, self.header.zone),
        )

    def _repr_html_(self) -> str:
        """Show the map in a notebook, in a sandboxed frame."""
        from frontline.render.html import render_frame

        return render_frame(self)


@dataclass(frozen=True, eq=False)
class Snapshot:
    """Hold the map of one day: the span of each zone on it."""

    scene: Scene
    date: _Date
    spans: dict[str, Span]
    known: _Date | None = None

    def control(self, place: str) -> Control:
        """Return who has a place; unknown where nobody has spoken of it."""
        span = self.spans.get(place)
        return span.control if span else UNKNOWN

    @cached_property
    def drawn(self) -> dict[Control, BaseGeometry]:
        """The ground of each class of control that is drawn, dissolved, WGS 84."""
        import shapely

        by_class: dict[Control, list[BaseGeometry]] = {}
        for zone in self.scene.ground.zones:
            span = self.spans.get(zone)
            if span and not is_bare(span, self.scene.header):
                by_class.setdefault(span.control, []).append(self.scene.ground.polygon(zone))
        return {
            kind.control: shapely.union_all(by_class[kind.control])
            for kind in self.scene.classes
            if kind.control in by_class
        }

    @cached_property
    def stale(self) -> BaseGeometry:
        """The ground whose newest evidence has become old, dissolved, WGS 84; may be empty."""
        import shapely

        ground = self.scene.ground
        zones = [zone for zone in ground.zones if zone in self.spans and self.spans[zone].stale]
        return shapely.union_all([ground.polygon(zone) for zone in zones])

    @cached_property
    def front(self) -> tuple[tuple[tuple[float, float], ...], ...]:
        """The arcs between ground that different sides hold or claim: a filter, no geometry."""
        ground = self.scene.ground
        found = []
        for arc, faces in zip(ground.arcs, ground.faces, strict=True):
            sides = [self.control(face).side if face else None for face in faces]
            if None not in sides and sides[0] != sides[1]:
                found.append(arc)
        return tuple(found)

    @property
    def areas(self) -> geopandas.GeoDataFrame:
        """The ground of each class as a GeoDataFrame: status, side, label, geometry (EPSG:4326)."""
        import geopandas

        labels = {kind.control: kind.label for kind in self.scene.classes}
        rows = [
            {"status": control.status, "side": control.side, "label": labels[control]}
            for control in self.drawn
        ]
        return geopandas.GeoDataFrame(
            {key: [row[key] for row in rows] for key in ("status", "side", "label")},
            geometry=list(self.drawn.values()),
            crs="EPSG:4326",
        )

    @property
    def events(self) -> tuple[Event, ...]:
        """The events of the day that were known, those that last over it among them."""
        return tuple(
            event
            for event in self.scene.events
            if self.date in event.when and (self.known is None or event.known.day <= self.known)
        )

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """The changes of control of the day."""
        if self.known is None:
            changes = self.scene.changes
        elif self.known == self.date:
            changes = self.scene.changes_then
        else:
            return self._changed()
        return tuple(change for change in changes if change.date == self.date)

    def _changed(self) -> tuple[Change, ...]:
        """Compare the day with the one before, by the same knowledge."""
        if self.date == self.scene.dates[0]:
            return ()
        before = self.scene.at(day_before(self.date), self.known)
        return tuple(
            Change(self.date, zone, was.control, span.control, span.claims)
            for zone, span in sorted(self.spans.items())
            if (was := before.spans.get(zone)) and was.control != span.control
        )


def is_bare(span: Span, header: Header) -> bool:
    """Say whether a span is just the state in which the period began, left as bare land."""
    start = header.base_start
    return start is not None and span.control == Control("held", start.side) and not span.claims


def _day(day: date | str) -> date:
    if isinstance(day, datetime):
        return day.date()
    return date.fromisoformat(day) if isinstance(day, str) else day


def build(dataset: Dataset) -> Scene:
    """Bring claims and ground together into a scene.

    Places within the country that the header's start names are held by its side until somebody
    says otherwise. Buildings, sites and regions speak for no ground.
    """
    import shapely

    header = dataset.header
    countries = {f.id: f.geometry for f in dataset.base if f.kind == "country"}
    country = countries[header.base_start.within] if header.base_start else None
    located = {
        place.id: (place.lon, place.lat)
        for place in dataset.places
        if place.lon is not None and place.lat is not None and place.kind not in NOT_GROUND
    }
    if country is not None:
        located = {id: at for id, at in located.items() if shapely.contains_xy(country, *at)}
    started = frozenset(located) if header.base_start else frozenset()
    sides = [side.id for side in header.sides]
    book = ledger(dataset.claims, dataset.sources, sides, header.policy)
    shown = embedded(dataset)
    zones: dict[str, BaseGeometry] = {area.id: area.geometry for area in shown.areas}
    spoken = {*book.places, *started}
    if header.ground.method == "cells":
        named = {id: at for id, at in located.items() if id in spoken}
        zones |= cells(named, country, header.ground.reach_km)
    open_ = {place.id for place in shown.places if place.lon is not None}
    drawn = {*open_.intersection(book.places), *(area.id for area in shown.areas)}
    return Scene(
        header=shown.header,
        places=shown.places,
        areas=shown.areas,
        events=shown.events,
        claims=shown.claims,
        sources=shown.sources,
        base=shown.base,
        ground=topology(zones, drawn),
        started=started,
        book=book,
    )
