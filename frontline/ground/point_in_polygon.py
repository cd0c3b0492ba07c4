"""Points → the polygons that hold each.

A grid is laid over the polygons once. Of every cell it is known which polygons hold one spot in it,
and which edges pass through it: a point of the cell is where that spot is, but for the edges
between the two.

 ┌──────╱──┐     The spot ``o`` is in A. One edge lies between it and the point ``p``, and the way
 │ o  A╱   │     there leads out of A and into B. Most cells have no edges, and all their points
 │    ╱ B p│     are where the spot is.
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
"""Where in a cell its spot is, in cells: off every line that people draw."""

_ONE: Final = 1 << 32
"""A polygon is worth so much and its number: a sum tells how many there are, and of one which."""

_ON_EDGE_DEG: Final = 1e-12
_PAIRS: Final = 1 << 17


class Ground:
    """An index of polygons, to find those in which positions lie or on whose border.

    Parameters
    ----------
    polygons : sequence of shapely geometry
        Polygons or multi-polygons (WGS 84).
    """

    def __init__(self, polygons: Sequence[BaseGeometry] | NDArray[np.object_]) -> None:
        self.polygons = np.array(polygons, dtype=object)
        a, b, self._worth = _edges(self.polygons)
        corners = np.concatenate([a, b]) if len(a) else np.zeros((1, 2))
        low, high = corners.min(axis=0), corners.max(axis=0)
        margin = 1e-3 * (high - low) + 1e-9
        self._low, self._size = low - margin, (high - low + 2 * margin) / _CELLS
        self._a, self._b = (a - self._low) / self._size, (b - self._low) / self._size
        self._close = np.abs(self._b - self._a).max(axis=1) * _ON_EDGE_DEG / self._size.max()
        self._spots = self._worth_of_spots()
        self._edge, self._left, self._first = self._edges_of_cells()

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
        >>> ground = Ground([shapely.box(0, 0, 1, 1)])
        >>> points, polygons = ground.holders(np.array([[2, 2], [0.5, 0.5]]))
        >>> points.tolist(), polygons.tolist()
        ([1], [0])
        """
        at = (lonlat - self._low) / self._size
        inside = np.flatnonzero(((at >= 0) & (at < _CELLS)).all(axis=1))
        at = at[inside]
        column, row = np.floor(at).astype(np.int64).T
        cell = row * _CELLS + column
        worth, unsure = self._spots[cell], np.zeros(len(cell), dtype=bool)
        near = np.flatnonzero(self._first[cell + 1] > self._first[cell])
        pairs = np.cumsum(self._first[cell[near] + 1] - self._first[cell[near]])
        for some in np.split(near, np.searchsorted(pairs, range(_PAIRS, _last(pairs), _PAIRS))):
            passed, unsure[some] = self._pass(at[some], cell[some])
            worth[some] += passed
        unsure |= (worth != 0) & (worth // _ONE != 1)
        sure = np.flatnonzero((worth != 0) & ~unsure)
        rest = inside[unsure]
        tree = shapely.STRtree(shapely.points(lonlat[rest]))
        # The polygons are asked, each prepared once, rather than the points one by one.
        number, point = tree.query(self.polygons, predicate="intersects")
        points = np.concatenate([inside[sure], rest[point]])
        return points, np.concatenate([worth[sure] % _ONE, number])

    def _pass(self, at: Floats, cell: Ints) -> tuple[Ints, NDArray[np.bool_]]:
        """Return what the edges between the spots of cells and points of them are worth.

        And where a point is so near to an edge that rounding decides.
        """
        point, entry = _spread(self._first[cell], self._first[cell + 1] - self._first[cell])
        edge = self._edge[entry]
        turn = _turn(self._a.take(edge, 0), self._b.take(edge, 0), at.take(point, 0))
        unsure = np.zeros(len(cell), dtype=bool)
        unsure[point[np.abs(turn) <= self._close[edge]]] = True
        other = np.flatnonzero((turn > 0) != self._left[entry])
        edge = edge[other]
        a, b, goal = self._a.take(edge, 0), self._b.take(edge, 0), at.take(point[other], 0)
        spot = np.floor(goal) + _SPOT
        crossed = (_turn(spot, goal, a) > 0) != (_turn(spot, goal, b) > 0)
        worth = np.where(turn[other] > 0, self._worth[edge], -self._worth[edge])
        # A sum of few worths is exact in floating point, and bincount the fastest way to it.
        passed = np.bincount(point[other[crossed]], worth[crossed], len(cell))
        return passed.astype(np.int64), unsure

    def _worth_of_spots(self) -> Ints:
        """Walk along each row of spots from the west, and note what the edges on it are worth."""
        low, high = (f(self._a[:, 1], self._b[:, 1]) for f in (np.minimum, np.maximum))
        first = np.ceil(low - _SPOT[1]).astype(np.int64)
        edge, row = _spread(first, np.ceil(high - _SPOT[1]).astype(np.int64) - first)
        a, b = self._a[edge], self._b[edge]
        way = b - a
        x = a[:, 0] + (row + _SPOT[1] - a[:, 1]) / way[:, 1] * way[:, 0]
        column = np.ceil(x - _SPOT[0]).astype(np.int64)  # within the grid, as that has a margin
        worth = np.zeros((_CELLS, _CELLS), dtype=np.int64)
        np.add.at(worth, (row, column), np.where(way[:, 1] < 0, 1, -1) * self._worth[edge])
        return np.cumsum(worth, axis=1, out=worth).ravel()

    def _edges_of_cells(self) -> tuple[Ints, NDArray[np.bool_], Ints]:
        """Return the edges that may pass through each cell, in turn, and where each cell begins.

        And of each edge whether the spot of the cell is on its left.
        """
        way = self._b - self._a
        steps = np.ceil(np.abs(way).max(axis=1, initial=0)).astype(np.int64) + 1
        edge, step = _spread(np.zeros(len(steps), dtype=np.int64), steps)
        ends = [
            np.floor(self._a[edge] + way[edge] * ((step + k) / steps[edge])[:, None])
            for k in (0, 1)  # less than a cell apart
        ]
        (x0, y0), (x1, y1) = (end.astype(np.int64).T for end in ends)
        cells = np.concatenate([y * _CELLS + x for x in (x0, x1) for y in (y0, y1)])
        keys = np.unique(cells * len(way) + np.tile(edge, 4))
        cell, edge = keys // max(len(way), 1), keys % max(len(way), 1)
        spot = np.column_stack([cell % _CELLS, cell // _CELLS]) + _SPOT
        first = np.concatenate([[0], np.cumsum(np.bincount(cell, minlength=_CELLS**2))])
        return edge, _turn(self._a[edge], self._b[edge], spot) > 0, first


def _edges(polygons: NDArray[np.object_]) -> tuple[Floats, Floats, Ints]:
    """Return the ends of all edges, and by how much more their left is worth than their right."""
    parts, number = shapely.get_parts(shapely.orient_polygons(polygons), return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    start = np.flatnonzero(ring[1:] == ring[:-1])
    back = (xy[start, 0] > xy[start + 1, 0]) | (
        (xy[start, 0] == xy[start + 1, 0]) & (xy[start, 1] > xy[start + 1, 1])
    )
    worth = np.where(back, -1, 1) * (_ONE + number[part[ring[start]]])
    ends = np.column_stack([xy[start + back], xy[start + ~back]])
    ends, edge = np.unique(ends, axis=0, return_inverse=True)
    total = np.zeros(len(ends), dtype=np.int64)
    np.add.at(total, edge.ravel(), worth)
    real = (total != 0) & (ends[:, :2] != ends[:, 2:]).any(axis=1)
    return ends[real, :2], ends[real, 2:], total[real]


def _turn(a: Floats, b: Floats, c: Floats) -> Floats:
    """Return twice the areas of triangles: more than 0 where c is on the left of a → b."""
    (ax, ay), (bx, by), (cx, cy) = a.T, b.T, c.T
    area: Floats = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
    return area


def _spread(first: Ints, counts: Ints) -> tuple[Ints, Ints]:
    """Return the number of each range once for each of its integers, and these."""
    number = np.repeat(np.arange(len(counts)), counts)
    before = np.cumsum(counts) - counts
    return number, np.arange(len(number)) - before[number] + first[number]


def _last(counts: Ints) -> int:
    return int(counts[-1]) if len(counts) else 0
