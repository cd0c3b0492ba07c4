"""Spans of the deciders of areas → spans of zones, and the uncertainty band of every date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from frontline.ground.overlay import Labels, composite
from frontline.ground.terrain import START
from frontline.ground.topology import Topology, topology
from frontline.ground.zones import Laid
from frontline.model import Control, Header, Span
from frontline.scene.basis import Basis
from frontline.scene.states import DeciderSpans, joint_of_places, runs, state_of

Stretches = tuple[tuple[date, date], ...]
"""Half-open stretches of dates."""


@dataclass(frozen=True, slots=True)
class Bands:
    """The uncertainty band of every date, in pieces with fixed shapes.

    Attributes
    ----------
    topology : Topology
        The pieces as rings of shared arcs.
    now, then : mapping of str to tuple of (date, date)
        The half-open stretches of dates during which each piece lies in the band, as known now
        and as known then.
    """

    topology: Topology
    now: Mapping[str, Stretches]
    then: Mapping[str, Stretches]


def zone_spans(basis: Basis, laid: Laid, spans: DeciderSpans) -> tuple[Span, ...]:
    """Derive the spans of zones from those of their deciders; places keep their own spans.

    Parameters
    ----------
    basis : Basis
        The terrain.
    laid : Laid
        Its zones, laid out for every state of the period.
    spans : mapping of str to sequence of Span
        The spans of the deciders.

    Returns
    -------
    tuple of Span
        The spans of places and zones; those of one zone are in order.
    """
    area_ids = {area.id for area in basis.areas} | {START}
    all_spans: list[Span] = []
    for id in spans:
        if id not in area_ids:
            of_place: list[Span] = []
            for span in spans[id]:
                _extend(of_place, span)
            all_spans += of_place
    for zone, ids in laid.own.items():
        if not area_ids.isdisjoint(ids):
            deciding = (span for id in ids for span in spans.get(id, ()))
            all_spans += [
                replace(span, zone=zone) for span in sorted(deciding, key=lambda span: span.start)
            ]
    pieces: dict[str, list[Span]] = {}
    for start, end, current in runs(basis, spans) if laid.deciders else ():
        for zone, ids in laid.deciders[state_of(basis, current).fresh].items():
            span = joint(basis, zone, [current[id] for id in ids if id in current], start, end)
            _extend(pieces.setdefault(zone, []), span)
    return (*all_spans, *(span for zone in sorted(pieces) for span in pieces[zone]))


def bands_of(basis: Basis, laid: Laid, now: DeciderSpans, then: DeciderSpans) -> Bands | None:
    """Cut the uncertainty bands of all dates into pieces with fixed shapes.

    Parameters
    ----------
    basis : Basis
        The terrain.
    laid : Laid
        Its zones, laid out for every state of the period.
    now, then : mapping of str to sequence of Span
        The spans of the deciders, as known now and as known then.

    Returns
    -------
    Bands or None
        The pieces; None if no field was inferred.
    """
    numbers = {state: i for i, (state, band) in enumerate(laid.bands.items()) if band is not None}
    if not numbers:
        return None
    layers = [{"": band} if band is not None else {} for band in laid.bands.values()]
    pieces = sorted(composite(layers).items(), key=lambda piece: piece[1].wkb)
    names = [f"band;{number}" for number in range(len(pieces))]

    def states_by_date(spans: DeciderSpans) -> list[tuple[date, date, int | None]]:
        return [
            (start, end, numbers.get(state_of(basis, current)))
            for start, end, current in runs(basis, spans)
        ]

    clocks = [states_by_date(now)]
    clocks.append(clocks[0] if then is now else states_by_date(then))
    by_clock = (
        {name: _stretches(clock, labels) for name, (labels, _) in zip(names, pieces, strict=True)}
        for clock in clocks
    )
    shapes = {name: shape for name, (_, shape) in zip(names, pieces, strict=True)}
    return Bands(topology(shapes), *by_clock)


def _stretches(dated_states: Iterable[tuple[date, date, int | None]], labels: Labels) -> Stretches:
    """Return the dates on which a piece lies in the band, from its label in each state."""
    merged: list[tuple[date, date]] = []
    for start, end, number in dated_states:
        if number is not None and labels[number] is not None:
            continues = bool(merged) and merged[-1][1] == start
            merged[-1:] = [(merged[-1][0], end)] if continues else [*merged[-1:], (start, end)]
    return tuple(merged)


def is_bare(span: Span, header: Header) -> bool:
    """Return whether a span only continues the start of the period and is drawn as bare land.

    Parameters
    ----------
    span : Span
        The span of a zone.
    header : Header
        The header of its map.

    Returns
    -------
    bool
        True if the side of the start still holds the zone and the span has no claims.
    """
    start = header.base_start
    return start is not None and span.control == Control("held", start.side) and not span.claims


def joint(basis: Basis, zone: str, spans: list[Span], start: date, end: date) -> Span:
    """Join the spans of the deciders of one zone: places at one position, or drawn areas.

    Parameters
    ----------
    basis : Basis
        What the drawn areas state.
    zone : str
        The id of the zone.
    spans : list of Span
        The spans of its deciders, at least one.
    start, end : date
        The half-open stretch of dates of the joint span.

    Returns
    -------
    Span
        The span of the zone, with the claims of all deciders.
    """
    if len(spans) == 1:
        return replace(spans[0], zone=zone, start=start, end=end)
    if spans[0].zone not in basis.land.drawings:
        return replace(joint_of_places(zone, spans, basis.header.sides), start=start, end=end)
    areas = tuple(sorted(span.zone for span in spans))
    stale = all(span.stale for span in spans)
    return Span(zone, start, end, basis.drawings.control(*areas), areas, stale)


def _extend(spans: list[Span], span: Span) -> None:
    """Append a span, or extend the last one if it is adjacent and has the same control.

    Claims that only confirm the control at the start do not count before their date.
    """

    def kind(some: Span) -> tuple[Control, bool, bool]:
        return some.control, some.stale, bool(some.claims)

    last = spans[-1] if spans else None
    if last and last.end == span.start and kind(last) == kind(span):
        claims = tuple(sorted({*last.claims, *span.claims}))
        spans[-1] = replace(last, end=span.end, claims=claims)
    else:
        spans.append(span)


def span_on(spans: Iterable[Span], day: date) -> Span | None:
    """Return the span of a zone on a date.

    Parameters
    ----------
    spans : iterable of Span
        The spans of a zone.
    day : date
        The date.

    Returns
    -------
    Span or None
        The span; None if there is none.
    """
    return next((span for span in spans if span.start <= day < span.end), None)
