"""Bytes of a file → its features: properties, and polygons in WGS 84.

GeoJSON is parsed here, every other format by a separate process. The format is recognized by the
first bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import orjson
import shapely

from frontline.errors import Refused, UsageError
from frontline.intake.formats import gdal_client
from frontline.intake.formats.decode import decode
from frontline.intake.formats.geometry_faults import fault
from frontline.intake.formats.json_faults import check_keys, read_odd
from frontline.intake.formats.json_limits import check_count
from frontline.intake.formats.not_geojson import map_fault
from frontline.intake.formats.sniff import KML, markup, named, refuse_disguised
from frontline.snapshots.archive import Member

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

_SHAPEFILE: Final = b"\x00\x00\x27\x0a"
_SQLITE: Final = b"SQLite format 3\x00"
_PARQUET: Final = b"PAR1"
_KNOWN: Final = "GeoJSON, GeoPackage, Shapefile, KML or GeoParquet"
_POLYGONAL: Final = ("Polygon", "MultiPolygon")
_DEEP: Final = 8
"""Deepest nesting of geometry collections."""


@dataclass(frozen=True, slots=True)
class Feature:
    """The attributes and polygons of one feature.

    Attributes
    ----------
    values : Mapping
        Attributes by name.
    polygons : tuple of shapely geometry
        Polygons in degrees (WGS 84).
    problem : str
        Why there are no usable polygons; empty otherwise.
    code : str
        Code of the broken rule, where the problem concerns a position.
    closed : bool
        True if an open ring was closed.
    """

    values: Mapping[str, Any]
    polygons: tuple[BaseGeometry, ...]
    problem: str = ""
    code: str = ""
    closed: bool = False


def features(member: Member, select: str | None = None) -> Iterator[Feature]:
    """Yield the features of a file, its format recognized by content.

    Parameters
    ----------
    member : Member
        GeoJSON, GeoPackage, Shapefile, KML or GeoParquet.
    select : str, optional
        Dotted key of the FeatureCollection within a JSON object.

    Yields
    ------
    Feature
        Attributes and polygons.

    Raises
    ------
    Refused
        If the file cannot be read.
    """
    data = member.data
    if not data.strip():
        raise Refused("FL002", "the file is empty")
    head = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if head[:1] in b"{[" and named(data) is None:
        yield from _geojson(data, select)
    elif data.startswith(_SQLITE):
        yield from _layers("gpkg", {".gpkg": data})
    elif data.startswith(_PARQUET):
        yield from _layers("parquet", {".parquet": data})
    elif data.startswith(_SHAPEFILE):
        yield from _shapefile(member.parts)
    elif markup(data) == KML:
        yield from _layers("kml", {".kml": data})
    else:
        refuse_disguised(data, _KNOWN)
        raise Refused("FL024", f"unsupported file format: expected {_KNOWN}")


def _geojson(data: bytes, select: str | None) -> Iterator[Feature]:
    whole = _json(decode(data))
    for key in select.split(".") if select else ():
        inside = whole.get(key) if isinstance(whole, dict) else None
        whole = whole if inside is None else inside
    if fault := map_fault(whole):
        raise fault
    for feature in whole["features"]:
        if not isinstance(feature, dict):
            yield Feature({}, (), Refused("FL017", "not a GeoJSON Feature").with_code)
            continue
        values = feature.get("properties")
        values = values if isinstance(values, dict) else {}
        opened: list[Any] = []
        try:
            polygons = tuple(_polygons(feature.get("geometry"), opened))
            yield Feature(values, polygons, closed=bool(opened))
        except Refused as refused:
            yield Feature(values, (), refused.with_code, refused.code)


def _json(text: str) -> Any:
    """Parse JSON; Python's own parser accepts NaN, which may be in a property."""
    check_count(text)
    try:
        values = orjson.loads(text)
    except orjson.JSONDecodeError:
        values = read_odd(text, strict=False)
    check_keys(text, values)
    return values


