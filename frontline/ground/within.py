"""Points → the polygon that holds each, of polygons that do not overlap.

A grid is laid over the polygons once. No border passes through most of its cells, and all of such a
cell is within one polygon, or in none; only points in the other cells are tried one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from scipy import ndimage

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

_CELLS: Final = 1024
_NONE, _MIXED = -1, -2


class Ground:
    """Find the polygon that holds a position; polygons meet in no more than their borders."""

    def __init__(self, polygons: Sequence[BaseGeometry]) -> None:
        self.polygons = np.array(polygons, dtype=object)
        self.zone = np.full((_CELLS, _CELLS), _NONE)
        self.low, self.size = np.zeros(2), np.ones(2)
        if not len(polygons):
            return
        west, south, east, north = shapely.total_bounds(self.polygons)
        self.low = np.array([west, south])
        self.size = np.maximum(np.array([east - west, north - south]), 1e-9) / _CELLS
        mixed = ndimage.binary_dilation(self._crossed(), np.ones((3, 3)))
        parts, _ = ndimage.label(~mixed)
        numbers, first = np.unique(parts, return_index=True)
        cells = np.column_stack(np.unravel_index(first, parts.shape))
        zones = self._exact(self.low + (cells + 0.5) * self.size)
        zones[numbers == 0] = _MIXED
        self.zone = zones[np.searchsorted(numbers, parts)]

    def at(self, lonlat: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the number of the polygon that holds each position, of shape (n, 2), or -1.

        A position on a border belongs to the first of the polygons that meet there.
        """
        cell = np.floor((lonlat - self.low) / self.size).astype(np.int64)
        over = (cell == _CELLS) & (lonlat <= self.low + _CELLS * self.size)
        cell[over] -= 1  # on the northern or the eastern edge
        here = ((cell >= 0) & (cell < _CELLS)).all(axis=1)
        found = np.full(len(lonlat), _NONE)
        found[here] = self.zone[tuple(cell[here].T)]
        rest = np.flatnonzero(found == _MIXED)
        found[rest] = self._exact(lonlat[rest])
        return found

    def _crossed(self) -> NDArray[np.bool_]:
        """Mark cells that borders touch, but for some that are next to one that is marked."""
        xy, ring = shapely.get_coordinates(
            shapely.get_rings(shapely.get_parts(self.polygons)), return_index=True
        )
        at = (xy - self.low) / self.size
        edge = np.flatnonzero(ring[1:] == ring[:-1])
        way = at[edge + 1] - at[edge]
        steps = np.ceil(2 * np.abs(way).max(axis=1)).astype(np.int64) + 1
        number = np.repeat(np.arange(len(edge)), steps)
        step = np.arange(len(number)) - np.repeat(np.cumsum(steps) - steps, steps)
        share = step / np.maximum(steps[number] - 1, 1)
        spots = at[edge[number]] + way[number] * share[:, None]  # half a cell apart at most
        cells = np.clip(np.floor(spots).astype(np.int64), 0, _CELLS - 1)
        marked = np.zeros((_CELLS, _CELLS), dtype=bool)
        marked[tuple(cells.T)] = True
        return marked

    def _exact(self, lonlat: NDArray[np.float64]) -> NDArray[np.int64]:
        found = np.full(len(lonlat), len(self.polygons))
        tree = shapely.STRtree(shapely.points(lonlat))
        # The polygons are asked, each prepared once, rather than the points one by one.
        number, point = tree.query(self.polygons, predicate="intersects")
        np.minimum.at(found, point, number)
        return np.where(found < len(self.polygons), found, _NONE)
