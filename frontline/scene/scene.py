"""Where evidence and ground meet: geometry once, spans over it, by id.

A scene is frozen. Everything that is drawn or printed of a map is read from it, so that the
page, the figures and the tables cannot disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import pairwise
from math import fsum
from typing import TYPE_CHECKING

import shapely

from frontline.dates.edtf import as_date, day_before, days, end_of
from frontline.errors import UsageError
from frontline.evidence import timeline
from frontline.evidence.release import embedded, without
from frontline.evidence.weigh import Ledger, ledger
from frontline.evidence.why import Explanation, explain
from frontline.ground.measure import length_km
from frontline.ground.overlay import Labels, composite
from frontline.ground.repair import Repair, mend
from frontline.ground.terrain import START, Laid, State, Terrain, field_km2, lay, terrain
from frontline.ground.topology import GRID_DEG, Topology, topology
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
from frontline.style import classes as style

if TYPE_CHECKING:
    import geopandas
    from shapely.geometry.base import BaseGeometry


_Date = date
Display = Callable[["Scene", Collection[str] | None, Collection[str] | None], dict[str, str]]
"""What shows a scene in a notebook: MIME types to include and to exclude → type: content."""
Stretches = tuple[tuple[date, date], ...]


@dataclass(frozen=True, slots=True)
class Change:
    """Say that a place passed from one control to another on a day, and by whose claims."""

    date: date
    place: str
    before: Control
    after: Control
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bands:
    """Hold where the front may lie, in pieces with fixed shapes, and when each is in the band.

    ``now`` and ``then`` are, by piece, the half-open stretches of days, as known now and then.
    """

    topology: Topology
    now: Mapping[str, Stretches]
    then: Mapping[str, Stretches]


@dataclass(frozen=True, eq=False, repr=False)
class Scene:
    """Hold all that a map can show: what was read, the zones, and who had them when.

    ``dataset`` is what it was built from, with what may not be embedded in an output; ``kin`` the
    ground of a scene on the same terrain; ``origin`` the scene that this one is a translation of.
    """

    header: Header
    places: tuple[Place, ...]
    areas: tuple[Area, ...]
    events: tuple[Event, ...]
    claims: tuple[Claim, ...]
    sources: tuple[Source, ...]
    base: tuple[BaseFeature, ...]
    land: Terrain
    started: frozenset[str]
    book: Ledger
    dataset: Dataset
    kin: Laid | None = None
    repairs: tuple[Repair, ...] = ()
    origin: Scene | None = None
    display: Display | None = None

    @property
    def own(self) -> Scene:
        """The scene in the map's own language: figures are worked out of it once for all."""
        return self.origin or self

    @property
    def ground(self) -> Topology:
        """The zones of every day, by both clocks: pieces with fixed shapes, and their arcs."""
        return self.laid.topology

    @cached_property
    def laid(self) -> Laid:
        """The ground of every state that the period sees, by both clocks."""
        clocks = (self._voices, self._voices_then)
        return self._lay(self._state(told) for clock in clocks for _, _, told in self._runs(clock))

    def _lay(self, states: Iterable[State]) -> Laid:
        spoken = {*self.book.places, *(area.id for area in self.areas)}
        hidden = {place.id for place in self.places if place.lon is None}
        controls = {area.id: Control(area.status, area.side) for area in self.areas}
        start = self.header.base_start
        controls |= {START: Control("held", start.side)} if start else {}
        return lay(self.land, states, controls, spoken - hidden, hidden)

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """The spans of every zone and place, as known now."""
        return self._spans(self._voices)

    @cached_property
    def spans_then(self) -> tuple[Span, ...]:
        """The same as known then: each day judged by what was known at its end."""
        alike = self._voices_then is self._voices
        return self.spans if alike else self._spans(self._voices_then)

    @cached_property
    def _voices(self) -> Mapping[str, list[Span]]:
        """The spans of each place and drawing, as known now."""
        return self._speak(then=False)

    @cached_property
    def _voices_then(self) -> Mapping[str, list[Span]]:
        """The same as known then; what was drawn is known on its day."""
        return self._speak(then=True) if self.book.places else self._voices

    def _speak(self, *, then: bool) -> Mapping[str, list[Span]]:
        placed = timeline.spans(self.book, self.header, self.started, then=then)
        found: dict[str, list[Span]] = {}
        for span in (*placed, *timeline.drawn(self.header, self.areas), *self._start()):
            found.setdefault(span.zone, []).append(span)
        return found

    def _start(self) -> Iterator[Span]:
        """Yield the span of the ground as the period began, where it is held."""
        start = self.header.base_start
        if start:
            control = Control("held", start.side)
            yield Span(START, self.header.start, self.header.end, control, ())

    def _runs(
        self, voices: Mapping[str, list[Span]]
    ) -> Iterator[tuple[date, date, dict[str, Span]]]:
        """Yield the stretches of days on which nobody who decides the ground changes."""
        turns: dict[date, dict[str, Span | None]] = {}
        for id in dict.fromkeys((START, *self.land.places, *self.land.drawings)):
            for span in voices.get(id, ()):
                turns.setdefault(span.end, {}).setdefault(id, None)
                turns.setdefault(span.start, {})[id] = span
        told: dict[str, Span | None] = {}
        for start, end in pairwise(sorted(turns)):
            told |= turns[start]
            yield start, end, {id: span for id, span in told.items() if span}

    def _state(self, live: Mapping[str, Span]) -> State:
        pinning = {claim.id for claim in self.claims if claim.pin}
        placed = [id for id in self.land.places if id in live]
        return State(
            tuple(live[id].control if id in live else None for id in self.land.places),
            drawn=frozenset(id for id in self.land.drawings if id in live),
            mute=frozenset(id for id in placed if self.land.drawings.keys() >= {*live[id].claims}),
            pins=frozenset(id for id in placed if not pinning.isdisjoint(live[id].claims)),
            stale=frozenset(id for id in placed if self.land.regions and live[id].stale),
        )

    def _spans(self, voices: Mapping[str, list[Span]]) -> tuple[Span, ...]:
        """Give every zone its spans, from those of what decides it; places without have theirs."""
        drawn = {area.id for area in self.areas} | {START}
        found = [span for id in voices if id not in drawn for span in voices[id]]
        for zone, ids in self.laid.own.items():
            if not drawn.isdisjoint(ids):
                spans = (span for id in ids for span in voices.get(id, ()))
                found += [
                    replace(span, zone=zone) for span in sorted(spans, key=lambda span: span.start)
                ]
        pieces: dict[str, list[Span]] = {}
        for start, end, told in self._runs(voices) if self.laid.told else ():
            for zone, ids in self.laid.told[self._state(told).fresh].items():
                span = joint(zone, [told[id] for id in ids if id in told], start, end)
                _extend(pieces.setdefault(zone, []), span)
        return (*found, *(span for zone in sorted(pieces) for span in pieces[zone]))

    @cached_property
    def bands(self) -> Bands | None:
        """The band of every day, by both clocks; None where no field was inferred."""
        numbers = {s: i for i, (s, band) in enumerate(self.laid.bands.items()) if band is not None}
        if not numbers:
            return None
        layers = [{"": band} if band is not None else {} for band in self.laid.bands.values()]
        pieces = sorted(composite(layers).items(), key=lambda piece: piece[1].wkb)
        names = [f"band;{number}" for number in range(len(pieces))]

        def stretches(voices: Mapping[str, list[Span]], labels: Labels) -> Stretches:
            found: list[tuple[date, date]] = []
            for start, end, told in self._runs(voices):
                if labels[numbers[self._state(told)]] is not None:
                    joins = bool(found) and found[-1][1] == start
                    found[-1:] = [(found[-1][0], end)] if joins else [*found[-1:], (start, end)]
            return tuple(found)

        now, then = (
            {n: stretches(v, labels) for n, (labels, _) in zip(names, pieces, strict=True)}
            for v in (self._voices, self._voices_then)
        )
        shapes = {name: shape for name, (_, shape) in zip(names, pieces, strict=True)}
        return Bands(topology(shapes), now, then)

    @cached_property
    def dates(self) -> tuple[date, ...]:
        """Every day of the period, in order."""
        return tuple(days(self.header.start, self.header.end))

    @cached_property
    def opens(self) -> date:
        """The day the map opens on: the author's, or the last on which something is recorded."""
        if (asked := self.header.opening.date) in self.dates:
            return asked
        starts = {event.when.start for event in self.events}
        starts |= {change.date for change in self.changes}
        return max((day for day in self.dates if day in starts), default=self.dates[-1])

    @cached_property
    def opening(self) -> Snapshot:
        """The map of the day on which it opens, as known now."""
        return self.at(self.opens)

    @property
    def grows_stale(self) -> bool:
        """Whether any status on the map has become stale on any of its days."""
        return any(span.stale for span in (*self.spans, *self.spans_then))

    @property
    def inferred(self) -> bool:
        """Whether any of the ground was inferred from places rather than drawn."""
        return any(self.laid.place_of[zone] is not None for zone in self.ground.zones)

    @property
    def drawn(self) -> bool:
        """Whether any of the ground was drawn by hand."""
        return any(self.laid.place_of[zone] is None for zone in self.ground.zones)

    @cached_property
    def km2(self) -> Mapping[str, float]:
        """The geodesic km² of each zone."""
        return {zone: sum(parts) for zone, parts in self.laid.km2.items()}

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
        """Find where spans meet; a change rests on the claims that are new to its day.

        What was drawn for the first day of the period is taken to have been so before.
        """
        new: dict[tuple[str, date], set[str]] = {}
        for claim in self.control_claims:
            starts = claim.when.start or self.header.start
            day = max(starts, claim.known.day) if then else starts
            for place in claim.places:
                new.setdefault((place, day), set()).add(claim.id)
        eve = day_before(self.header.start)
        known = end_of(eve, self.header.zone) if then else timeline.EVER
        ids = {place.id for place in self.places}
        placed = [span for span in spans if span.zone in ids]
        begun = (span for span in placed if span.start == self.header.start)
        first = {span.zone: span for span in begun if not self._is_drawn(span)}
        before_all = timeline.standing(self.book, self.header, self.started, eve, known)
        pairs = [(span, first[span.zone]) for span in before_all if span.zone in first]
        found = []
        for before, after in (*pairs, *pairwise(placed)):
            if before.zone == after.zone and before.control != after.control:
                said = new.get((after.zone, after.start)) or set(after.claims)
                found.append(
                    Change(
                        after.start, after.zone, before.control, after.control, tuple(sorted(said))
                    )
                )
        return tuple(sorted(found, key=lambda change: (change.date, change.place)))

    def _is_drawn(self, span: Span) -> bool:
        """Say whether a span rests on drawings alone."""
        return bool(span.claims) and self.land.drawings.keys() >= {*span.claims}

    @cached_property
    def classes(self) -> tuple[style.Style, ...]:
        """The classes of control that occur on this map on any day, in legend order."""
        located = {place.id for place in self.places if place.lon is not None}
        located |= self.ground.zones.keys()
        seen = {
            span.control
            for span in (*self.spans, *self.spans_then)
            if span.zone in located and not is_bare(span, self.header)
        }
        return tuple(kind for kind in style.classes(self.header.sides) if kind.control in seen)

    def at(self, day: date | str, known: date | str | None = None) -> Snapshot:
        """Return the map of one day, by all that is known or by what was by the end of a day.

        Raises UsageError when ``day`` is not in the period.
        """
        day, known = as_date(day), as_date(known, "known") if known is not None else None
        if day not in self.dates:
            raise UsageError(
                f"date: {day} is not in the period {self.dates[0]} to {self.dates[-1]}"
            )
        return self.together((day, known))[0]

    def together(
        self, *maps: tuple[date, date | None], alone: bool = False
    ) -> tuple[Snapshot, ...]:
        """Return maps of some days, each by the knowledge of a day or by all, on common ground.

        Before the period the ground is as was known of it then, and drawings stand as on the
        first day. ``alone`` lays out no more than these, for who wants nothing else of the scene.
        """
        told = [self._told(day, known, alone=alone) for day, known in maps]
        states = [self._state(voices) for voices in told]
        near = self.kin if alone else self.laid
        laid = near if near and self._fits(near, states) else self._lay(states)
        found = []
        for (day, known), voices, state in zip(maps, told, states, strict=True):
            now = {id: span for id, span in voices.items() if id not in self.land.drawings}
            for zone, ids in {**laid.own, **laid.told.get(state.fresh, {})}.items():
                if spans := [voices[id] for id in ids if id in voices]:
                    now[zone] = joint(zone, spans, spans[0].start, spans[0].end)
            found.append(Snapshot(self, day, now, laid, laid.bands.get(state), known))
        return tuple(found)

    def side_km2(self, day: date | str) -> Mapping[str, float]:
        """Measure the ground that each side holds or claims on a day, laying out no more for it."""
        day = as_date(day)
        if self.land.smooth:
            found = field_km2(self.land, self._state(self._told(day, None, alone=True)))
            return {side.id: found.get(side.id, 0.0) for side in self.header.sides}
        (now,) = self.together((day, None), alone="laid" not in self.__dict__)
        ground = [(now.control(zone).side, km2) for zone, km2 in now.laid.km2.items()]
        return {
            side.id: fsum(part for holder, km2 in ground if holder == side.id for part in km2)
            for side in self.header.sides
        }

    def _fits(self, laid: Laid, states: Iterable[State]) -> bool:
        """Say whether the ground as it was laid serves some states."""
        return self.land.fixed or all(state in laid.bands for state in states)

    def _told(self, day: date, known: date | None, *, alone: bool) -> dict[str, Span]:
        """Return the span of a day of each place and drawing, by the knowledge of a day or all."""
        if not alone and day >= self.header.start and known in (None, day):
            clock = self._voices if known is None else self._voices_then
            spans = {id: _at(spans, day) for id, spans in clock.items()}
            return {id: span for id, span in spans.items() if span}
        by = end_of(known, self.header.zone) if known else timeline.EVER
        placed = timeline.standing(self.book, self.header, self.started, day, by)
        drawn = (*timeline.drawn(self.header, self.areas), *self._start())
        on = max(day, self.header.start)
        standing = (span for span in drawn if span.start <= on < span.end)
        return {span.zone: span for span in (*placed, *standing)}

    def without(self, source: str) -> Scene:
        """Return the scene had a source, and what copies it, said nothing."""
        return build(without(self.dataset, source), self, self.display)

    def why(self, place: str, day: date | str, known: date | str | None = None) -> Explanation:
        """Explain why a place has its control on a day, by all that is known or was by a day.

        Raises UsageError when there is no such place, or the day is not in the period.
        """
        if place not in {one.id for one in self.places}:
            raise UsageError(f'place: there is no place "{place}"')
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

    def __repr__(self) -> str:
        """Name the map and its period: the fields would fill a notebook."""
        return f"<Scene {self.header.id}: {self.dates[0]} to {self.dates[-1]}>"

    def _repr_html_(self) -> str:
        """Show the map in a notebook, in a sandboxed frame."""
        return self._repr_mimebundle_({"text/html"}).get("text/html", "")

    def _repr_mimebundle_(
        self, include: Collection[str] | None = None, exclude: Collection[str] | None = None
    ) -> dict[str, str]:
        """Return the map for a notebook and what is made of one: the frame, a picture, its words.

        No more is made than what is to be included and not excluded.
        """
        return self.display(self, include, exclude) if self.display else {"text/plain": repr(self)}


