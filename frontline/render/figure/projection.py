"""Longitude and latitude → pixels of a map's frame.

An equirectangular projection with the middle latitude as its standard parallel: meridians and
parallels are straight, and both axes have the same scale at the middle of the map.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from pyproj import Geod

from frontline.render.figure.label_placement import Box, Point

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

FLATTEST, TALLEST = 0.45, 1.05
"""Least and greatest height of a map relative to its width."""

_WGS84: Final = Geod(ellps="WGS84")
_CIRCLE_POINTS: Final = 72
_MAX_LAT: Final = 89.0
_STEP_DEG: Final = 0.01


@dataclass(frozen=True, slots=True)
class Frame:
    """A box on the page and the extent it shows.

    Attributes
    ----------
    box : tuple of float
        Left, top, right and bottom in pixels.
    west, north : float
        Longitude and latitude of the upper left corner in degrees (WGS 84).
    px_per_lon, px_per_lat : float
        Pixels per degree.
    m_per_px : float
        Scale at the middle latitude.
    """

    box: Box
    west: float
    north: float
    px_per_lon: float
    px_per_lat: float
    m_per_px: float

    def point(self, lon: float, lat: float) -> Point:
        """Project a point.

        Parameters
        ----------
        lon, lat : float
            Degrees (WGS 84).

        Returns
        -------
        (float, float)
            Pixels on the page.
        """
        return (
            self.box[0] + (lon - self.west) * self.px_per_lon,
            self.box[1] + (self.north - lat) * self.px_per_lat,
        )

    def project(self, geometry: BaseGeometry) -> BaseGeometry:
        """Project a geometry and clip it to the box.

        Parameters
        ----------
        geometry : shapely geometry
            Longitude and latitude in degrees (WGS 84).

        Returns
        -------
        shapely geometry
            Pixels on the page, valid.
        """

        def to_pixels(xy: NDArray[np.float64]) -> NDArray[np.float64]:
            corner = np.array([self.box[0], self.box[1]])
            scale = np.array([self.px_per_lon, -self.px_per_lat])
            pixels: NDArray[np.float64] = corner + (xy - [self.west, self.north]) * scale
            return pixels

        flat = shapely.transform(geometry, to_pixels)
        return shapely.intersection(_valid(flat), shapely.box(*self.box))

    def disc(self, lon: float, lat: float, radius_m: float) -> BaseGeometry:
        """Project a geodesic circle.

        Parameters
        ----------
        lon, lat : float
            Centre in degrees (WGS 84).
        radius_m : float
            Radius in metres on the ellipsoid.

        Returns
        -------
        shapely geometry
            Polygon in pixels, clipped to the box.
        """
        bearings = np.linspace(0, 360, _CIRCLE_POINTS, endpoint=False)
        ones = np.ones(_CIRCLE_POINTS)
        lons, lats, _ = _WGS84.fwd(lon * ones, lat * ones, bearings, radius_m * ones)
        return self.project(shapely.Polygon(np.column_stack([lons, lats])))


def fit(
    extent: tuple[float, float, float, float],
    left: float,
    top: float,
    width: float,
    height: float | None = None,
) -> Frame:
    """Fit an extent into a place on the page.

    Parameters
    ----------
    extent : (float, float, float, float)
        West, south, east, north in degrees (WGS 84).
    left, top : float
        Corner in pixels.
    width : float
        Width in pixels.
    height : float, optional
        Height in pixels. Default: to fit the extent, within ``FLATTEST`` and ``TALLEST``.

    Returns
    -------
    Frame
        The extent, enlarged where the proportions differ.
    """
    west, south, east, north = extent
    lon, lat = (west + east) / 2, max(-_MAX_LAT, min(_MAX_LAT, (south + north) / 2))
    m_per_lon = _WGS84.inv(lon, lat, lon + _STEP_DEG, lat)[2] / _STEP_DEG
    m_per_lat = _WGS84.inv(lon, lat - _STEP_DEG / 2, lon, lat + _STEP_DEG / 2)[2] / _STEP_DEG
    width_m, height_m = (east - west) * m_per_lon, (north - south) * m_per_lat
    if height is None:
        shown_m = max(width_m, height_m / TALLEST)
        m_per_px = shown_m / width
        height = max(height_m, shown_m * FLATTEST) / m_per_px
    else:
        m_per_px = max(width_m / width, height_m / height)
    px_per_lon, px_per_lat = m_per_lon / m_per_px, m_per_lat / m_per_px
    span = height / px_per_lat
    middle = (south + north) / 2
    if span <= 180:  # nothing lies beyond a pole
        middle = max(span / 2 - 90, min(90 - span / 2, middle))
    return Frame(
        (left, top, left + width, top + height),
        lon - width / px_per_lon / 2,
        middle + span / 2,
        px_per_lon,
        px_per_lat,
        m_per_px,
    )


def rings(geometry: BaseGeometry) -> list[list[Point]]:
    """List the rings of the polygons of a geometry.

    Parameters
    ----------
    geometry : shapely geometry
        Any geometry; lines and points are skipped.

    Returns
    -------
    list of list of Point
        Rings without their closing point; holes run against their outer ring.
    """
    polygons = (part for part in _parts(geometry) if part.geom_type == "Polygon")
    outlines = []
    for polygon in polygons:
        oriented = shapely.orient_polygons(polygon)
        for ring in (oriented.exterior, *oriented.interiors):
            outlines.append(_points(ring)[:-1])
    return outlines


def strokes(geometry: BaseGeometry) -> list[list[Point]]:
    """List the lines of a geometry, merged where exactly two of them meet.

    Parameters
    ----------
    geometry : shapely geometry
        Any geometry; polygons and points are skipped.

    Returns
    -------
    list of list of Point
        Lines.
    """
    lines = [part for part in _parts(geometry) if part.geom_type in ("LineString", "LinearRing")]
    if not lines:
        return []
    merged = shapely.line_merge(
        shapely.multilinestrings([shapely.linestrings(_points(line)) for line in lines])
    )
    return [_points(line) for line in shapely.get_parts(merged)]


def _parts(geometry: BaseGeometry) -> Iterable[BaseGeometry]:
    for part in shapely.get_parts(geometry):
        if part.geom_type in ("GeometryCollection", "MultiPolygon", "MultiLineString"):
            yield from _parts(part)
        elif not part.is_empty:
            yield part


def _points(line: BaseGeometry) -> list[Point]:
    return [(float(x), float(y)) for x, y in shapely.get_coordinates(line)]


def _valid(geometry: BaseGeometry) -> BaseGeometry:
    return geometry if shapely.is_valid(geometry) else shapely.make_valid(geometry)