def _polygons(geometry: Any, opened: list[Any], depth: int = 0) -> Iterator[BaseGeometry]:
    """Yield the polygons of a geometry or collection, and add to ``opened`` rings left open.

    Raises Refused for any other geometry.
    """
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind == "GeometryCollection" and depth < _DEEP:
        for part in geometry.get("geometries") or ():
            yield from _polygons(part, opened, depth + 1)
    elif kind in _POLYGONAL:
        coordinates = geometry.get("coordinates")
        try:
            for rings in (coordinates,) if kind == "Polygon" else _list(coordinates):
                yield from _polygon([_ring(ring) for ring in _list(rings)])
                opened += (ring for ring in rings if ring[0][:2] != ring[-1][:2])
        except (TypeError, ValueError, OverflowError, shapely.errors.ShapelyError) as error:
            raise fault(geometry, _POLYGONAL) from error
    elif not depth:
        raise _no_polygon(geometry, kind)


def _no_polygon(geometry: Any, kind: Any) -> Refused:
    if geometry is None:
        return Refused("FL304", "no geometry")
    refused = fault(geometry, _POLYGONAL)
    return Refused("FL304", f"a {kind}: expected a polygon") if refused.code == "FL304" else refused


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError
    return value


def _ring(positions: Any) -> NDArray[np.float64]:
    """Return longitude and latitude of each position, (n, 2); heights are dropped.

    Raises TypeError or ValueError unless each is a list of two or three numbers.
    """
    if not {*map(type, _list(positions))} <= {list}:
        raise TypeError
    sizes = {*map(len, positions)} or {2}
    if not sizes <= {2, 3} or not {*map(type, chain.from_iterable(positions))} <= {int, float}:
        raise TypeError
    if len(sizes) > 1:  # some with a height, some without
        positions, sizes = [position[:2] for position in positions], {2}
    size = sizes.pop()
    count = size * len(positions)  # with a known count, numbers are read twice as fast
    whole = np.fromiter(chain.from_iterable(positions), np.float64, count)
    return whole.reshape(-1, size)[:, :2]


def _polygon(rings: Sequence[NDArray[np.float64]]) -> Iterator[BaseGeometry]:
    """Yield a polygon unless it has no rings; an open ring is closed.

    Raises ValueError for a position off the globe, and for a ring of fewer than three.
    """
    if not rings:
        return
    for ring in rings:
        if len(ring) < 3 or not (np.abs(ring) <= (180, 90)).all():  # nan compares false
            raise ValueError
    shell, *holes = map(shapely.linearrings, rings)
    yield shapely.polygons(shell, holes=holes or None)


def _shapefile(parts: Mapping[str, bytes]) -> Iterator[Feature]:
    missing = [ending for ending in (".shx", ".dbf", ".prj") if ending not in parts]
    if missing:
        raise Refused("FL026", f"the Shapefile is missing {', '.join(missing)}")
    yield from _layers("shp", parts)


def _layers(kind: str, parts: Mapping[str, bytes]) -> Iterator[Feature]:
    """Yield the features of all layers."""
    import geopandas

    try:
        for table in gdal_client.tables(kind, parts):
            if not isinstance(table, geopandas.GeoDataFrame):
                raise Refused("FL027", "the file has no CRS or no geometry")
            yield from _table(table)
    except gdal_client.NeedsArrow as error:
        message = "GeoParquet needs pyarrow: install frontline[parquet]"
        raise UsageError(message) from error


def _table(frame: GeoDataFrame) -> Iterator[Feature]:
    from frontline.intake.dataframes import plain_values

    if frame.crs is None:
        raise Refused("FL027", "the file has no CRS or no geometry")
    frame = frame.to_crs("EPSG:4326")
    rows = frame.drop(columns=frame.geometry.name).to_dict("records")
    for row, shape in zip(rows, frame.geometry, strict=True):
        values = {str(key): value for key, value in plain_values(row)}
        parts = shapely.get_parts(shape) if shape is not None else []
        flat = tuple(part for whole in parts for part in shapely.get_parts(whole))
        polygons = tuple(shapely.force_2d(p) for p in flat if p.geom_type == "Polygon" and p)
        xy = shapely.get_coordinates(list(polygons))
        if not (np.abs(xy) <= (180, 90)).all():
            message = "coordinates out of range: swapped, or not degrees"
            yield Feature(values, (), Refused("FL301", message).with_code)
        else:
            kind = shape.geom_type if shape is not None else "feature without geometry"
            problem = Refused("FL304", f"a {kind}: expected a polygon").with_code
            yield Feature(values, polygons, "" if polygons else problem)
