"""Zones → arcs: each stretch of boundary once, with the zones on its left and right.

 ──a──▶ ·          An arc runs between two nodes, where three zones meet or a ring
zone A  │ b        closes. A ring lists its arcs in order; ``~i`` is arc ``i`` reversed,
 ◀──c── ·          as in TopoJSON.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

GRID_DEG = 1e-5
"""The default grid of coordinates, about one metre."""

_Position = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Topology:
    """Zones as rings of shared arcs.

    Attributes
    ----------
    arcs : tuple of tuple of (float, float)
        Longitude and latitude of the vertices of each arc, in degrees, on the grid.
    faces : tuple of (str or None, str or None)
        The zones to the left and to the right of each arc.
    zones : mapping of str to tuple
        The polygons of each zone: a polygon is a tuple of rings, outer ring first, and a ring a
        tuple of arc numbers.
    grid_deg : float
        The grid of coordinates, in degrees.
    """

    arcs: tuple[tuple[_Position, ...], ...]
    faces: tuple[tuple[str | None, str | None], ...]
    zones: Mapping[str, tuple[tuple[tuple[int, ...], ...], ...]]
    grid_deg: float = GRID_DEG

    def line(self, arc: int) -> tuple[_Position, ...]:
        """Return the vertices of an arc.

        Parameters
        ----------
        arc : int
            The number of the arc; ``~i`` is arc ``i`` reversed.

        Returns
        -------
        tuple of (float, float)
            Longitude and latitude in degrees (WGS 84).
        """
        return self.arcs[arc] if arc >= 0 else self.arcs[~arc][::-1]

    def polygon(self, zone: str) -> BaseGeometry:
        """Return the polygons of a zone.

        Parameters
        ----------
        zone : str
            The id of the zone.

        Returns
        -------
        shapely geometry
            A MultiPolygon (WGS 84).
        """
        polygon: BaseGeometry = self.polygons([zone])[0]
        return polygon

    def polygons(self, zones: Iterable[str]) -> NDArray[np.object_]:
        """Return the polygons of several zones.

        Parameters
        ----------
        zones : iterable of str
            Ids of zones.

        Returns
        -------
        ndarray of shapely geometry
            A MultiPolygon (WGS 84) for each zone.
        """
        parts = [(number, rings) for number, zone in enumerate(zones) for rings in self.zones[zone]]
        rings = [(part, ring) for part, (_, own) in enumerate(parts) for ring in own]
        lines = [[vertex for arc in ring for vertex in self.line(arc)[:-1]] for _, ring in rings]
        if not lines:
            return np.array([], dtype=object)
        corners = np.array(list(chain.from_iterable(lines)))
        line_of_corner = np.repeat(np.arange(len(lines)), [len(line) for line in lines])
        closed = shapely.linearrings(corners, indices=line_of_corner)
        polygons = shapely.polygons(closed, indices=np.array([part for part, _ in rings]))
        zone_of_part = [number for number, _ in parts]
        stitched: NDArray[np.object_] = shapely.multipolygons(polygons, indices=zone_of_part)
        return stitched


def topology(
    zones: Mapping[str, BaseGeometry],
    drawn: Collection[str] | None = None,
    grid_deg: float = GRID_DEG,
) -> Topology:
    """Cut the boundaries of a coverage of polygons into shared arcs.

    Zones that overlap keep their own arcs; polygons that vanish on the grid are dropped.

    Parameters
    ----------
    zones : mapping of str to shapely geometry
        The polygons of each zone (WGS 84).
    drawn : collection of str, optional
        The zones that get rings and arcs, by default all; the others occur only as faces of
        neighbouring arcs.
    grid_deg : float
        The grid of coordinates, in degrees.

    Returns
    -------
    Topology
        The zones as rings of arcs.

    Examples
    --------
    >>> cut = topology({"a": shapely.box(0, 0, 1, 1), "b": shapely.box(1, 0, 2, 1)})
    >>> len(cut.arcs), [faces for faces in cut.faces if None not in faces]
    (3, [('a', 'b')])
    """
    names = sorted(zones)
    steps = _steps([zones[name] for name in names], grid_deg)
    arcs: list[tuple[_Position, ...]] = []
    faces: list[tuple[str | None, str | None]] = []
    arc_of_key: dict[int | tuple[int, int], int] = {}
    left, right, forth, back = (
        column.tolist() for column in (steps.left, steps.right, steps.forth, steps.back)
    )
    positions = list(zip(*steps.degrees.T.tolist(), strict=True))

    def arc_number(zone: int, start: int, stop: int, line: Sequence[int]) -> int:
        """Return the number of the arc that consists of the steps ``line``, adding it if new."""
        if right[start] >= 0 and (reverse := arc_of_key.get(back[stop])) is not None:
            return ~reverse
        key = forth[start] if left[start] == zone else (zone, forth[start])
        if key not in arc_of_key:
            arc_of_key[key] = len(arcs)
            arcs.append(tuple(positions[step] for step in line))
            neighbour = right[start]
            faces.append((names[zone], names[neighbour] if neighbour >= 0 else None))
        return arc_of_key[key]

    def cut_ring(zone: int, first: int, after: int) -> tuple[int, ...]:
        """Cut the ring of steps from ``first`` up to ``after`` at its nodes; return its arcs."""
        nodes = steps.nodes[
            np.searchsorted(steps.nodes, first) : np.searchsorted(steps.nodes, after)
        ]
        starts = nodes.tolist() or [min(range(first, after), key=positions.__getitem__)]
        arc_numbers = []
        for start, end in pairwise([*starts, starts[0] + after - first]):
            line = [i if i < after else i - after + first for i in range(start, end + 1)]
            arc_numbers.append(arc_number(zone, start, line[-2], line))
        return tuple(arc_numbers)

    rings: defaultdict[int, defaultdict[int, list[tuple[int, ...]]]]
    rings = defaultdict(lambda: defaultdict(list))
    for zone, polygon, first, after in steps.rings.tolist():
        if drawn is None or names[zone] in drawn:
            rings[zone][polygon].append(cut_ring(zone, first, after))
    cut_zones = {
        names[zone]: tuple(map(tuple, rings_by_polygon.values()))
        for zone, rings_by_polygon in rings.items()
    }
    return Topology(tuple(arcs), tuple(faces), cut_zones, grid_deg)


@dataclass(frozen=True, slots=True, eq=False)
class _Steps:
    """The steps around all polygons, outer rings anticlockwise, holes clockwise.

    ``degrees`` (n, 2) is the position at which each step begins. ``left`` and ``right`` are the
    numbers of the zones beside it, -1 for none, the first if several overlap. ``forth`` identifies
    a step and ``back`` its reverse. ``nodes`` are the steps that begin at a node. ``rings`` has the
    zone, the polygon, the first step and the step after the last for each ring.
    """

    degrees: NDArray[np.float64]
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    forth: NDArray[np.int64]
    back: NDArray[np.int64]
    nodes: NDArray[np.int64]
    rings: NDArray[np.int64]


def _steps(zones: Sequence[BaseGeometry], grid_deg: float) -> _Steps:
    """Round polygons to the grid and find the zones on both sides of each step."""
    oriented = shapely.orient_polygons(np.array(zones, dtype=object))
    parts, zone_of = shapely.get_parts(oriented, return_index=True)
    lines, part_of = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(lines, return_index=True)
    grid = np.rint(xy / grid_deg).astype(np.int64)
    is_step = np.zeros(len(ring), dtype=bool)
    is_step[:-1] = (ring[1:] == ring[:-1]) & (grid[1:] != grid[:-1]).any(axis=1)
    step_counts = np.bincount(ring[is_step], minlength=len(lines))
    outer = np.append(True, part_of[1:] != part_of[:-1]) if len(lines) else np.zeros(0, bool)
    vanished = np.zeros(len(parts), dtype=bool)
    vanished[part_of[outer & (step_counts < 3)]] = True
    kept = (step_counts > 2) & ~vanished[part_of]
    is_step &= kept[ring]
    grid, step_counts, polygon = grid[is_step], step_counts[kept], part_of[kept]

    after = np.cumsum(step_counts)
    first = after - step_counts
    successor = np.arange(1, len(grid) + 1)
    successor[after - 1] = first
    previous = np.empty_like(successor)
    previous[successor] = np.arange(len(grid))

    packed = (grid[:, 0] << 32) + grid[:, 1]
    distinct, vertex = np.unique(packed, return_inverse=True)
    next_vertex = vertex[successor]
    forth, back = vertex * len(distinct) + next_vertex, next_vertex * len(distinct) + vertex
    zone = np.repeat(zone_of[polygon], step_counts)
    steps, first_step = np.unique(forth, return_index=True)  # the first of equal steps
    left = zone[first_step[np.searchsorted(steps, forth)]]
    reverse_position = np.minimum(np.searchsorted(steps, back), max(len(steps) - 1, 0))
    right = (
        np.where(steps[reverse_position] == back, zone[first_step[reverse_position]], -1)
        if len(steps)
        else left
    )
    edges = np.unique(np.minimum(forth, back))
    degree = np.bincount(
        np.concatenate([edges // len(distinct), edges % len(distinct)]) if len(edges) else edges,
        minlength=len(distinct),
    )
    is_node = (left != left[previous]) | (right != right[previous]) | (degree[vertex] != 2)
    return _Steps(
        np.round(grid * grid_deg, 7),
        left,
        right,
        forth,
        back,
        np.flatnonzero(is_node),
        np.column_stack([zone_of[polygon], polygon, first, after]),
    )


def patches(ground: Topology, zones: Collection[str]) -> list[list[tuple[str, int]]]:
    """Group the polygons of zones into patches that are connected by shared arcs.

    Polygons that meet only in points stay separate.

    Parameters
    ----------
    ground : Topology
        The zones.
    zones : collection of str
        Ids of zones.

    Returns
    -------
    list of list of (str, int)
        The polygons of each patch; a polygon is given by its zone and its number in the zone.
    """
    polygon_of_arc: dict[int, tuple[str, int]] = {}
    parent: dict[tuple[str, int], tuple[str, int]] = {}

    def root(polygon: tuple[str, int]) -> tuple[str, int]:
        while parent[polygon] != polygon:
            parent[polygon] = parent[parent[polygon]]
            polygon = parent[polygon]
        return polygon

    for zone in zones:
        for number, rings in enumerate(ground.zones[zone]):
            parent[zone, number] = zone, number
            for arc in (max(arc, ~arc) for ring in rings for arc in ring):
                parent[root((zone, number))] = root(polygon_of_arc.setdefault(arc, (zone, number)))
    patch_of_root: dict[tuple[str, int], list[tuple[str, int]]] = {}
    for polygon in parent:
        patch_of_root.setdefault(root(polygon), []).append(polygon)
    return list(patch_of_root.values())
