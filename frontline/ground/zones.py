"""Terrain and its states → zones: pieces with fixed shapes, and what decides each in each state.

The areas of all states together are one composite of zones. A state adds only which place or
drawn area decides each zone, so a map of hundreds of dates has its geometry once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely

from frontline.ground.deciders import Decision, Judge
from frontline.ground.measure import zones_km2
from frontline.ground.overlay import Labels, Layer, composite
from frontline.ground.smooth_field import field_areas
from frontline.ground.terrain import Deciders, State, Terrain
from frontline.ground.topology import Topology, topology
from frontline.model import Control

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """The areas of some states: zones once, and what decides each.

    Attributes
    ----------
    topology : Topology
        The zones as rings of shared arcs.
    place_of : mapping of str to str or None
        The place in whose cell each zone lies.
    own : mapping of str to tuple of str
        For a zone, a place or drawn areas no two of which stand together: whichever does decides.
    deciders : mapping of State to mapping of str to tuple of str
        For each state, disregarding the age of evidence, the deciders of the other zones.
    bands : mapping of State to shapely geometry or None
        The uncertainty band of each state (WGS 84); None without a field. A plain terrain has
        no states.
    km2 : mapping of str to tuple of float
        The geodesic area of each polygon of each zone, in square kilometres.
    """

    topology: Topology
    place_of: Mapping[str, str | None]
    own: Mapping[str, Deciders]
    deciders: Mapping[State, Mapping[str, Deciders]]
    bands: Mapping[State, BaseGeometry | None]
    km2: Mapping[str, tuple[float, ...]]


def lay(
    land: Terrain,
    states: Iterable[State],
    controls: Mapping[str, Control],
    shown: Collection[str],
    hidden: Collection[str] = (),
) -> Laid:
    """Lay out the areas of some states.

    Parameters
    ----------
    land : Terrain
        The terrain of the states.
    states : iterable of State
        The states; not read where the terrain is plain, which is the same in all of them.
    controls : mapping of str to Control
        What each drawn area says of its own ground.
    shown : collection of str
        Ids of deciders; only zones that one of them ever decides get rings.
    hidden : collection of str
        Ids of places in whose cells no zone gets rings.

    Returns
    -------
    Laid
        The zones and what decides them.
    """
    pieces: dict[Decision, list[BaseGeometry]] = {}
    fields: dict[State, dict[str, BaseGeometry]] = {}
    bands: dict[State, BaseGeometry | None] = {}
    if land.plain:
        pieces = {Decision(None, ids, ()): [shape] for shape, ids in land.shapes}
    else:
        for state in dict.fromkeys(states):
            fields[state.fresh], bands[state] = field_areas(land, state)
        judge = Judge(land, list(fields), controls)
        for labels, piece in _pieces(land, list(fields.values())).items():
            decision = judge(labels, piece)
            if decision.own or any(decision.by_state):
                pieces.setdefault(decision, []).append(piece)
    names = _names(pieces)
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
                names[decision]: decision.by_state[i]
                for decision in pieces
                if decision.by_state and decision.by_state[i]
            }
            for i, state in enumerate(fields)
        },
        bands=bands,
        km2=zones_km2(zones),
    )


def _pieces(land: Terrain, fields: Sequence[Layer]) -> dict[Labels, BaseGeometry]:
    """Overlay cells, drawn areas and fields; cells by themselves fit edge to edge as they are."""
    if not land.shapes and not any(fields):
        rest = (None,) * len(fields)
        return {(place, *rest): cell for place, cell in land.cells.items()}
    drawn = ({"": shape} for shape, _ in land.shapes)
    return composite([land.cells, *drawn, *fields], land.grid_deg)


def _merged(polygons: Sequence[BaseGeometry]) -> BaseGeometry:
    return polygons[0] if len(polygons) == 1 else shapely.coverage_union_all(polygons)


def _names(decisions: Iterable[Decision]) -> dict[Decision, str]:
    """Name zones: after the first decider of its own, or by number after a ``;``."""
    names: dict[Decision, str] = {}
    count: dict[str, int] = {}
    for key in sorted(decisions, key=lambda key: (key.place or "", key.own, key.by_state)):
        if key.own:
            names[key] = key.own[0]
        else:
            stem = key.place or min(decider for state in key.by_state for decider in state)
            count[stem] = count.get(stem, 0) + 1
            names[key] = f"{stem};{count[stem]}"
    return names
