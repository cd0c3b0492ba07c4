"""A table of places with a side → their positions and sides, for ``infer``."""

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

from frontline.dates.hints import quote_text
from frontline.errors import DataError, InvalidValue, Issue, RefusedInput
from frontline.intake.confusables import skeleton
from frontline.intake.dataframes import features_of
from frontline.intake.dated_points import DATE_COLUMNS, LAT_COLUMNS, LON_COLUMNS
from frontline.intake.day_cells import NO_DAY, days_in
from frontline.intake.formats import gdal_client
from frontline.intake.formats.csv_rows import csv_records
from frontline.intake.formats.decode import wrong_letters
from frontline.intake.formats.file_format import DEFAULT_FORMAT, FileFormat
from frontline.intake.formats.files import read_file
from frontline.intake.formats.geojson import geojson_records
from frontline.intake.formats.geometry import read_geometry
from frontline.intake.formats.gis_layers import chosen_layer, needs_arrow, with_place
from frontline.intake.formats.record import Record
from frontline.intake.formats.text_files import text_in
from frontline.model import CONTESTED

_BARRIER_TYPES: Final = ("LineString", "MultiLineString", "Polygon", "MultiPolygon")

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from shapely.geometry.base import BaseGeometry


_MIN_PLACES: Final = 4
_NOT_AREAS: Final = frozenset({"front", "band", "contested", "overruled"})
_UNKNOWN: Final = "unknown"
_ALIASES: Final = {
    "lon": LON_COLUMNS,
    "lat": LAT_COLUMNS,
    "side": ("side",),
    "weight": ("weight",),
    "date": DATE_COLUMNS,
}
"""The columns that are read, and their names in a table, in any case."""
_JSON_STARTS: Final = ("{", "[", "\x1e")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place with a side, from one row of a table.

    Attributes
    ----------
    lon, lat : float
        Longitude and latitude in degrees (WGS 84).
    side : str
        Id of the side, or "contested".
    weight : float
        Weight of the row, 0 or more.
    day : date or None
        Valid time.
    """

    lon: float
    lat: float
    side: str
    weight: float
    day: date | None


def read_spots(
    path: Path, file_format: FileFormat = DEFAULT_FORMAT, layer: str | None = None
) -> tuple[Spot, ...]:
    """Read places with a side from CSV, GeoJSON, GeoPackage or GeoParquet.

    Parameters
    ----------
    path : Path
        CSV with ``lon``, ``lat`` and ``side``, or points with ``side``; ``weight`` and ``date`` are
        optional.
    file_format : FileFormat, optional
        Format of CSV.
    layer : str, optional
        Layer of a GeoPackage with several.

    Returns
    -------
    tuple of Spot
        One per row.

    Raises
    ------
    DataError
        With every issue.
    UsageError
        If pyarrow is needed and missing, or the layer.
    """
    return spots_of(read_records(path, file_format, layer))


def spots_of(records: Iterable[Record]) -> tuple[Spot, ...]:
    """Read places with a side from records.

    Parameters
    ----------
    records : iterable of Record
        Rows or features.

    Returns
    -------
    tuple of Spot
        One per record, without those whose side is "unknown".

    Raises
    ------
    DataError
        With every issue.
    """
    issues: list[Issue] = []
    rows = [_lower_keys(record) for record in records]
    spot_records: list[tuple[Record, Spot]] = []
    if missing := _missing_column(rows):
        raise DataError([missing])
    for record in rows:
        try:
            spot_records.append((record, _spot(record)))
        except RefusedInput as refused:
            issues.append(record.issue(refused.code, str(refused)))
    issues += _swapped_issues(spot_records)
    issues += _look_alike_issues(spot_records)
    if issues:
        raise DataError(issues)
    return tuple(spot for _, spot in spot_records if spot.side != _UNKNOWN)


def _lower_keys(record: Record) -> Record:
    """Return a record with the columns that are read under their own names, in any case."""
    values = {str(key).lower(): value for key, value in record.values.items()}
    named = {
        name: values[alias]
        for name, aliases in _ALIASES.items()
        if (alias := next((alias for alias in aliases if alias in values), None))
    }
    return replace(record, values=named)


def _missing_column(records: Sequence[Record]) -> Issue | None:
    """Return one issue for a column that no row has."""
    if not records:
        return None
    has_geometry = any(record.geometry is not None for record in records)
    for name in ("side",) if has_geometry else ("lon", "lat", "side"):
        if not any(name in record.values for record in records):
            expected = " or ".join(f'"{alias}"' for alias in _ALIASES[name])
            first = records[0]
            line = first.head or (first.line if has_geometry else 1)
            message = f"the table has no column {expected}"
            return first.issue("FL102", message, line=line)
    return None


def _look_alike_issues(spot_records: Sequence[tuple[Record, Spot]]) -> Iterator[Issue]:
    """Yield an issue for the first row of a side in wrong letters, or that looks like another."""
    first_of: dict[str, tuple[str, Record]] = {}
    told: set[str] = set()
    for record, spot in spot_records:
        side, first = first_of.setdefault(skeleton(spot.side).casefold(), (spot.side, record))
        if spot.side != side and spot.side not in told:
            told.add(spot.side)
            message = f"side {quote_text(spot.side)} looks like {quote_text(side)} in line"
            yield record.issue("FL240", f"{message} {first.line}: write one side in one way")
        if first is record and (problem := wrong_letters(side)):
            message = f"side {quote_text(side)} {problem}: save the file again as UTF-8"
            yield record.issue("FL142", message)


def _swapped_issues(spot_records: Sequence[tuple[Record, Spot]]) -> Iterator[Issue]:
    """Yield an issue for each place that is far from most others, but near if swapped."""
    if len(spot_records) < _MIN_PLACES:
        return
    lonlat = np.array([(spot.lon, spot.lat) for _, spot in spot_records])
    low, high = np.quantile(lonlat, (0.25, 0.75), axis=0)
    margin = np.maximum(2 * (high - low), 1)
    low, high = low - margin, high + margin
    is_near, is_near_if_swapped = (
        ((low <= positions) & (positions <= high)).all(axis=1)
        for positions in (lonlat, lonlat[:, ::-1])
    )
    for row in np.flatnonzero(~is_near & is_near_if_swapped):
        record, spot = spot_records[int(row)]
        problem = f"longitude {spot.lon:g}, latitude {spot.lat:g} is far from the other places"
        yield record.issue("FL302", f"{problem} but among them when swapped: write longitude first")


def spots_of_frame(frame: GeoDataFrame) -> tuple[Spot, ...]:
    """Read places with a side from a GeoDataFrame, by the same rules as from files.

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
    return shapely.union_all([geometry for _, geometry in _geometries(path, _BARRIER_TYPES)])