@dataclass(frozen=True, eq=False)
class Snapshot:
    """Hold the map of one day: the span of each zone and place on it.

    ``band`` is the zone in which the front lies with the probability ``terrain.LEVEL``, WGS 84;
    None where no field was inferred.
    """

    scene: Scene
    date: _Date
    spans: dict[str, Span]
    laid: Laid
    band: BaseGeometry | None = None
    known: _Date | None = None

    @property
    def ground(self) -> Topology:
        """The zones of the map and their arcs."""
        return self.laid.topology

    def control(self, place: str) -> Control:
        """Return who has a place; unknown where nobody has spoken of it."""
        span = self.spans.get(place)
        return span.control if span else UNKNOWN

    @cached_property
    def drawn(self) -> dict[Control, BaseGeometry]:
        """The ground of each class of control that is drawn, dissolved, WGS 84."""
        by_class: dict[Control, list[str]] = {}
        for zone in self.ground.zones:
            span = self.spans.get(zone)
            if span and not is_bare(span, self.scene.header):
                by_class.setdefault(span.control, []).append(zone)
        return {
            kind.control: shapely.union_all(self.ground.polygons(by_class[kind.control]))
            for kind in self.scene.classes
            if kind.control in by_class
        }

    @cached_property
    def stale(self) -> BaseGeometry:
        """The ground whose newest evidence has become old, dissolved, WGS 84; may be empty."""
        old = {zone for zone, span in self.spans.items() if span.stale}
        return shapely.union_all(self.ground.polygons(z for z in self.ground.zones if z in old))

    @cached_property
    def front(self) -> tuple[tuple[tuple[float, float], ...], ...]:
        """The arcs between ground that different sides hold or claim: a filter, no geometry."""
        return tuple(arc for arc, _ in self._fronts())

    @cached_property
    def front_km(self) -> Mapping[tuple[str, str], float]:
        """The geodesic length in kilometres of the front between each two sides that meet."""
        arcs: dict[tuple[str, str], list[tuple[tuple[float, float], ...]]] = {}
        for arc, sides in self._fronts():
            arcs.setdefault(sides, []).append(arc)
        return {
            ends: length_km(
                shapely.MultiLineString(arcs[ends])
            )  # multilinestrings wants one length
            for ends in sorted(arcs)
        }

    def _fronts(self) -> Iterator[tuple[tuple[tuple[float, float], ...], tuple[str, str]]]:
        """Yield the arcs of the front, each with the two sides that meet at it."""
        for arc, faces in zip(self.ground.arcs, self.ground.faces, strict=True):
            one, other = (self.control(face).side if face else None for face in faces)
            if one and other and one != other:
                yield arc, (min(one, other), max(one, other))

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
        ids = sorted(place.id for place in self.scene.places if place.id in self.spans)
        return tuple(
            Change(self.date, id, was.control, self.spans[id].control, self.spans[id].claims)
            for id in ids
            if (was := before.spans.get(id)) and was.control != self.spans[id].control
        )


