"""Polygons → square kilometres, lines → kilometres, on the ellipsoid.

An edge is straight in longitude and latitude, as RFC 7946 (section 3.1.1) and every drawing of it
have it, however long it is: an edge along a parallel stays on the parallel.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from frontline.ground.topology import Topology

_Floats = NDArray[np.float64]

_GEOD: Final = Geod(ellps="WGS84")
_E: Final = float(np.sqrt(_GEOD.es))

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(6)
"""Gauss-Legendre on an edge: exact to rounding even from the equator to a pole."""


def area_km2(geometry: BaseGeometry) -> float:
    """Measure the area of polygons on the ellipsoid.

    Rings are oriented first, because the sum is signed: a hole wound like its outer ring would be
    added.

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
    >>> round(area_km2(shapely.box(-180, 60, 180, 80)))  # a belt around the globe
    30507278
    """
    rings = shapely.get_rings(shapely.get_parts(shapely.orient_polygons(geometry)))
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    is_edge = ring[1:] == ring[:-1]
    return abs(float(_edges_km2(xy)[is_edge].sum()))


def length_km(lines: BaseGeometry) -> float:
    """Measure the length of lines on the ellipsoid.

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
    xy, line = shapely.get_coordinates(shapely.get_parts(lines), return_index=True)
    is_edge = line[1:] == line[:-1]
    return float(_edges_km(xy)[is_edge].sum())


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
    line = shapely.shortest_line(geometry, shapely.Point(lon, lat))
    return float(_GEOD.geometry_length(line)) / 1000


def lengths_km(lines: Sequence[Sequence[tuple[float, float]]]) -> NDArray[np.float64]:
    """Measure the length of each line on the ellipsoid.

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
    km = _edges_km(vertices)
    km[starts[1:] - 1] = 0.0  # the gap between a line and the next one
    return np.asarray(np.add.reduceat(np.append(km, 0.0), starts))


def zones_km2(ground: Topology) -> dict[str, tuple[float, ...]]:
    """Measure the area of each polygon of each zone on the ellipsoid.

    The area between each arc and the equator is measured once. The area of a ring is the sum over
    its arcs, negative for arcs that it runs through backwards.

    Parameters
    ----------
    ground : Topology
        The zones.

    Returns
    -------
    dict of str to tuple of float
        Areas in square kilometres, by zone.
    """
    arc_km2 = _arcs_km2(ground.arcs)

    def ring_km2(ring: Iterable[int]) -> float:
        return sum(arc_km2[arc] if arc >= 0 else -arc_km2[~arc] for arc in ring)

    return {
        zone: tuple(sum(map(ring_km2, rings)) for rings in polygons)
        for zone, polygons in ground.zones.items()
    }


def _arcs_km2(arcs: Sequence[Sequence[tuple[float, float]]]) -> list[float]:
    """Return the signed area between each arc and the equator, positive for a westward arc."""
    if not arcs:
        return []
    vertices = np.array(list(chain.from_iterable(arcs)))
    starts = np.cumsum([0, *map(len, arcs[:-1])])
    km2 = _edges_km2(vertices)
    km2[starts[1:] - 1] = 0.0  # from an arc to the next one
    sums: list[float] = np.add.reduceat(np.append(km2, 0.0), starts).tolist()
    return sums


def _edges_km2(xy: _Floats) -> _Floats:
    """Return the signed area between each edge and the equator, positive for a westward edge.

    Below a point of latitude φ lie b²/2 (sin φ / (1 - e² sin² φ) + artanh(e sin φ) / e) per radian
    of longitude (Snyder, *Map Projections: A Working Manual*, 1987, p. 16). The mean along an edge
    is summed up at six points of it.
    """
    lat = np.radians(xy[:, 1])
    middle, half = (lat[1:] + lat[:-1]) / 2, (lat[1:] - lat[:-1]) / 2
    mean = np.zeros(len(middle))
    for node, weight in zip(_NODES.tolist(), _WEIGHTS.tolist(), strict=True):
        sine = np.sin(middle + half * node)
        mean += weight / 2 * (sine / (1 - _GEOD.es * sine * sine) + np.arctanh(_E * sine) / _E)
    return -np.radians(np.diff(xy[:, 0])) * mean * (_GEOD.b * _GEOD.b / 2e6)


def _edges_km(xy: _Floats) -> _Floats:
    """Return the length of each edge, from the radii of curvature at six points of it."""
    lat = np.radians(xy[:, 1])
    middle, half = (lat[1:] + lat[:-1]) / 2, (lat[1:] - lat[:-1]) / 2
    east = np.radians(np.diff(xy[:, 0]))
    km = np.zeros(len(middle))
    for node, weight in zip(_NODES.tolist(), _WEIGHTS.tolist(), strict=True):
        sine = np.sin(middle + half * node)
        flat = 1 - _GEOD.es * sine * sine
        normal = _GEOD.a / np.sqrt(flat)
        along, across = 2 * half * normal * (1 - _GEOD.es) / flat, np.sqrt(1 - sine * sine) * normal
        km += weight / 2000 * np.hypot(along, east * across)
    return km
