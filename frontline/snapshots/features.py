"""Bytes of a file → its features: properties, and polygons in WGS 84.

The format is recognized by the first bytes. GeoJSON is parsed here, every other format in a
separate process.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import orjson
import shapely

from frontline.errors import RefusedInput
from frontline.intake.formats import gdal_client
from frontline.intake.formats.decode import decode
from frontline.intake.formats.geometry_faults import fault
from frontline.intake.formats.gis_layers import needs_arrow, with_place
from frontline.intake.formats.json_faults import check_keys, parse_or_explain
from frontline.intake.formats.json_limits import check_count, is_rounded
from frontline.intake.formats.not_geojson import map_fault
from frontline.intake.formats.shapefile_letters import encoding_hint, with_letters
from frontline.intake.formats.sniff import KML, markup, non_text_format, refuse_disguised
from frontline.snapshots.archive import Member

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

_SHAPEFILE: Final = b"\x00\x00\x27\x0a"
_SQLITE: Final = b"SQLite format 3\x00"
_PARQUET: Final = b"PAR1"
_SUPPORTED: Final = "GeoJSON, GeoPackage, Shapefile, KML or GeoParquet"
_POLYGONAL: Final = ("Polygon", "MultiPolygon")
_MAX_DEPTH: Final = 8
"""Maximum nesting of geometry collections."""


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
        Code of the broken rule, if the problem concerns a position.
    closed : bool
        True if an open ring was closed.
    layer : str
        Layer of a GeoPackage; empty for other formats.
    """

    values: Mapping[str, Any]
    polygons: tuple[BaseGeometry, ...]
    problem: str = ""
    code: str = ""
    closed: bool = False
    layer: str = ""


def features(
    member: Member, select: str | None = None, encoding: str | None = None
) -> Iterator[Feature]:
    """Yield the features of a file, whose format is recognized by its content.

    Parameters
    ----------
    member : Member
        GeoJSON, GeoPackage, Shapefile, KML or GeoParquet.
    select : str, optional
        Dotted key of the FeatureCollection within a JSON object.
    encoding : str, optional
        Encoding of GeoJSON and of the table of a Shapefile, instead of what the file says.

    Yields
    ------
    Feature
        Attributes and polygons.

    Raises
    ------
    RefusedInput
        If the file cannot be read.
    """
    data = member.data
    if not data.strip():
        raise RefusedInput("FL002", "the file is empty")
    head = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if head[:1] in b"{[" and non_text_format(data) is None:
        yield from _geojson(decode(data, encoding or "utf-8", encoding_hint), select)
    elif data.startswith(_SQLITE):
        yield from _features_of_layers(member.name, "gpkg", {".gpkg": data})
    elif data.startswith(_PARQUET):
        yield from _features_of_layers(member.name, "parquet", {".parquet": data})
    elif data.startswith(_SHAPEFILE):
        yield from _shapefile(member, encoding)
    elif markup(data) == KML:
        yield from _features_of_layers(member.name, "kml", {".kml": data})
    else:
        refuse_disguised(data, _SUPPORTED)
        raise RefusedInput("FL024", f"unsupported file format: expected {_SUPPORTED}")


def _geojson(text: str, select: str | None) -> Iterator[Feature]:
    document = _selected(_json(text), select)
    if fault := map_fault(document):
        raise fault if select else _with_select(fault, document)
    if any(map(is_rounded, document["features"])):
        document = _selected(json.loads(text), select)
    for feature in document["features"]:
        if not isinstance(feature, dict):
            yield Feature({}, (), RefusedInput("FL017", "not a GeoJSON Feature").with_code)
            continue
        values = feature.get("properties")
        values = values if isinstance(values, dict) else {}
        open_rings: list[Any] = []
        try:
            polygons = tuple(_polygons(feature.get("geometry"), open_rings))
            yield Feature(values, polygons, closed=bool(open_rings))
        except RefusedInput as refused:
            yield Feature(values, (), refused.with_code, refused.code)


def _selected(document: Any, select: str | None) -> Any:
    """Return the part of a document that the profile selects."""
    for key in select.split(".") if select else ():
        member = document.get(key) if isinstance(document, dict) else None
        document = document if member is None else member
    return document


def _with_select(fault: RefusedInput, document: Any) -> RefusedInput:
    """Return a refusal that says which key of the document holds a map, if one does."""
    paths = dict(document) if isinstance(document, dict) else {}
    for key, value in [*paths.items()]:
        if isinstance(value, dict):
            paths |= {f"{key}.{inner}": part for inner, part in value.items()}
    for path, value in paths.items():
        if isinstance(value, dict) and isinstance(value.get("features"), list):
            remedy = f'"{path[:100]}" holds a FeatureCollection: set it as "select" in the profile'
            return RefusedInput(fault.code, f"{fault}; {remedy}", fault.line)
    return fault


def _json(text: str) -> Any:
    """Parse JSON; a property may be NaN, which only Python's own parser accepts."""
    check_count(text)
    try:
        values = orjson.loads(text)
    except orjson.JSONDecodeError:
        values = parse_or_explain(text, strict=False)
    check_keys(text, values)
    return values


