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
    """Say whether polygons (WGS 84), taken to the grid, form a coverage.

    In a coverage no two overlap, and where two touch they share whole edges: each edge is walked
    once in each direction at most, none meets another but at its ends, and no polygon lies inside
    another.
    """
    oriented = shapely.orient_polygons(np.array(polygons, dtype=object))
    parts = shapely.get_parts(oriented)
    xy, ring = shapely.get_coordinates(shapely.get_rings(parts), return_index=True)
    grid = np.rint(xy / grid_deg)
    moves = (ring[1:] == ring[:-1]) & (grid[1:] != grid[:-1]).any(axis=1)
    walks = np.concatenate([grid[:-1][moves], grid[1:][moves]], axis=1)
    if len(np.unique(walks, axis=0)) < len(walks):
        return False
    back = (walks[:, 0] > walks[:, 2]) | (
        (walks[:, 0] == walks[:, 2]) & (walks[:, 1] > walks[:, 3])
    )
    walks[back] = walks[back][:, [2, 3, 0, 1]]
    edges = np.unique(walks, axis=0)
    noded = shapely.union_all(shapely.linestrings(edges.reshape(-1, 2, 2)))
    if shapely.get_num_geometries(noded) != len(edges):
        return False
    spots = shapely.point_on_surface(parts)
    return len(shapely.STRtree(parts).query(spots, "intersects")[0]) == len(parts)
