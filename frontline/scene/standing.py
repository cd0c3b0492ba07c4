"""Basis → the maps of single dates: who controls each place and zone, by any date of knowledge.

The zones of such maps need not serve the other dates of the period. This is all that the
jackknife and maps by the knowledge of another date need.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import fsum
from typing import TYPE_CHECKING, Literal

import shapely

from frontline.dates.instants import end_of
from frontline.evidence import timeline
from frontline.ground.measure import length_km
from frontline.ground.smooth_field import field_km2
from frontline.ground.terrain import State
from frontline.ground.topology import Topology, patches
from frontline.ground.zones import Laid
from frontline.model import UNKNOWN, Control, Span, opposing_camps
from frontline.scene.basis import Basis
from frontline.scene.states import fits, lay_states, start_spans, state_of
from frontline.scene.zone_spans import is_bare, joint

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_Date = date

Moment = tuple[date, date | None]
"""The date of a map and its date of knowledge; None for everything known."""

Arc = tuple[tuple[float, float], ...]
"""Longitude and latitude of the vertices of an arc, in degrees (WGS 84)."""


@dataclass(frozen=True, eq=False)
class Standing:
    """Who controls each place and zone on one date.

    Attributes
    ----------
    scene : Basis
        The basis of the map.
    date : date
        The date of the map.
    spans : dict of str to Span
        The span of each place and zone on that date.
    laid : Laid
        The zones.
    band : shapely geometry or None
        The area that contains the front line with the probability ``smooth_field.LEVEL`` (WGS
        84); None if no field was inferred.
    known : date or None
        The date of knowledge of the map; None for everything known.
    """

    scene: Basis
    date: _Date
    spans: dict[str, Span]
    laid: Laid
    band: BaseGeometry | None = None
    known: _Date | None = None

    @property
    def ground(self) -> Topology:
        """The zones of the map and their arcs.

        Examples
        --------
        >>> len(scene.at("2024-03-08").ground.zones)
        2
        """
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
            Its control; unknown if there is no claim.

        Examples
        --------
        >>> scene.at("2024-03-07").control("birch")
        Control(status='held', side='north')
        """
        span = self.spans.get(place)
        return span.control if span else UNKNOWN

    @property
    def front(self) -> tuple[Arc, ...]:
        """The arcs between areas that opponents hold or claim.

        Examples
        --------
        >>> [len(arc) for arc in scene.at("2024-03-08").front]
        [2, 2]
        """
        return tuple(arc for arc, _ in self._front_arcs())

    @cached_property
    def frontless(self) -> Literal["", "contested", "apart"]:
        """Why the map has no front line; empty if it has one, or no areas.

        ``contested``: contested ground lies where a side ends. ``apart``: no two sides meet.

        Examples
        --------
        >>> scene.at("2024-03-08").frontless, scene.at("2024-03-06").frontless
        ('', 'contested')
        """
        if not self.ground.zones or any(self._front_arcs()):
            return ""
        contested = any(
            self.control(face).status == "contested"
            for faces in self.ground.faces
            for face in faces
            if face
        )
        return "contested" if contested else "apart"

    @cached_property
    def front_km(self) -> Mapping[tuple[str, str], float]:
        """The geodesic length of the front line between each pair of opponents, in kilometres.

        Cached, because a caption and its table both read it.

        Examples
        --------
        >>> {pair: round(km, 1) for pair, km in scene.at("2024-03-08").front_km.items()}
        {('north', 'south'): 12.6}
        """
        arcs: dict[tuple[str, str], list[Arc]] = {}
        for arc, sides in self._front_arcs():
            arcs.setdefault(sides, []).append(arc)
        # shapely.multilinestrings requires lines of equal length.
        return {pair: length_km(shapely.MultiLineString(arcs[pair])) for pair in sorted(arcs)}

    @cached_property
    def drawn_patches(self) -> Mapping[Control, int]:
        """The number of connected patches of drawn ground that a reader sees, by control.

        Cached for all texts of the date.

        Examples
        --------
        >>> dict(scene.at("2024-03-08").drawn_patches)
        {}
        """
        zones: dict[Control, list[str]] = {}
        for zone in self.ground.zones:
            span = self.spans.get(zone)
            if span and self.laid.place_of[zone] is None and not is_bare(span, self.scene.header):
                zones.setdefault(span.control, []).append(zone)
        sliver_km2 = self.scene.header.ground.sliver_km2
        return {
            control: sum(
                fsum(self.laid.km2[zone][number] for zone, number in patch) >= sliver_km2
                for patch in patches(self.ground, of_control)
            )
            for control, of_control in zones.items()
        }

    def _front_arcs(self) -> Iterator[tuple[Arc, tuple[str, str]]]:
        """Yield the arcs of the front line with the two sides that meet there."""
        camp_of = opposing_camps(self.scene.header.sides)
        for arc, faces in zip(self.ground.arcs, self.ground.faces, strict=True):
            left, right = (self.control(face).side if face else None for face in faces)
            if left in camp_of and right in camp_of and camp_of[left] != camp_of[right]:
                yield arc, (min(left, right), max(left, right))