def _polygons(geometry: Any, open_rings: list[Any], depth: int = 0) -> Iterator[BaseGeometry]:
    """Yield the polygons of a geometry or collection, and add its open rings to ``open_rings``.

    Raises RefusedInput for any other geometry.
    """
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind == "GeometryCollection" and depth < _MAX_DEPTH:
        for part in geometry.get("geometries") or ():
            yield from _polygons(part, open_rings, depth + 1)
    elif kind in _POLYGONAL:
        coordinates = geometry.get("coordinates")
        try:
            for rings in (coordinates,) if kind == "Polygon" else _require_list(coordinates):
                yield from _polygon([_ring(ring) for ring in _require_list(rings)])
                open_rings += (ring for ring in rings if ring[0][:2] != ring[-1][:2])
        except (TypeError, ValueError, OverflowError, shapely.errors.ShapelyError) as error:
            raise fault(geometry, _POLYGONAL) from error
    elif not depth:
        raise _not_polygonal(geometry, kind)


def _not_polygonal(geometry: Any, kind: Any) -> RefusedInput:
    if geometry is None:
        return RefusedInput("FL304", "no geometry")
    refused = fault(geometry, _POLYGONAL)
    return (
        RefusedInput("FL304", f"a {kind}: expected a polygon")
        if refused.code == "FL304"
        else refused
    )


def _require_list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError
    return value


def _ring(positions: Any) -> NDArray[np.float64]:
    """Return longitude and latitude of each position, shape (n, 2); heights are dropped.

    Raises TypeError or ValueError unless each position is a list of two or three numbers.
    """
    if not {*map(type, _require_list(positions))} <= {list}:
        raise TypeError
    sizes = {*map(len, positions)} or {2}
    if not sizes <= {2, 3} or not {*map(type, chain.from_iterable(positions))} <= {int, float}:
        raise TypeError
    if len(sizes) > 1:  # some with a height, some without
        positions, sizes = [position[:2] for position in positions], {2}
    size = sizes.pop()
    count = size * len(positions)  # reading is twice as fast with a known count
    numbers = np.fromiter(chain.from_iterable(positions), np.float64, count)
    return numbers.reshape(-1, size)[:, :2]


def _polygon(rings: Sequence[NDArray[np.float64]]) -> Iterator[BaseGeometry]:
    """Yield a polygon, closing open rings, or nothing if there are no rings.

    Raises ValueError for a position off the globe and for a ring of fewer than three positions.
    """
    if not rings:
        return
    for ring in rings:
        if len(ring) < 3 or not (np.abs(ring) <= (360, 90)).all():  # nan compares false
            raise ValueError
        if np.ptp(ring[:, 0]) > 360:
            raise ValueError
    shell, *holes = map(shapely.linearrings, rings)
    yield shapely.polygons(shell, holes=holes or None)


def _shapefile(member: Member, encoding: str | None) -> Iterator[Feature]:
    parts = member.parts
    missing = [extension for extension in (".shx", ".dbf", ".prj") if extension not in parts]
    if missing:
        raise RefusedInput("FL026", f"the Shapefile is missing {', '.join(missing)}")
    yield from _features_of_layers(
        member.name, "shp", parts, lambda table: with_letters(table, parts, encoding)
    )


def _features_of_layers(
    name: str,
    kind: str,
    parts: Mapping[str, bytes],
    corrected: Callable[[GeoDataFrame], GeoDataFrame] = lambda table: table,
) -> Iterator[Feature]:
    """Yield the features of every layer."""
    try:
        for table in gdal_client.tables(kind, parts):
            located = with_place(table)
            attributes = dict(located.attrs)
            yield from _table(corrected(located), **attributes)
    except gdal_client.NeedsPackage as error:
        raise needs_arrow(Path(name)) from error


def _table(
    table: GeoDataFrame, layer: str = "", open_rings: Collection[int] = ()
) -> Iterator[Feature]:
    from frontline.intake.dataframes import plain_values

    table = table.to_crs("EPSG:4326")
    rows = table.drop(columns=table.geometry.name).to_dict("records")
    for number, (row, geometry) in enumerate(zip(rows, table.geometry, strict=True)):
        values = {str(key): value for key, value in plain_values(row)}
        parts = shapely.get_parts(geometry) if geometry is not None else []
        polygons_and_others = tuple(
            part for part_geometry in parts for part in shapely.get_parts(part_geometry)
        )
        polygons = tuple(
            shapely.force_2d(part)
            for part in polygons_and_others
            if part.geom_type == "Polygon" and part
        )
        xy = shapely.get_coordinates(list(polygons))
        if not (np.abs(xy) <= (360, 90)).all():
            message = "coordinates out of range: swapped, or not degrees"
            refused = RefusedInput("FL301", message)
            yield Feature(values, (), refused.with_code, refused.code, layer=layer)
        else:
            is_open = number in open_rings
            refused = RefusedInput("FL304", f"{_kind(geometry, is_open)}: expected a polygon")
            problem = ("", "") if polygons else (refused.with_code, refused.code)
            is_closed = is_open and bool(polygons)
            yield Feature(values, polygons, *problem, closed=is_closed, layer=layer)


def _kind(geometry: BaseGeometry | None, is_open: bool) -> str:
    """Name a geometry that has no polygon."""
    if geometry is None:
        return "a polygon that cannot be read" if is_open else "a feature without geometry"
    return f"{'an empty' if geometry.is_empty else 'a'} {geometry.geom_type}"
