"""A table of places with a side → positions and sides, for ``infer``."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import numpy as np
import shapely

from frontline.dates.edtf import day_after, parse_edtf
from frontline.dates.hints import shown
from frontline.errors import DataError, Issue, Refused, UsageError, Wrong
from frontline.intake.dataframes import features_of
from frontline.intake.formats import gdal_client
from frontline.intake.formats.csv_rows import csv_records
from frontline.intake.formats.file_format import PLAIN, Written
from frontline.intake.formats.files import read_file
from frontline.intake.formats.geojson import geojson_records
from frontline.intake.formats.geometry import read_geometry
from frontline.intake.formats.record import Record
from frontline.intake.formats.text_files import text_in

_BARRIERS: Final = ("LineString", "MultiLineString", "Polygon", "MultiPolygon")

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from shapely.geometry.base import BaseGeometry


_FEW: Final = 5
_JSON: Final = ("{", "[", "\x1e")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place with a side, from one row of a table.

    Attributes
    ----------
    lon, lat : float
        Longitude and latitude in degrees (WGS 84).
    side : str
        Id of the side.
    weight : float
        Weight of the row, 0 or more.
    day : date or None
        Date that it is about.
    """

    lon: float
    lat: float
    side: str
    weight: float
    day: date | None


def read_spots(path: Path, written: Written = PLAIN) -> tuple[Spot, ...]:
    """Read places with a side from CSV, GeoJSON, GeoPackage or GeoParquet.

    Parameters
    ----------
    path : Path
        CSV with ``lon``, ``lat`` and ``side``, or points with ``side``; ``weight`` and ``date`` are
        optional.
    written : Written, optional
        How CSV is written.

    Returns
    -------
    tuple of Spot
        One per row.

    Raises
    ------
    DataError
        With every issue.
    UsageError
        If pyarrow is needed and missing.
    """
    return spots_of(read_records(path, written))


def spots_of(records: Iterable[Record]) -> tuple[Spot, ...]:
    """Read places with a side from records.

    Parameters
    ----------
    records : iterable of Record
        Rows or features.

    Returns
    -------
    tuple of Spot
        One per record.

    Raises
    ------
    DataError
        With every issue.
    """
    issues: list[Issue] = []
    read: list[tuple[Record, Spot]] = []
    for record in records:
        try:
            read.append((record, _spot(record)))
        except Refused as refused:
            issues.append(record.issue(refused.code, str(refused)))
    issues += _swapped(read)
    if issues:
        raise DataError(issues)
    return tuple(spot for _, spot in read)


def _swapped(read: Sequence[tuple[Record, Spot]]) -> Iterator[Issue]:
    """Yield an issue for each place far from most others that would be among them if swapped."""
    if len(read) < _FEW:
        return
    lonlat = np.array([(spot.lon, spot.lat) for _, spot in read])
    low, high = np.quantile(lonlat, (0.1, 0.9), axis=0)
    room = np.maximum(high - low, 1)
    low, high = low - room, high + room
    near, turned = (
        ((low <= positions) & (positions <= high)).all(axis=1)
        for positions in (lonlat, lonlat[:, ::-1])
    )
    for row in np.flatnonzero(~near & turned):
        record, spot = read[int(row)]
        problem = f"longitude {spot.lon:g}, latitude {spot.lat:g} is far from the other places"
        yield record.issue("FL302", f"{problem} but among them when swapped: write longitude first")


def spots_of_frame(frame: GeoDataFrame) -> tuple[Spot, ...]:
    """Read places with a side from a GeoDataFrame, by the rules of files.

    Parameters
    ----------
    frame : GeoDataFrame
        Points with a column ``side``, in any CRS.

    Returns
    -------
    tuple of Spot
        One per row.
    """
    return spots_of(features_of("places", frame))


def read_barrier(path: Path) -> BaseGeometry:
    """Read lines and polygons as one barrier.

    Parameters
    ----------
    path : Path
        GeoJSON, GeoPackage or GeoParquet.

    Returns
    -------
    shapely geometry
        Union, in degrees (WGS 84).
    """
    return shapely.union_all([geometry for _, geometry in _shapes(path, _BARRIERS)])


