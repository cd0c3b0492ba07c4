"""A refused GeoJSON geometry → its first fault, as a message."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import shapely

from frontline.errors import RefusedInput
from frontline.intake.formats.not_geojson import literal
from frontline.model.longitudes import WEST, Extent, lon_in, window_west

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
TINY: Final = 1e-13
"""Polygons smaller than this, in square degrees, count as empty: about ten square centimetres."""

_DECIMAL_COMMA: Final = re.compile(r"\s*[-+]?\d+,\d+\s*")


def fault(geometry: Any, kinds: Sequence[str], extent: Extent | None = None) -> RefusedInput:
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
    RefusedInput
        Code and message, with the position if there is one.

    Examples
    --------
    >>> print(fault({"type": "LineString", "coordinates": [[36, 50]]}, ("LineString",)))
    a line has one position: expected at least two
    """
    for refused in _faults(geometry, kinds, extent):
        return refused
    return RefusedInput("FL303", f"not a valid {geometry['type']}")


def _faults(geometry: Any, kinds: Sequence[str], extent: Extent | None) -> Iterator[RefusedInput]:
    yield from _type_faults(geometry, kinds)
    kind, coordinates = geometry["type"], geometry.get("coordinates")
    yield from _coordinates_faults(geometry)
    yield from _depth_faults(kind, coordinates)
    lines = list(_lines(coordinates, _DEPTHS[kind]))
    for line in lines:
        for position in line:
            yield from _position_faults(position)
    for line in lines:
        for position in line:
            yield from _location_faults(position, extent)
    for line in lines:
        yield from _line_faults(line, kind)
    for line in lines:
        yield from _antimeridian_faults(line)
    yield from _validity_faults(kind, coordinates)


def _type_faults(geometry: Any, kinds: Sequence[str]) -> Iterator[RefusedInput]:
    allowed = " or ".join(filter(None, (", ".join(kinds[:-1]), kinds[-1])))
    if geometry is None:
        yield RefusedInput("FL304", f"the geometry is missing: expected {allowed}")
    elif not isinstance(geometry, dict):
        yield RefusedInput(
            "FL340", f"the geometry is not an object with a type: expected {allowed}"
        )
    elif not isinstance(kind := geometry.get("type"), str):
        yield RefusedInput("FL340", 'the geometry has no "type": expected ' + allowed)
    elif kind not in _TYPES:
        matches = get_close_matches(kind.lower(), [name.lower() for name in _TYPES], n=1)
        likely_types = [name for name in _TYPES if name.lower() in matches]
        hint = f' (did you mean "{likely_types[0]}"?)' if likely_types else f": expected {allowed}"
        yield RefusedInput("FL340", f'"{kind[:40]}" is not a geometry type{hint}')
    elif kind not in kinds:
        yield RefusedInput("FL304", f"the geometry is a {kind}: expected {allowed}")


def _coordinates_faults(geometry: Any) -> Iterator[RefusedInput]:
    kind, coordinates = geometry["type"], geometry.get("coordinates")
    if "coordinates" not in geometry:
        matches = get_close_matches("coordinates", [str(key) for key in geometry], n=1)
        hint = f' (it has "{matches[0]}")' if matches else ""
        yield RefusedInput("FL341", f'the {kind} has no "coordinates"{hint}')
    elif not isinstance(coordinates, list):
        yield RefusedInput("FL341", f'the "coordinates" are {literal(coordinates)}, not a list')
    elif not coordinates or any(_empty_lists(coordinates)):
        yield RefusedInput("FL341", f"the {kind} has an empty list in place of positions")


def _empty_lists(value: list[Any]) -> Iterator[bool]:
    for item in value:
        if isinstance(item, list):
            yield not item
            yield from _empty_lists(item)


def _depth_faults(kind: str, coordinates: Any) -> Iterator[RefusedInput]:
    """Compare the depth of the first number with the expected depth, then that of each branch."""
    expected_depth, depth, value = _DEPTHS[kind], 0, coordinates
    while isinstance(value, list) and value:
        depth, value = depth + 1, value[0]
    expected = f"a {kind} has {_SHAPES[expected_depth - 1]}"
    if depth != expected_depth:
        nested = "nested too deeply" if depth > expected_depth else "not nested deeply enough"
        yield RefusedInput("FL305", f'the "coordinates" are {nested}: {expected}')
    elif not _has_depth(coordinates, expected_depth):
        yield RefusedInput("FL305", f'some "coordinates" are nested unevenly: {expected}')


