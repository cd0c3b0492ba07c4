"""A table of dated points → position and date of each row."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

import numpy as np
from pyproj import CRS
from pyproj.exceptions import CRSError

from frontline.dates.hints import date_hint, plain, shown
from frontline.errors import DataError, Issue, UsageError, Wrong
from frontline.intake.formats.date_patterns import moment, pattern
from frontline.intake.formats.file_format import Written
from frontline.intake.formats.geometry_faults import Extent

if TYPE_CHECKING:
    import pandas
    from geopandas import GeoDataFrame
    from numpy.typing import NDArray

NO_DAY: Final = 10_000_000
"""Ordinal of an unknown date; more than that of any date."""

_WGS84: Final = "EPSG:4326"
_MOST: Final = 100
_LONS: Final = ("lon", "longitude")
_LATS: Final = ("lat", "latitude")
_DATES: Final = ("date", "event_date", "date_start")
_DAY: Final = re.compile(r"(\d{4})(-?)(\d{2})\2(\d{2})", re.ASCII)
_TIME: Final = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})?", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Reading:
    """Columns of a table of dated points, and how they are written.

    Attributes
    ----------
    date : str or None
        Column with the date; None for ``date``, ``event_date`` or ``date_start``.
    date_format : str or None
        Date pattern; None for ISO dates.
    lon, lat : str or None
        Columns with the position, where there is no geometry; None for the usual names.
    crs : str or None
        CRS of positions and of geometry that states none; None for WGS 84.
    decimal : str
        Decimal mark, ``.`` or ``,``.
    encoding : str
        Encoding of CSV.
    separator : str or None
        Separator of CSV.
    """

    date: str | None = None
    date_format: str | None = None
    lon: str | None = None
    lat: str | None = None
    crs: str | None = None
    decimal: str = "."
    encoding: str = "utf-8"
    separator: str | None = None

    @property
    def written(self) -> Written:
        """How the table is written."""
        return Written("", True, self.encoding, self.separator, self.date_format, self.decimal)


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """A table of points with their positions and dates.

    Attributes
    ----------
    points : GeoDataFrame
        The table, in its own CRS.
    lonlat : ndarray of float
        Longitude and latitude in degrees (WGS 84), shape (n, 2); nan where there is no position.
    day : ndarray of int
        Ordinal of the date; ``NO_DAY`` where there is none.
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
    extent: Extent | None = None,
) -> Moments:
    """Read where and when each row of a table is, with or without geometry.

    Dates and times without a zone are kept as written; an instant gets its date in ``zone``. Where
    more positions lie in ``extent`` swapped than as they are, the swapped ones are refused.

    Parameters
    ----------
    name : str
        Name of the table, for messages.
    table : DataFrame or GeoDataFrame
        Rows with a date, and a point or a longitude and latitude.
    zone : ZoneInfo
        Time zone in which instants get their date.
    reading : Reading
        Columns to read, and how they are written.
    rows : sequence of int, optional
        Line of each row, for messages; by default counted from 1.
    extent : tuple of float, optional
        West, south, east, north in degrees (WGS 84).

    Returns
    -------
    Moments
        Points, positions and dates.

    Raises
    ------
    DataError
        With every unreadable date and position, up to a hundred.
    UsageError
        If a column or the CRS is missing.
    """
    bad: list[tuple[int, str, str]] = []
    column = table[_column(name, table, _DATES, reading.date, "date")]
    points = _placed(name, table, reading, bad)
    lonlat = _positions(points, bad)
    if extent:
        _check_swapped(lonlat, extent, bad)
    day = _days(column, zone, reading.written, bad)
    if bad:
        lines = range(1, len(points) + 1) if rows is None else rows
        bad.sort()
        issues = [Issue(name, int(lines[row]), code, message) for row, code, message in bad[:_MOST]]
        if len(bad) > _MOST:
            message = f"{len(bad) - _MOST} more problems like this"
            issues.append(Issue(name, int(lines[bad[_MOST][0]]), bad[_MOST][1], message))
        raise DataError(issues)
    return Moments(points, lonlat, day)


