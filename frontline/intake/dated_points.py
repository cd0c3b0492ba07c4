"""A table of dated points → the position and date of each row."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

import numpy as np
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from frontline.errors import DataError, InvalidValue, Issue, UsageError
from frontline.intake.day_cells import NO_DAY, days_in
from frontline.intake.formats.file_format import FileFormat
from frontline.intake.precision_columns import radius_m, slack_days
from frontline.model.longitudes import Extent, lons_in, window_west

if TYPE_CHECKING:
    import pandas
    from geopandas import GeoDataFrame
    from numpy.typing import NDArray

_WGS84: Final = "EPSG:4326"
_MAX_ISSUES: Final = 100
LON_COLUMNS: Final = ("lon", "longitude")
LAT_COLUMNS: Final = ("lat", "latitude")
DATE_COLUMNS: Final = ("date", "event_date", "date_start")
_END_COLUMNS: Final = {"date_start": "date_end"}


@dataclass(frozen=True, slots=True)
class Reading:
    """The columns of a table of dated points, and their formats.

    Attributes
    ----------
    date : str or None
        Column with the date; None for ``date``, ``event_date`` or ``date_start``.
    date_format : str or None
        Date pattern; None for ISO dates.
    lon, lat : str or None
        Columns with the position, if there is no geometry; None for the usual names.
    crs : str or None
        CRS of positions, and of geometry without a CRS; None for WGS 84.
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
    def file_format(self) -> FileFormat:
        """The format of the table."""
        return FileFormat("", True, self.encoding, self.separator, self.date_format, self.decimal)


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """A table of points with their positions and dates.

    Attributes
    ----------
    points : GeoDataFrame
        The table, in its own CRS.
    lonlat : ndarray of float
        Longitude and latitude in degrees (WGS 84), shape (n, 2); nan without a position.
    day : ndarray of int
        Ordinal of the date, or of its first day; ``NO_DAY`` without a date.
    earliest, latest : ndarray of int
        Ordinals of the first and the last day that may be meant.
    radius_m : ndarray of float
        How far off the position may be, in metres; infinite if it says next to nothing.
    """

    points: GeoDataFrame
    lonlat: NDArray[np.float64]
    day: NDArray[np.int64]
    earliest: NDArray[np.int64]
    latest: NDArray[np.int64]
    radius_m: NDArray[np.float64]

    def kinds(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Find the rows that are equal in position, dates and precision.

        Returns
        -------
        first, kind : ndarray of int
            The first row of each kind, and the kind of each row.
        """
        columns = (*self.lonlat.T, self.day, self.earliest, self.latest, self.radius_m)
        bits = [np.ascontiguousarray(column).view(np.int64) for column in columns]  # nan equals nan
        order = np.lexsort(bits)
        differs = np.arange(len(order)) == 0
        for column in bits:
            ordered = column[order]
            differs[1:] |= ordered[1:] != ordered[:-1]
        kind = np.empty_like(order)
        kind[order] = np.cumsum(differs) - 1
        return order[differs], kind


def moments_of(
    name: str,
    table: pandas.DataFrame,
    zone: ZoneInfo,
    reading: Reading,
    lines: Sequence[int] | NDArray[np.int64] | None = None,
    extent: Extent | None = None,
) -> Moments:
    """Read the position and the date of each row of a table, with or without geometry.

    The date of a time without an offset is kept as written; an instant gets its date in ``zone``.
    If more positions lie in ``extent`` when swapped than as written, the swapped ones are refused.
    The position 0, 0 counts as none unless it lies in ``extent``.

    Parameters
    ----------
    name : str
        Name of the table, for messages.
    table : DataFrame or GeoDataFrame
        Rows with a date, and a point or a longitude and latitude.
    zone : ZoneInfo
        Time zone in which instants get their date.
    reading : Reading
        Columns to read, and their formats.
    lines : sequence of int, optional
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
        If dates or positions cannot be read; the error carries up to a hundred.
    UsageError
        If a column or the CRS is missing.
    """
    problems: list[tuple[int, str, str]] = []
    column = table[_column(name, table, DATE_COLUMNS, reading.date, "date")]
    points = _with_geometry(name, table, reading, problems)
    lonlat = _positions(points, problems)
    if extent:
        lonlat[:, 0] = lons_in(lonlat[:, 0], window_west(extent))
        if not shapely.box(*extent).intersects(shapely.Point(0, 0)):
            lonlat[(lonlat == 0).all(axis=1)] = np.nan  # programs write 0, 0 for no position
        _check_swapped(lonlat, extent, problems)
    day, earliest, latest = _days(column, zone, reading.file_format, problems)
    latest = np.maximum(latest, _last_days(table, column, zone, reading, problems))
    slack = slack_days(table)
    if problems:
        row_lines = range(1, len(points) + 1) if lines is None else lines
        problems.sort()
        issues = [
            Issue(name, int(row_lines[row]), code, message)
            for row, code, message in problems[:_MAX_ISSUES]
        ]
        if len(problems) > _MAX_ISSUES:
            message = f"{len(problems) - _MAX_ISSUES} more problems like this"
            issues.append(
                Issue(
                    name,
                    int(row_lines[problems[_MAX_ISSUES][0]]),
                    problems[_MAX_ISSUES][1],
                    message,
                )
            )
        raise DataError(issues)
    return Moments(points, lonlat, day, earliest - slack, latest + slack, radius_m(table))


def _last_days(
    table: pandas.DataFrame,
    date_column: pandas.Series[Any],
    zone: ZoneInfo,
    reading: Reading,
    problems: list[tuple[int, str, str]],
) -> NDArray[np.int64]:
    """Return the last day of each row by a column that names it, such as ``date_end``."""
    ends = _END_COLUMNS.get(str(date_column.name).lower())
    for column in table.columns if ends else ():
        if str(column).lower() == ends:
            last = _days(table[column], zone, reading.file_format, problems)[2]
            return np.where(last == NO_DAY, 0, last)
    return np.zeros(len(table), dtype=np.int64)


def _column(
    name: str,
    table: pandas.DataFrame,
    default_names: tuple[str, ...],
    name_given: str | None,
    option: str,
) -> str:
    """Return the given column, or the column with a default name in any case."""
    columns = [str(column) for column in table.columns]
    if name_given is not None:
        if name_given not in columns:
            problem = f'no column "{name_given}": expected one of {", ".join(columns)}'
            raise UsageError(f"{name}: {option}: {problem}")
        return name_given
    matches = [column for column in columns if column.lower() in default_names]
    if len(matches) != 1:
        problem = f"no column {default_names[0]}: expected one of {', '.join(columns)}"
        if matches:
            problem = f"several columns match, {', '.join(matches)}: choose one"
        raise UsageError(f"{name}: {option}: {problem}")
    return matches[0]


def _with_geometry(
    name: str, table: pandas.DataFrame, reading: Reading, problems: list[tuple[int, str, str]]
) -> GeoDataFrame:
    """Return a table with points, created from its columns if it has no geometry."""
    import geopandas

    if isinstance(table, geopandas.GeoDataFrame):
        if table.crs is None and reading.crs is None:
            raise UsageError(f"{name}: the points have no CRS: name it with crs")
        return table if table.crs is not None else table.set_crs(_crs(reading.crs))
    crs = _crs(reading.crs or _WGS84)
    numbers = []
    for default_names, column_given, limit in (
        (LON_COLUMNS, reading.lon, 180),
        (LAT_COLUMNS, reading.lat, 90),
    ):
        column = table[_column(name, table, default_names, column_given, default_names[0])]
        numbers.append(
            _numbers(column, limit if crs.is_geographic else None, reading.file_format, problems)
        )
    points = geopandas.points_from_xy(*numbers)
    points[np.isnan(numbers).any(axis=0)] = None
    geometry_column = "geometry"
    while geometry_column in table.columns:
        geometry_column += "_"
    return geopandas.GeoDataFrame(
        table.assign(**{geometry_column: geopandas.GeoSeries(points, table.index, crs=crs)}),
        geometry=geometry_column,
    )


def _crs(text: object) -> CRS:
    try:
        return CRS.from_user_input(text)
    except CRSError as error:
        raise UsageError(f'crs: "{text}" is not a coordinate reference system') from error


def _numbers(
    column: pandas.Series[Any],
    limit: int | None,
    file_format: FileFormat,
    problems: list[tuple[int, str, str]],
) -> NDArray[np.float64]:
    """Read a column of numbers; text is parsed as ``FileFormat.number`` does."""
    import pandas

    if pandas.api.types.is_numeric_dtype(column) and not pandas.api.types.is_bool_dtype(column):
        column_values = column.to_numpy(np.float64, na_value=np.nan)
        is_empty = np.asarray(column.isna())
    else:
        numbers, values = column.factorize()
        unique_numbers = np.full(len(values) + 1, np.nan)
        messages: dict[int, str] = {}
        for number, value in enumerate(values):
            try:
                unique_numbers[number] = _number(value, file_format)
            except InvalidValue as invalid:
                messages[number] = str(invalid)
        blank_numbers = [
            number
            for number, value in enumerate(values)
            if isinstance(value, str) and not value.strip()
        ]
        column_values, is_empty = (
            unique_numbers[numbers],
            np.isin(numbers, [-1, *blank_numbers, *messages]),
        )
        for row in np.flatnonzero(np.isin(numbers, list(messages))) if messages else ():
            problems.append((int(row), "FL109", f'"{column.name}": {messages[int(numbers[row])]}'))
    is_in_range = np.abs(column_values) <= limit if limit else np.isfinite(column_values)
    expected = f"a number from -{limit} to {limit}" if limit else "a number"
    for row in np.flatnonzero(~is_empty & ~is_in_range):
        problems.append(
            (int(row), "FL109", f'"{column.name}": "{column.iloc[row]}" is not {expected}')
        )
    return np.where(is_in_range, column_values, np.nan)


def _number(value: object, file_format: FileFormat) -> float:
    """Read a number from a column of objects; nan for an empty text. Raises InvalidValue."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    text = str(value)
    return file_format.number(text) if text.strip() else math.nan


def _check_swapped(
    lonlat: NDArray[np.float64], extent: Extent, problems: list[tuple[int, str, str]]
) -> None:
    """Record positions that are inside the extent only when swapped, if they are the majority.

    In a table of the whole world a few lie there by chance.
    """
    low, high = np.array(extent[:2]), np.array(extent[2:])
    inside, inside_if_swapped = (
        ((low <= positions) & (positions <= high)).all(axis=1)
        for positions in (lonlat, lonlat[:, ::-1])
    )
    if np.count_nonzero(~inside & inside_if_swapped) <= np.count_nonzero(inside):
        return
    for row in np.flatnonzero(~inside & inside_if_swapped):
        position = "longitude {:g}, latitude {:g}".format(*lonlat[row])
        problem = "is outside the extent of the map but inside it when swapped"
        problems.append((int(row), "FL302", f"{position} {problem}"))


def _positions(points: GeoDataFrame, problems: list[tuple[int, str, str]]) -> NDArray[np.float64]:
    geometries = points.geometry
    present = ~np.asarray(geometries.isna() | geometries.is_empty)
    is_point = present & (geometries.geom_type == "Point").to_numpy(bool)
    lonlat = np.full((len(points), 2), np.nan)
    if is_point.any():
        located = geometries[is_point].to_crs(_WGS84)
        lonlat[is_point] = np.column_stack([located.x, located.y])
    for row in np.flatnonzero(present & ~is_point):
        problems.append(
            (
                int(row),
                "FL304",
                f"the geometry is a {geometries.iloc[row].geom_type}: expected Point",
            )
        )
    is_off_globe = is_point & ~(np.abs(lonlat) <= (180, 90)).all(axis=1)
    for row in np.flatnonzero(is_off_globe):
        problems.append((int(row), "FL301", f"{geometries.iloc[row].wkt} is not on the globe"))
    return lonlat


def _days(
    column: pandas.Series[Any],
    zone: ZoneInfo,
    file_format: FileFormat,
    problems: list[tuple[int, str, str]],
) -> NDArray[np.int64]:
    """Return the first day of each row, and the first and last that may be meant: (3, n)."""
    numbers, values = column.factorize()
    days: NDArray[np.int64] = np.full((3, len(values) + 1), NO_DAY)
    messages: dict[int, str] = {}
    for number, value in enumerate(values):
        try:
            days[:, number] = days_in(value, zone, file_format)
        except (ValueError, OverflowError) as error:
            messages[number] = str(error)
    for row in np.flatnonzero(np.isin(numbers, list(messages))) if messages else ():
        problems.append((int(row), "FL104", f'"{column.name}": {messages[int(numbers[row])]}'))
    of_rows: NDArray[np.int64] = days[:, numbers]  # a row without a value has the number -1
    return of_rows
