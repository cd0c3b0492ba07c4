"""GeoPackage of anyone → the same with ordinary tables only, or a refusal."""

from __future__ import annotations

import re
import sqlite3
from typing import Final

from frontline.errors import RefusedInput
from frontline.intake.formats.stored_dates import check_geopackage

_RTREE_TABLE: Final = re.compile(
    r'CREATE VIRTUAL TABLE "?rtree_[^"\s]+"? USING rtree ?\([^()]*\)', re.I
)
_SYSTEM_PREFIX: Final = "gpkg_"


def plain_geopackage(data: bytearray) -> bytes:
    """Return a GeoPackage whose tables are ordinary ones.

    Parameters
    ----------
    data : bytearray
        Content of the file; its header is changed.

    Returns
    -------
    bytes
        The same database without a write-ahead log.

    Raises
    ------
    RefusedInput
        If it is no GeoPackage, has views or virtual tables, or times that would be read wrongly.
    """
    data[18:20] = b"\x01\x01"  # there is no write-ahead log, whatever the header claims
    content = bytes(data)
    with sqlite3.connect(":memory:") as database:
        database.deserialize(content)
        database.execute("PRAGMA trusted_schema = OFF")
        rows = database.execute("SELECT type, name, rootpage, sql FROM sqlite_master").fetchall()
        views = {str(name).lower() for kind, name, _, _ in rows if kind == "view"}
        for kind, name, page, sql in rows:
            if (
                kind == "table"
                and not page
                and not _RTREE_TABLE.fullmatch(" ".join(str(sql).split()))
            ):
                raise RefusedInput(
                    "FL078", f'the GeoPackage has the virtual table "{name}": export it again'
                )
        if any(name.startswith(_SYSTEM_PREFIX) for name in views):
            raise RefusedInput(
                "FL078", "the GeoPackage has views in place of its own tables: export it again"
            )
        if not any(name == "gpkg_contents" for _, name, _, _ in rows):
            raise RefusedInput("FL070", "an SQLite database, not a GeoPackage")
        listed = database.execute("SELECT table_name FROM gpkg_contents").fetchall()
        for (name,) in listed:
            if str(name).lower() in views:
                raise RefusedInput("FL078", f'layer "{name}" is a view: export it as a table')
            check_geopackage(database, str(name))
    database.close()
    return content