def is_bare(span: Span, header: Header) -> bool:
    """Say whether a span is just the state in which the period began, left as bare land."""
    start = header.base_start
    return start is not None and span.control == Control("held", start.side) and not span.claims


def joint(zone: str, spans: list[Span], start: date, end: date) -> Span:
    """Join what several say of one zone: those of one side in its firmest word, else contested."""
    firm = [span for span in spans if span.control.status != "unknown"] or spans
    sides = {span.control.side for span in firm}
    statuses = [span.control.status for span in firm]
    if len(sides) > 1:
        control = Control("contested")
    else:
        first = next(s for s in ("held", "claimed", "contested", "unknown") if s in statuses)
        control = Control(first, firm[0].control.side)
    claims = sorted({claim for span in spans for claim in span.claims})
    return Span(zone, start, end, control, tuple(claims), all(span.stale for span in spans))


def _extend(spans: list[Span], span: Span) -> None:
    """Add a span, to the last one where that says the same up to its start."""
    last = spans[-1] if spans else None
    if last and (last.control, last.stale, last.end) == (span.control, span.stale, span.start):
        claims = tuple(sorted({*last.claims, *span.claims}))
        spans[-1] = replace(last, end=span.end, claims=claims)
    else:
        spans.append(span)


def _at(spans: Iterable[Span], day: date) -> Span | None:
    return next((span for span in spans if span.start <= day < span.end), None)


