"""Spans of places and drawn areas → the states of a terrain and the zones of these states."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from frontline.evidence import timeline
from frontline.ground.terrain import START, State
from frontline.ground.zones import Laid, lay
from frontline.model import Control, Header, Side, Span, camps
from frontline.scene.basis import Basis

DeciderSpans = Mapping[str, Sequence[Span]]
"""The spans of each place and drawn area, by id, in order."""


def decider_spans(basis: Basis, *, then: bool) -> dict[str, list[Span]]:
    """Return the spans of every place and drawn area over the period.

    Parameters
    ----------
    basis : Basis
        The claims and drawn areas.
    then : bool
        Whether to judge each date by what was known at its end, not by all that is known.

    Returns
    -------
    dict of str to list of Span
        The spans of each decider of areas, by its id.
    """
    header = basis.header
    place_spans = timeline.spans(basis.book, header, basis.started, then=then)
    spans: dict[str, list[Span]] = {}
    drawn = timeline.drawn(header, basis.areas, basis.drawings, then=then)
    for span in (*place_spans, *drawn, *start_spans(header)):
        spans.setdefault(span.zone, []).append(span)
    return spans


def start_spans(header: Header) -> Iterator[Span]:
    """Yield the span of the area held at the start of the period, if the header states one.

    Parameters
    ----------
    header : Header
        The header of a map.

    Yields
    ------
    Span
        One span over the whole period.
    """
    start = header.base_start
    if start:
        control = Control("held", start.side)
        yield Span(START, header.start, header.end, control, ())


def runs(basis: Basis, spans: DeciderSpans) -> Iterator[tuple[date, date, dict[str, Span]]]:
    """Yield the half-open stretches of dates during which no decider of areas changes.

    Parameters
    ----------
    basis : Basis
        The terrain.
    spans : mapping of str to sequence of Span
        The spans of its deciders.

    Yields
    ------
    tuple of (date, date, dict of str to Span)
        The first date, the date after the last, and the span of each decider in between.
    """
    updates: dict[date, dict[str, Span | None]] = {}
    for id in dict.fromkeys((START, *sorted(basis.land.positions), *basis.land.drawings)):
        for span in spans.get(id, ()):
            updates.setdefault(span.end, {}).setdefault(id, None)
            updates.setdefault(span.start, {})[id] = span
    current: dict[str, Span | None] = {}
    for start, end in pairwise(sorted(updates)):
        current |= updates[start]
        yield start, end, {id: span for id, span in current.items() if span}


def state_of(basis: Basis, current: Mapping[str, Span]) -> State:
    """Return the state of the terrain given the span of each decider.

    Parameters
    ----------
    basis : Basis
        The terrain and the claims.
    current : mapping of str to Span
        The span of each decider on one date.

    Returns
    -------
    State
        The state.
    """
    land = basis.land
    if land.shared:
        current = {**current, **dict(_shared(basis, current))}
    placed = [id for id in land.places if id in current]
    return State(
        tuple(current[id].control if id in current else None for id in land.places),
        drawn=frozenset(id for id in land.drawings if id in current),
        drawn_only=frozenset(id for id in placed if land.drawings.keys() >= {*current[id].claims}),
        pins=frozenset(id for id in placed if not basis.pinning.isdisjoint(current[id].claims)),
        stale=frozenset(id for id in placed if land.regions and current[id].stale),
    )


def _shared(basis: Basis, current: Mapping[str, Span]) -> Iterator[tuple[str, Span]]:
    """Yield the joint span of the places at each position with several, by the first of them."""
    for first, ids in basis.land.shared.items():
        if spans := [current[id] for id in ids if id in current]:
            yield first, joint_of_places(first, spans, basis.header.sides)


def joint_of_places(zone: str, spans: Sequence[Span], sides: Sequence[Side]) -> Span:
    """Join the spans of places at one position: contested where they name opponents.

    Parameters
    ----------
    zone : str
        The id of the zone.
    spans : sequence of Span
        The spans of the places, at least one.
    sides : sequence of Side
        The sides of the map; of allies, the first has the ground.

    Returns
    -------
    Span
        The span of their ground, with all their claims and the dates of the first.
    """
    certain = [span for span in spans if span.control.status != "unknown"] or spans
    stated = [span for span in certain if span.claims] or certain  # claims outweigh the start
    controls = {span.control for span in stated}
    camp_of = camps(sides)
    is_agreed = len({camp_of.get(control.side or "") for control in controls}) == 1
    order = [None, *camp_of]
    control = (
        min(controls, key=lambda control: (control.status != "held", order.index(control.side)))
        if is_agreed
        else Control("contested")
    )
    claims = tuple(sorted({claim for span in spans for claim in span.claims}))
    stale = all(span.stale for span in stated)
    return replace(spans[0], zone=zone, control=control, claims=claims, stale=stale)


def states_of(basis: Basis, *clocks: DeciderSpans) -> Iterator[State]:
    """Yield the states of the terrain over the period.

    Parameters
    ----------
    basis : Basis
        The terrain and the claims.
    *clocks : mapping of str to sequence of Span
        The spans of its deciders by each clock.

    Yields
    ------
    State
        The state of each run of each clock.
    """
    for spans in clocks:
        for _, _, current in runs(basis, spans):
            yield state_of(basis, current)


def lay_states(basis: Basis, states: Iterable[State]) -> Laid:
    """Lay out the areas of the given states, with rings for those that may be shown.

    Parameters
    ----------
    basis : Basis
        The terrain and the drawn areas.
    states : iterable of State
        States of the terrain.

    Returns
    -------
    Laid
        The zones of these states.
    """
    deciding = {*basis.book.places, *(area.id for area in basis.areas)}
    hidden = {place.id for place in basis.places if place.lon is None}
    start = basis.header.base_start

    def control(*ids: str) -> Control:
        if start and ids == (START,):
            return Control("held", start.side)
        return basis.drawings.control(*ids)

    return lay(basis.land, states, control, deciding - hidden, hidden)


def fits(basis: Basis, laid: Laid, states: Iterable[State]) -> bool:
    """Return whether existing zones serve the given states.

    Parameters
    ----------
    basis : Basis
        The terrain.
    laid : Laid
        Zones of this terrain.
    states : iterable of State
        States of this terrain.

    Returns
    -------
    bool
        True if every state has its deciders in these zones.
    """
    return basis.land.fixed or all(state in laid.bands for state in states)
