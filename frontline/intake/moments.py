"""A table of dated points → where and on which day each is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

import numpy as np
from pyproj import CRS
from pyproj.exceptions import CRSError

from frontline.errors import DataError, Issue, UsageError

if TYPE_CHECKING:
    import pandas
    from geopandas import GeoDataFrame
    from numpy.typing import NDArray

NO_DAY: Final = 10_000_000
"""Stands for a day that is not known; more than the ordinal of any."""

_WGS84: Final = "EPSG:4326"
_MOST: Final = 100
_LONS: Final = ("lon", "longitude")
_LATS: Final = ("lat", "latitude")
_DATES: Final = ("date", "event_date", "date_start")
_DAY: Final = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})", re.ASCII)
_TIME: Final = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})?", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Reading:
    """Say which columns hold the day and the position, and how they are written.

    Days are in ``date``, ISO or as strptime reads ``date_format``. A table without geometry has
    positions in ``lon`` and ``lat``, in any case or as named here. These are in ``crs``, by
    default WGS 84; so is geometry that does not state it.
    """

    date: str | None = None
    date_format: str | None = None
    lon: str | None = None
    lat: str | None = None
    crs: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """Hold a table of points with their positions in WGS 84, of shape (n, 2), and days.

    Where there is none: nan, and ``NO_DAY`` for the ordinal of the day.
    """

    points: GeoDataFrame
    lonlat: NDArray[np.float64]
    day: NDArray[np.int64]


def moments_of(
    name: str,
    table: pandas.DataFrame,
    zone: ZoneInfo,
    reading: Reading,
    rows: Sequence[int] | NDArray[np.int64] | None = None,
) -> Moments:
    """Read where and when each row of a table is, with or without geometry.

    Days and times without a zone stand as they are written, an instant is of the day that it is in
    ``zone``. Raises DataError with every day and position that cannot be read, up to a hundred, by
    ``rows`` or counted from 1; UsageError without a column or a CRS.
    """
    bad: list[tuple[int, str, str]] = []
    column = table[_column(name, table, _DATES, reading.date, "date")]
    points = _placed(name, table, reading, bad)
    lonlat = _positions(points, bad)
    day = _days(column, zone, reading.date_format, bad)
    if bad:
        lines = range(1, len(points) + 1) if rows is None else rows
        bad.sort()
        issues = [Issue(name, int(lines[row]), code, said) for row, code, said in bad[:_MOST]]
        if len(bad) > _MOST:
            said = f"and {len(bad) - _MOST} more such problems"
            issues.append(Issue(name, int(lines[bad[_MOST][0]]), bad[_MOST][1], said))
        raise DataError(issues)
    return Moments(points, lonlat, day)


def _column(
    name: str, table: pandas.DataFrame, likely: tuple[str, ...], given: str | None, option: str
) -> str:
    """Return the column that was given, or the one with a likely name in any case."""
    there = [str(column) for column in table.columns]
    if given is not None:
        if given not in there:
            said = f'there is no column "{given}"; there are {", ".join(there)}'
            raise UsageError(f"{name}: {option}: {said}")
        return given
    found = [column for column in there if column.lower() in likely]
    if len(found) != 1:
        said = f"several columns, {', '.join(found)}" if found else f"no column {likely[0]}"
        raise UsageError(f"{name}: {option}: there is {said}: say which it is ({', '.join(there)})")
    return found[0]


def _placed(
    name: str, table: pandas.DataFrame, reading: Reading, bad: list[tuple[int, str, str]]
) -> GeoDataFrame:
    """Return a table with points, made of its columns where it has none, and their CRS."""
    import geopandas

    if isinstance(table, geopandas.GeoDataFrame):
        if table.crs is None and reading.crs is None:
            raise UsageError(f"{name}: crs: the points do not state it; say which it is")
        return table if table.crs is not None else table.set_crs(_crs(reading.crs))
    crs = _crs(reading.crs or _WGS84)
    numbers = []
    for likely, given, most in ((_LONS, reading.lon, 180), (_LATS, reading.lat, 90)):
        column = table[_column(name, table, likely, given, likely[0])]
        numbers.append(_numbers(column, most if crs.is_geographic else None, bad))
    shapes = geopandas.points_from_xy(*numbers)
    shapes[np.isnan(numbers).any(axis=0)] = None
    free = "geometry"
    while free in table.columns:
        free += "_"
    return geopandas.GeoDataFrame(
        table.assign(**{free: geopandas.GeoSeries(shapes, table.index, crs=crs)}), geometry=free
    )


def _crs(text: object) -> CRS:
    try:
        return CRS.from_user_input(text)
    except CRSError as error:
        raise UsageError(f'crs: "{text}" is no coordinate reference system') from error


def _numbers(
    column: pandas.Series[Any], most: int | None, bad: list[tuple[int, str, str]]
) -> NDArray[np.float64]:
    import pandas

    found = pandas.to_numeric(column, errors="coerce").to_numpy(np.float64, na_value=np.nan)
    empty = (column.isna() | (column.astype(str).str.strip() == "")).to_numpy(bool)
    fits = np.abs(found) <= most if most else np.isfinite(found)
    meant = f"a number from -{most} to {most}" if most else "a number"
    for row in np.flatnonzero(~empty & ~fits):
        bad.append((int(row), "FL109", f'"{column.name}": "{column.iloc[row]}" is not {meant}'))
    return np.where(fits, found, np.nan)


def _positions(points: GeoDataFrame, bad: list[tuple[int, str, str]]) -> NDArray[np.float64]:
    shapes = points.geometry
    there = ~np.asarray(shapes.isna() | shapes.is_empty)
    point = there & (shapes.geom_type == "Point").to_numpy(bool)
    found = np.full((len(points), 2), np.nan)
    if point.any():
        spots = shapes[point].to_crs(_WGS84)
        found[point] = np.column_stack([spots.x, spots.y])
    for row in np.flatnonzero(there & ~point):
        bad.append((int(row), "FL304", f"the geometry is a {shapes.iloc[row].geom_type}, no point"))
    off = point & ~(np.abs(found) <= (180, 90)).all(axis=1)
    for row in np.flatnonzero(off):
        bad.append((int(row), "FL301", f"{shapes.iloc[row].wkt} is not on the globe"))
    return found


def _days(
    column: pandas.Series[Any],
    zone: ZoneInfo,
    date_format: str | None,
    bad: list[tuple[int, str, str]],
) -> NDArray[np.int64]:
    numbers, values = column.factorize()
    ordinals: NDArray[np.int64] = np.full(len(values) + 1, NO_DAY)
    said: dict[int, str] = {}
    for number, value in enumerate(values):
        try:
            ordinals[number] = _ordinal(value, zone, date_format)
        except (ValueError, OverflowError) as error:
            said[number] = str(error)
    for row in np.flatnonzero(np.isin(numbers, list(said))) if said else ():
        bad.append((int(row), "FL104", f'"{column.name}": {said[int(numbers[row])]}'))
    found: NDArray[np.int64] = ordinals[numbers]  # a row without a value has the number -1
    return found


def _ordinal(value: object, zone: ZoneInfo, date_format: str | None) -> int:
    if isinstance(value, datetime):  # pandas' Timestamp is one
        return _day_in(value, zone)
    if isinstance(value, date):
        return value.toordinal()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).strip()
    if not text:
        return NO_DAY
    if date_format is not None:
        try:
            return _day_in(datetime.strptime(text, date_format), zone)
        except ValueError as error:
            raise ValueError(f'"{text}" is not written as {date_format}') from error
    try:
        if match := _DAY.fullmatch(text):
            return date(*map(int, match.groups())).toordinal()
        if _TIME.fullmatch(text):
            return _day_in(datetime.fromisoformat(text), zone)
    except ValueError as error:
        raise ValueError(f'"{text}" is not a day of the calendar') from error
    said = "is not a day like 2024-05-12; say how days are written, such as %d %B %Y"
    raise ValueError(f'"{text}" {said} (--date-format)')


def _day_in(at: datetime, zone: ZoneInfo) -> int:
    return (at.astimezone(zone) if at.tzinfo else at).date().toordinal()
