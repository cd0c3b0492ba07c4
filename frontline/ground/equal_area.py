"""Degrees ↔ metres: a Lambert azimuthal equal-area projection centred on its data.

Areas are exact, and distances over a few hundred kilometres are accurate to better than one part
in a thousand (Snyder, *Map Projections: A Working Manual*, 1987, p. 182).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer

from frontline.model.longitudes import in_window

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

Floats = NDArray[np.float64]

HAIR_M: Final = 1.0
"""Edges that differ by less are one: more than rounding, less than the grid of a map, in metres."""

STRAIGHT_DEG: Final = 0.05
"""Up to this length, an edge straight in degrees is straight in the frame to within a metre."""

_EDGE_M: Final = 20_000.0
_POLAR_EDGE_M: Final = 2_000.0
_POLAR_M: Final = 1_500_000.0
"""Longest edges that are taken to degrees as they are, and the distance from a pole within which
shorter ones are needed."""

_SIDE_DEG: Final = 90.0

_FAR_M: Final = 1.3e7
"""Farther from the centre than any position on the globe, in metres."""

_ON_M: Final = 1e-3

_TOGETHER: Final = 0.95
_POLAR_DEG: Final = 75.0
"""How closely longitudes must agree (1 if they are equal), and how far from the poles positions
must be, for the mean of longitudes and latitudes to be a centre."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A projection between longitude and latitude in degrees (WGS 84) and metres.

    Attributes
    ----------
    lon, lat : float
        Centre in degrees; positions get the longitudes within 180 degrees of it.
    to_metres : Transformer
        From degrees to metres.
    to_degrees : Transformer
        From metres to degrees.
    """

    lon: float
    lat: float
    to_metres: Transformer
    to_degrees: Transformer

    def points(self, lonlat: Floats) -> Floats:
        """Project positions to metres.

        Parameters
        ----------
        lonlat : ndarray, shape (n, 2)
            Longitude and latitude in degrees (WGS 84).

        Returns
        -------
        ndarray, shape (n, 2)
            Easting and northing in metres.
        """
        metres = np.column_stack(self.to_metres.transform(lonlat[:, 0], lonlat[:, 1]))
        return np.asarray(np.nan_to_num(metres, posinf=_FAR_M))  # infinite opposite the centre

    def lonlat(self, metres: Floats) -> Floats:
        """Project positions to degrees.

        Parameters
        ----------
        metres : ndarray, shape (n, 2)
            Easting and northing in metres.

        Returns
        -------
        ndarray, shape (n, 2)
            Longitude and latitude in degrees (WGS 84).
        """
        lon, lat = self.to_degrees.transform(metres[:, 0], metres[:, 1])
        return np.column_stack([lon + 360 * np.rint((self.lon - lon) / 360), lat])

    def project(self, geometry: BaseGeometry) -> BaseGeometry:
        """Project a geometry to metres, with edges that stay where they are in degrees.

        Parameters
        ----------
        geometry : shapely geometry
            A geometry in degrees (WGS 84).

        Returns
        -------
        shapely geometry
            The geometry in metres.
        """
        bent = shapely.segmentize(self._near(geometry), STRAIGHT_DEG)
        metres = shapely.transform(bent, self.to_metres.transform, interleaved=False)
        if shapely.get_dimensions(metres) < 2 or shapely.is_valid(metres):
            return metres
        return shapely.make_valid(metres, method="structure", keep_collapsed=False)

    def _near(self, geometry: BaseGeometry) -> BaseGeometry:
        """Return the part of a geometry on the centre's side of the globe."""
        west, _, east, _ = geometry.bounds
        if (
            west >= self.lon - _SIDE_DEG
            and east <= self.lon + _SIDE_DEG
            and abs(self.lat) < _POLAR_DEG
        ):
            return geometry
        turned = in_window(geometry, self.lon - 180)
        if abs(self.lat) < _POLAR_DEG:
            side = shapely.box(self.lon - _SIDE_DEG, -90, self.lon + _SIDE_DEG, 90)
        else:
            pole = math.copysign(90, self.lat)
            side = shapely.box(self.lon - 180, min(0, pole), self.lon + 180, max(0, pole))
        return shapely.intersection(turned, side)

    def unproject(self, geometry: BaseGeometry) -> BaseGeometry:
        """Project polygons in metres to degrees, cutting them opposite the centre.

        A polygon around a pole reaches it along all its longitudes.

        Parameters
        ----------
        geometry : shapely geometry
            Polygons in metres.

        Returns
        -------
        shapely geometry
            Polygons in degrees (WGS 84), within 180 degrees of longitude of the centre.
        """
        _, y = self.to_metres.transform([self.lon] * 2, [90, -90])
        north = float(y[0]) if y[0] < _FAR_M else _FAR_M
        south = float(y[1]) if abs(y[1]) < _FAR_M else -_FAR_M
        low, bottom, high, top = geometry.bounds
        is_polar = top > north - _POLAR_M or bottom < south + _POLAR_M
        geometry = shapely.segmentize(geometry, _POLAR_EDGE_M if is_polar else _EDGE_M)
        if low > 0 or high < 0 or (top < north and bottom > south):
            return shapely.transform(geometry, self.lonlat)
        return shapely.union_all(
            [
                self._half(part, sign, north, south)
                for sign in (-1, 1)
                for part in shapely.get_parts(_half_plane(geometry, sign, north, south))
                if part.geom_type == "Polygon"
            ]
        )

    def _half(self, half: BaseGeometry, sign: int, north: float, south: float) -> BaseGeometry:
        """Project a polygon on one side of the centre's meridian, which may run along both."""

        def degrees(ring: BaseGeometry) -> Floats:
            xy = shapely.get_coordinates(ring)[:-1]
            lonlat = self.lonlat(xy)
            is_far = (xy[:, 1] > north) | (xy[:, 1] < south)
            on_axis = np.abs(xy[:, 0]) < _ON_M
            lonlat[on_axis, 0] = self.lon + np.where(is_far, 180.0 * sign, 0.0)[on_axis]
            poles = on_axis & (np.abs(xy[:, 1:] - [north, south]) < _ON_M).any(axis=1)
            lonlat[poles, 1] = np.copysign(90.0, lonlat[poles, 1])
            corners = []
            for i, corner in enumerate(lonlat):
                if not poles[i]:
                    corners.append(corner)
                    continue
                for neighbour in (lonlat[i - 1], lonlat[(i + 1) % len(lonlat)]):
                    corners.append(np.array([neighbour[0], corner[1]]))
            return np.array(corners)

        return shapely.Polygon(degrees(half.exterior), [degrees(hole) for hole in half.interiors])