def _testimony(dataset: Dataset, located: Mapping[str, tuple[float, float]]) -> Iterator[Claim]:
    """Yield what drawings say of the places within them."""
    ids, lonlat = list(located), list(located.values())
    for area in dataset.areas:
        within = shapely.intersects_xy(area.geometry, lonlat)
        places = tuple(id for id, inside in zip(ids, within, strict=True) if inside)
        if places and area.status != "unknown":
            yield timeline.testimony(area, places, dataset.sources, dataset.header)


def build(dataset: Dataset, like: Scene | None = None, display: Display | None = None) -> Scene:
    """Bring claims and ground together into a scene.

    The terrain of a scene ``like`` it, of the same header, serves again where it has all the
    places and drawings: of those that are left out, nobody says anything.
    Places within the country that the header's start names are held by its side until somebody
    says otherwise. Buildings, sites and regions speak for no ground. Where ground is inferred,
    what was drawn is evidence at the places within it as well.
    """
    dataset, repairs = _mended(dataset)
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
    words: tuple[Claim, ...] = ()
    if header.ground.method != "none" and located:
        words = tuple(_testimony(dataset, located))
    book = ledger((*dataset.claims, *words), dataset.sources, sides, header.policy)
    shown = embedded(replace(dataset, claims=(*dataset.claims, *words)))
    spoken = {*book.places, *started}
    placed = {id: at for id, at in located.items() if id in spoken}
    drawings = {area.id: area.geometry for area in shown.areas}
    if like and _stands_on(like.land, placed, drawings):
        land, kin = like.land, like.laid
    else:
        barriers = [f.geometry for f in dataset.base if f.kind in header.ground.barrier]
        barrier = shapely.union_all(barriers) if barriers else None
        land = terrain(
            placed,
            drawings,
            _stacks(shown.areas),
            header.ground,
            sides,
            country,
            barrier,
            header.grid_deg or GRID_DEG,
        )
        kin = None
    return Scene(
        header=shown.header,
        places=shown.places,
        areas=shown.areas,
        events=shown.events,
        claims=shown.claims,
        sources=shown.sources,
        base=shown.base,
        land=land,
        started=started,
        book=book,
        dataset=dataset,
        kin=kin,
        repairs=repairs,
        display=display,
    )


