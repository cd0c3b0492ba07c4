"""GeoJSON geometry → shapely, or the reason why it cannot be drawn."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely.geometry import Point, shape

from frontline.errors import Refused
from frontline.intake.formats.geometry_faults import TINY, Extent, fault

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
_HUGE = 1e15
_M_PER_DEG = 111_195.0  # of a great circle, on the mean sphere


def read_geometry(
    geometry: Any, kinds: tuple[str, ...], extent: Extent | None = None
) -> BaseGeometry:
    """Read a GeoJSON geometry.

    Parameters
    ----------
    geometry : Any
        GeoJSON geometry, longitude first in degrees (WGS 84); heights are dropped.
    kinds : tuple of str
        Allowed GeoJSON types.
    extent : tuple of float, optional
        West, south, east, north: a position outside that would be inside when swapped is refused.

    Returns
    -------
    shapely geometry
        Valid, not empty, two-dimensional.

    Raises
    ------
    Refused
        With the first fault, and its position where it has one.

    Examples
    --------
    >>> read_geometry({"type": "Point", "coordinates": [36.5, 50.0, 120]}, ("Point",)).wkt
    'POINT (36.5 50)'
    """
    lines: list[list[Any]] = []
    try:
        kind = _walk(geometry, kinds, lines)
        xy = _positions(lines)
        if kind in POLYGONAL:
            result = _polygons([geometry], lines, xy, extent)[0]
        else:
            _check_places(xy, lines, extent)
            whole = shape({"type": kind, "coordinates": geometry["coordinates"]})
            result = shapely.force_2d(whole)
    except (_Odd, ValueError, TypeError, shapely.errors.ShapelyError) as error:
        raise fault(geometry, kinds, extent) from error
    if result.is_empty or not result.is_valid:
        raise fault(geometry, kinds, extent)
    if extent and not _is_near(result, extent):
        raise _elsewhere(result)
    return result


def read_polygons(
    geometries: Sequence[Any], extent: Extent | None = None
) -> list[BaseGeometry | Refused]:
    """Read many polygons at once, as ``read_geometry`` does one by one.

    Parameters
    ----------
    geometries : sequence
        GeoJSON Polygons and MultiPolygons, longitude first in degrees (WGS 84).
    extent : tuple of float, optional
        West, south, east, north of the map.

    Returns
    -------
    list of shapely geometry or Refused
        One per input, in order.
    """
    lines: list[list[Any]] = []
    try:
        for geometry in geometries:
            _walk(geometry, POLYGONAL, lines)
        polygons = _polygons(geometries, lines, _positions(lines), extent)
        good = shapely.is_valid(polygons).all() and not shapely.is_empty(polygons).any()
        if good and (not extent or _is_near(polygons, extent).all()):
            return list(polygons)
    except (_Odd, ValueError, TypeError, shapely.errors.ShapelyError):
        pass
    return [_read_or_refuse(geometry, extent) for geometry in geometries]


def _read_or_refuse(geometry: Any, extent: Extent | None) -> BaseGeometry | Refused:
    try:
        return read_geometry(geometry, POLYGONAL, extent)
    except Refused as refused:
        return refused


def blur(geometry: BaseGeometry, blur_m: float) -> BaseGeometry:
    """Move a geometry's point to the centre of its cell of a fixed grid, the same on every run.

    Parameters
    ----------
    geometry : shapely geometry
        Any geometry in degrees (WGS 84); its shape is lost.
    blur_m : float
        Width of a cell in metres.

    Returns
    -------
    Point
        Centre of the cell.

    Examples
    --------
    >>> blur(Point(36.51, 50.02), 5000) == blur(Point(36.52, 50.03), 5000)
    True
    """
    point = geometry.representative_point()
    step = blur_m / _M_PER_DEG
    lat = (math.floor(point.y / step) + 0.5) * step
    wide = step / max(math.cos(math.radians(lat)), 0.01)
    return Point((math.floor(point.x / wide) + 0.5) * wide, max(-90.0, min(90.0, lat)))


class _Odd(Exception):  # noqa: N818  # only says that a closer look is needed
    """A fault of a geometry, which ``fault`` will word."""


def _walk(geometry: Any, kinds: tuple[str, ...], lines: list[list[Any]]) -> str:
    """Return the type of a geometry, and add its lines of positions to ``lines``."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(kind, str) or kind not in kinds:
        raise _Odd
    if not _nested(geometry.get("coordinates"), _DEPTHS[kind], lines):
        raise _Odd
    return kind


