"""GeoJSON geometry → shapely geometry, or the reason why it is invalid."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely.geometry import Point, shape

from frontline.errors import RefusedInput
from frontline.intake.formats.geometry_faults import TINY, fault
from frontline.model.longitudes import (
    M_PER_DEG,
    SURROUNDINGS_DEG,
    WEST,
    Extent,
    in_window,
    lon_in,
    lons_in,
    window_west,
)

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
_MAX_COORDINATE = 1e15


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
        West, south, east, north: a position that is inside only when swapped is refused.

    Returns
    -------
    shapely geometry
        Valid, not empty, two-dimensional.

    Raises
    ------
    RefusedInput
        With the first fault, and its position if it has one.

    Examples
    --------
    >>> read_geometry({"type": "Point", "coordinates": [36.5, 50.0, 120]}, ("Point",)).wkt
    'POINT (36.5 50)'
    """
    lines: list[list[Any]] = []
    try:
        kind = _collect_lines(geometry, kinds, lines)
        xy = _positions(lines)
        if kind in POLYGONAL:
            result = _polygons([geometry], lines, xy, extent)[0]
        else:
            _check_positions(xy, lines, extent)
            with_heights = shape({"type": kind, "coordinates": geometry["coordinates"]})
            result = shapely.force_2d(with_heights)
    except (_Invalid, ValueError, TypeError, shapely.errors.ShapelyError) as error:
        raise fault(geometry, kinds, extent) from error
    if result.is_empty or not result.is_valid:
        raise fault(geometry, kinds, extent)
    result = in_window(result, _west(extent))
    if extent and not _is_near(result, extent):
        raise _far_outside(result)
    return result


def read_polygons(
    geometries: Sequence[Any], extent: Extent | None = None
) -> list[BaseGeometry | RefusedInput]:
    """Read many polygons at once, with the same results as ``read_geometry``.

    Parameters
    ----------
    geometries : sequence
        GeoJSON Polygons and MultiPolygons, longitude first in degrees (WGS 84).
    extent : tuple of float, optional
        West, south, east, north of the map.

    Returns
    -------
    list of shapely geometry or RefusedInput
        One per input, in the same order.
    """
    lines: list[list[Any]] = []
    try:
        for geometry in geometries:
            _collect_lines(geometry, POLYGONAL, lines)
        polygons = _polygons(geometries, lines, _positions(lines), extent)
        all_valid = shapely.is_valid(polygons).all() and not shapely.is_empty(polygons).any()
        if all_valid and (west := _west(extent)) != WEST:
            polygons = np.array([in_window(polygon, west) for polygon in polygons], dtype=object)
        if all_valid and (not extent or _is_near(polygons, extent).all()):
            return list(polygons)
    except (_Invalid, ValueError, TypeError, shapely.errors.ShapelyError):
        pass
    return [_read_or_refuse(geometry, extent) for geometry in geometries]


def _read_or_refuse(geometry: Any, extent: Extent | None) -> BaseGeometry | RefusedInput:
    try:
        return read_geometry(geometry, POLYGONAL, extent)
    except RefusedInput as refused:
        return refused


def blur(geometry: BaseGeometry, blur_m: float, west: float = WEST) -> BaseGeometry:
    """Replace a geometry by the centre of its cell of a fixed grid, the same on every run.

    The grid is that of the globe, whatever the map. What is left of a parallel at the antimeridian
    and of a meridian at the poles belongs to the last cell, so that no cell is narrower.

    Parameters
    ----------
    geometry : shapely geometry
        Any geometry in degrees (WGS 84).
    blur_m : float
        Width of a cell in metres.
    west : float
        Western end of the window of 360 degrees in which the centre is given.

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
    cell_lat = blur_m / M_PER_DEG
    lat = _middle_of_cell(point.y, cell_lat, 90.0)
    cell_lon = cell_lat / math.cos(math.radians(lat))
    lon = _middle_of_cell(lon_in(point.x, WEST), cell_lon, 180.0)
    return Point(lon_in(lon, west), lat)


def _middle_of_cell(value: float, width: float, end: float) -> float:
    """Return the middle of the cell, counted from 0, in which a value from -end to end lies."""
    last = math.floor(end / width) - 1
    if last < 0:  # not even one cell on either side
        return 0.0
    cell = min(max(math.floor(value / width), -last - 1), last)
    low = -end if cell < -last else cell * width
    high = end if cell == last else (cell + 1) * width
    return (low + high) / 2


class _Invalid(Exception):  # noqa: N818  # ``fault`` finds the reason
    """A geometry is invalid for a reason that ``fault`` describes."""


def _collect_lines(geometry: Any, kinds: tuple[str, ...], lines: list[list[Any]]) -> str:
    """Return the type of a geometry, and add its lines of positions to ``lines``."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(kind, str) or kind not in kinds:
        raise _Invalid
    if not _collect_nested(geometry.get("coordinates"), _DEPTHS[kind], lines):
        raise _Invalid
    return kind