def _stacks(areas: Iterable[Area]) -> Iterator[tuple[str, ...]]:
    """Gather the ids of areas of the very same polygon, of which never two stand at a time."""
    stacks: dict[bytes, list[list[Area]]] = {}
    ordered = sorted(areas, key=lambda area: (area.when.start or date.min, area.id))
    shapes = shapely.to_wkb([area.geometry for area in ordered])
    for area, shape in zip(ordered, shapes, strict=True):
        same = stacks.setdefault(shape, [])
        begins = area.when.start or date.min
        free = (one for one in same if (one[-1].when.end or date.max) <= begins)
        if stack := next(free, None):
            stack.append(area)
        else:
            same.append([area])
    for same in stacks.values():
        yield from (tuple(area.id for area in stack) for stack in same)


def _mended(dataset: Dataset) -> tuple[Dataset, tuple[Repair, ...]]:
    """Fit what one source drew for the same days edge to edge; daily maps do already."""
    if dataset.header.grid_deg is not None:
        return dataset, ()
    sheets: dict[tuple[str, date | None, date | None], dict[str, BaseGeometry]] = {}
    for area in dataset.areas:
        sheet = sheets.setdefault((area.source, area.when.start, area.when.end), {})
        sheet[area.id] = area.geometry
    found, repairs = mend(sheets.values())
    areas = tuple(replace(area, geometry=found[area.id]) for area in dataset.areas)
    return replace(dataset, areas=areas), repairs


def _stands_on(land: Terrain, placed: Collection[str], drawings: Collection[str]) -> bool:
    """Say whether a terrain has all these places and drawings."""
    return set(placed) <= set(land.places) and set(drawings) <= land.drawings.keys()
