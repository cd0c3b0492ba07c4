"""CSV text → one record per row, with its line number."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from frontline.errors import Issue, RefusedInput
from frontline.intake.formats.file_format import DEFAULT_FORMAT, FileFormat
from frontline.intake.formats.parser_messages import IN_QUOTES, plain_csv
from frontline.intake.formats.record import MAX_ROWS, Record

MAX_COLUMNS: Final = 1000
"""A table with more columns is refused."""

_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")


def csv_records(
    path: Path, text: str, issues: list[Issue], file_format: FileFormat = DEFAULT_FORMAT
) -> Iterator[Record]:
    """Yield one record per row of a CSV text; blank rows are skipped.

    Parameters
    ----------
    path : Path
        File that the text came from.
    text : str
        CSV with a header row.
    issues : list of Issue
        Receives an issue for each row that cannot be read.
    file_format : FileFormat, optional
        Stated separator.

    Yields
    ------
    Record
        Cells by column name, stripped of surrounding white space.

    Raises
    ------
    RefusedInput
        If the separator is not the expected one, or there are too many columns or rows.
    """
    reader = csv.reader(
        (match[0] for match in _LINE.finditer(text)),
        strict=True,
        delimiter=file_format.separator or ",",
    )

    def add_issue(line: int, code: str, message: str) -> None:
        issues.append(Issue(path.as_posix(), line, code, message))

    last_line = 0
    try:
        header = [name.strip() for name in next(reader)]
        _check_header(header, file_format, add_issue)
        last_line = reader.line_num
        for number, row in enumerate(reader, 1):
            if number > MAX_ROWS:
                message = f"more than {MAX_ROWS:,} rows: split the map"
                raise RefusedInput("FL083", message, reader.line_num)
            line, last_line = last_line + 1, reader.line_num
            if not any(cell.strip() for cell in row):
                continue
            if len(row) > len(header):
                add_issue(line, "FL014", too_many_cells(len(row), len(header)))
            values = {name: cell.strip() for name, cell in zip(header, row, strict=False)}
            yield Record(path.as_posix(), line, values, head=1, file_format=file_format)
    except csv.Error as error:
        add_issue(last_line + 1, "FL011", f"not valid CSV: {plain_csv(error)}")


def _check_header(
    header: Sequence[str], file_format: FileFormat, add_issue: Callable[[int, str, str], None]
) -> None:
    if len(header) == 1 and (
        separator := next((candidate for candidate in ";\t|," if candidate in header[0]), None)
    ):
        separator_name = "tabs" if separator == "\t" else f'"{separator}"'
        expected = f"use commas{file_format.setting_hint('separator', separator)}"
        if separator == ",":
            expected = "another separator is set for this file"
        raise RefusedInput("FL012", f"columns are separated by {separator_name}: {expected}", 1)
    if len(header) > MAX_COLUMNS:
        raise RefusedInput("FL083", too_many_columns(len(header)), 1)
    for name, count in Counter(header).items():
        if count > 1:
            add_issue(1, "FL013", duplicate_column(name, count))


def too_many_cells(cells: int, columns: int) -> str:
    """Write that a row has more cells than the header.

    Parameters
    ----------
    cells, columns : int
        Number of cells in the row, and of columns in the header.

    Returns
    -------
    str
        Message for FL014.
    """
    return f"row has {cells} cells, but the header has {columns} columns{IN_QUOTES}"


def too_many_columns(columns: int) -> str:
    """Write that a table has too many columns.

    Parameters
    ----------
    columns : int
        Number of columns in the header.

    Returns
    -------
    str
        Message for FL083.
    """
    return f"{columns:,} columns: at most {MAX_COLUMNS:,} are allowed"


def duplicate_column(name: str, count: int) -> str:
    """Write that a column name occurs more than once in the header.

    Parameters
    ----------
    name : str
        Column name.
    count : int
        Number of occurrences.

    Returns
    -------
    str
        Message for FL013.

    Examples
    --------
    >>> duplicate_column("date", 2)
    'duplicate column "date": it occurs 2 times, keep one'
    """
    return f'duplicate column "{name}": it occurs {count} times, keep one'
