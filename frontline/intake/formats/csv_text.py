"""A column of a table → the texts of its cells in CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from frontline.system.spreadsheet import escape_cell

if TYPE_CHECKING:
    import pandas


def cell_texts(column: pandas.Series[Any]) -> list[object]:
    """Return what to write into the cells of a column, as pandas does; each value is read once.

    Parameters
    ----------
    column : Series
        Column of any data type.

    Returns
    -------
    list of object
        Texts, escaped for spreadsheets, and other objects; None for an empty cell.

    Examples
    --------
    >>> import pandas
    >>> cell_texts(pandas.Series(["=1", "a", None, "a"])), cell_texts(pandas.Series([2.5, None]))
    (["'=1", 'a', None, 'a'], ['2.5', None])
    """
    import pandas

    texts: list[object]
    if pandas.api.types.infer_dtype(column) in ("string", "empty"):
        numbers, values = column.factorize()
        texts = [escape_cell(value) for value in values]
    else:
        if not pandas.api.types.is_numeric_dtype(column):
            column = column.map(escape_cell)
        if column.dtype == object:
            return column.where(column.notna(), None).tolist()
        numbers, values = column.factorize()
        lines = pandas.Series(values).to_csv(index=False, header=False, lineterminator="\n")
        texts = [*lines.splitlines()]
    found: list[object] = np.array([*texts, None], dtype=object)[numbers].tolist()
    return found