def read_base(path: Path) -> list[tuple[str, BaseGeometry]]:
    """Read polygons with a ``side``; fronts and bands written by ``frontline infer`` are skipped.

    Parameters
    ----------
    path : Path
        GeoJSON, GeoPackage or GeoParquet.

    Returns
    -------
    list of tuple
        Side and polygon, in degrees (WGS 84).

    Raises
    ------
    DataError
        If a polygon has no side, or cannot be read.
    """
    polygons = list(_shapes(path, _BARRIERS[2:], frozenset({"front", "band"})))
    if any(not side for side, _ in polygons):
        raise DataError(
            [Issue(path.as_posix(), 0, "FL102", '"side" is missing: every polygon needs one')]
        )
    return polygons


def _shapes(
    path: Path, kinds: tuple[str, ...], passed: frozenset[str] = frozenset()
) -> Iterator[tuple[str, BaseGeometry]]:
    for record in read_records(path):
        if record.values.get("kind") in passed:
            continue
        try:
            geometry = read_geometry(record.geometry, kinds)
        except Refused as refused:
            raise DataError([record.issue(refused.code, str(refused))]) from refused
        yield str(record.values.get("side") or ""), geometry


def read_records(path: Path, written: Written = PLAIN) -> list[Record]:
    """Read one table, its format recognized by content.

    Parameters
    ----------
    path : Path
        CSV, GeoJSON, GeoPackage or GeoParquet.
    written : Written, optional
        How CSV is written.

    Returns
    -------
    list of Record
        Rows or features.

    Raises
    ------
    DataError
        With every issue.
    """
    issues: list[Issue] = []
    try:
        data = read_file(path)
        kind = gdal_client.kind_of(data)
        if kind is not None:
            return list(_table(path, kind, data))
        text = text_in(data, "CSV, GeoJSON, GeoPackage or GeoParquet", written)
        read = geojson_records if text.lstrip()[:1] in _JSON else csv_records
        records = list(read(path, text, issues, written))
    except Refused as refused:
        issues.append(refused.issue(path))
    if issues:
        raise DataError(issues)
    return records


def _table(path: Path, kind: str, data: bytes) -> Iterator[Record]:
    """Read the first layer of a file."""
    from geopandas import GeoDataFrame

    count = 0
    try:
        first = gdal_client.layers(kind, {f".{kind}": data})[:1]
        for frame in gdal_client.tables(kind, {f".{kind}": data}, *first):
            if not isinstance(frame, GeoDataFrame):
                raise Refused("FL027", "the file has no CRS or no geometry")
            for record in features_of(path.as_posix(), frame):
                yield replace(record, line=record.line + count)
            count += len(frame)
    except gdal_client.NeedsArrow as error:
        message = "GeoParquet needs pyarrow: install frontline[parquet]"
        raise UsageError(f"{path}: {message}") from error


def _spot(record: Record) -> Spot:
    values, written = record.values, record.written
    if record.geometry is not None:
        point = read_geometry(record.geometry, ("Point",))
        lon, lat = point.x, point.y
    else:
        lon, lat = _number(values, "lon", written), _number(values, "lat", written)
        read_geometry({"type": "Point", "coordinates": [lon, lat]}, ("Point",))
    side = str(values.get("side") or "").strip()
    if not side:
        raise Refused("FL102", '"side" is missing')
    given = values.get("weight") not in (None, "")
    weight = _number(values, "weight", written) if given else 1.0
    if not 0 <= weight < math.inf:
        raise Refused("FL109", f'"weight": {weight:g} is not a weight: expected 0 or more')
    return Spot(lon, lat, side, weight, _day(values.get("date"), written))


def _day(value: object, written: Written) -> date | None:
    text = str(value if value is not None else "").strip()
    if not text:
        return None
    try:
        when = parse_edtf(written.edtf(text, ZoneInfo("UTC")))
        if when.start is None or when.end != day_after(when.start):
            raise Wrong("FL104", f"{shown(text)} is not a single date")
    except Wrong as wrong:
        raise Refused(wrong.code, f'"date": {wrong}{written.hint(text)}') from wrong
    return when.start


def _number(values: Mapping[str, object], key: str, written: Written) -> float:
    value = values.get(key)
    if value in (None, ""):
        raise Refused("FL102", f'"{key}" is missing')
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return float(value)
    try:
        return written.number(str(value))
    except Wrong as wrong:
        raise Refused(wrong.code, f'"{key}": {wrong}') from wrong
