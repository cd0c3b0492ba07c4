"""Degrees ↔ metres: a Lambert azimuthal equal-area frame centred on what it is for.

Areas are true in it, and distances to better than one part in a thousand over a few hundred
kilometres (Snyder, *Map Projections: A Working Manual*, 1987, p. 182).
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
    """A projection between longitude and latitude in degrees (WGS 84), and metres.

    Attributes
    ----------
    there : Transformer
        From degrees to metres.
    back : Transformer
        From metres to degrees.
    """

    there: Transformer
    back: Transformer

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
        return np.column_stack(self.there.transform(lonlat[:, 0], lonlat[:, 1]))

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
        return shapely.transform(geometry, self.there.transform, interleaved=False)

    def unproject(self, geometry: BaseGeometry) -> BaseGeometry:
        """Bring polygons in metres back to degrees, cut where they cross the antimeridian.

        Parameters
        ----------
        geometry : shapely geometry
            Polygons in metres.

        Returns
        -------
        shapely geometry
            Polygons in degrees (WGS 84).
        """
        degrees = shapely.transform(geometry, self.back.transform, interleaved=False)
        west, _, east, _ = degrees.bounds
        return _cut(degrees) if east - west > 180 else degrees


def _cut(geometry: BaseGeometry) -> BaseGeometry:
    from antimeridian import fix_multi_polygon

    parts = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]
    # Wound by hand: across the antimeridian the sense of a ring in degrees says nothing.
    return fix_multi_polygon(shapely.multipolygons(parts), fix_winding=False)


def frame_of(lonlat: Floats) -> Frame:
    """Make the frame centred on positions.

    Longitudes are averaged on the circle, so that places on both sides of the antimeridian have
    their centre between them.

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
    turn = np.radians(lonlat[:, 0])
    lon = np.degrees(np.arctan2(np.sin(turn).mean(), np.cos(turn).mean()))
    laea = CRS.from_dict(
        {"proj": "laea", "lon_0": float(lon), "lat_0": float(lonlat[:, 1].mean()), "units": "m"}
    )
    return Frame(
        Transformer.from_crs("OGC:CRS84", laea, always_xy=True),
        Transformer.from_crs(laea, "OGC:CRS84", always_xy=True),
    )