def _has_depth(value: Any, depth: int) -> bool:
    if depth == 0:
        return not isinstance(value, list)
    if depth == 1 and isinstance(value, list):
        return all(not isinstance(item, list) for item in value)
    return isinstance(value, list) and all(_has_depth(item, depth - 1) for item in value)


def _lines(coordinates: Any, depth: int) -> Iterator[list[Any]]:
    if depth == 1:
        yield [coordinates]
    elif depth == 2:
        yield coordinates
    else:
        for part in coordinates:
            yield from _lines(part, depth - 1)


def _position_faults(position: list[Any]) -> Iterator[RefusedInput]:
    for value in position:
        if isinstance(value, bool) or not isinstance(value, int | float):
            hint = "write it without quotes" if isinstance(value, str) else "expected a number"
            if isinstance(value, str) and _DECIMAL_COMMA.fullmatch(value):
                number = value.strip().replace(",", ".")
                hint = f"write it {number}, without quotes and with a decimal point"
            message = f"coordinate {literal(value)} is not a number: {hint}"
            yield RefusedInput("FL343", message)
    if len(position) not in (2, 3):
        numbers = ", ".join(map(str, position[:5]))
        count = "one number" if len(position) == 1 else f"{len(position)} numbers"
        hint = "expected [lon, lat] or [lon, lat, height]"
        yield RefusedInput("FL344", f"position [{numbers}] has {count}: {hint}")
    if not all(_is_finite(value) for value in position):
        yield RefusedInput("FL343", f"a coordinate is not a finite number: {literal(position)}")


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def _location_faults(position: list[Any], extent: Extent | None) -> Iterator[RefusedInput]:
    lon, lat = float(position[0]), float(position[1])
    position_text = f"longitude {lon:g}, latitude {lat:g}"
    west, south, east, north = extent or (-180, -90, 180, 90)
    start = window_west(extent) if extent else WEST
    if abs(lat) > 90 or not min(-180, start) <= lon <= max(180, start + 360):
        if crs_name := projected(lon, lat, extent):
            problem = f"{lon:g}, {lat:g} are metres, not degrees, probably {crs_name}"
            yield RefusedInput("FL353", f"{problem}: transform the file to WGS 84 (EPSG:4326)")
        inside_if_swapped = south <= lon <= north and west <= lat <= east
        hint = "longitude is -180 to 180, latitude -90 to 90"
        if inside_if_swapped:
            hint = "possibly swapped, GeoJSON puts longitude first"
        elif max(abs(lon), abs(lat)) > 180:
            hint = "expected degrees"
        yield RefusedInput("FL301", f"{position_text} is out of range: {hint}")
    inside = west <= lon_in(lon, start) <= east and south <= lat <= north
    if not inside and west <= lat <= east and south <= lon <= north:
        problem = "is outside the extent but inside it when swapped: GeoJSON puts longitude first"
        yield RefusedInput("FL302", f"{position_text} {problem}")
    if not inside and lon == lat == 0:
        expected = "give the position, or write null for the geometry"
        yield RefusedInput("FL352", f"position 0, 0 stands for a missing one: {expected}")