def _column(
    name: str, table: pandas.DataFrame, likely: tuple[str, ...], given: str | None, option: str
) -> str:
    """Return the given column, or the one with a usual name in any case."""
    columns = [str(column) for column in table.columns]
    if given is not None:
        if given not in columns:
            problem = f'no column "{given}": expected one of {", ".join(columns)}'
            raise UsageError(f"{name}: {option}: {problem}")
        return given
    matches = [column for column in columns if column.lower() in likely]
    if len(matches) != 1:
        problem = f"no column {likely[0]}: expected one of {', '.join(columns)}"
        if matches:
            problem = f"several columns match, {', '.join(matches)}: choose one"
        raise UsageError(f"{name}: {option}: {problem}")
    return matches[0]


def _placed(
    name: str, table: pandas.DataFrame, reading: Reading, bad: list[tuple[int, str, str]]
) -> GeoDataFrame:
    """Return a table with points, created from its columns where it has no geometry."""
    import geopandas

    if isinstance(table, geopandas.GeoDataFrame):
        if table.crs is None and reading.crs is None:
            raise UsageError(f"{name}: the points have no CRS: name it with crs")
        return table if table.crs is not None else table.set_crs(_crs(reading.crs))
    crs = _crs(reading.crs or _WGS84)
    numbers = []
    for likely, given, most in ((_LONS, reading.lon, 180), (_LATS, reading.lat, 90)):
        column = table[_column(name, table, likely, given, likely[0])]
        numbers.append(_numbers(column, most if crs.is_geographic else None, reading.written, bad))
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
        raise UsageError(f'crs: "{text}" is not a coordinate reference system') from error


def _numbers(
    column: pandas.Series[Any],
    most: int | None,
    written: Written,
    bad: list[tuple[int, str, str]],
) -> NDArray[np.float64]:
    """Read a column of numbers; text is parsed as ``Written.number`` does."""
    import pandas

    if pandas.api.types.is_numeric_dtype(column) and not pandas.api.types.is_bool_dtype(column):
        values_read = column.to_numpy(np.float64, na_value=np.nan)
        empty = np.asarray(column.isna())
    else:
        numbers, values = column.factorize()
        read = np.full(len(values) + 1, np.nan)
        messages: dict[int, str] = {}
        for number, value in enumerate(values):
            try:
                read[number] = _number(value, written)
            except Wrong as wrong:
                messages[number] = str(wrong)
        blank = [n for n, v in enumerate(values) if isinstance(v, str) and not v.strip()]
        values_read, empty = read[numbers], np.isin(numbers, [-1, *blank, *messages])
        for row in np.flatnonzero(np.isin(numbers, list(messages))) if messages else ():
            bad.append((int(row), "FL109", f'"{column.name}": {messages[int(numbers[row])]}'))
    fits = np.abs(values_read) <= most if most else np.isfinite(values_read)
    expected = f"a number from -{most} to {most}" if most else "a number"
    for row in np.flatnonzero(~empty & ~fits):
        bad.append((int(row), "FL109", f'"{column.name}": "{column.iloc[row]}" is not {expected}'))
    return np.where(fits, values_read, np.nan)


