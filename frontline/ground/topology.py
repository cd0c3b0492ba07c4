"""Zones → arcs: each stretch of boundary once, with the zone on its left and on its right.

 ──a──▶ ·          An arc runs between two nodes, where three zones meet or a ring
zone A  │ b        closes. A ring names its arcs in order; ``~i`` is arc ``i`` walked
 ◀──c── ·          backwards, as in TopoJSON.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely
from shapely.geometry import Polygon

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

GRID_DEG = 1e-5
"""Coordinates are kept on this grid, about one metre."""

_Vertex = tuple[int, int]
_Rings = list[list[list[_Vertex]]]


@dataclass(frozen=True, slots=True)
class Topology:
    """Hold zones as rings of shared arcs.

    ``arcs`` are longitude and latitude on the grid, ``faces`` the zones left and right of each,
    ``zones`` maps a zone to its polygons, each a list of rings of arc numbers, outer ring first.
    """

    arcs: tuple[tuple[tuple[float, float], ...], ...]
    faces: tuple[tuple[str | None, str | None], ...]
    zones: Mapping[str, tuple[tuple[tuple[int, ...], ...], ...]]

    def line(self, arc: int) -> tuple[tuple[float, float], ...]:
        """Return the vertices of an arc, reversed for ``~i``."""
        return self.arcs[arc] if arc >= 0 else self.arcs[~arc][::-1]

    def polygon(self, zone: str) -> BaseGeometry:
        """Stitch a zone's rings into a MultiPolygon."""
        polygons = []
        for rings in self.zones[zone]:
            closed = [[v for arc in ring for v in self.line(arc)[:-1]] for ring in rings]
            polygons.append(Polygon(closed[0], closed[1:]))
        return shapely.multipolygons(polygons)


def topology(zones: Mapping[str, BaseGeometry], drawn: Collection[str] | None = None) -> Topology:
    """Cut the boundaries of a coverage of polygons (WGS 84) into shared arcs.

    Where ``drawn`` is given, just those zones get their rings and arcs; the others still stand
    in the faces beside them. Zones that overlap keep their own arcs; polygons that vanish on the
    grid are left out.
    """
    rings = {zone: _on_grid(zones[zone]) for zone in sorted(zones)}
    left: dict[tuple[_Vertex, _Vertex], str] = {}
    ends: defaultdict[_Vertex, set[_Vertex]] = defaultdict(set)
    for zone, polygons in rings.items():
        for polygon in polygons:
            for ring in polygon:
                for a, b in zip(ring, ring[1:] + ring[:1], strict=True):
                    left.setdefault((a, b), zone)
                    ends[a].add(b)
                    ends[b].add(a)

    arcs: list[tuple[_Vertex, ...]] = []
    faces: list[tuple[str | None, str | None]] = []
    seen: dict[tuple[str, tuple[_Vertex, ...]] | tuple[_Vertex, ...], int] = {}

    def number(zone: str, line: tuple[_Vertex, ...]) -> int:
        right = left.get((line[1], line[0]))
        key = line if left[line[0], line[1]] == zone else (zone, line)
        if right is not None and (back := seen.get(line[::-1])) is not None:
            return ~back
        if key not in seen:
            seen[key] = len(arcs)
            arcs.append(line)
            faces.append((zone, right))
        return seen[key]

    def is_node(before: _Vertex, at: _Vertex, after: _Vertex) -> bool:
        pair = left.get((before, at)), left.get((at, before))
        return len(ends[at]) != 2 or pair != (left.get((at, after)), left.get((after, at)))

    def cut(zone: str, ring: list[_Vertex]) -> tuple[int, ...]:
        size = len(ring)
        nodes = [i for i in range(size) if is_node(ring[i - 1], ring[i], ring[(i + 1) % size])]
        nodes = nodes or [ring.index(min(ring))]
        ends_at = [*nodes[1:], nodes[0] + size]
        lines = (
            tuple(ring[i % size] for i in range(a, b + 1))
            for a, b in zip(nodes, ends_at, strict=True)
        )
        return tuple(number(zone, line) for line in lines)

    cut_zones = {
        zone: tuple(tuple(cut(zone, ring) for ring in polygon) for polygon in polygons)
        for zone, polygons in rings.items()
        if polygons and (drawn is None or zone in drawn)
    }
    return Topology(
        tuple(tuple(_degrees(vertex) for vertex in line) for line in arcs),
        tuple(faces),
        cut_zones,
    )


def _degrees(vertex: _Vertex) -> tuple[float, float]:
    return round(vertex[0] * GRID_DEG, 5), round(vertex[1] * GRID_DEG, 5)


def _on_grid(geometry: BaseGeometry) -> _Rings:
    """Round a polygonal geometry to the grid, outer rings anticlockwise, holes clockwise."""
    polygons: _Rings = []
    for part in shapely.get_parts(shapely.orient_polygons(geometry)):
        rings = [_snap(ring) for ring in (part.exterior, *part.interiors)]
        if len(rings[0]) > 2:
            polygons.append([ring for ring in rings if len(ring) > 2])
    return polygons


def _snap(ring: BaseGeometry) -> list[_Vertex]:
    snapped: list[_Vertex] = []
    for lon, lat in shapely.get_coordinates(ring)[:-1]:
        vertex = (round(lon / GRID_DEG), round(lat / GRID_DEG))
        if not snapped or snapped[-1] != vertex:
            snapped.append(vertex)
    if len(snapped) > 1 and snapped[0] == snapped[-1]:
        snapped.pop()
    return snapped


def patches(ground: Topology, zones: Collection[str]) -> list[list[tuple[str, int]]]:
    """Gather the polygons of zones into patches that hang together over shared arcs.

    A polygon is a zone and its number there. What meets in no more than a point stays apart.
    """
    at: dict[int, tuple[str, int]] = {}
    above: dict[tuple[str, int], tuple[str, int]] = {}

    def top(one: tuple[str, int]) -> tuple[str, int]:
        while above[one] != one:
            above[one] = above[above[one]]
            one = above[one]
        return one

    for zone in zones:
        for number, rings in enumerate(ground.zones[zone]):
            above[zone, number] = zone, number
            for arc in (max(arc, ~arc) for ring in rings for arc in ring):
                above[top((zone, number))] = top(at.setdefault(arc, (zone, number)))
    found: dict[tuple[str, int], list[tuple[str, int]]] = {}
    for one in above:
        found.setdefault(top(one), []).append(one)
    return list(found.values())