def projected(x: float, y: float, extent: Extent | None) -> str:
    """Name the projected CRS in which two numbers are a position on the map or near it.

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
        Name with its EPSG code; empty if none fits.
    """
    if max(abs(x), abs(y)) < 1000 or not (_is_finite(x) and _is_finite(y)):
        return ""
    from pyproj import Transformer

    west, south, east, north = extent or (-180.0, -90.0, 180.0, 90.0)
    candidates = {"Web Mercator (EPSG:3857)": 3857}
    if extent:
        for lon in (west, east):
            zone = min(60, max(1, int((lon + 180) // 6) + 1))
            hemisphere, code = ("N", 32600 + zone) if north > 0 else ("S", 32700 + zone)
            candidates[f"UTM zone {zone}{hemisphere} (EPSG:{code})"] = code
    half_width, half_height = (east - west) / 2, (north - south) / 2
    for name, code in candidates.items():
        lon, lat = Transformer.from_crs(code, 4326, always_xy=True).transform(x, y)
        if (
            abs(lon - (west + east) / 2) <= 2 * half_width
            and abs(lat - (south + north) / 2) <= 2 * half_height
        ):
            return name
    return ""


def _line_faults(line: list[Any], kind: str) -> Iterator[RefusedInput]:
    if kind.endswith("Point"):
        return
    positions = [tuple(position[:2]) for position in line]
    if kind.endswith("LineString"):
        if len(positions) < 2:
            yield RefusedInput("FL306", "a line has one position: expected at least two")
        elif len(set(positions)) == 1:
            yield RefusedInput(
                "FL350", f"a line has no length: every position is {_position_text(positions[0])}"
            )
        return
    if positions[0] != positions[-1]:
        start, end = _position_text(positions[0]), _position_text(positions[-1])
        message = f"a ring is open, from {start} to {end}"
        yield RefusedInput("FL345", f"{message}: repeat the first position at the end")
    if len(positions) < 4:
        expected = "expected at least four, the last equal to the first"
        count = f"{len(positions)} position{'s' * (len(positions) != 1)}"
        yield RefusedInput("FL306", f"a ring has {count}: {expected}")
    if len(set(positions)) < 3:
        yield RefusedInput(
            "FL306",
            f"a ring has fewer than three distinct positions, at {_position_text(positions[0])}",
        )
    if shapely.LineString(positions).convex_hull.area < TINY:
        yield RefusedInput(
            "FL350",
            f"a ring has no area: it runs along one line from {_position_text(positions[0])}",
        )
    for before, position, after in zip(positions, positions[1:], positions[2:], strict=False):
        if before == after != position:
            problem = f"the ring has a spike at {_position_text(position)}"
            yield RefusedInput("FL303", f"not a valid {kind}: {problem}")


def _antimeridian_faults(line: list[Any]) -> Iterator[RefusedInput]:
    for before, after in pairwise(line):
        if 180 < abs(before[0] - after[0]) < 360:
            step = f"the step from {_position_text(before)} to {_position_text(after)}"
            problem = f"{step} goes round the world"
            expected = "cut it at the antimeridian (RFC 7946, 3.1.9), or give a position between"
            yield RefusedInput("FL347", f"{problem}: {expected}")


def _validity_faults(kind: str, coordinates: Any) -> Iterator[RefusedInput]:
    """Describe the fault that GEOS finds, and the rings in which it lies."""
    geometry = shapely.geometry.shape({"type": kind, "coordinates": coordinates})
    reason, _, location = shapely.is_valid_reason(geometry).partition("[")
    location_text = ", ".join(f"{float(number):g}" for number in location.rstrip("]").split()[:2])
    location_text = f" at {location_text}" if location_text else ""
    reason = reason.strip()
    if reason == "Valid Geometry":
        return
    polygons: list[BaseGeometry] = list(shapely.get_parts(geometry))
    if not kind.endswith("Polygon"):
        yield RefusedInput("FL303", f"not a valid {kind}: {reason.lower()}{location_text}")
    elif all(polygon.is_valid for polygon in polygons):
        yield RefusedInput(
            "FL349", f"not a valid {kind}: two of its polygons overlap{location_text}"
        )
    else:
        invalid_polygon = next(polygon for polygon in polygons if not polygon.is_valid)
        yield _ring_fault(kind, invalid_polygon, reason, location_text)


def _ring_fault(kind: str, polygon: BaseGeometry, reason: str, location_text: str) -> RefusedInput:
    rings = [shapely.Polygon(ring) for ring in (polygon.exterior, *polygon.interiors)]
    if not all(ring.is_valid for ring in rings):
        return RefusedInput(
            "FL303", f"not a valid {kind}: a ring crosses or touches itself{location_text}"
        )
    problem = {
        "Hole lies outside shell": "a hole lies outside its outer ring",
        "Holes are nested": "a hole lies within another hole",
        "Interior is disconnected": "its holes cut it into parts",
        "Duplicate Rings": "a ring is repeated",
    }.get(reason, "two of its rings cross or share more than a point")
    return RefusedInput("FL348", f"not a valid {kind}: {problem}{location_text}")


def _position_text(position: Sequence[Any]) -> str:
    return f"{position[0]:.7g}, {position[1]:.7g}"