def _collect_nested(value: Any, depth: int, lines: list[list[Any]]) -> bool:
    """Add the lines of nested lists to ``lines``; return whether they are ``depth`` lists deep."""
    if depth == 0:
        return _collect_nested([value], 1, lines)
    if not isinstance(value, list) or not value:
        return False
    if depth > 1:
        return all(_collect_nested(item, depth - 1, lines) for item in value)
    lines.append(value)
    return True


def _positions(lines: Iterable[list[Any]]) -> _XY:
    """Return the concatenated positions of lines, shape (n, 2); heights are dropped."""
    all_positions = list(chain.from_iterable(lines))
    sizes = {*map(len, all_positions)} if {*map(type, all_positions)} <= {list} else set()
    if not (
        sizes
        and sizes <= {2, 3}
        and {*map(type, chain.from_iterable(all_positions))} <= {int, float}
    ):
        raise _Invalid
    positions = all_positions if len(sizes) == 1 else (position[:2] for position in all_positions)
    try:
        numbers = np.array(list(chain.from_iterable(positions)), dtype=np.float64)
    except OverflowError:
        numbers = np.array([np.inf])
    if not (np.abs(numbers) < _MAX_COORDINATE).all():
        raise _Invalid
    return numbers.reshape(len(all_positions), -1)[:, :2]


def _polygons(
    geometries: Iterable[Any], lines: Sequence[list[Any]], xy: _XY, extent: Extent | None
) -> NDArray[np.object_]:
    """Build Polygons and MultiPolygons from their rings, whose positions are concatenated."""
    _check_positions(xy, lines, extent)
    polygon_of: list[int] = []  # of each ring
    geometry_of: list[int] = []  # of each polygon
    single_polygons: list[int] = []
    for number, geometry in enumerate(geometries):
        polygons = geometry["coordinates"]
        if geometry["type"] == "Polygon":
            polygons = [polygons]
            single_polygons.append(len(geometry_of))
        for rings in polygons:
            polygon_of += [len(geometry_of)] * len(rings)
            geometry_of.append(number)
    sizes = [*map(len, lines)]
    ends = np.cumsum(sizes)
    if min(sizes) < 4 or (xy[ends - sizes] != xy[ends - 1]).any():
        raise _Invalid
    ring = shapely.linearrings(xy, indices=np.repeat(np.arange(len(sizes)), sizes))
    polygon = shapely.polygons(ring, indices=polygon_of)
    if (shapely.area(polygon) < TINY).any():
        raise _Invalid
    result: NDArray[np.object_] = shapely.multipolygons(polygon, indices=geometry_of)
    result[np.array(geometry_of)[single_polygons]] = polygon[single_polygons]
    return result


def _check_positions(xy: _XY, lines: Sequence[list[Any]], extent: Extent | None) -> None:
    """Check for positions off the globe or swapped, and steps round the world; raises _Invalid."""
    west, south, east, north = extent or (-180, -90, 180, 90)
    start = _west(extent)
    written, lat = xy.T
    off_globe = (
        (np.abs(lat) > 90) | (written < min(-180, start)) | (written > max(180, start + 360))
    )
    lon = lons_in(written, start)
    outside = (lon < west) | (lon > east) | (lat < south) | (lat > north)
    swapped = outside & (west <= lat) & (lat <= east) & (south <= lon) & (lon <= north)
    at_zero = outside & (written == 0) & (lat == 0)
    lon_steps = np.abs(np.diff(written))
    lon_steps[np.cumsum([*map(len, lines)])[:-1] - 1] = 0  # from the end of a line to the next
    if (off_globe | swapped | at_zero).any() or ((lon_steps > 180) & (lon_steps < 360)).any():
        raise _Invalid


def _west(extent: Extent | None) -> float:
    return window_west(extent) if extent else WEST


def _is_near(geometry: BaseGeometry | NDArray[np.object_], extent: Extent) -> NDArray[np.bool_]:
    """Return which geometries are within the extent's own size of it, or within five degrees.

    A near one may affect the cells at the edge or have a name; a far one is a mistake.
    """
    margin_lon = max(extent[2] - extent[0], SURROUNDINGS_DEG)
    margin_lat = max(extent[3] - extent[1], SURROUNDINGS_DEG)
    west, south, east, north = shapely.bounds(geometry).T
    is_beside = (west > extent[2] + margin_lon) | (east < extent[0] - margin_lon)
    return np.asarray(
        ~(is_beside | (south > extent[3] + margin_lat) | (north < extent[1] - margin_lat))
    )


def _far_outside(geometry: BaseGeometry) -> RefusedInput:
    west, south, east, north = geometry.bounds
    middle = f"{lon_in((west + east) / 2, WEST):g}, {(south + north) / 2:g}"
    expected = "far outside the extent of map.toml: correct or remove it"
    return RefusedInput("FL351", f"the geometry is at {middle}, {expected}")
