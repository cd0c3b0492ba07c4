"""Ground → square kilometres, lines → kilometres, on the ellipsoid."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely
from pyproj import Geod

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_GEOD = Geod(ellps="WGS84")


def area_km2(geometry: BaseGeometry) -> float:
    """Return the geodesic area of polygons in WGS 84, in square kilometres.

    Edges are geodesics (Karney, *Algorithms for geodesics*, J. Geodesy 87, 2013). Rings are
    oriented first: the sum is signed, and holes wound like their outer ring would be added.
    """
    signed, _ = _GEOD.geometry_area_perimeter(shapely.orient_polygons(geometry))
    return abs(signed) / 1e6


def length_km(lines: BaseGeometry) -> float:
    """Return the geodesic length of lines in WGS 84, in kilometres."""
    return float(_GEOD.geometry_length(lines)) / 1000
