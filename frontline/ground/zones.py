"""Terrain and its states → zones: pieces with fixed shapes and their deciders in each state.

The areas of all states together form one composite of zones. A state adds only the place or drawn
area that decides each zone, so a map of hundreds of dates stores its geometry once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely

from frontline.ground.deciders import Decision, Judge
from frontline.ground.measure import zones_km2
from frontline.ground.overlay import Labels, Layer, composite
from frontline.ground.smooth_field import Doubt, doubts_of, field_areas
from frontline.ground.terrain import Deciders, State, Terrain
from frontline.ground.topology import Topology, topology
from frontline.model import Control

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """The areas of several states: zones with fixed shapes, and the deciders of each zone.

    Attributes
    ----------
    topology : Topology
        The zones as rings of shared arcs.
    place_of : mapping of str to str or None
        The place in whose cell each zone lies.
    own : mapping of str to tuple of str
        The deciders of zones that have the same ones in every state: one place, or drawn areas of
        which at most one exists at a time.
    deciders : mapping of State to mapping of str to tuple of str
        The deciders of the other zones in each state, ignoring the age of evidence.
    bands : mapping of State to shapely geometry or None
        The uncertainty band of each state (WGS 84); None without a field. A plain terrain has
        no states.
    doubts : mapping of State to mapping of str to Doubt
        How far the area of each class may reach within the band of each state; empty without one.
    km2 : mapping of str to tuple of float
        The geodesic area of each polygon of each zone, in square kilometres.
    """

    topology: Topology
    place_of: Mapping[str, str | None]
    own: Mapping[str, Deciders]
    deciders: Mapping[State, Mapping[str, Deciders]]
    bands: Mapping[State, BaseGeometry | None]
    doubts: Mapping[State, Mapping[str, Doubt]]
    km2: Mapping[str, tuple[float, ...]]


def lay(
    land: Terrain,
    states: Iterable[State],
    control: Callable[..., Control],
    shown: Collection[str],
    hidden: Collection[str] = (),
) -> Laid:
    """Lay out the areas of several states.

    Parameters
    ----------
    land : Terrain
        The terrain of the states.
    states : iterable of State
        The states; ignored if the terrain is plain, because its zones are then always the same.
    control : callable
        The control that drawn areas state together, given their ids.
    shown : collection of str
        Ids of deciders; a zone gets rings only if one of these ever decides it.
    hidden : collection of str
        Ids of places; zones in their cells get no rings.

    Returns
    -------
    Laid
        The zones and their deciders.
    """
    pieces: dict[Decision, list[BaseGeometry]] = {}
    fields: dict[State, dict[str, BaseGeometry]] = {}
    bands: dict[State, BaseGeometry | None] = {}
    doubts: dict[State, dict[str, Doubt]] = {}
    if land.plain:
        pieces = {Decision(None, ids, ()): [shape] for shape, ids in land.shapes}
    else:
        for state in dict.fromkeys(states):
            fields[state.fresh], bands[state] = field_areas(land, state)
            doubts[state] = doubts_of(fields[state.fresh], bands[state])
        judge = Judge(land, list(fields), control)
        for labels, piece in _overlaid_pieces(land, list(fields.values())).items():
            decision = judge(labels, piece)
            if decision.own or any(decision.by_state):
                pieces.setdefault(decision, []).append(piece)
    names = _zone_names(pieces)
    drawn = {
        names[decision]
        for decision in pieces
        if decision.place not in hidden
        and not {*decision.own, *sum(decision.by_state, ())}.isdisjoint(shown)
    }
    merged = {names[decision]: _merged(polygons) for decision, polygons in pieces.items()}
    zones = topology(merged, drawn, land.grid_deg)
    return Laid(
        topology=zones,
        place_of={names[decision]: decision.place for decision in pieces},
        own={names[decision]: decision.own for decision in pieces if decision.own},
        deciders={
            state: {
                names[decision]: decision.by_state[number]
                for decision in pieces
                if decision.by_state and decision.by_state[number]
            }
            for number, state in enumerate(fields)
        },
        bands=bands,
        doubts=doubts,
        km2=zones_km2(zones),
    )


def _overlaid_pieces(land: Terrain, fields: Sequence[Layer]) -> dict[Labels, BaseGeometry]:
    """Overlay cells, drawn areas and fields; cells alone already fit edge to edge."""
    if not land.shapes and not any(fields):
        no_fields = (None,) * len(fields)
        return {(place, *no_fields): cell for place, cell in land.cells.items()}
    drawn = ({"": shape} for shape, _ in land.shapes)
    return composite([land.cells, *drawn, *fields], land.grid_deg)


def _merged(polygons: Sequence[BaseGeometry]) -> BaseGeometry:
    return polygons[0] if len(polygons) == 1 else shapely.coverage_union_all(polygons)


def _zone_names(decisions: Iterable[Decision]) -> dict[Decision, str]:
    """Return zone ids: the first of its own deciders, or a decider, ``;`` and a number."""
    zone_names: dict[Decision, str] = {}
    counts: dict[str, int] = {}
    for decision in sorted(
        decisions, key=lambda decision: (decision.place or "", decision.own, decision.by_state)
    ):
        if decision.own:
            zone_names[decision] = decision.own[0]
        else:
            stem = decision.place or min(
                decider for state in decision.by_state for decider in state
            )
            counts[stem] = counts.get(stem, 0) + 1
            zone_names[decision] = f"{stem};{counts[stem]}"
    return zone_names
