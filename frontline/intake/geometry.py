"""GeoJSON geometry → shapely, refused with a reason where it cannot be drawn as it stands."""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely.geometry import Point, shape

from frontline.intake.read import Refused

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    _Line = NDArray[np.float64]

_DEPTHS = {
    "Point": 0,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}
_HUGE = 1e15
_M_PER_DEG = 111_195.0  # of a great circle, on the mean sphere
Extent = tuple[float, float, float, float]


def read_geometry(
    geometry: Any, kinds: tuple[str, ...], extent: Extent | None = None
) -> BaseGeometry:
    """Read a GeoJSON geometry (WGS 84, longitude first; heights are dropped).

    ``kinds`` are the GeoJSON types that fit. Where ``extent`` is given, a position outside it
    that would lie inside with its numbers exchanged is refused. Raises Refused.
    """
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(kind, str) or kind not in kinds:
        said = f"the geometry is {kind or 'missing'}; it must be {' or '.join(kinds)}"
        raise Refused("FL304", said)
    coordinates = geometry.get("coordinates")
    lines: list[_Line] = []
    if not _nested(coordinates, _DEPTHS[kind], lines):
        raise Refused("FL304", f'the "coordinates" are not those of a {kind}')
    _check_range(np.concatenate(lines), extent)
    try:
        found = _polygons(kind, coordinates, lines) or shapely.force_2d(
            shape({"type": kind, "coordinates": coordinates})
        )
    except (ValueError, TypeError, shapely.errors.ShapelyError) as error:
        raise Refused("FL303", f"not a valid {kind}: {str(error).lower()}") from error
    if found.is_empty or not found.is_valid:
        raise Refused("FL303", f"not a valid {kind}: {_reason(found)}")
    return found


def blur(geometry: BaseGeometry, blur_m: float) -> BaseGeometry:
    """Move a geometry's point onto the middle of its square of a grid, the same on every run.

    The grid has squares of about ``blur_m`` metres in WGS 84; the geometry's own shape is lost.
    """
    spot = geometry.representative_point()
    step = blur_m / _M_PER_DEG
    lat = (math.floor(spot.y / step) + 0.5) * step
    wide = step / max(math.cos(math.radians(lat)), 0.01)
    return Point((math.floor(spot.x / wide) + 0.5) * wide, max(-90.0, min(90.0, lat)))


def _nested(value: Any, depth: int, lines: list[_Line]) -> bool:
    """Say whether positions stand just ``depth`` lists deep, and add them to ``lines``."""
    if depth == 0:
        return _nested([value], 1, lines)
    if not isinstance(value, list) or not value:
        return False
    if depth > 1:
        return all(_nested(item, depth - 1, lines) for item in value)
    if not all(type(position) is list for position in value):
        return False
    if not ({*map(len, value)} <= {2, 3} and {*map(type, chain(*value))} <= {int, float}):
        return False
    if not all(-_HUGE < number < _HUGE for number in chain(*value)):
        return False
    flat = chain.from_iterable(position[:2] for position in value)
    lines.append(np.fromiter(flat, np.float64, 2 * len(value)).reshape(-1, 2))
    return True


def _polygons(kind: str, coordinates: Any, lines: Iterable[_Line]) -> BaseGeometry | None:
    """Make polygons of their rings; None for another kind."""
    if kind not in ("Polygon", "MultiPolygon"):
        return None
    rings = iter(shapely.linearrings(line) for line in lines)
    polygons = [coordinates] if kind == "Polygon" else coordinates
    each = [list(islice(rings, len(polygon))) for polygon in polygons]
    found = [shapely.polygons(ring, holes=holes or None) for ring, *holes in each]
    return found[0] if kind == "Polygon" else shapely.multipolygons(found)


def _check_range(positions: _Line, extent: Extent | None) -> None:
    """Refuse the first position that cannot be, or that lies in the extent when swapped."""
    west, south, east, north = extent or (-180, -90, 180, 90)
    lon, lat = positions.T
    outside = (np.abs(lat) > 90) | (np.abs(lon) > 180)
    astray = (lon < west) | (lon > east) | (lat < south) | (lat > north)
    swapped = astray & (west <= lat) & (lat <= east) & (south <= lon) & (lon <= north)
    for row in np.flatnonzero(outside | swapped)[:1]:
        at = f"longitude {lon[row]:g}, latitude {lat[row]:g}"
        if outside[row]:
            turned = abs(lon[row]) <= 90 and abs(lat[row]) <= 180
            hint = "swapped? GeoJSON puts longitude first" if turned else "degrees are needed"
            raise Refused("FL301", f"{at} is out of range; {hint}")
        said = "is outside the extent, but inside it when swapped; GeoJSON puts longitude first"
        raise Refused("FL302", f"{at} {said}")


def _reason(geometry: BaseGeometry) -> str:
    """Say what is wrong and where, ``self-intersection at 36.5, 50.2``."""
    if geometry.is_empty:
        return "it is empty"
    words, _, spot = shapely.is_valid_reason(geometry).partition("[")
    at = ", ".join(spot.rstrip("]").split()[:2])
    return f"{words.strip().lower()}{f' at {at}' if at else ''}"
