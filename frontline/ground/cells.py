"""Places → the area around each: nearest-place cells, cut to a reach."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import shapely

from frontline.ground.coverage import cleaned
from frontline.ground.equal_area import HAIR_M, frame_of

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_ARC_SEGMENTS = 16
_LonLat = tuple[float, float]


def cells(
    places: Mapping[str, _LonLat], within: BaseGeometry | None, reach_km: float
) -> dict[str, BaseGeometry]:
    """Return the cell of each place: the area within reach that is nearer to it than to any other.

    Places with an empty cell are omitted. Of several places at one position, only the first by id
    gets a cell.

    Parameters
    ----------
    places : mapping of str to (float, float)
        Longitude and latitude of each place, in degrees (WGS 84).
    within : shapely geometry or None
        The limits of the cells (WGS 84).
    reach_km : float
        The reach of a place, in kilometres.

    Returns
    -------
    dict of str to shapely geometry
        Polygons (WGS 84) that form a coverage: no overlaps, and no gaps within reach. Longitudes
        run on across the antimeridian.
    """
    place_at: dict[_LonLat, str] = {}
    for place in sorted(places):
        place_at.setdefault(places[place], place)
    if not place_at:
        return {}
    ids = list(place_at.values())
    lonlat = np.array(list(place_at))
    frame = frame_of(lonlat)
    points = shapely.points(frame.points(lonlat))
    reach = list(shapely.buffer(points, reach_km * 1000, quad_segs=_ARC_SEGMENTS))
    if len(points) > 1:
        extent = shapely.union_all(reach).envelope
        voronoi = shapely.voronoi_polygons(
            shapely.multipoints(points), extend_to=extent, ordered=True
        )
        reach = list(shapely.intersection(np.array(voronoi.geoms), reach))
    if within is not None:
        reach = list(shapely.intersection(reach, frame.project(within)))
    clean = cleaned([_polygonal(cell) for cell in reach], HAIR_M)
    return {
        place: frame.unproject(cell)
        for place, cell in zip(ids, clean, strict=True)
        if not cell.is_empty
    }


def _polygonal(geometry: BaseGeometry) -> BaseGeometry:
    """Drop points and lines, which an intersection may yield beside polygons."""
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]
    return shapely.multipolygons(parts)
