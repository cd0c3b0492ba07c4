"""GeoJSON geometry → shapely, refused with a reason where it cannot be drawn as it stands."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely.geometry import Point, shape

from frontline.errors import Refused

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    _XY = NDArray[np.float64]

_DEPTHS = {
    "Point": 0,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}
POLYGONAL = ("Polygon", "MultiPolygon")
_NOT_THOSE = 'the "coordinates" are not those of a {}'
_RING = "a ring needs at least four positions, and the last is the first again"
_LINE = "a line needs at least two positions"
_SHORT = {
    "Polygon": _RING,
    "MultiPolygon": _RING,
    "LineString": _LINE,
    "MultiLineString": _LINE,
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
    lines: list[list[Any]] = []
    kind = _walk(geometry, kinds, lines)
    xy = _positions(kind, lines)
    _check_range(xy, extent)
    try:
        found = (
            _polygons([geometry], lines, xy)[0]
            if kind in POLYGONAL
            else shapely.force_2d(shape({"type": kind, "coordinates": geometry["coordinates"]}))
        )
    except (ValueError, TypeError, shapely.errors.ShapelyError) as error:
        raise Refused("FL306", _SHORT.get(kind, _NOT_THOSE.format(kind))) from error
    if found.is_empty or not found.is_valid:
        raise Refused("FL303", f"not a valid {kind}: {_reason(found)}")
    return found


def read_polygons(
    geometries: Sequence[Any], extent: Extent | None = None
) -> list[BaseGeometry | Refused]:
    """Do what ``read_geometry`` does for many polygons, or say why one is refused.

    All are read at once, and one by one where something is wrong with any.
    """
    lines: list[list[Any]] = []
    try:
        for geometry in geometries:
            _walk(geometry, POLYGONAL, lines)
        xy = _positions("Polygon", lines)
        _check_range(xy, extent)
        found = _polygons(geometries, lines, xy)
        if shapely.is_valid(found).all() and not shapely.is_empty(found).any():
            return list(found)
    except (Refused, ValueError, TypeError, shapely.errors.ShapelyError):
        pass
    return [_read_or_refuse(geometry, extent) for geometry in geometries]


def _read_or_refuse(geometry: Any, extent: Extent | None) -> BaseGeometry | Refused:
    try:
        return read_geometry(geometry, POLYGONAL, extent)
    except Refused as refused:
        return refused


def blur(geometry: BaseGeometry, blur_m: float) -> BaseGeometry:
    """Move a geometry's point onto the middle of its square of a grid, the same on every run.

    The grid has squares of about ``blur_m`` metres in WGS 84; the geometry's own shape is lost.
    """
    spot = geometry.representative_point()
    step = blur_m / _M_PER_DEG
    lat = (math.floor(spot.y / step) + 0.5) * step
    wide = step / max(math.cos(math.radians(lat)), 0.01)
    return Point((math.floor(spot.x / wide) + 0.5) * wide, max(-90.0, min(90.0, lat)))


def _walk(geometry: Any, kinds: tuple[str, ...], lines: list[list[Any]]) -> str:
    """Return the type of a geometry, and add its lines of positions to ``lines``."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(kind, str) or kind not in kinds:
        said = f"the geometry is {kind or 'missing'}; it must be {' or '.join(kinds)}"
        raise Refused("FL304", said)
    if not _nested(geometry.get("coordinates"), _DEPTHS[kind], lines):
        raise Refused("FL305", _NOT_THOSE.format(kind))
    return kind


def _nested(value: Any, depth: int, lines: list[list[Any]]) -> bool:
    """Say whether lines stand just ``depth`` lists deep, and add them to ``lines``."""
    if depth == 0:
        return _nested([value], 1, lines)
    if not isinstance(value, list) or not value:
        return False
    if depth > 1:
        return all(_nested(item, depth - 1, lines) for item in value)
    lines.append(value)
    return True


def _positions(kind: str, lines: Iterable[list[Any]]) -> _XY:
    """Return the positions of lines one after the other, (n, 2); heights are dropped."""
    every = list(chain.from_iterable(lines))
    sizes = {*map(len, every)} if {*map(type, every)} <= {list} else set()
    if not (sizes and sizes <= {2, 3} and {*map(type, chain.from_iterable(every))} <= {int, float}):
        raise Refused("FL305", _NOT_THOSE.format(kind))
    some = every if len(sizes) == 1 else (position[:2] for position in every)
    try:
        numbers = np.array(list(chain.from_iterable(some)), dtype=np.float64)
    except OverflowError:
        numbers = np.array([np.inf])
    if not (np.abs(numbers) < _HUGE).all():
        raise Refused("FL305", _NOT_THOSE.format(kind))
    return numbers.reshape(len(every), -1)[:, :2]


def _polygons(
    geometries: Iterable[Any], lines: Iterable[list[Any]], xy: _XY
) -> NDArray[np.object_]:
    """Make Polygons and MultiPolygons of their rings, the positions of which follow each other."""
    polygon_of: list[int] = []  # of each ring
    whole_of: list[int] = []  # of each polygon
    alone: list[int] = []
    for number, geometry in enumerate(geometries):
        polygons = geometry["coordinates"]
        if geometry["type"] == "Polygon":
            polygons = [polygons]
            alone.append(len(whole_of))
        for rings in polygons:
            polygon_of += [len(whole_of)] * len(rings)
            whole_of.append(number)
    sizes = [*map(len, lines)]
    ring = shapely.linearrings(xy, indices=np.repeat(np.arange(len(sizes)), sizes))
    polygon = shapely.polygons(ring, indices=polygon_of)
    found: NDArray[np.object_] = shapely.multipolygons(polygon, indices=whole_of)
    found[np.array(whole_of)[alone]] = polygon[alone]
    return found


def _check_range(positions: _XY, extent: Extent | None) -> None:
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
