"""Places → the ground each one speaks for: nearest-place cells, cut to a reach.

The cells are the Voronoi cells of the places (Thiessen polygons) in a Lambert azimuthal
equal-area frame centred on them, so that "nearest" means nearest on the ground to better than
one part in a thousand over a few hundred kilometres.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import shapely
from pyproj import CRS, Transformer
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

_ARC_SEGMENTS = 16
_LonLat = tuple[float, float]
_Transform = Callable[[BaseGeometry], BaseGeometry]


def cells(
    places: Mapping[str, _LonLat], within: BaseGeometry | None, reach_km: float
) -> dict[str, BaseGeometry]:
    """Give each place the ground that is nearer to it than to any other, no further than its reach.

    ``places`` maps ids to longitude and latitude, ``within`` (WGS 84) cuts the result where
    given. Returns polygons in WGS 84 that form a valid coverage: no gaps beside the reach, no
    overlaps. A place whose cell is empty, or which stands on the very spot of one before it in
    the order of ids, is left out.
    """
    spots: dict[_LonLat, str] = {}
    for place in sorted(places):
        spots.setdefault(places[place], place)
    if not spots:
        return {}
    ids = list(spots.values())
    project, unproject = _frame(list(spots))
    points = [project(Point(spot)) for spot in spots]
    reach = [point.buffer(reach_km * 1000, quad_segs=_ARC_SEGMENTS) for point in points]
    if len(points) > 1:
        around = shapely.union_all(reach).envelope
        voronoi = shapely.voronoi_polygons(
            shapely.multipoints(points), extend_to=around, ordered=True
        )
        reach = list(shapely.intersection(np.array(voronoi.geoms), reach))
    if within is not None:
        reach = list(shapely.intersection(reach, project(within)))
    clean = shapely.coverage_clean([_polygonal(cell) for cell in reach])
    return {
        place: unproject(cell) for place, cell in zip(ids, clean, strict=True) if not cell.is_empty
    }


def _polygonal(geometry: BaseGeometry) -> BaseGeometry:
    """Drop the points and lines that an intersection may leave beside its polygons."""
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]
    return shapely.multipolygons(parts)


def _frame(spots: list[_LonLat]) -> tuple[_Transform, _Transform]:
    lon, lat = np.mean(spots, axis=0)
    laea = CRS.from_dict({"proj": "laea", "lon_0": float(lon), "lat_0": float(lat), "units": "m"})
    there = Transformer.from_crs("OGC:CRS84", laea, always_xy=True)
    back = Transformer.from_crs(laea, "OGC:CRS84", always_xy=True)
    return (
        lambda g: shapely.transform(g, there.transform, interleaved=False),
        lambda g: shapely.transform(g, back.transform, interleaved=False),
    )
