"""Answers of the GDAL worker: bytes → tables."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas


def packed_table(head: Mapping[str, Any], body: bytes) -> pandas.DataFrame:
    """Build a GeoDataFrame from the columns that the worker packed.

    Parameters
    ----------
    head : Mapping
        Columns, number of rows and CRS.
    body : bytes
        Columns one after the other, then the size of each geometry and the geometries as WKB.

    Returns
    -------
    GeoDataFrame
        The rows.
    """
    import geopandas
    import numpy as np
    import orjson
    import pandas
    import shapely

    at = 0
    columns: dict[str, Any] = {}
    for column in head["columns"]:
        blob = body[at : at + column["size"]]
        at += column["size"]
        if column["kind"] in ("text", "time"):
            values: Any = np.array([*orjson.loads(blob), None], dtype=object)[:-1]
        else:
            values = np.frombuffer(blob, dtype=np.dtype(column["kind"])).copy()
        columns[column["name"]] = values
    sizes = np.frombuffer(body[at : at + 8 * head["rows"]], dtype="<i8")
    at += 8 * head["rows"]
    ends = at + np.cumsum(np.maximum(sizes, 0))
    blobs = [
        None if size < 0 else body[end - size : end]
        for size, end in zip(sizes.tolist(), ends.tolist(), strict=True)
    ]
    frame = pandas.DataFrame(columns, index=range(head["rows"]))
    for column in head["columns"]:
        if column["kind"] == "time":
            frame[column["name"]] = _times(frame[column["name"]])
    shapes = shapely.from_wkb(np.array([*blobs, None], dtype=object)[:-1])
    free = "geometry"
    while free in frame.columns:
        free += "_"
    frame[free] = geopandas.GeoSeries(shapes, frame.index, crs=head["crs"])
    table: pandas.DataFrame = geopandas.GeoDataFrame(frame, geometry=free)
    return table


def _times(column: pandas.Series[Any]) -> pandas.Series[Any]:
    """Read instants as GDAL writes them: in their zone where they share one, else in UTC."""
    import pandas

    for options in ({}, {"utc": True}):
        with suppress(ValueError):
            times = pandas.to_datetime(column, format="ISO8601", **options)  # type: ignore[call-overload]
            if times.dtype.kind == "M":
                return times.dt.as_unit("ms")  # type: ignore[no-any-return]
    return column


def arrow_table(about: Mapping[str, Any], body: bytes) -> pandas.DataFrame:
    """Build a table from a batch in Arrow's own types, so that it can be written unchanged.

    Parameters
    ----------
    about : Mapping
        Geometry column, or None, and CRS.
    body : bytes
        Arrow stream.

    Returns
    -------
    DataFrame
        A GeoDataFrame where there is geometry.
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
    if (name := about["geometry"]) is None:
        return frame  # type: ignore[no-any-return]
    shapes = shapely.from_wkb(np.array(frame[name].to_numpy(dtype=object, na_value=None)))
    frame[name] = geopandas.GeoSeries(shapes, frame.index, crs=about["crs"])
    geoframe: pandas.DataFrame = geopandas.GeoDataFrame(frame, geometry=name)
    return geoframe
