"""Answers of the GDAL worker: bytes → tables."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import pandas


_OFFSET: Final = r"(?:Z|[+-]\d\d:?\d\d)$"


def packed_table(head: Mapping[str, Any], body: bytes) -> pandas.DataFrame:
    """Build a GeoDataFrame from the columns that the worker packed.

    Parameters
    ----------
    head : Mapping
        Columns, number of rows, CRS, and facts about the file, which become its ``attrs``.
    body : bytes
        The columns in order, then the size of each geometry, then the geometries as WKB.

    Returns
    -------
    GeoDataFrame
        The rows. ``attrs`` has the ``layer`` of a GeoPackage, empty for other formats, and the
        rows whose ``open_rings`` are closed, or missing if they cannot be, counted from 0.
    """
    import geopandas
    import numpy as np
    import orjson
    import pandas
    import shapely

    position = 0
    columns: dict[str, Any] = {}
    for column in head["columns"]:
        blob = body[position : position + column["size"]]
        position += column["size"]
        if column["kind"] in ("text", "time"):
            values: Any = np.array([*orjson.loads(blob), None], dtype=object)[:-1]
        elif column["kind"] in ("boolean", "Int64"):
            values = pandas.array(orjson.loads(blob), dtype=column["kind"])
        else:
            values = np.frombuffer(blob, dtype=np.dtype(column["kind"])).copy()
        columns[column["name"]] = values
    sizes = np.frombuffer(body[position : position + 8 * head["rows"]], dtype="<i8")
    position += 8 * head["rows"]
    ends = position + np.cumsum(np.maximum(sizes, 0))
    blobs = [
        None if size < 0 else body[end - size : end]
        for size, end in zip(sizes.tolist(), ends.tolist(), strict=True)
    ]
    frame = pandas.DataFrame(columns, index=range(head["rows"]))
    for column in head["columns"]:
        if column["kind"] == "time":
            frame[column["name"]] = _times(frame[column["name"]])
    wkb = np.array([*blobs, None], dtype=object)[:-1]
    geometries = shapely.from_wkb(wkb, on_invalid="ignore")
    unread = shapely.is_missing(geometries) & (wkb != None)  # noqa: E711  # of each
    geometries[unread] = shapely.from_wkb(wkb[unread], on_invalid="fix")
    geometry_column = "geometry"
    while geometry_column in frame.columns:
        geometry_column += "_"
    frame[geometry_column] = geopandas.GeoSeries(geometries, frame.index, crs=head["crs"])
    table: pandas.DataFrame = geopandas.GeoDataFrame(frame, geometry=geometry_column)
    table.attrs["layer"] = head.get("layer", "")
    table.attrs["open_rings"] = frozenset(np.flatnonzero(unread).tolist())
    table.attrs.update(head.get("facts", {}))
    return table


def _times(column: pandas.Series[Any]) -> pandas.Series[Any]:
    """Read times as GDAL writes them, in their common time zone or else in UTC.

    Where some have an offset and some have none, all stay text: which zone is meant is not known.
    """
    import pandas

    stated = column.dropna().str.contains(_OFFSET)
    for options in ({}, {"utc": True}) if stated.all() or not stated.any() else ():
        with suppress(ValueError):
            times = pandas.to_datetime(column, format="ISO8601", **options)  # type: ignore[call-overload]
            if times.dtype.kind == "M":
                return times.dt.as_unit("ms")  # type: ignore[no-any-return]
    return column


def arrow_table(geometry_info: Mapping[str, Any], body: bytes) -> pandas.DataFrame:
    """Build a table with Arrow's data types from a batch, so that it can be written unchanged.

    Parameters
    ----------
    geometry_info : Mapping
        Geometry column, or None, and CRS.
    body : bytes
        Arrow stream.

    Returns
    -------
    DataFrame
        A GeoDataFrame if there is geometry.
    """
    import geopandas
    import numpy as np
    import pandas
    import pyarrow
    import shapely

    with pyarrow.ipc.open_stream(body) as stream:
        table = stream.read_all()
    table.validate(full=True)
    frame = table.to_pandas(types_mapper=pandas.ArrowDtype, ignore_metadata=True)
    if (name := geometry_info["geometry"]) is None:
        return frame  # type: ignore[no-any-return]
    geometries = shapely.from_wkb(np.array(frame[name].to_numpy(dtype=object, na_value=None)))
    frame[name] = geopandas.GeoSeries(geometries, frame.index, crs=geometry_info["crs"])
    geoframe: pandas.DataFrame = geopandas.GeoDataFrame(frame, geometry=name)
    return geoframe