def read_polygons(path: Path) -> BaseGeometry:
    """Read polygons, such as those of a country, as one.

    Parameters
    ----------
    path : Path
        GeoJSON, GeoPackage or GeoParquet.

    Returns
    -------
    shapely geometry
        Union, in degrees (WGS 84).
    """
    return shapely.union_all([geometry for _, geometry in _geometries(path, _BARRIER_TYPES[2:])])


def read_base(path: Path) -> list[tuple[str, BaseGeometry]]:
    """Read polygons with a ``side``; what else was written by ``frontline infer`` are skipped.

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
    polygons = list(
        _geometries(
            path, _BARRIER_TYPES[2:], frozenset({"front", "band", "contested", "overruled"})
        )
    )
    if any(not side for side, _ in polygons):
        raise DataError(
            [Issue(path.as_posix(), 0, "FL102", '"side" is missing: every polygon needs one')]
        )
    return polygons


def _geometries(
    path: Path, kinds: tuple[str, ...], skipped_kinds: frozenset[str] = frozenset()
) -> Iterator[tuple[str, BaseGeometry]]:
    for record in read_records(path):
        if record.values.get("kind") in skipped_kinds:
            continue
        try:
            geometry = read_geometry(record.geometry, kinds)
        except RefusedInput as refused:
            raise DataError([record.issue(refused.code, str(refused))]) from refused
        yield str(record.values.get("side") or ""), geometry


def read_records(
    path: Path, file_format: FileFormat = DEFAULT_FORMAT, layer: str | None = None
) -> list[Record]:
    """Read a table, whose format is recognized by its content.

    Parameters
    ----------
    path : Path
        CSV, GeoJSON, GeoPackage or GeoParquet.
    file_format : FileFormat, optional
        Format of CSV.
    layer : str, optional
        Layer of a GeoPackage with several.

    Returns
    -------
    list of Record
        Rows or features.

    Raises
    ------
    DataError
        With every issue.
    UsageError
        If there is no such layer, or none is chosen of several.
    """
    issues: list[Issue] = []
    try:
        data = read_file(path)
        kind = gdal_client.kind_of(data)
        if kind is not None:
            return list(_layer(path, kind, data, layer))
        text = text_in(data, "CSV, GeoJSON, GeoPackage or GeoParquet", file_format)
        parse = geojson_records if text.lstrip()[:1] in _JSON_STARTS else csv_records
        records = list(parse(path, text, issues, file_format))
    except RefusedInput as refused:
        issues.append(refused.issue(path))
    if issues:
        raise DataError(issues)
    return records


def _layer(path: Path, kind: str, data: bytes, layer: str | None) -> Iterator[Record]:
    """Read the chosen or only layer of a file."""
    parts, count = {f".{kind}": data}, 0
    try:
        name = chosen_layer(path, gdal_client.layers(kind, parts), layer)
        for table in gdal_client.tables(kind, parts, name):
            frame = with_place(table)
            if open_rings := table.attrs.get("open_rings"):
                message = (
                    f"row {count + min(open_rings) + 1} has a ring that is not closed: close it"
                )
                raise RefusedInput("FL345", message)
            for record in features_of(path.as_posix(), frame):
                yield replace(record, line=record.line + count)
            count += len(frame)
    except gdal_client.NeedsPackage as error:
        raise needs_arrow(path) from error


def _spot(record: Record) -> Spot:
    values, file_format = record.values, record.file_format
    if record.geometry is not None:
        point = read_geometry(record.geometry, ("Point",))
        lon, lat = point.x, point.y
    elif "lon" not in values and not record.head:
        raise RefusedInput("FL304", 'there is no geometry and no "lon": give the position')
    else:
        lon, lat = _number(values, "lon", file_format), _number(values, "lat", file_format)
        read_geometry({"type": "Point", "coordinates": [lon, lat]}, ("Point",))
    if lon == lat == 0:
        raise RefusedInput("FL352", "position 0, 0 stands for a missing one: give the position")
    side = " ".join(str(values.get("side") or "").split())
    if not side:
        raise RefusedInput("FL102", '"side" is missing')
    if side.casefold() in (CONTESTED, _UNKNOWN):
        side = side.casefold()
    has_weight = values.get("weight") not in (None, "")
    weight = _number(values, "weight", file_format) if has_weight else 1.0
    if not 0 <= weight < math.inf:
        raise RefusedInput("FL109", f'"weight": {weight:g} is not a weight: expected 0 or more')
    return Spot(lon, lat, side, weight, _day(values.get("date"), file_format))


def _day(value: object, file_format: FileFormat) -> date | None:
    try:
        day, earliest, latest = days_in(value, ZoneInfo("UTC"), file_format)
    except (ValueError, OverflowError) as error:
        raise RefusedInput("FL104", f'"date": {error}') from error
    if day == NO_DAY:
        return None
    if latest - day != day - earliest:  # around a single day it may reach to both sides alike
        raise RefusedInput("FL104", f'"date": {quote_text(str(value))} is not a single date')
    return date.fromordinal(day)


def _number(values: Mapping[str, object], key: str, file_format: FileFormat) -> float:
    value = values.get(key)
    if value in (None, ""):
        raise RefusedInput("FL102", f'"{key}" is missing')
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return float(value)
    try:
        return file_format.number(str(value))
    except InvalidValue as invalid:
        raise RefusedInput(invalid.code, f'"{key}": {invalid}') from invalid
