"""Polygons drawn across or beyond the antimeridian → polygons from -180 to 180 degrees."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from frontline.model.longitudes import WEST, in_window

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry


def cut_at_180(polygon: BaseGeometry) -> tuple[BaseGeometry, ...]:
    """Cut a polygon whose rings lead across the antimeridian, and turn what lies beyond it.

    A step of more than 180 degrees of longitude, but less than 360, is taken to lead the short way.
    A ring that goes round the globe encloses the nearer pole. Longitudes beyond 180, in which some
    programs write what lies across, are those of the other side.

    Parameters
    ----------
    polygon : shapely geometry
        Polygon in degrees (WGS 84), with longitudes from -360 to 360.

    Returns
    -------
    tuple of shapely geometry
        Polygons with longitudes from -180 to 180; only the polygon itself if it is one.

    Examples
    --------
    >>> ring = [(178, 66), (-178, 66), (-178, 67), (178, 67)]
    >>> [part.bounds for part in cut_at_180(shapely.Polygon(ring))]
    [(-180.0, 66.0, -178.0, 67.0), (178.0, 66.0, 180.0, 67.0)]
    >>> [part.bounds for part in cut_at_180(shapely.box(178, 66, 182, 67))]
    [(-180.0, 66.0, -178.0, 67.0), (178.0, 66.0, 180.0, 67.0)]
    """
    west, _, east, _ = polygon.bounds
    is_beyond = west < -180 or east > 180
    if east - west > 180 and not is_beyond:
        shell, *holes = (shapely.get_coordinates(ring) for ring in shapely.get_rings(polygon))
        if any(_jumps(ring).any() for ring in (shell, *holes)):
            is_beyond = True
            shell, *holes = map(_unbroken_ring, (shell, *holes))
            middle = shell[:, 0].mean()
            for hole in holes:
                hole[:, 0] += 360 * np.rint((middle - hole[:, 0].mean()) / 360)
            polygon = shapely.Polygon(shell, holes)
    if not is_beyond:
        return (polygon,)
    if not shapely.is_valid(polygon):  # and could not be cut
        polygon = shapely.make_valid(polygon, method="structure", keep_collapsed=False)
    parts = shapely.get_parts(in_window(polygon, WEST))
    return tuple(sorted(parts, key=lambda part: part.bounds))


def _jumps(ring: NDArray[np.float64]) -> NDArray[np.bool_]:
    steps = np.abs(np.diff(ring[:, 0]))
    return np.asarray((steps > 180) & (steps < 360))


def _unbroken_ring(ring: NDArray[np.float64]) -> NDArray[np.float64]:
    turns = np.where(_jumps(ring), np.rint(np.diff(ring[:, 0]) / 360), 0.0)
    lons = ring[:, 0] - 360 * np.concatenate([[0.0], np.cumsum(turns)])
    whole = np.column_stack([lons, ring[:, 1]])
    if lons[-1] == lons[0]:
        return whole
    pole = np.copysign(90.0, ring[:, 1].mean())
    return np.vstack([whole, [(lons[-1], pole), (lons[0], pole)], whole[:1]])
