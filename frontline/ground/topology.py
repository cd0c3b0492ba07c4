"""Zones → arcs: each stretch of boundary once, with the zone on its left and on its right.

 ──a──▶ ·          An arc runs between two nodes, where three zones meet or a ring
zone A  │ b        closes. A ring names its arcs in order; ``~i`` is arc ``i`` walked
 ◀──c── ·          backwards, as in TopoJSON.
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
"""Coordinates are kept on this grid, about one metre, where no other is asked for."""

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
        """Stitch the rings of a zone.

        Parameters
        ----------
        zone : str
            The id of the zone.

        Returns
        -------
        shapely geometry
            A MultiPolygon (WGS 84).
        """
        found: BaseGeometry = self.polygons([zone])[0]
        return found

    def polygons(self, zones: Iterable[str]) -> NDArray[np.object_]:
        """Stitch the rings of several zones.

        Parameters
        ----------
        zones : iterable of str
            Ids of zones.

        Returns
        -------
        ndarray of shapely geometry
            A MultiPolygon (WGS 84) for each.
        """
        parts = [(n, rings) for n, zone in enumerate(zones) for rings in self.zones[zone]]
        rings = [(part, ring) for part, (_, some) in enumerate(parts) for ring in some]
        lines = [[v for arc in ring for v in self.line(arc)[:-1]] for _, ring in rings]
        if not lines:
            return np.array([], dtype=object)
        corners = np.array(list(chain.from_iterable(lines)))
        number = np.repeat(np.arange(len(lines)), [len(line) for line in lines])
        closed = shapely.linearrings(corners, indices=number)
        whole = shapely.polygons(closed, indices=np.array([part for part, _ in rings]))
        found: NDArray[np.object_] = shapely.multipolygons(whole, indices=[n for n, _ in parts])
        return found


def topology(
    zones: Mapping[str, BaseGeometry],
    drawn: Collection[str] | None = None,
    grid_deg: float = GRID_DEG,
) -> Topology:
    """Cut the boundaries of a coverage of polygons into shared arcs.

    Zones that overlap keep their own arcs; polygons that vanish on the grid are left out.

    Parameters
    ----------
    zones : mapping of str to shapely geometry
        The polygons of each zone (WGS 84).
    drawn : collection of str, optional
        The zones that get rings and arcs; the others only stand in the faces beside them. By
        default all.
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
    walk = _walk([zones[name] for name in names], grid_deg)
    arcs: list[tuple[_Position, ...]] = []
    faces: list[tuple[str | None, str | None]] = []
    seen: dict[int | tuple[int, int], int] = {}
    left, right, forth, back = (a.tolist() for a in (walk.left, walk.right, walk.forth, walk.back))
    at = list(zip(*walk.degrees.T.tolist(), strict=True))

    def number(zone: int, start: int, stop: int, line: Sequence[int]) -> int:
        """Return the number of the arc from one step to another, whose steps are ``line``."""
        if right[start] >= 0 and (there := seen.get(back[stop])) is not None:
            return ~there
        key = forth[start] if left[start] == zone else (zone, forth[start])
        if key not in seen:
            seen[key] = len(arcs)
            arcs.append(tuple(at[step] for step in line))
            beside = right[start]
            faces.append((names[zone], names[beside] if beside >= 0 else None))
        return seen[key]

    def cut(zone: int, first: int, after: int) -> tuple[int, ...]:
        """Cut a ring, the steps from ``first`` up to ``after``, at its nodes."""
        nodes = walk.nodes[np.searchsorted(walk.nodes, first) : np.searchsorted(walk.nodes, after)]
        starts = nodes.tolist() or [min(range(first, after), key=at.__getitem__)]
        found = []
        for start, end in pairwise([*starts, starts[0] + after - first]):
            line = [i if i < after else i - after + first for i in range(start, end + 1)]
            found.append(number(zone, start, line[-2], line))
        return tuple(found)

    rings: defaultdict[int, defaultdict[int, list[tuple[int, ...]]]]
    rings = defaultdict(lambda: defaultdict(list))
    for zone, polygon, first, after in walk.rings.tolist():
        if drawn is None or names[zone] in drawn:
            rings[zone][polygon].append(cut(zone, first, after))
    cut_zones = {names[zone]: tuple(map(tuple, some.values())) for zone, some in rings.items()}
    return Topology(tuple(arcs), tuple(faces), cut_zones, grid_deg)


