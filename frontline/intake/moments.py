"""Tables of dated points: which columns say where and when, and what they say."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

import numpy as np

from frontline.errors import DataError, Issue, UsageError

if TYPE_CHECKING:
    import pandas
    from geopandas import GeoDataFrame
    from numpy.typing import NDArray

NO_DAY: Final = 10_000_000
"""Stands for a day that is not known; more than the ordinal of any."""

DATES: Final = ("date", "event_date", "date_start")
LONS: Final = ("lon", "longitude")
LATS: Final = ("lat", "latitude")

_MOST_NAMED: Final = 20
_DAY: Final = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})", re.ASCII)
_TIME: Final = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})?", re.ASCII
)


def column_of(columns: Iterable[object], names: tuple[str, ...], given: str | None) -> str:
    """Return the column that was given, or the one with one of some names in any case.

    Raises UsageError where there is none, or more than one.
    """
    there = [str(column) for column in columns]
    if given is not None:
        if given not in there:
            raise UsageError(f'there is no column "{given}"; there are {", ".join(there)}')
        return given
    found = [column for column in there if column.lower() in names]
    if len(found) != 1:
        said = f"there are several: {', '.join(found)}" if found else f"there is no {names[0]}"
        raise UsageError(f"{said}; name the column")
    return found[0]


def position_of(name: str, points: GeoDataFrame, first: int = 1) -> NDArray[np.float64]:
    """Return the positions of points in WGS 84, of shape (n, 2); nan where there is none.

    Raises UsageError without a CRS, DataError for what is no point, its rows counted from
    ``first``.
    """
    if points.crs is None:
        raise UsageError(f"{name}: the points have no CRS; set one with set_crs")
    shapes = points.geometry.to_crs("EPSG:4326")
    missing = np.asarray(shapes.isna() | shapes.is_empty)
    other = np.flatnonzero(~missing & np.asarray(shapes.geom_type != "Point"))
    if len(other):
        raise DataError(
            Issue(name, 0, "FL103", f"row {first + int(row)}: the geometry is not a point")
            for row in other[:_MOST_NAMED]
        )
    found = np.full((len(points), 2), np.nan)
    found[~missing, 0], found[~missing, 1] = shapes[~missing].x, shapes[~missing].y
    return found


def days_of(
    name: str, column: pandas.Series[Any], zone: ZoneInfo, first: int = 1
) -> NDArray[np.int64]:
    """Return the ordinal of each day of a column, ``NO_DAY`` where it is empty.

    Days stand as they are, and so do times without a zone; an instant is of the day that it is
    in ``zone``. Raises DataError for what cannot be read, its rows counted from ``first``.
    """
    numbers, values = column.factorize()
    ordinals: NDArray[np.int64] = np.full(len(values) + 1, NO_DAY)
    bad: dict[int, str] = {}
    for number, value in enumerate(values):
        try:
            ordinals[number] = _ordinal(value, zone)
        except ValueError as error:
            bad[number] = str(error)
    if bad:
        rows = np.flatnonzero(np.isin(numbers, list(bad)))
        issues = [
            Issue(name, 0, "FL104", f"row {first + int(row)}: {bad[int(numbers[row])]}")
            for row in rows[:_MOST_NAMED]
        ]
        if len(rows) > _MOST_NAMED:
            rest = f"so have {len(rows) - _MOST_NAMED} more rows of this part"
            issues.append(Issue(name, 0, "FL104", rest))
        raise DataError(issues)
    found: NDArray[np.int64] = ordinals[numbers]  # a row without a value has the number -1
    return found


def _ordinal(value: object, zone: ZoneInfo) -> int:
    if isinstance(value, datetime):  # pandas' Timestamp is one
        return (value.astimezone(zone) if value.tzinfo else value).date().toordinal()
    if isinstance(value, date):
        return value.toordinal()
    text = str(value).strip()
    if not text:
        return NO_DAY
    try:
        if match := _DAY.fullmatch(text):
            return date(*map(int, match.groups())).toordinal()
        if match := _TIME.fullmatch(text):
            at = datetime.fromisoformat(text)
            return (at.astimezone(zone) if match[3] else at).date().toordinal()
    except (ValueError, OverflowError) as error:
        raise ValueError(f'"{text}" is not a day of the calendar') from error
    raise ValueError(f'"{text}" is not a day; write 2024-05-12 or 2024-05-12T22:00+03:00')
