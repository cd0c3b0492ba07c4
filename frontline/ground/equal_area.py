"""Degrees ↔ metres: a Lambert azimuthal equal-area projection centred on its data.

Areas are exact, and distances over a few hundred kilometres are accurate to better than one part
in a thousand (Snyder, *Map Projections: A Working Manual*, 1987, p. 182).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Frame:
    """A projection between longitude and latitude in degrees (WGS 84) and metres.

    Attributes
    ----------
    to_metres : Transformer
        From degrees to metres.
    to_degrees : Transformer
        From metres to degrees.
    """

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
        return np.column_stack(self.to_metres.transform(lonlat[:, 0], lonlat[:, 1]))

    def project(self, geometry: BaseGeometry) -> BaseGeometry:
        """Project a geometry to metres.

        Parameters
        ----------
        geometry : shapely geometry
            A geometry in degrees (WGS 84).

        Returns
        -------
        shapely geometry
            The geometry in metres.
        """
        return shapely.transform(geometry, self.to_metres.transform, interleaved=False)

    def unproject(self, geometry: BaseGeometry) -> BaseGeometry:
        """Project polygons in metres to degrees, cutting them at the antimeridian.

        Parameters
        ----------
        geometry : shapely geometry
            Polygons in metres.

        Returns
        -------
        shapely geometry
            Polygons in degrees (WGS 84).
        """
        degrees = shapely.transform(geometry, self.to_degrees.transform, interleaved=False)
        west, _, east, _ = degrees.bounds
        return _cut_at_antimeridian(degrees) if east - west > 180 else degrees


def _cut_at_antimeridian(geometry: BaseGeometry) -> BaseGeometry:
    from antimeridian import fix_multi_polygon

    parts = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]
    # Across the antimeridian, the winding of a ring in degrees is meaningless.
    return fix_multi_polygon(shapely.multipolygons(parts), fix_winding=False)


def frame_of(lonlat: Floats) -> Frame:
    """Return the frame centred on positions.

    Longitudes are averaged on the circle, so that the centre of places on both sides of the
    antimeridian lies between them.

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
    radians = np.radians(lonlat[:, 0])
    lon = np.degrees(np.arctan2(np.sin(radians).mean(), np.cos(radians).mean()))
    laea = CRS.from_dict(
        {"proj": "laea", "lon_0": float(lon), "lat_0": float(lonlat[:, 1].mean()), "units": "m"}
    )
    return Frame(
        Transformer.from_crs("OGC:CRS84", laea, always_xy=True),
        Transformer.from_crs(laea, "OGC:CRS84", always_xy=True),
    )
