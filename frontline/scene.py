"""Where evidence and ground meet: geometry once, spans over it, by id.

A scene is frozen. Everything that is drawn or printed of a map is read from it, so that the
page, the figures and the tables cannot disagree.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from frontline import style
from frontline.dates import days
from frontline.evidence import timeline
from frontline.ground.infer import cells
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


@dataclass(frozen=True, slots=True)
class Change:
    """Say that a place passed from one control to another on a day, and by whose claims."""

    date: date
    place: str
    before: Control
    after: Control
    claims: tuple[str, ...]


@dataclass(frozen=True)
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
    spans: tuple[Span, ...]

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
    def inferred(self) -> bool:
        """Whether any of the ground was inferred from places rather than drawn."""
        drawn = {area.id for area in self.areas}
        return any(zone not in drawn for zone in self.ground.zones)

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
        """Every change of control, by day and place, with the claims of that day."""
        found = []
        by_day: dict[tuple[str, date], list[str]] = {}
        for claim in self.control_claims:
            for place in claim.places:
                if claim.when.start:
                    by_day.setdefault((place, claim.when.start), []).append(claim.id)
        for before, after in zip(self.spans, self.spans[1:], strict=False):
            if before.zone == after.zone:
                said = tuple(sorted(by_day.get((after.zone, after.start), ())))
                found.append(Change(after.start, after.zone, before.control, after.control, said))
        return tuple(sorted(found, key=lambda change: (change.date, change.place)))

    @cached_property
    def classes(self) -> tuple[style.Style, ...]:
        """The classes of control that occur on this map on any day, in legend order."""
        located = {place.id for place in self.places if place.lon is not None}
        located |= {area.id for area in self.areas}
        seen = {
            span.control
            for span in self.spans
            if span.zone in located and not is_bare(span, self.header)
        }
        return tuple(kind for kind in style.classes(self.header.sides) if kind.control in seen)

    def at(self, day: date | str) -> Snapshot:
        """Return the map of one day; raises ValueError when the day is not in the period."""
        day = date.fromisoformat(day) if isinstance(day, str) else day
        if day not in self.dates:
            raise ValueError(f"{day} is not in the period {self.dates[0]} to {self.dates[-1]}")
        now = {span.zone: span for span in self.spans if span.start <= day < span.end}
        return Snapshot(self, day, now)

    def _repr_html_(self) -> str:
        """Show the map in a notebook, in a sandboxed frame."""
        from frontline.render.html import render_frame

        return render_frame(self)


@dataclass(frozen=True)
class Snapshot:
    """Hold the map of one day: the span of each zone on it."""

    scene: Scene
    date: date
    spans: dict[str, Span]

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
        """The events of the day, those that last over it among them."""
        return tuple(event for event in self.scene.events if self.date in event.when)

    @property
    def changes(self) -> tuple[Change, ...]:
        """The changes of control of the day."""
        return tuple(change for change in self.scene.changes if change.date == self.date)


def is_bare(span: Span, header: Header) -> bool:
    """Say whether a span is just the state in which the period began, left as bare land."""
    start = header.base_start
    return start is not None and span.control == Control("held", start.side) and not span.claims


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
    started = located.keys() if header.base_start else ()
    spans = (*timeline.spans(dataset, started), *timeline.drawn(dataset))
    zones: dict[str, BaseGeometry] = {area.id: area.geometry for area in dataset.areas}
    if header.ground.method == "cells":
        spoken = {span.zone for span in spans}
        named = {id: at for id, at in located.items() if id in spoken}
        zones |= cells(named, country, header.ground.reach_km)
    return Scene(
        header=header,
        places=dataset.places,
        areas=dataset.areas,
        events=dataset.events,
        claims=dataset.claims,
        sources=dataset.sources,
        base=dataset.base,
        ground=topology(zones, drawn={s.zone for s in spans if not is_bare(s, header)}),
        spans=spans,
    )
