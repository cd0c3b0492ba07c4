"""Polygons → whether they fit edge to edge on the grid, and polygons made to fit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from frontline.ground.topology import GRID_DEG

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

Shapes = NDArray[np.object_]

_ROUNDED: Final = 1000
"""The parts of a hair to which edges are rounded that do not fit otherwise."""


def fits(polygons: Sequence[BaseGeometry], grid_deg: float = GRID_DEG) -> bool:
    """Return whether polygons form a coverage when rounded to the grid.

    In a coverage, polygons do not overlap, and where two touch they share whole edges. Each edge
    then occurs at most once in each direction, edges meet only at their ends, and no polygon lies
    inside another.

    Parameters
    ----------
    polygons : sequence of shapely geometry
        Polygons or multi-polygons (WGS 84).
    grid_deg : float
        The grid of coordinates, in degrees.

    Returns
    -------
    bool
        True if they fit edge to edge.

    Examples
    --------
    >>> fits([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)], 0.1)
    True
    >>> fits([shapely.box(0, 0, 1, 1), shapely.box(0.5, 0, 2, 1)], 0.1)
    False
    """
    oriented = shapely.orient_polygons(np.array(polygons, dtype=object))
    parts = shapely.get_parts(oriented)
    xy, ring = shapely.get_coordinates(shapely.get_rings(parts), return_index=True)
    grid = np.rint(xy / grid_deg)
    packed = (grid[:, 0].astype(np.int64) << 32) + grid[:, 1].astype(np.int64)
    first_index, vertex = np.unique(packed, return_index=True, return_inverse=True)[1:]
    is_edge = (ring[1:] == ring[:-1]) & (vertex[1:] != vertex[:-1])
    start, end = vertex[:-1][is_edge], vertex[1:][is_edge]
    if len(np.unique(start * len(first_index) + end)) < len(start):
        return False
    edges = np.unique(np.minimum(start, end) * len(first_index) + np.maximum(start, end))
    endpoints = first_index[np.stack([edges // len(first_index), edges % len(first_index)], axis=1)]
    lines = shapely.multilinestrings(shapely.linestrings(grid[endpoints]))
    chains = shapely.line_merge(lines)  # noding a few long lines is faster and needs less memory
    noded = shapely.union_all([chains])
    shared = chains.length - noded.length  # overlapping length, in grid cells
    if shapely.get_num_geometries(noded) != shapely.get_num_geometries(chains) or shared > 0.5:
        return False
    inside = shapely.point_on_surface(parts)
    shapely.prepare(parts)
    point, part = shapely.STRtree(parts).query(inside)
    return int(shapely.intersects(parts[part], inside[point]).sum()) == len(parts)


def cleaned(shapes: Sequence[BaseGeometry], hair: float) -> Shapes:
    """Fit polygons edge to edge that differ by rounding only, with the ground of each kept.

    Where edges differ in the last digits, GEOS can give a whole polygon to its neighbour. The
    result is therefore verified; if ground was lost, the edges are first rounded.

    Parameters
    ----------
    shapes : sequence of shapely geometry
        Polygons that almost fit edge to edge.
    hair : float
        How far an edge may move at most, in the unit of the coordinates.

    Returns
    -------
    ndarray of shapely geometry
        The polygons, fitted; only rounded if no fit keeps the ground of each.

    Examples
    --------
    >>> west, east = cleaned([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)], 1e-5)
    >>> west.area, east.area
    (1.0, 1.0)
    """
    drawn = np.array(shapes, dtype=object)
    almost = drawn
    for _ in range(2):
        fitted = shapely.coverage_clean(almost)
        moved = np.abs(shapely.area(fitted) - shapely.area(drawn))
        if (moved <= shapely.length(drawn) * hair).all():
            return np.asarray(fitted)
        almost = shapely.set_precision(drawn, hair / _ROUNDED)
    return np.asarray(almost)
