"""Whether polygons fit edge to edge, by their edges on the grid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import shapely

from frontline.ground.topology import GRID_DEG

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


def fits(polygons: Sequence[BaseGeometry], grid_deg: float = GRID_DEG) -> bool:
    """Return whether polygons, taken to the grid, form a coverage.

    In a coverage no two overlap, and where two touch they share whole edges: each edge is walked
    once in each direction at most, edges meet only at their ends, and no polygon lies inside
    another.

    Parameters
    ----------
    polygons : sequence of shapely geometry
        Polygons or multi-polygons (WGS 84).
    grid_deg : float
        The grid of coordinates, in degrees.

    Returns
    -------
    bool
        True where they fit edge to edge.

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
    spots, at = np.unique(packed, return_index=True, return_inverse=True)[1:]
    moves = (ring[1:] == ring[:-1]) & (at[1:] != at[:-1])
    a, b = at[:-1][moves], at[1:][moves]
    if len(np.unique(a * len(spots) + b)) < len(a):
        return False
    edges = np.unique(np.minimum(a, b) * len(spots) + np.maximum(a, b))
    ends = spots[np.stack([edges // len(spots), edges % len(spots)], axis=1)]
    lines = shapely.multilinestrings(shapely.linestrings(grid[ends]))
    chains = shapely.line_merge(lines)  # few long lines are soon noded, and in little memory
    noded = shapely.union_all([chains])
    shared = chains.length - noded.length  # where edges lie on each other, in cells of the grid
    if shapely.get_num_geometries(noded) != shapely.get_num_geometries(chains) or shared > 0.5:
        return False
    inside = shapely.point_on_surface(parts)
    shapely.prepare(parts)
    spot, part = shapely.STRtree(parts).query(inside)
    return int(shapely.intersects(parts[part], inside[spot]).sum()) == len(parts)
