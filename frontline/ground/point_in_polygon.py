"""Points → the polygons that contain each point.

A grid is laid over the polygons once. For each cell, the index stores which polygons contain one
reference spot, and which edges pass through the cell. A point lies in the same polygons as the spot
of its cell, corrected for the edges between the two.

 ┌──────╱──┐     The spot ``o`` is in A. One edge separates it from the point ``p``; crossing it
 │ o  A╱   │     leads from A into B. Most cells have no edges, so all their points are in the
 │    ╱ B p│     same polygons as the spot.
 └───╱─────┘
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from numpy.typing import NDArray

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_CELLS: Final = 1536
_SPOT: Final = np.array([0.41421356, 0.57721567])
"""The position of the spot in its cell, in cells; an odd one, which drawn lines rarely hit."""

_ONE_POLYGON: Final = 1 << 32
"""A polygon weighs this plus its number: a sum counts polygons and identifies a single one."""

_ON_EDGE_DEG: Final = 1e-12
_PAIRS: Final = 1 << 17


class PolygonIndex:
    """An index of polygons that finds those which contain positions, boundaries included.

    Parameters
    ----------
    polygons : sequence of shapely geometry
        Polygons or multi-polygons (WGS 84).
    """

    def __init__(self, polygons: Sequence[BaseGeometry] | NDArray[np.object_]) -> None:
        self.polygons = np.array(polygons, dtype=object)
        a, b, self._weight = _edges(self.polygons)
        corners = np.concatenate([a, b]) if len(a) else np.zeros((1, 2))
        low, high = corners.min(axis=0), corners.max(axis=0)
        margin = 1e-3 * (high - low) + 1e-9
        self._low, self._size = low - margin, (high - low + 2 * margin) / _CELLS
        self._a, self._b = (a - self._low) / self._size, (b - self._low) / self._size
        self._edge_tolerance = (
            np.abs(self._b - self._a).max(axis=1) * _ON_EDGE_DEG / self._size.max()
        )
        self._spot_weight = self._weights_of_spots()
        self._edge, self._left, self._first = self._edges_by_cell()

    def holders(self, lonlat: Floats) -> tuple[Ints, Ints]:
        """Find the polygons that contain each position.

        Parameters
        ----------
        lonlat : ndarray, shape (n, 2)
            Longitude and latitude in degrees (WGS 84).

        Returns
        -------
        points, polygons : ndarray of int
            Pairs of the number of a position and of a polygon that contains it.

        Examples
        --------
        >>> index = PolygonIndex([shapely.box(0, 0, 1, 1)])
        >>> points, polygons = index.holders(np.array([[2, 2], [0.5, 0.5]]))
        >>> points.tolist(), polygons.tolist()
        ([1], [0])
        """
        positions = (lonlat - self._low) / self._size
        inside = np.flatnonzero(((positions >= 0) & (positions < _CELLS)).all(axis=1))
        positions = positions[inside]
        column, row = np.floor(positions).astype(np.int64).T
        cell = row * _CELLS + column
        weight, is_unsure = self._spot_weight[cell], np.zeros(len(cell), dtype=bool)
        with_edges = np.flatnonzero(self._first[cell + 1] > self._first[cell])
        entry_counts = np.cumsum(self._first[cell[with_edges] + 1] - self._first[cell[with_edges]])
        for batch in np.split(
            with_edges, np.searchsorted(entry_counts, range(_PAIRS, _last(entry_counts), _PAIRS))
        ):
            passed, is_unsure[batch] = self._crossed_weight(positions[batch], cell[batch])
            weight[batch] += passed
        is_unsure |= (weight != 0) & (weight // _ONE_POLYGON != 1)
        certain = np.flatnonzero((weight != 0) & ~is_unsure)
        uncertain = inside[is_unsure]
        tree = shapely.STRtree(shapely.points(lonlat[uncertain]))
        # Querying by polygon prepares each polygon only once.
        polygon, point = tree.query(self.polygons, predicate="intersects")
        points = np.concatenate([inside[certain], uncertain[point]])
        return points, np.concatenate([weight[certain] % _ONE_POLYGON, polygon])

    def _crossed_weight(self, positions: Floats, cell: Ints) -> tuple[Ints, NDArray[np.bool_]]:
        """Return the weight of the edges between points and the spots of their cells.

        The second array marks points so close to an edge that rounding would decide.
        """
        point, entries = _expanded(self._first[cell], self._first[cell + 1] - self._first[cell])
        edge = self._edge[entries]
        signed_area = _doubled_area(
            self._a.take(edge, 0), self._b.take(edge, 0), positions.take(point, 0)
        )
        is_unsure = np.zeros(len(cell), dtype=bool)
        is_unsure[point[np.abs(signed_area) <= self._edge_tolerance[edge]]] = True
        opposite = np.flatnonzero((signed_area > 0) != self._left[entries])
        edge = edge[opposite]
        a, b, target = (
            self._a.take(edge, 0),
            self._b.take(edge, 0),
            positions.take(point[opposite], 0),
        )
        spot = np.floor(target) + _SPOT
        crossed = (_doubled_area(spot, target, a) > 0) != (_doubled_area(spot, target, b) > 0)
        weight = np.where(signed_area[opposite] > 0, self._weight[edge], -self._weight[edge])
        # Sums of few weights are exact in floating point, and bincount is the fastest way.
        passed = np.bincount(point[opposite[crossed]], weight[crossed], len(cell))
        return passed.astype(np.int64), is_unsure

    def _weights_of_spots(self) -> Ints:
        """Return the weight of each spot, summed over the edges to its west in the row of spots."""
        low, high = (extreme(self._a[:, 1], self._b[:, 1]) for extreme in (np.minimum, np.maximum))
        first = np.ceil(low - _SPOT[1]).astype(np.int64)
        edge, row = _expanded(first, np.ceil(high - _SPOT[1]).astype(np.int64) - first)
        a, b = self._a[edge], self._b[edge]
        vector = b - a
        x = a[:, 0] + (row + _SPOT[1] - a[:, 1]) / vector[:, 1] * vector[:, 0]
        column = np.ceil(x - _SPOT[0]).astype(np.int64)  # inside the grid, because of its margin
        weight = np.zeros((_CELLS, _CELLS), dtype=np.int64)
        np.add.at(weight, (row, column), np.where(vector[:, 1] < 0, 1, -1) * self._weight[edge])
        return np.cumsum(weight, axis=1, out=weight).ravel()

    def _edges_by_cell(self) -> tuple[Ints, NDArray[np.bool_], Ints]:
        """Return the edges that may pass through each cell, cell by cell.

        The second array tells whether the cell's spot is on the left of the edge; the third gives
        the position of each cell's first edge.
        """
        vector = self._b - self._a
        steps = np.ceil(np.abs(vector).max(axis=1, initial=0)).astype(np.int64) + 1
        edge, step = _expanded(np.zeros(len(steps), dtype=np.int64), steps)
        ends = [
            np.floor(self._a[edge] + vector[edge] * ((step + offset) / steps[edge])[:, None])
            for offset in (0, 1)  # less than a cell apart
        ]
        (x0, y0), (x1, y1) = (end.astype(np.int64).T for end in ends)
        cells = np.concatenate([y * _CELLS + x for x in (x0, x1) for y in (y0, y1)])
        keys = np.unique(cells * len(vector) + np.tile(edge, 4))
        cell, edge = keys // max(len(vector), 1), keys % max(len(vector), 1)
        spot = np.column_stack([cell % _CELLS, cell // _CELLS]) + _SPOT
        first = np.concatenate([[0], np.cumsum(np.bincount(cell, minlength=_CELLS**2))])
        return edge, _doubled_area(self._a[edge], self._b[edge], spot) > 0, first


def _edges(polygons: NDArray[np.object_]) -> tuple[Floats, Floats, Ints]:
    """Return the ends of all edges, and the difference in weight between left and right side."""
    parts, number = shapely.get_parts(shapely.orient_polygons(polygons), return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    start = np.flatnonzero(ring[1:] == ring[:-1])
    is_reversed = (xy[start, 0] > xy[start + 1, 0]) | (
        (xy[start, 0] == xy[start + 1, 0]) & (xy[start, 1] > xy[start + 1, 1])
    )
    weight = np.where(is_reversed, -1, 1) * (_ONE_POLYGON + number[part[ring[start]]])
    ends = np.column_stack([xy[start + is_reversed], xy[start + ~is_reversed]])
    ends, edge = np.unique(ends, axis=0, return_inverse=True)
    total = np.zeros(len(ends), dtype=np.int64)
    np.add.at(total, edge.ravel(), weight)
    is_boundary = (total != 0) & (ends[:, :2] != ends[:, 2:]).any(axis=1)
    return ends[is_boundary, :2], ends[is_boundary, 2:], total[is_boundary]


def _doubled_area(a: Floats, b: Floats, c: Floats) -> Floats:
    """Return twice the signed area of triangles, positive if c is on the left of a → b."""
    (ax, ay), (bx, by), (cx, cy) = a.T, b.T, c.T
    area: Floats = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
    return area


def _expanded(first: Ints, counts: Ints) -> tuple[Ints, Ints]:
    """Return the integers of ranges, preceded by the number of each integer's range."""
    number = np.repeat(np.arange(len(counts)), counts)
    before = np.cumsum(counts) - counts
    return number, np.arange(len(number)) - before[number] + first[number]


def _last(counts: Ints) -> int:
    return int(counts[-1]) if len(counts) else 0