def spans_known(basis: Basis, day: date, known: date | None) -> dict[str, Span]:
    """Weigh the claims for one date.

    For a date before the period, claims are weighed for that date, and the drawn areas are those
    of the first date.

    Parameters
    ----------
    basis : Basis
        The claims and drawn areas.
    day : date
        The date of the map.
    known : date or None
        The date of knowledge by which claims are weighed; None for everything known.

    Returns
    -------
    dict of str to Span
        The span of each place and drawn area that has one.
    """
    header = basis.header
    known_at = end_of(known, header.zone) if known else timeline.EVER
    placed = timeline.standing(basis.book, header, basis.started, day, known_at)
    drawn = (
        *timeline.drawn(header, basis.areas, basis.drawings, known=known),
        *start_spans(header),
    )
    drawn_date = max(day, header.start)
    current = (span for span in drawn if span.start <= drawn_date < span.end)
    return {span.zone: span for span in (*placed, *current)}


def lay_near(basis: Basis, states: Sequence[State], near: Laid | None) -> Laid:
    """Return zones for the given states, reusing existing zones if they fit.

    Parameters
    ----------
    basis : Basis
        The terrain.
    states : sequence of State
        States of the terrain.
    near : Laid or None
        Zones that are already laid out.

    Returns
    -------
    Laid
        The zones.
    """
    return near if near and fits(basis, near, states) else lay_states(basis, states)


def spans_on_zones(
    basis: Basis, laid: Laid, state: State, current: Mapping[str, Span]
) -> dict[str, Span]:
    """Return the spans of places and zones on one date.

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
            spans[zone] = joint(basis, zone, deciding, deciding[0].start, deciding[0].end)
    return spans


def standings(basis: Basis, *moments: Moment) -> tuple[Standing, ...]:
    """Return the maps of several dates on common zones, laying out only these dates.

    Parameters
    ----------
    basis : Basis
        The claims and the terrain.
    *moments : tuple of (date, date or None)
        The date of each map and its date of knowledge; None for everything known.

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
    """Measure the controlled area of each side on a date, laying out only that date.

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
    (standing,) = standings(basis, (day, None))
    return km2_by_side(standing)


def km2_by_side(standing: Standing) -> dict[str, float]:
    """Sum the areas of the zones that each side holds or claims on one date.

    Parameters
    ----------
    standing : Standing
        The map of a date.

    Returns
    -------
    dict of str to float
        The area of each side, in square kilometres.
    """
    zones = [(standing.control(zone).side, km2) for zone, km2 in standing.laid.km2.items()]
    return {
        side.id: fsum(part for controller, km2 in zones if controller == side.id for part in km2)
        for side in standing.scene.header.sides
    }
