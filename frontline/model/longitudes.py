"""Longitudes around the globe → the window of 360 degrees in which a map runs without a break.

A map across the antimeridian has longitudes beyond 180 (of Fiji, 177 to 182), so that nothing in it
is cut where it is drawn, measured and compared. Other maps run from -180 to 180.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

WEST: Final = -180.0
"""The western end of the window of a map that does not reach the antimeridian."""

M_PER_DEG: Final = 111_195.0
"""Metres per degree of a great circle on the mean sphere of 6371.0 km."""

SURROUNDINGS_DEG: Final = 5.0
"""The least width of the surroundings of an extent that belong to a map."""

Extent = tuple[float, float, float, float]
"""West, south, east and north, in degrees (WGS 84)."""


def unbroken(extent: Extent) -> Extent:
    """Return an extent whose longitudes increase from west to east.

    Parameters
    ----------
    extent : (float, float, float, float)
        West, south, east and north in degrees; across the antimeridian, west is greater than east
        (RFC 7946, section 5.2), or one of them is beyond 180.

    Returns
    -------
    (float, float, float, float)
        The same extent; west is from -180 to 180.

    Examples
    --------
    >>> unbroken((177.0, -20.0, -178.0, -15.0))
    (177.0, -20.0, 182.0, -15.0)
    >>> unbroken((36.0, 50.0, 37.0, 51.0))
    (36.0, 50.0, 37.0, 51.0)
    """
    west, south, east, north = extent
    if west > east:
        east += 360
    if west >= 180:
        west, east = west - 360, east - 360
    elif west < -180:
        west, east = west + 360, east + 360
    return west, south, east, north


def is_extent(extent: Extent) -> bool:
    """Return whether four numbers are an extent.

    Parameters
    ----------
    extent : (float, float, float, float)
        West, south, east and north in degrees.

    Returns
    -------
    bool
        False if it is empty or reversed; west may only be greater than east in an extent of less
        than half the globe.

    Examples
    --------
    >>> is_extent((177.0, -20.0, -178.0, -15.0)), is_extent((37.0, 50.0, 36.0, 51.0))
    (True, False)
    """
    west, south, east, north = extent
    width = east - west if west < east else east + 360 - west
    return south < north and 0 < width <= (360 if west < east else 180)


def window_west(extent: Extent) -> float:
    """Return the western end of the window of a map.

    If the extent and its surroundings reach the antimeridian, the window has the extent in its
    middle.

    Parameters
    ----------
    extent : (float, float, float, float)
        West, south, east and north in degrees, unbroken.

    Returns
    -------
    float
        Longitude in degrees.

    Examples
    --------
    >>> window_west((177.0, -20.0, 182.0, -15.0)), window_west((36.0, 50.0, 37.0, 51.0))
    (-0.5, -180.0)
    """
    west, _, east, _ = extent
    margin = max(east - west, SURROUNDINGS_DEG)
    if west - margin >= -180 and east + margin <= 180:
        return WEST
    return (west + east) / 2 - 180


def window_of(lons: NDArray[np.float64]) -> float:
    """Return the window in which positions lie closer together.

    Parameters
    ----------
    lons : ndarray
        Longitudes in degrees, from -180 to 180.

    Returns
    -------
    float
        Its western end: -180, or 0 if the positions lie on both sides of the antimeridian.

    Examples
    --------
    >>> window_of(np.array([179.0, -179.0])), window_of(np.array([36.0, 37.0]))
    (0.0, -180.0)
    """
    if not len(lons) or np.ptp(lons) <= 180:
        return WEST
    return 0.0 if np.ptp(lons_in(lons, 0.0)) <= 180 else WEST


def lon_in(lon: float, west: float) -> float:
    """Return a longitude turned into a window.

    Parameters
    ----------
    lon : float
        Longitude in degrees.
    west : float
        Western end of the window.

    Returns
    -------
    float
        Longitude from ``west`` to ``west + 360``; one that already lies there is unchanged.

    Examples
    --------
    >>> lon_in(-179.5, -0.5), lon_in(180.0, -180.0)
    (180.5, 180.0)
    """
    return float(lons_in(np.array([lon]), west)[0])


def lons_in(lons: NDArray[np.float64], west: float) -> NDArray[np.float64]:
    """Return longitudes turned into a window, like ``lon_in``.

    Parameters
    ----------
    lons : ndarray
        Longitudes in degrees.
    west : float
        Western end of the window.

    Returns
    -------
    ndarray
        Longitudes from ``west`` to ``west + 360``.
    """
    is_outside = (lons < west) | (lons > west + 360)
    return np.asarray(np.where(is_outside, west + np.mod(lons - west, 360), lons))


def in_window(geometry: BaseGeometry, west: float) -> BaseGeometry:
    """Return a geometry turned into a window, and cut where its ends are.

    What was cut where the ends of the former window were is joined.

    Parameters
    ----------
    geometry : shapely geometry
        Points, lines or polygons; longitude and latitude in degrees (WGS 84).
    west : float
        Western end of the window.

    Returns
    -------
    shapely geometry
        The same kind, single or multiple; one that already lies there is unchanged.

    Examples
    --------
    >>> halves = shapely.union(shapely.box(179, 0, 180, 1), shapely.box(-180, 0, -179, 1))
    >>> in_window(halves, 0.0).bounds, len(shapely.get_parts(in_window(halves, 0.0)))
    ((179.0, 0.0, 181.0, 1.0), 1)
    """
    low, _, high, _ = geometry.bounds
    if not (low < west or high > west + 360):  # nor if it is empty, with bounds of nan
        return geometry
    dimension = shapely.get_dimensions(geometry)
    pieces = []
    for turn in range(int((low - west) // 360), int((high - west) // 360) + 1):
        start = west + 360 * turn
        piece = shapely.intersection(geometry, shapely.box(start, -90, start + 360, 90))
        parts = shapely.get_parts(piece)
        parts = parts[shapely.get_dimensions(parts) == dimension]
        pieces += list(shapely.transform(parts, lambda xy, by=360 * turn: xy - np.array([by, 0])))
    joined = shapely.union_all(pieces)
    return shapely.line_merge(joined) if dimension == 1 else joined