@dataclass(frozen=True, slots=True, eq=False)
class _Walk:
    """Hold the steps around all polygons, outer rings anticlockwise, holes clockwise.

    ``degrees`` (n, 2) is where each step begins; ``left`` and ``right`` number the zones beside
    it, -1 for none, the first of those that overlap; ``forth`` tells steps apart, ``back`` is that
    of the same step walked backwards. ``nodes`` are the steps that begin at a node, ``rings`` the
    zone, the polygon, the first step and the one after the last of each ring.
    """

    degrees: NDArray[np.float64]
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    forth: NDArray[np.int64]
    back: NDArray[np.int64]
    nodes: NDArray[np.int64]
    rings: NDArray[np.int64]


def _walk(zones: Sequence[BaseGeometry], grid_deg: float) -> _Walk:
    """Round polygons to the grid, and look at each step beside its neighbours."""
    oriented = shapely.orient_polygons(np.array(zones, dtype=object))
    parts, zone_of = shapely.get_parts(oriented, return_index=True)
    lines, part_of = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(lines, return_index=True)
    grid = np.rint(xy / grid_deg).astype(np.int64)
    moves = np.zeros(len(ring), dtype=bool)
    moves[:-1] = (ring[1:] == ring[:-1]) & (grid[1:] != grid[:-1]).any(axis=1)
    size = np.bincount(ring[moves], minlength=len(lines))
    outer = np.append(True, part_of[1:] != part_of[:-1]) if len(lines) else np.zeros(0, bool)
    gone = np.zeros(len(parts), dtype=bool)
    gone[part_of[outer & (size < 3)]] = True
    kept = (size > 2) & ~gone[part_of]
    moves &= kept[ring]
    grid, size, polygon = grid[moves], size[kept], part_of[kept]

    after = np.cumsum(size)
    first = after - size
    following = np.arange(1, len(grid) + 1)
    following[after - 1] = first
    before = np.empty_like(following)
    before[following] = np.arange(len(grid))

    packed = (grid[:, 0] << 32) + grid[:, 1]
    distinct, vertex = np.unique(packed, return_inverse=True)
    to = vertex[following]
    forth, back = vertex * len(distinct) + to, to * len(distinct) + vertex
    zone = np.repeat(zone_of[polygon], size)
    steps, known = np.unique(forth, return_index=True)  # the first of those that are the same
    left = zone[known[np.searchsorted(steps, forth)]]
    place = np.minimum(np.searchsorted(steps, back), max(len(steps) - 1, 0))
    right = np.where(steps[place] == back, zone[known[place]], -1) if len(steps) else left
    edges = np.unique(np.minimum(forth, back))
    degree = np.bincount(
        np.concatenate([edges // len(distinct), edges % len(distinct)]) if len(edges) else edges,
        minlength=len(distinct),
    )
    turns = (left != left[before]) | (right != right[before]) | (degree[vertex] != 2)
    return _Walk(
        np.round(grid * grid_deg, 7),
        left,
        right,
        forth,
        back,
        np.flatnonzero(turns),
        np.column_stack([zone_of[polygon], polygon, first, after]),
    )


def patches(ground: Topology, zones: Collection[str]) -> list[list[tuple[str, int]]]:
    """Gather the polygons of zones into patches that hang together over shared arcs.

    Polygons that meet in no more than a point stay apart.

    Parameters
    ----------
    ground : Topology
        The zones.
    zones : collection of str
        Ids of zones.

    Returns
    -------
    list of list of (str, int)
        Patches of polygons; a polygon is a zone and its number there.
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