def _half_plane(geometry: BaseGeometry, sign: int, north: float, south: float) -> BaseGeometry:
    """Return what lies on one side of the centre's meridian, with corners at the poles."""
    far = 2 * _FAR_M
    rim = [(0, -far), (far * sign, -far), (far * sign, far), (0, far)]
    corners = [(0, south), *rim, (0, north)]
    return shapely.intersection(geometry, shapely.Polygon(corners))


def frame_of(lonlat: Floats) -> Frame:
    """Return the frame centred on positions.

    Longitudes are averaged on the circle, so that the centre of places on both sides of the
    antimeridian lies between them; if they are far apart or near a pole, positions are averaged in
    space.

    Parameters
    ----------
    lonlat : ndarray, shape (n, 2)
        Longitude and latitude in degrees (WGS 84).

    Returns
    -------
    Frame
        The frame.

    Examples
    --------
    >>> lonlat = np.array([[36.0, 50.0], [37.0, 50.0]])
    >>> (frame_of(lonlat).points(lonlat) / 1000).round().tolist()
    [[-36.0, 0.0], [36.0, 0.0]]
    """
    lon, lat = _centre(lonlat)
    laea = CRS.from_dict({"proj": "laea", "lon_0": lon, "lat_0": lat, "units": "m"})
    return Frame(
        lon + 360 * round((float(lonlat[:, 0].mean()) - lon) / 360),
        lat,
        Transformer.from_crs("OGC:CRS84", laea, always_xy=True),
        Transformer.from_crs(laea, "OGC:CRS84", always_xy=True),
    )


def _centre(lonlat: Floats) -> tuple[float, float]:
    lon, lat = np.radians(lonlat).T
    east, north = np.cos(lon), np.sin(lon)
    if np.hypot(east.mean(), north.mean()) > _TOGETHER and np.abs(lonlat[:, 1]).max() < _POLAR_DEG:
        return float(np.degrees(np.arctan2(north.mean(), east.mean()))), float(lonlat[:, 1].mean())
    x, y = (east * np.cos(lat)).mean(), (north * np.cos(lat)).mean()
    centre_lat = np.degrees(np.arctan2(np.sin(lat).mean(), np.hypot(x, y)))
    return round(float(np.degrees(np.arctan2(y, x))), 6), round(float(centre_lat), 6)
