"""Dates as GeoPackages and Shapefiles store them → the first that is not on the calendar.

GDAL drops such a date, moves it to the next month or refuses the whole file without a reason.
"""

from __future__ import annotations

import re
import sqlite3
import struct
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from frontline.errors import RefusedInput

_FIELD: Final = 32
"""Size of the description of a field in a ``.dbf``, in bytes."""

_STORED: Final = re.compile(
    r"(\d{4})[-/](\d\d?)[-/](\d\d?)"
    r"(?:[T ](\d\d?)(?::(\d\d?)(?::(\d\d?)(?:\.\d*)?)?)?"
    r"\s*(?:Z|[+-]\d\d?(?::?(?:00|15|30|45))?)?)?",
    re.ASCII,
)
"""Dates and times that GDAL reads: it drops an offset that is not in quarters of an hour."""


def check_geopackage(database: sqlite3.Connection, table: str) -> None:
    """Refuse a table with a date or time that is not on the calendar.

    Parameters
    ----------
    database : Connection
        The GeoPackage.
    table : str
        Layer.

    Raises
    ------
    RefusedInput
        With layer, row, column and value.
    """
    layer = _quoted(table)
    for _, name, declared, *_ in database.execute(f"PRAGMA table_info({layer})").fetchall():
        if str(declared).upper() not in ("DATE", "DATETIME"):
            continue
        column = _quoted(name)
        query = f"SELECT rowid, {column} FROM {layer} WHERE {column} <> '' ORDER BY rowid"  # noqa: S608  # quoted
        for rowid, value in database.execute(query):
            if not _is_on_calendar(str(value)):
                count = f"SELECT count(*) FROM {layer} WHERE rowid <= ?"  # noqa: S608
                [[row]] = database.execute(count, (rowid,))
                raise _refusal(f'layer "{table}", row {row}', name, str(value))


def check_shapefile(dbf: bytes) -> None:
    """Refuse the table of a Shapefile with a date that is not on the calendar.

    Parameters
    ----------
    dbf : bytes
        Content of the ``.dbf``.

    Raises
    ------
    RefusedInput
        With row, column and value.
    """
    if len(dbf) < _FIELD:
        return
    rows, start, size = struct.unpack_from("<IHH", dbf, 4)
    for name, offset in _date_fields(dbf[:start]):
        for row in range(rows if size else 0):
            value = dbf[start + row * size + offset :][:8].decode("ascii", "replace").strip("\0 ")
            written = f"{value[:4]}-{value[4:6]}-{value[6:]}"
            if value.strip("0") and not _is_on_calendar(written):
                raise _refusal(f"row {row + 1}", name, value)


def _date_fields(head: bytes) -> Iterator[tuple[str, int]]:
    """Yield the name of each field of dates, and its place within a row."""
    place = 1
    for position in range(_FIELD, len(head) - _FIELD + 1, _FIELD):
        name, kind, length = struct.unpack_from("<11sc4xB", head, position)
        if kind == b"D":
            yield name.partition(b"\0")[0].decode("ascii", "replace"), place
        place += length


def _is_on_calendar(text: str) -> bool:
    match = _STORED.fullmatch(text)
    try:
        return bool(match and datetime(*(int(part or 0) for part in match.groups())))  # type: ignore[arg-type]
    except ValueError:
        return False


def _refusal(where: str, column: str, value: str) -> RefusedInput:
    message = f'{where}: "{column[:100]}": "{value[:40]}" is not a calendar date or UTC time'
    return RefusedInput("FL104", f"{message}: correct it, or leave it empty")


def _quoted(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'
