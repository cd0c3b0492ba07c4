"""Polygons drawn across the antimeridian without a cut → polygons cut there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from frontline.model.longitudes import WEST, in_window

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry


def cut_at_180(polygon: BaseGeometry) -> tuple[BaseGeometry, ...]:
    """Cut a polygon whose rings step from one side of the antimeridian to the other.

    A step of more than 180 degrees of longitude, but less than 360, is taken to lead the short way.
    A ring that goes round the globe encloses the nearer pole.

    Parameters
    ----------
    polygon : shapely geometry
        Polygon in degrees (WGS 84).

    Returns
    -------
    tuple of shapely geometry
        Polygons with longitudes from -180 to 180; only the polygon itself if no ring has such a
        step.

    Examples
    --------
    >>> ring = [(178, 66), (-178, 66), (-178, 67), (178, 67)]
    >>> [part.bounds for part in cut_at_180(shapely.Polygon(ring))]
    [(-180.0, 66.0, -178.0, 67.0), (178.0, 66.0, 180.0, 67.0)]
    """
    west, _, east, _ = polygon.bounds
    if east - west <= 180:
        return (polygon,)
    shell, *holes = (shapely.get_coordinates(ring) for ring in shapely.get_rings(polygon))
    if not any(_jumps(ring).any() for ring in (shell, *holes)):
        return (polygon,)
    shell, *holes = map(_unbroken_ring, (shell, *holes))
    middle = shell[:, 0].mean()
    for hole in holes:
        hole[:, 0] += 360 * np.rint((middle - hole[:, 0].mean()) / 360)
    parts = shapely.get_parts(in_window(shapely.Polygon(shell, holes), WEST))
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
