"""Geometries near the antimeridian → the same around the prime meridian, where nothing is cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_HALVES = (
    (shapely.box(-180, -90, 0, 90), 180.0),
    (shapely.box(0, -90, 180, 90), -180.0),
)


def half_turn_lon(lon: float) -> float:
    """Turn a longitude by 180 degrees.

    Parameters
    ----------
    lon : float
        Longitude in degrees.

    Returns
    -------
    float
        Longitude in degrees; turned twice, it is the same.

    Examples
    --------
    >>> half_turn_lon(179.5), half_turn_lon(-179.5)
    (-0.5, 0.5)
    """
    return lon - 180 if lon > 0 else lon + 180


def half_turn(geometry: BaseGeometry) -> BaseGeometry:
    """Turn a geometry by 180 degrees around the axis of the earth, cutting it where that is needed.

    Parameters
    ----------
    geometry : shapely geometry
        Points, lines or polygons in degrees (WGS 84).

    Returns
    -------
    shapely geometry
        The same kind, in degrees; turned twice, it covers the same.

    Examples
    --------
    >>> half_turn(shapely.box(-1, 0, 1, 1)).bounds
    (-180.0, 0.0, 180.0, 1.0)
    """
    dimension = shapely.get_dimensions(geometry)
    parts = [
        shapely.transform(part, lambda xy, by=by: xy + np.array([by, 0]))
        for half, by in _HALVES
        for part in shapely.get_parts(geometry & half)
        if shapely.get_dimensions(part) == dimension
    ]
    return shapely.union_all(parts)
