"""Polygons → whether they fit edge to edge, judged by their edges on the grid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import shapely

from frontline.ground.topology import GRID_DEG

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


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