def _number(value: object, written: Written) -> float:
    """Read one number of a column of objects, nan for an empty text; raises Wrong."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    text = str(value)
    return written.number(text) if text.strip() else math.nan


def _check_swapped(
    lonlat: NDArray[np.float64], extent: Extent, bad: list[tuple[int, str, str]]
) -> None:
    """Note positions inside the extent when swapped, if they outnumber those inside as they are.

    In a table of the whole world some lie there by chance.
    """
    low, high = np.array(extent[:2]), np.array(extent[2:])
    inside, turned = (
        ((low <= positions) & (positions <= high)).all(axis=1)
        for positions in (lonlat, lonlat[:, ::-1])
    )
    if np.count_nonzero(~inside & turned) <= np.count_nonzero(inside):
        return
    for row in np.flatnonzero(~inside & turned):
        at = "longitude {:g}, latitude {:g}".format(*lonlat[row])
        problem = "is outside the extent of the map but inside it when swapped"
        bad.append((int(row), "FL302", f"{at} {problem}"))


def _positions(points: GeoDataFrame, bad: list[tuple[int, str, str]]) -> NDArray[np.float64]:
    shapes = points.geometry
    present = ~np.asarray(shapes.isna() | shapes.is_empty)
    point = present & (shapes.geom_type == "Point").to_numpy(bool)
    lonlat = np.full((len(points), 2), np.nan)
    if point.any():
        located = shapes[point].to_crs(_WGS84)
        lonlat[point] = np.column_stack([located.x, located.y])
    for row in np.flatnonzero(present & ~point):
        bad.append(
            (int(row), "FL304", f"the geometry is a {shapes.iloc[row].geom_type}: expected Point")
        )
    off = point & ~(np.abs(lonlat) <= (180, 90)).all(axis=1)
    for row in np.flatnonzero(off):
        bad.append((int(row), "FL301", f"{shapes.iloc[row].wkt} is not on the globe"))
    return lonlat


def _days(
    column: pandas.Series[Any],
    zone: ZoneInfo,
    written: Written,
    bad: list[tuple[int, str, str]],
) -> NDArray[np.int64]:
    numbers, values = column.factorize()
    ordinals: NDArray[np.int64] = np.full(len(values) + 1, NO_DAY)
    messages: dict[int, str] = {}
    for number, value in enumerate(values):
        try:
            ordinals[number] = _ordinal(value, zone, written)
        except (ValueError, OverflowError) as error:
            messages[number] = str(error)
    for row in np.flatnonzero(np.isin(numbers, list(messages))) if messages else ():
        bad.append((int(row), "FL104", f'"{column.name}": {messages[int(numbers[row])]}'))
    days: NDArray[np.int64] = ordinals[numbers]  # a row without a value has the number -1
    return days


def _ordinal(value: object, zone: ZoneInfo, written: Written) -> int:
    if isinstance(value, datetime):  # pandas' Timestamp is one
        return _day_in(value, zone)
    if isinstance(value, date):
        return value.toordinal()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).strip()
    if not text:
        return NO_DAY
    if written.dates is not None:
        return _stated(text, written.dates, zone).toordinal()
    try:
        if match := _DAY.fullmatch(text):
            return date(int(match[1]), int(match[3]), int(match[4])).toordinal()
        if _TIME.fullmatch(text):
            return _day_in(datetime.fromisoformat(text), zone)
    except ValueError as error:
        raise ValueError(f"{shown(text)} is not a calendar date{date_hint(text)}") from error
    if likely := date_hint(text):
        raise ValueError(f"{shown(text)} is not a date like 2024-05-12{likely}{written.hint(text)}")
    problem = "is not a date like 2024-05-12: describe the format, such as %d %B %Y,"
    raise ValueError(f"{shown(text)} {problem} with --date-format")


def _stated(text: str, date_pattern: str, zone: ZoneInfo) -> date:
    """Read the date of a text by a pattern; a time without an offset keeps the date as written."""
    match = pattern(date_pattern, cell=True).fullmatch(plain(text))
    if not match:
        raise ValueError(f"{shown(text)} does not match {date_pattern}")
    part = match.groupdict()
    if not (part.get("z") or part.get("s")):
        part["H"] = None
    try:
        instant = moment(part, zone)
    except (ValueError, KeyError, OverflowError) as error:
        raise ValueError(
            f"{shown(text)} is not a calendar date when read as {date_pattern}"
        ) from error
    return instant.astimezone(zone).date() if isinstance(instant, datetime) else instant


def _day_in(at: datetime, zone: ZoneInfo) -> int:
    return (at.astimezone(zone) if at.tzinfo else at).date().toordinal()
