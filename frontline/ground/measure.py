"""Polygons → square kilometres, lines → kilometres, on the ellipsoid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import shapely
from pyproj import Geod

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from frontline.ground.topology import Topology

_GEOD = Geod(ellps="WGS84")


def area_km2(geometry: BaseGeometry) -> float:
    """Measure the geodesic area of polygons.

    Edges are geodesics (Karney, *Algorithms for geodesics*, J. Geodesy 87, 2013). Rings are
    oriented first, because the sum is signed: a hole wound like its outer ring would be added.

    Parameters
    ----------
    geometry : shapely geometry
        Polygon or multi-polygon, longitude and latitude in degrees (WGS 84).

    Returns
    -------
    float
        Area in square kilometres on the WGS 84 ellipsoid.

    Examples
    --------
    >>> round(area_km2(shapely.box(36, 50, 36.1, 50.1)), 1)
    79.7
    """
    signed, _ = _GEOD.geometry_area_perimeter(shapely.orient_polygons(geometry))
    return abs(signed) / 1e6


def length_km(lines: BaseGeometry) -> float:
    """Measure the geodesic length of lines.

    Parameters
    ----------
    lines : shapely geometry
        Line or multi-line, longitude and latitude in degrees (WGS 84).

    Returns
    -------
    float
        Length in kilometres on the WGS 84 ellipsoid.

    Examples
    --------
    >>> round(length_km(shapely.LineString([(36, 50), (37, 50)])), 1)
    71.7
    """
    return float(_GEOD.geometry_length(lines)) / 1000


def distance_km(geometry: BaseGeometry, lon: float, lat: float) -> float:
    """Measure the distance from a position to the nearest point of a geometry, in degrees nearest.

    Parameters
    ----------
    geometry : shapely geometry
        Any geometry, longitude and latitude in degrees (WGS 84).
    lon, lat : float
        Longitude and latitude of the position, in degrees (WGS 84).

    Returns
    -------
    float
        Geodesic distance in kilometres; 0 within the geometry.

    Examples
    --------
    >>> round(distance_km(shapely.box(36, 50, 37, 51), 37.01, 50.5), 2)
    0.71
    """
    return length_km(shapely.shortest_line(geometry, shapely.Point(lon, lat)))


def lengths_km(lines: Sequence[Sequence[tuple[float, float]]]) -> NDArray[np.float64]:
    """Measure the geodesic length of each line.

    Parameters
    ----------
    lines : sequence of sequence of (float, float)
        Longitude and latitude of the vertices of each line, at least two, in degrees (WGS 84).

    Returns
    -------
    ndarray
        Lengths in kilometres.

    Examples
    --------
    >>> lengths_km([[(36, 50), (37, 50)], [(36, 50), (36, 51)]]).round(1).tolist()
    [71.7, 111.2]
    """
    if not lines:
        return np.zeros(0)
    vertices = np.array([vertex for line in lines for vertex in line])
    starts = np.cumsum([0, *(len(line) for line in lines[:-1])])
    _, _, metres = _GEOD.inv(*vertices[:-1].T, *vertices[1:].T)
    metres[starts[1:] - 1] = 0.0  # the gap between a line and the next one
    return np.asarray(np.add.reduceat(np.append(metres, 0.0), starts)) / 1000


def zones_km2(ground: Topology) -> dict[str, tuple[float, ...]]:
    """Measure the geodesic area of each polygon of each zone.

    The area between each arc and the equator is measured once. The area of a ring is the sum over
    its arcs, negative for arcs that it runs through backwards (Karney 2013, section 6).

    Parameters
    ----------
    ground : Topology
        The zones.

    Returns
    -------
    dict of str to tuple of float
        Areas in square kilometres, by zone.
    """
    arc_km2 = [_km2_to_equator(arc) for arc in ground.arcs]

    def ring_km2(ring: Iterable[int]) -> float:
        return sum(arc_km2[arc] if arc >= 0 else -arc_km2[~arc] for arc in ring)

    return {
        zone: tuple(sum(map(ring_km2, rings)) for rings in polygons)
        for zone, polygons in ground.zones.items()
    }


def _km2_to_equator(arc: tuple[tuple[float, float], ...]) -> float:
    """Return the signed area between an arc and the equator, positive for a westward arc."""
    lons, lats = zip(*arc, strict=True)
    last, first = lons[-1], lons[0]
    third = (first - last) / 3  # edges must stay shorter than half the equator
    return_lons = (last, first) if abs(third) < 30 else (last, last + third, first - third, first)
    signed, _ = _GEOD.polygon_area_perimeter(
        (*lons, *return_lons), (*lats, *(0.0 for _ in return_lons))
    )
    return float(signed) / 1e6
