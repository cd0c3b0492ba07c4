"""A refused GeoJSON geometry → its first fault, in words."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import shapely

from frontline.errors import Refused
from frontline.intake.formats.not_geojson import literal

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_DEPTHS: Final = {
    "Point": 1,
    "MultiPoint": 2,
    "LineString": 2,
    "MultiLineString": 3,
    "Polygon": 3,
    "MultiPolygon": 4,
}
_TYPES: Final = (*_DEPTHS, "GeometryCollection")
_SHAPES: Final = (
    "[lon, lat]",
    "[[lon, lat], …]",
    "[[[lon, lat], …]]",
    "[[[[lon, lat], …]]]",
)
Extent = tuple[float, float, float, float]
"""West, south, east, north in degrees."""

TINY: Final = 1e-13
"""Polygons smaller than this, in square degrees, have no area: about ten square centimetres."""

_DECIMAL_COMMA: Final = re.compile(r"\s*[-+]?\d+,\d+\s*")


def fault(geometry: Any, kinds: Sequence[str], extent: Extent | None = None) -> Refused:
    """Find the first fault of a geometry that was refused.

    Parameters
    ----------
    geometry : Any
        GeoJSON geometry.
    kinds : sequence of str
        Allowed GeoJSON types.
    extent : tuple of float, optional
        West, south, east, north of the map.

    Returns
    -------
    Refused
        Code and message, with the position where there is one.

    Examples
    --------
    >>> print(fault({"type": "LineString", "coordinates": [[36, 50]]}, ("LineString",)))
    a line has one position: expected at least two
    """
    for refused in _faults(geometry, kinds, extent):
        return refused
    return Refused("FL303", f"not a valid {geometry['type']}")


def _faults(geometry: Any, kinds: Sequence[str], extent: Extent | None) -> Iterator[Refused]:
    yield from _wrong_type(geometry, kinds)
    kind, coordinates = geometry["type"], geometry.get("coordinates")
    yield from _no_coordinates(geometry)
    yield from _wrong_depth(kind, coordinates)
    lines = list(_lines(coordinates, _DEPTHS[kind]))
    for line in lines:
        for position in line:
            yield from _wrong_position(position)
    for line in lines:
        for position in line:
            yield from _wrong_place(position, extent)
    for line in lines:
        yield from _wrong_line(line, kind)
    for line in lines:
        yield from _round_the_world(line)
    yield from _invalid(kind, coordinates)


def _wrong_type(geometry: Any, kinds: Sequence[str]) -> Iterator[Refused]:
    fitting = " or ".join(filter(None, (", ".join(kinds[:-1]), kinds[-1])))
    if geometry is None:
        yield Refused("FL304", f"the geometry is missing: expected {fitting}")
    elif not isinstance(geometry, dict):
        yield Refused("FL340", f"the geometry is not an object with a type: expected {fitting}")
    elif not isinstance(kind := geometry.get("type"), str):
        yield Refused("FL340", 'the geometry has no "type": expected ' + fitting)
    elif kind not in _TYPES:
        near = get_close_matches(kind.lower(), [name.lower() for name in _TYPES], n=1)
        likely = [name for name in _TYPES if name.lower() in near]
        hint = f' (did you mean "{likely[0]}"?)' if likely else f": expected {fitting}"
        yield Refused("FL340", f'"{kind[:40]}" is not a geometry type{hint}')
    elif kind not in kinds:
        yield Refused("FL304", f"the geometry is a {kind}: expected {fitting}")


def _no_coordinates(geometry: Any) -> Iterator[Refused]:
    kind, coordinates = geometry["type"], geometry.get("coordinates")
    if "coordinates" not in geometry:
        near = get_close_matches("coordinates", [str(key) for key in geometry], n=1)
        hint = f' (it has "{near[0]}")' if near else ""
        yield Refused("FL341", f'the {kind} has no "coordinates"{hint}')
    elif not isinstance(coordinates, list):
        yield Refused("FL341", f'the "coordinates" are {literal(coordinates)}, not a list')
    elif not coordinates or any(_holds_empty(coordinates)):
        yield Refused("FL341", f"the {kind} has an empty list in place of positions")


def _holds_empty(value: list[Any]) -> Iterator[bool]:
    for item in value:
        if isinstance(item, list):
            yield not item
            yield from _holds_empty(item)


def _wrong_depth(kind: str, coordinates: Any) -> Iterator[Refused]:
    """Compare the depth of the first number with the expected one; then each branch."""
    expected_depth, depth, value = _DEPTHS[kind], 0, coordinates
    while isinstance(value, list) and value:
        depth, value = depth + 1, value[0]
    expected = f"a {kind} has {_SHAPES[expected_depth - 1]}"
    if depth != expected_depth:
        nested = "nested too deeply" if depth > expected_depth else "not nested deeply enough"
        yield Refused("FL305", f'the "coordinates" are {nested}: {expected}')
    elif not _is_deep(coordinates, expected_depth):
        yield Refused("FL305", f'some "coordinates" are nested unevenly: {expected}')


def _is_deep(value: Any, depth: int) -> bool:
    if depth == 0:
        return not isinstance(value, list)
    if depth == 1 and isinstance(value, list):
        return all(not isinstance(item, list) for item in value)
    return isinstance(value, list) and all(_is_deep(item, depth - 1) for item in value)


def _lines(coordinates: Any, depth: int) -> Iterator[list[Any]]:
    if depth == 1:
        yield [coordinates]
    elif depth == 2:
        yield coordinates
    else:
        for part in coordinates:
            yield from _lines(part, depth - 1)


def _wrong_position(position: list[Any]) -> Iterator[Refused]:
    for value in position:
        if isinstance(value, bool) or not isinstance(value, int | float):
            hint = "write it without quotes" if isinstance(value, str) else "expected a number"
            if isinstance(value, str) and _DECIMAL_COMMA.fullmatch(value):
                number = value.strip().replace(",", ".")
                hint = f"write it {number}, without quotes and with a decimal point"
            message = f"coordinate {literal(value)} is not a number: {hint}"
            yield Refused("FL343", message)
    if len(position) not in (2, 3):
        numbers = ", ".join(map(str, position[:5]))
        wrong = "one number" if len(position) == 1 else f"{len(position)} numbers"
        hint = "expected [lon, lat] or [lon, lat, height]"
        yield Refused("FL344", f"position [{numbers}] has {wrong}: {hint}")
    if not all(_is_finite(value) for value in position):
        yield Refused("FL343", f"a coordinate is not a finite number: {literal(position)}")


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def _wrong_place(position: list[Any], extent: Extent | None) -> Iterator[Refused]:
    lon, lat = float(position[0]), float(position[1])
    at = f"longitude {lon:g}, latitude {lat:g}"
    west, south, east, north = extent or (-180, -90, 180, 90)
    if abs(lon) > 180 or abs(lat) > 90:
        if name := projected(lon, lat, extent):
            problem = f"{lon:g}, {lat:g} are metres, not degrees, probably {name}"
            yield Refused("FL353", f"{problem}: transform the file to WGS 84 (EPSG:4326)")
        turned = south <= lon <= north and west <= lat <= east
        hint = "longitude is -180 to 180, latitude -90 to 90"
        if turned:
            hint = "possibly swapped, GeoJSON puts longitude first"
        elif max(abs(lon), abs(lat)) > 180:
            hint = "expected degrees"
        yield Refused("FL301", f"{at} is out of range: {hint}")
    inside = west <= lon <= east and south <= lat <= north
    if not inside and west <= lat <= east and south <= lon <= north:
        problem = "is outside the extent but inside it when swapped: GeoJSON puts longitude first"
        yield Refused("FL302", f"{at} {problem}")
    if not inside and lon == lat == 0:
        expected = "give the position, or write null for the geometry"
        yield Refused("FL352", f"position 0, 0 stands for a missing one: {expected}")


def projected(x: float, y: float, extent: Extent | None) -> str:
    """Name the projected CRS in which two numbers are a place on the map, or near it.

    Web Mercator and, with an extent, its UTM zones are tried.

    Parameters
    ----------
    x, y : float
        Coordinates, in metres.
    extent : tuple of float or None
        West, south, east, north of the map in degrees (WGS 84).

    Returns
    -------
    str
        Name with its EPSG code; empty where none fits.
    """
    if max(abs(x), abs(y)) < 1000 or not (_is_finite(x) and _is_finite(y)):
        return ""
    from pyproj import Transformer

    west, south, east, north = extent or (-180.0, -90.0, 180.0, 90.0)
    known = {"Web Mercator (EPSG:3857)": 3857}
    if extent:
        for lon in (west, east):
            zone = min(60, max(1, int((lon + 180) // 6) + 1))
            half, code = ("N", 32600 + zone) if north > 0 else ("S", 32700 + zone)
            known[f"UTM zone {zone}{half} (EPSG:{code})"] = code
    wide, high = (east - west) / 2, (north - south) / 2
    for name, code in known.items():
        lon, lat = Transformer.from_crs(code, 4326, always_xy=True).transform(x, y)
        if abs(lon - (west + east) / 2) <= 2 * wide and abs(lat - (south + north) / 2) <= 2 * high:
            return name
    return ""


def _wrong_line(line: list[Any], kind: str) -> Iterator[Refused]:
    if kind.endswith("Point"):
        return
    positions = [tuple(position[:2]) for position in line]
    if kind.endswith("LineString"):
        if len(positions) < 2:
            yield Refused("FL306", "a line has one position: expected at least two")
        elif len(set(positions)) == 1:
            yield Refused("FL350", f"a line has no length: every position is {_spot(positions[0])}")
        return
    if positions[0] != positions[-1]:
        message = f"a ring is open, from {_spot(positions[0])} to {_spot(positions[-1])}"
        yield Refused("FL345", f"{message}: repeat the first position at the end")
    if len(positions) < 4:
        expected = "expected at least four, the last equal to the first"
        yield Refused("FL306", f"a ring has {len(positions)} positions: {expected}")
    if len(set(positions)) < 3:
        yield Refused(
            "FL306", f"a ring has fewer than three distinct positions, at {_spot(positions[0])}"
        )
    if shapely.LineString(positions).convex_hull.area < TINY:
        yield Refused(
            "FL350", f"a ring has no area: it runs along one line from {_spot(positions[0])}"
        )
    for before, at, after in zip(positions, positions[1:], positions[2:], strict=False):
        if before == after != at:
            problem = f"the ring has a spike at {_spot(at)}"
            yield Refused("FL303", f"not a valid {kind}: {problem}")


def _round_the_world(line: list[Any]) -> Iterator[Refused]:
    for before, after in pairwise(line):
        if 180 < abs(before[0] - after[0]) < 360:
            problem = f"the step from {_spot(before)} to {_spot(after)} goes round the world"
            yield Refused("FL347", f"{problem}: cut it at the antimeridian (RFC 7946, 3.1.9)")


def _invalid(kind: str, coordinates: Any) -> Iterator[Refused]:
    """Word the fault that GEOS finds, and between which rings it is."""
    shape = shapely.geometry.shape({"type": kind, "coordinates": coordinates})
    words, _, spot = shapely.is_valid_reason(shape).partition("[")
    at = ", ".join(f"{float(number):g}" for number in spot.rstrip("]").split()[:2])
    at = f" at {at}" if at else ""
    words = words.strip()
    if words == "Valid Geometry":
        return
    polygons: list[BaseGeometry] = list(shapely.get_parts(shape))
    if not kind.endswith("Polygon"):
        yield Refused("FL303", f"not a valid {kind}: {words.lower()}{at}")
    elif all(polygon.is_valid for polygon in polygons):
        yield Refused("FL349", f"not a valid {kind}: two of its polygons overlap{at}")
    else:
        bad = next(polygon for polygon in polygons if not polygon.is_valid)
        yield _of_rings(kind, bad, words, at)


def _of_rings(kind: str, polygon: BaseGeometry, words: str, at: str) -> Refused:
    rings = [shapely.Polygon(ring) for ring in (polygon.exterior, *polygon.interiors)]
    if not all(ring.is_valid for ring in rings):
        return Refused("FL303", f"not a valid {kind}: a ring crosses or touches itself{at}")
    problem = {
        "Hole lies outside shell": "a hole lies outside its outer ring",
        "Holes are nested": "a hole lies within another hole",
        "Interior is disconnected": "its holes cut it into parts",
        "Duplicate Rings": "a ring is repeated",
    }.get(words, "two of its rings cross or share more than a point")
    return Refused("FL348", f"not a valid {kind}: {problem}{at}")


def _spot(position: Sequence[Any]) -> str:
    return f"{position[0]:.7g}, {position[1]:.7g}"
