"""GeoJSON geometry → shapely, refused with a reason where it cannot be drawn as it stands."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import shapely
from shapely.geometry import Point, shape

from frontline.intake.read import Refused

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

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
    if not _nested(coordinates, _DEPTHS[kind]):
        raise Refused("FL304", f'the "coordinates" are not those of a {kind}')
    for lon, lat in _positions(coordinates):
        _check_range(lon, lat, extent)
    try:
        found = shapely.force_2d(shape({"type": kind, "coordinates": coordinates}))
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


def _nested(value: Any, depth: int) -> bool:
    """Say whether positions stand just ``depth`` lists deep."""
    if depth:
        return isinstance(value, list) and bool(value) and all(_nested(v, depth - 1) for v in value)
    return (
        isinstance(value, list)
        and len(value) in (2, 3)
        and all(type(v) in (int, float) and -_HUGE < v < _HUGE for v in value)
    )


def _positions(value: Any) -> Iterator[tuple[float, float]]:
    if isinstance(value[0], list):
        for item in value:
            yield from _positions(item)
    else:
        yield float(value[0]), float(value[1])


def _check_range(lon: float, lat: float, extent: Extent | None) -> None:
    at = f"longitude {lon:g}, latitude {lat:g}"
    if abs(lat) > 90 or abs(lon) > 180:
        swapped = abs(lon) <= 90 and abs(lat) <= 180
        hint = "swapped? GeoJSON puts longitude first" if swapped else "degrees are needed"
        raise Refused("FL301", f"{at} is out of range; {hint}")
    if extent:
        west, south, east, north = extent
        inside = west <= lon <= east and south <= lat <= north
        if not inside and west <= lat <= east and south <= lon <= north:
            said = "is outside the extent, but inside it when swapped; GeoJSON puts longitude first"
            raise Refused("FL302", f"{at} {said}")


def _reason(geometry: BaseGeometry) -> str:
    """Say what is wrong and where, ``self-intersection at 36.5, 50.2``."""
    if geometry.is_empty:
        return "it is empty"
    words, _, spot = shapely.is_valid_reason(geometry).partition("[")
    at = ", ".join(spot.rstrip("]").split()[:2])
    return f"{words.strip().lower()}{f' at {at}' if at else ''}"