def _nested(value: Any, depth: int, lines: list[list[Any]]) -> bool:
    """Check that lines are nested exactly ``depth`` lists deep, adding them to ``lines``."""
    if depth == 0:
        return _nested([value], 1, lines)
    if not isinstance(value, list) or not value:
        return False
    if depth > 1:
        return all(_nested(item, depth - 1, lines) for item in value)
    lines.append(value)
    return True


def _positions(lines: Iterable[list[Any]]) -> _XY:
    """Return the positions of lines one after the other, (n, 2); heights are dropped."""
    every = list(chain.from_iterable(lines))
    sizes = {*map(len, every)} if {*map(type, every)} <= {list} else set()
    if not (sizes and sizes <= {2, 3} and {*map(type, chain.from_iterable(every))} <= {int, float}):
        raise _Odd
    positions = every if len(sizes) == 1 else (position[:2] for position in every)
    try:
        numbers = np.array(list(chain.from_iterable(positions)), dtype=np.float64)
    except OverflowError:
        numbers = np.array([np.inf])
    if not (np.abs(numbers) < _HUGE).all():
        raise _Odd
    return numbers.reshape(len(every), -1)[:, :2]


def _polygons(
    geometries: Iterable[Any], lines: Sequence[list[Any]], xy: _XY, extent: Extent | None
) -> NDArray[np.object_]:
    """Build Polygons and MultiPolygons from their rings, whose positions are concatenated."""
    _check_places(xy, lines, extent)
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
    ends = np.cumsum(sizes)
    if min(sizes) < 4 or (xy[ends - sizes] != xy[ends - 1]).any():
        raise _Odd
    ring = shapely.linearrings(xy, indices=np.repeat(np.arange(len(sizes)), sizes))
    polygon = shapely.polygons(ring, indices=polygon_of)
    if (shapely.area(polygon) < TINY).any():
        raise _Odd
    result: NDArray[np.object_] = shapely.multipolygons(polygon, indices=whole_of)
    result[np.array(whole_of)[alone]] = polygon[alone]
    return result


def _check_places(xy: _XY, lines: Sequence[list[Any]], extent: Extent | None) -> None:
    """Refuse positions off the globe or swapped, and steps round the world; raises ``_Odd``."""
    west, south, east, north = extent or (-180, -90, 180, 90)
    lon, lat = xy.T
    outside = (np.abs(lat) > 90) | (np.abs(lon) > 180)
    astray = (lon < west) | (lon > east) | (lat < south) | (lat > north)
    swapped = astray & (west <= lat) & (lat <= east) & (south <= lon) & (lon <= north)
    nowhere = astray & (lon == 0) & (lat == 0)
    step = np.abs(np.diff(lon))
    step[np.cumsum([*map(len, lines)])[:-1] - 1] = 0  # from the end of a line to the next
    if (outside | swapped | nowhere).any() or ((step > 180) & (step < 360)).any():
        raise _Odd


def _is_near(geometry: BaseGeometry | NDArray[np.object_], extent: Extent) -> NDArray[np.bool_]:
    """Check which geometries are within the extent's own size of it, or within five degrees.

    A near one may shape the cells at the edge, or be named; a far one is a mistake.
    """
    wide, high = max(extent[2] - extent[0], 5), max(extent[3] - extent[1], 5)
    west, south, east, north = shapely.bounds(geometry).T
    beside = (west > extent[2] + wide) | (east < extent[0] - wide)
    return np.asarray(~(beside | (south > extent[3] + high) | (north < extent[1] - high)))


def _elsewhere(geometry: BaseGeometry) -> Refused:
    west, south, east, north = geometry.bounds
    middle = f"{(west + east) / 2:g}, {(south + north) / 2:g}"
    expected = "far outside the extent of map.toml: correct or remove it"
    return Refused("FL351", f"the geometry is at {middle}, {expected}")
