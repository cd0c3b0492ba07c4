"""Basis → the map of single dates: who controls each place and zone, by any knowledge.

What is laid out for one date need not serve the others: the jackknife, and maps by the knowledge
of another day, ask for no more than this.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import fsum
from typing import TYPE_CHECKING

import shapely

from frontline.dates.edtf import end_of
from frontline.evidence import timeline
from frontline.ground.measure import length_km
from frontline.ground.smooth_field import field_km2
from frontline.ground.terrain import State
from frontline.ground.topology import Topology
from frontline.ground.zones import Laid
from frontline.model import UNKNOWN, Control, Span
from frontline.scene.basis import Basis
from frontline.scene.states import fits, lay_states, start_spans, state_of
from frontline.scene.zone_spans import joint

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_Date = date

Moment = tuple[date, date | None]
"""The date of a map, and the date by whose knowledge it is; None: by all that is known."""

Arc = tuple[tuple[float, float], ...]
"""Longitude and latitude of the vertices of an arc, in degrees (WGS 84)."""


@dataclass(frozen=True, eq=False)
class Standing:
    """Who controls each place and zone on one date.

    Attributes
    ----------
    scene : Basis
        What the map rests on.
    date : date
        The date of the map.
    spans : dict of str to Span
        The span of each place and zone on that date.
    laid : Laid
        The zones.
    band : shapely geometry or None
        Where the front line lies with the probability ``smooth_field.LEVEL`` (WGS 84); None where
        no field was inferred.
    known : date or None
        The date by whose knowledge the map is; None: by all that is known.
    """

    scene: Basis
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
        """Return the control of a place or zone.

        Parameters
        ----------
        place : str
            The id of a place or zone.

        Returns
        -------
        Control
            Its control; unknown where there is no claim.

        Examples
        --------
        >>> import frontline
        >>> from importlib.resources import files
        >>> scene = frontline.build(frontline.load(files("frontline") / "starter"))
        >>> scene.at("2024-03-07").control("birch")
        Control(status='held', side='north')
        """
        span = self.spans.get(place)
        return span.control if span else UNKNOWN

    @property
    def front(self) -> tuple[Arc, ...]:
        """The arcs between areas that different sides hold or claim: a filter, no geometry."""
        return tuple(arc for arc, _ in self._fronts())

    @cached_property
    def front_km(self) -> Mapping[tuple[str, str], float]:
        """The geodesic length of the front line between each two sides that meet, in kilometres.

        Kept once measured: a caption and its table read it, a picture does not.
        """
        arcs: dict[tuple[str, str], list[Arc]] = {}
        for arc, sides in self._fronts():
            arcs.setdefault(sides, []).append(arc)
        # shapely.multilinestrings wants lines of one length
        return {ends: length_km(shapely.MultiLineString(arcs[ends])) for ends in sorted(arcs)}

    def _fronts(self) -> Iterator[tuple[Arc, tuple[str, str]]]:
        """Yield the arcs of the front line, each with the two sides that meet at it."""
        for arc, faces in zip(self.ground.arcs, self.ground.faces, strict=True):
            left, right = (self.control(face).side if face else None for face in faces)
            if left and right and left != right:
                yield arc, (min(left, right), max(left, right))


def spans_known(basis: Basis, day: date, known: date | None) -> dict[str, Span]:
    """Weigh the claims for one date.

    Before the period, control is as was known of it then, and drawn areas stand as on the first
    date.

    Parameters
    ----------
    basis : Basis
        The claims and drawn areas.
    day : date
        The date of the map.
    known : date or None
        The date by whose knowledge claims are weighed; None: by all that is known.

    Returns
    -------
    dict of str to Span
        The span of each place and drawn area that has one.
    """
    header = basis.header
    by = end_of(known, header.zone) if known else timeline.EVER
    placed = timeline.standing(basis.book, header, basis.started, day, by)
    drawn = (*timeline.drawn(header, basis.areas), *start_spans(header))
    on = max(day, header.start)
    standing = (span for span in drawn if span.start <= on < span.end)
    return {span.zone: span for span in (*placed, *standing)}


def lay_near(basis: Basis, states: Sequence[State], near: Laid | None) -> Laid:
    """Return zones that serve some states: those at hand where they do, or else new ones.

    Parameters
    ----------
    basis : Basis
        The terrain.
    states : sequence of State
        States of the terrain.
    near : Laid or None
        Zones laid out already.

    Returns
    -------
    Laid
        The zones.
    """
    return near if near and fits(basis, near, states) else lay_states(basis, states)


def spans_on_zones(
    basis: Basis, laid: Laid, state: State, current: Mapping[str, Span]
) -> dict[str, Span]:
    """Add the spans of zones to those of places on one date.

    Parameters
    ----------
    basis : Basis
        The terrain.
    laid : Laid
        Its zones.
    state : State
        Its state on that date.
    current : mapping of str to Span
        The span of each place and drawn area on that date.

    Returns
    -------
    dict of str to Span
        The span of each place and zone.
    """
    spans = {id: span for id, span in current.items() if id not in basis.land.drawings}
    for zone, ids in {**laid.own, **laid.deciders.get(state.fresh, {})}.items():
        if deciding := [current[id] for id in ids if id in current]:
            spans[zone] = joint(zone, deciding, deciding[0].start, deciding[0].end)
    return spans


def standings(basis: Basis, *moments: Moment) -> tuple[Standing, ...]:
    """Return the maps of some dates on common zones, and lay out no more than these.

    Parameters
    ----------
    basis : Basis
        The claims and the terrain.
    *moments : tuple of (date, date or None)
        The date of each map, and the date by whose knowledge it is; None: by all that is known.

    Returns
    -------
    tuple of Standing
        The maps, in order.
    """
    current = [spans_known(basis, day, known) for day, known in moments]
    states = [state_of(basis, spans) for spans in current]
    laid = lay_near(basis, states, basis.kin)
    return tuple(
        Standing(
            basis,
            day,
            spans_on_zones(basis, laid, state, spans),
            laid,
            laid.bands.get(state),
            known,
        )
        for (day, known), spans, state in zip(moments, current, states, strict=True)
    )


def side_km2(basis: Basis, day: date) -> dict[str, float]:
    """Measure the controlled area of each side on a date, and lay out no more than it takes.

    Parameters
    ----------
    basis : Basis
        The claims and the terrain.
    day : date
        A date of the period.

    Returns
    -------
    dict of str to float
        The area that each side holds or claims, in square kilometres.
    """
    if basis.land.smooth:
        km2 = field_km2(basis.land, state_of(basis, spans_known(basis, day, None)))
        return {side.id: km2.get(side.id, 0.0) for side in basis.header.sides}
    (now,) = standings(basis, (day, None))
    return km2_by_side(now)


def km2_by_side(now: Standing) -> dict[str, float]:
    """Add up the zones that each side holds or claims on the map of a date.

    Parameters
    ----------
    now : Standing
        The map of a date.

    Returns
    -------
    dict of str to float
        The area of each side, in square kilometres.
    """
    zones = [(now.control(zone).side, km2) for zone, km2 in now.laid.km2.items()]
    return {
        side.id: fsum(part for holder, km2 in zones if holder == side.id for part in km2)
        for side in now.scene.header.sides
    }
