"""GeoDataFrames and DataFrames → Dataset, by the same rules as files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from frontline.errors import UsageError
from frontline.intake.formats.file_format import DEFAULT_FORMAT, FileFormat, stated_formats
from frontline.intake.formats.record import Record
from frontline.intake.raw_map import RawMap
from frontline.intake.validate import validate
from frontline.model import Dataset

if TYPE_CHECKING:
    import pandas
    from geopandas import GeoDataFrame


def from_frames(
    header: Mapping[str, Any],
    places: GeoDataFrame,
    events: pandas.DataFrame,
    sources: pandas.DataFrame,
    *,
    claims: pandas.DataFrame | None = None,
    areas: GeoDataFrame | None = None,
    base: GeoDataFrame | None = None,
    id: str = "map",
) -> Dataset:
    """Build a dataset from tables with the columns of the data dictionary.

    Parameters
    ----------
    header : Mapping
        Keys of ``map.toml``.
    places : GeoDataFrame
        Columns of ``places.geojson``, in any CRS; transformed to WGS 84.
    events, sources : DataFrame
        Columns of ``events.csv`` and ``sources.csv``.
    claims : DataFrame, optional
        Columns of ``claims.csv``.
    areas, base : GeoDataFrame, optional
        Columns of ``areas.geojson`` and of ``base/*.geojson``, in any CRS.
    id : str, optional
        Id of the map.

    Returns
    -------
    Dataset
        The validated map.

    Raises
    ------
    DataError
        If the tables have problems; ``places:3`` in a message is the third row of that table.
    UsageError
        If a GeoDataFrame has no CRS.

    Examples
    --------
    >>> import json, tomllib, geopandas, pandas
    >>> from importlib.resources import files
    >>> folder = files("frontline") / "starter"
    >>> header = tomllib.loads((folder / "map.toml").read_text())
    >>> del header["start"]  # it refers to a country of the folder's base map
    >>> features = json.loads((folder / "places.geojson").read_text())
    >>> places = geopandas.GeoDataFrame.from_features(features, crs="EPSG:4326")
    >>> tables = (pandas.read_csv(folder / f"{name}.csv") for name in ("events", "sources"))
    >>> [place.name for place in from_frames(header, places, *tables).places][:2]
    ['Alder', 'Birch']
    """
    raw = RawMap(id, id, Record("header", 0, header))
    formats = stated_formats(header)
    tables = {"events.csv": events, "sources.csv": sources, "claims.csv": claims}
    for name, table in tables.items():
        if table is not None:
            raw.tables[name] = list(
                _rows(name.partition(".")[0], table, formats.get(name, DEFAULT_FORMAT))
            )
    frames = {"places.geojson": places, "areas.geojson": areas}
    for name, frame in frames.items():
        if frame is not None:
            raw.tables[name] = list(
                features_of(name.partition(".")[0], frame, formats.get(name, DEFAULT_FORMAT))
            )
    if base is not None:
        raw.base = list(features_of("base", base))
    return validate(raw)


def _rows(name: str, table: pandas.DataFrame, file_format: FileFormat) -> Iterator[Record]:
    for number, row in enumerate(table.to_dict("records"), 1):
        values = {str(column): _cell(value) for column, value in plain_values(row)}
        yield Record(name, number, values, file_format=file_format)


def _cell(value: object) -> object:
    """Convert a number to the text that a file would contain."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def features_of(
    name: str, frame: GeoDataFrame, file_format: FileFormat = DEFAULT_FORMAT
) -> Iterator[Record]:
    """Yield one record per row of a GeoDataFrame, its geometry in WGS 84.

    Parameters
    ----------
    name : str
        Name of the table, for messages.
    frame : GeoDataFrame
        Features in any CRS.
    file_format : FileFormat, optional
        How dates and numbers are written.

    Yields
    ------
    Record
        Columns as values, geometry as GeoJSON without heights; the line is the row number from 1.

    Raises
    ------
    UsageError
        If the frame has no CRS.
    """
    from shapely import force_2d
    from shapely.geometry import mapping

    if frame.crs is None:
        raise UsageError(f"{name}: the GeoDataFrame has no CRS: set one with set_crs")
    frame = frame.to_crs("EPSG:4326")
    rows = frame.drop(columns=frame.geometry.name).to_dict("records")
    for number, (row, row_geometry) in enumerate(zip(rows, frame.geometry, strict=True), 1):
        is_missing = row_geometry is None or row_geometry.is_empty
        geometry = None if is_missing else _lists(mapping(force_2d(row_geometry)))
        values = {str(column): value for column, value in plain_values(row)}
        yield Record(name, number, values, geometry, file_format=file_format)


def plain_values(row: Mapping[Any, Any]) -> Iterator[tuple[Any, Any]]:
    """Yield the values of a row except missing ones, with dates and times as ISO text.

    Parameters
    ----------
    row : Mapping
        Column → value.

    Yields
    ------
    tuple
        Column and plain Python value.
    """
    import pandas

    for key, value in row.items():
        if isinstance(value, datetime):
            if pandas.isna(value):
                continue
            is_midnight = value.tzinfo is None and value == datetime(
                value.year, value.month, value.day
            )
            yield key, value.date().isoformat() if is_midnight else value.isoformat()
        elif isinstance(value, date):
            yield key, value.isoformat()
        elif not (value is None or value is pandas.NA or value != value):
            yield key, value.item() if hasattr(value, "item") else value


def _lists(value: Any) -> Any:
    """Convert the tuples of a shapely mapping to JSON lists."""
    if isinstance(value, dict):
        return {key: _lists(item) for key, item in value.items()}
    return [_lists(item) for item in value] if isinstance(value, list | tuple) else value
