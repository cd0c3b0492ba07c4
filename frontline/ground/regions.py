"""Places and barriers → regions; evidence does not cross from one region to another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

Bounds = tuple[float, float, float, float]
_KM_PER_DEGREE = 111
_POLAR_DEG = 87.0
_RADIUS_KM = 6371.0
_FLAT = 0.3
"""How far apart places of one flat map may be at most, in radii of the globe: 1,900 km."""


def regions(
    lonlat: NDArray[np.float64],
    reach_km: float,
    bounds: Bounds | None = None,
    barrier: BaseGeometry | None = None,
    within: BaseGeometry | None = None,
) -> Iterator[tuple[BaseGeometry | None, NDArray[np.bool_]]]:
    """Cut the area around places along barriers.

    If places are too far apart for one flat map, those whose reaches do not meet are separate.

    Parameters
    ----------
    lonlat : ndarray, shape (n, 2)
        Longitude and latitude of the places, in degrees (WGS 84).
    reach_km : float
        The reach of a place, in kilometres.
    bounds : tuple of float, optional
        West, south, east and north, in degrees.
    barrier : shapely geometry, optional
        Lines or polygons that evidence does not cross (WGS 84).
    within : shapely geometry, optional
        Polygons, such as a country, beyond which there is no ground (WGS 84).

    Yields
    ------
    region : shapely geometry or None
        A region with places (WGS 84); None if it has no limits.
    inside : ndarray of bool
        Which places lie in it.
    """
    limits = within if bounds is None else shapely.box(*bounds)
    if limits is not None and within is not None:
        limits = limits.intersection(within)
    if barrier is None or not len(lonlat):
        for group in _groups(lonlat, reach_km):
            yield limits, group
        return
    if limits is None:
        limits = _surroundings(lonlat, reach_km)
    lines = shapely.union_all([limits.boundary, *map(_boundary_lines, shapely.get_parts(barrier))])
    for region in shapely.get_parts(shapely.polygonize([*shapely.get_parts(shapely.node(lines))])):
        inside = shapely.intersects_xy(region, lonlat)
        if region.within(limits.buffer(1e-9)) and inside.any():
            for group in _groups(lonlat[inside], reach_km):
                inside_and_near = inside.copy()
                inside_and_near[inside] = group
                yield region, inside_and_near


def _groups(lonlat: NDArray[np.float64], reach_km: float) -> Iterator[NDArray[np.bool_]]:
    """Yield which places are near each other, or all if one flat map can show them."""
    lon, lat = np.radians(lonlat).T
    axis = np.cos(lat)
    xyz = np.column_stack([axis * np.cos(lon), axis * np.sin(lon), np.sin(lat)])
    if not len(xyz) or np.ptp(xyz, axis=0).max() < _FLAT:
        yield np.ones(len(lonlat), dtype=np.bool_)
        return
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial import cKDTree

    tree = cKDTree(xyz)
    near = tree.sparse_distance_matrix(tree, 2.02 * reach_km / _RADIUS_KM)
    count, group_of = connected_components(near, directed=False)
    for group in range(count):
        yield group_of == group


def _surroundings(lonlat: NDArray[np.float64], reach_km: float) -> BaseGeometry:
    squeeze = max(np.cos(np.radians(np.abs(lonlat[:, 1]).max())), 0.05)
    degrees = 1.1 * reach_km / _KM_PER_DEGREE / squeeze
    (west, south), (east, north) = lonlat.min(0) - degrees, lonlat.max(0) + degrees
    if max(north, -south) > _POLAR_DEG:  # all longitudes may be within reach
        west, east = (west + east) / 2 - 180, (west + east) / 2 + 180
    return shapely.box(west, max(south, -90.0), east, min(north, 90.0))


def _boundary_lines(part: BaseGeometry) -> BaseGeometry:
    return part.boundary if part.geom_type == "Polygon" else part
