"""Columns that say how exact a position and a date are → metres and days."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    import pandas
    from numpy.typing import NDArray

_METRES: Final[Mapping[str, Mapping[float, float]]] = {
    "where_prec": {1: 0, 2: 25_000, 3: 50_000, 4: 100_000, 5: 100_000, 6: math.inf, 7: math.inf},
    "geo_precision": {1: 0, 2: 25_000, 3: 100_000},
}
"""The codes of event data sets (UCDP GED and ACLED), as radii: a place, its surroundings, a
district, a province, a country. The data sets give no metres: these are cautious."""

_DAYS: Final[Mapping[str, Mapping[float, float]]] = {"time_precision": {1: 0, 2: 6, 3: 30}}
"""How many days around the date are meant. ``date_prec`` comes with ``date_end``."""


def radius_m(table: pandas.DataFrame) -> NDArray[np.float64]:
    """Read how far off the positions of a table may be, where columns say so.

    Parameters
    ----------
    table : DataFrame
        Rows with, optionally, ``precision_m``, ``where_prec`` or ``geo_precision``, in any case.

    Returns
    -------
    ndarray of float
        Metres; infinite if the position says next to nothing.

    Examples
    --------
    >>> import pandas
    >>> radius_m(pandas.DataFrame({"where_prec": [1, 2, 7]})).tolist()
    [0.0, 25000.0, inf]
    """
    radius = np.zeros(len(table))
    for column in table.columns:
        if str(column).lower() == "precision_m":
            radius = np.maximum(radius, np.nan_to_num(_numbers(table[column]), posinf=np.inf))
    return np.maximum(radius, _by_codes(table, _METRES))


def slack_days(table: pandas.DataFrame) -> NDArray[np.int64]:
    """Read how many days around their dates the rows of a table mean, where a column says so.

    Parameters
    ----------
    table : DataFrame
        Rows with, optionally, ``time_precision``, in any case.

    Returns
    -------
    ndarray of int
        Days to either side.

    Examples
    --------
    >>> import pandas
    >>> slack_days(pandas.DataFrame({"time_precision": [1, 2]})).tolist()
    [0, 6]
    """
    return _by_codes(table, _DAYS).astype(np.int64)


def _by_codes(
    table: pandas.DataFrame, meanings: Mapping[str, Mapping[float, float]]
) -> NDArray[np.float64]:
    values = np.zeros(len(table))
    for column in table.columns:
        for code, value in meanings.get(str(column).lower(), {}).items():
            values[_numbers(table[column]) == code] = value
    return values


def _numbers(column: pandas.Series[Any]) -> NDArray[np.float64]:
    import pandas

    numbers: NDArray[np.float64] = pandas.to_numeric(column, errors="coerce").to_numpy(np.float64)
    return numbers
