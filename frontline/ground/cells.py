"""Places → the ground each one speaks for: nearest-place cells, cut to a reach."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import shapely

from frontline.ground.equal_area import frame_of

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_ARC_SEGMENTS = 16
_LonLat = tuple[float, float]


def cells(
    places: Mapping[str, _LonLat], within: BaseGeometry | None, reach_km: float
) -> dict[str, BaseGeometry]:
    """Give each place the area that is nearer to it than to any other, no further than its reach.

    A place whose cell is empty, or which stands at the same position as one before it in the order
    of ids, is left out.

    Parameters
    ----------
    places : mapping of str to (float, float)
        Longitude and latitude of each place, in degrees (WGS 84).
    within : shapely geometry or None
        Limits of the cells (WGS 84).
    reach_km : float
        The reach of a place, in kilometres.

    Returns
    -------
    dict of str to shapely geometry
        Polygons (WGS 84) that form a coverage: no overlaps, and no gaps within reach.
    """
    spots: dict[_LonLat, str] = {}
    for place in sorted(places):
        spots.setdefault(places[place], place)
    if not spots:
        return {}
    ids = list(spots.values())
    lonlat = np.array(list(spots))
    frame = frame_of(lonlat)
    points = shapely.points(frame.points(lonlat))
    reach = list(shapely.buffer(points, reach_km * 1000, quad_segs=_ARC_SEGMENTS))
    if len(points) > 1:
        around = shapely.union_all(reach).envelope
        voronoi = shapely.voronoi_polygons(
            shapely.multipoints(points), extend_to=around, ordered=True
        )
        reach = list(shapely.intersection(np.array(voronoi.geoms), reach))
    if within is not None:
        reach = list(shapely.intersection(reach, frame.project(within)))
    clean = shapely.coverage_clean([_polygonal(cell) for cell in reach])
    return {
        place: frame.unproject(cell)
        for place, cell in zip(ids, clean, strict=True)
        if not cell.is_empty
    }


def _polygonal(geometry: BaseGeometry) -> BaseGeometry:
    """Drop the points and lines that an intersection may leave beside its polygons."""
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]
    return shapely.multipolygons(parts)
