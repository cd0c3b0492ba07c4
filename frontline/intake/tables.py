"""Tables of points → one part at a time, so that no table is ever in memory as a whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from frontline.errors import DataError, Issue, UsageError
from frontline.intake.moments import LATS, LONS, column_of

if TYPE_CHECKING:
    import pandas
    from geopandas import GeoDataFrame

PART: Final = 100_000
"""Rows of a part."""

ENDINGS: Final = (".csv", ".gpkg", ".parquet")


def read_parts(
    path: Path, lon: str | None = None, lat: str | None = None
) -> Iterator[GeoDataFrame]:
    """Yield a table of points by parts: CSV, GeoPackage or GeoParquet, told by content.

    CSV, and Parquet without geometry, have columns of longitude and latitude (WGS 84); the values
    of CSV stay the text that they are. Raises UsageError for another kind of file, or where a
    column is missing, DataError for what cannot be read.
    """
    try:
        with path.open("rb") as file:
            magic = file.read(16)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from error
    try:
        if magic.startswith(b"SQLite format 3\x00"):
            yield from _geopackage(path)
        elif magic.startswith(b"PAR1"):
            yield from _parquet(path, lon, lat)
        elif magic.lstrip()[:1] in (b"{", b"["):
            raise UsageError(f"{path}: is JSON; locate reads CSV, GeoPackage and GeoParquet")
        else:
            yield from _csv(path, lon, lat)
    except (DataError, UsageError):
        raise
    except Exception as error:  # whatever pandas, GDAL or Arrow make of a broken file
        reason = (str(error) or type(error).__name__).splitlines()[0]
        raise DataError([Issue(path.as_posix(), 0, "FL004", reason)]) from error


def _csv(path: Path, lon: str | None, lat: str | None) -> Iterator[GeoDataFrame]:
    import pandas

    with path.open(encoding="utf-8-sig", newline="") as file:
        head = file.readline()
        file.seek(0)
        mark = max(",;\t", key=head.count)
        parts = pandas.read_csv(
            file, sep=mark, dtype=str, keep_default_na=False, chunksize=PART, encoding_errors=None
        )
        for number, part in enumerate(parts):
            yield _spotted(path, part, lon, lat, number * PART)


def _geopackage(path: Path) -> Iterator[GeoDataFrame]:
    import pyogrio

    rows = pyogrio.read_info(path, force_feature_count=True)["features"]
    for start in range(0, max(rows, 1), PART):
        yield pyogrio.read_dataframe(path, skip_features=start, max_features=PART)


def _parquet(path: Path, lon: str | None, lat: str | None) -> Iterator[GeoDataFrame]:
    import geopandas
    import shapely

    try:
        from pyarrow.parquet import ParquetFile
    except ImportError as error:
        raise UsageError(
            f"{path}: reading GeoParquet needs pyarrow: install frontline[parquet]"
        ) from error
    with ParquetFile(path) as file:
        about = json.loads((file.schema_arrow.metadata or {}).get(b"geo", b"{}"))
        name = about.get("primary_column")
        for number, batch in enumerate(file.iter_batches(PART)):
            part = batch.to_pandas()
            if name is None:
                yield _spotted(path, part, lon, lat, number * PART)
            else:
                crs = about["columns"][name].get("crs", "OGC:CRS84")
                shapes = shapely.from_wkb(part[name].to_numpy())
                yield geopandas.GeoDataFrame(
                    part.drop(columns=name), geometry=geopandas.GeoSeries(shapes, crs=crs)
                )


def _spotted(
    path: Path, part: pandas.DataFrame, lon: str | None, lat: str | None, before: int
) -> GeoDataFrame:
    """Give the rows of a part their points; raises DataError for numbers that are none."""
    import geopandas
    import numpy as np
    import pandas

    part = part.reset_index(drop=True)
    numbers, issues = [], []
    for names, given, most in ((LONS, lon, 180), (LATS, lat, 90)):
        column = part[column_of(part.columns, names, given)]
        found = pandas.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64)
        empty = (column.isna() | (column.astype(str).str.strip() == "")).to_numpy()
        wrong = np.flatnonzero(~empty & ~(np.abs(found) <= most))
        issues += [
            Issue(
                path.as_posix(),
                0,
                "FL103",
                f'row {before + int(row) + 1}: "{column.name}": "{column[row]}" is not a number'
                f" from -{most} to {most}",
            )
            for row in wrong[:20]
        ]
        numbers.append(found)
    if issues:
        raise DataError(issues)
    points = geopandas.points_from_xy(*numbers)
    gone = np.isnan(numbers[0]) | np.isnan(numbers[1])
    points[gone] = None
    return geopandas.GeoDataFrame(part, geometry=points, crs="EPSG:4326")


class Sink:
    """Append parts to a table in a file: CSV, GeoPackage or GeoParquet, by its ending.

    CSV gets no geometry, but ``lon`` and ``lat`` where it has no such columns. ``close`` when done.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._begun = False
        self._parquet: Any = None

    def append(self, part: GeoDataFrame) -> None:
        """Add the rows of a part, which has the columns of the first."""
        if self.path.suffix == ".csv":
            self._csv(part)
        elif self.path.suffix == ".gpkg":
            self._geopackage(part)
        else:
            self._geoparquet(part)
        self._begun = True

    def close(self) -> None:
        """Write what is left to be written."""
        if self._parquet is not None:
            self._parquet.close()

    def _csv(self, part: GeoDataFrame) -> None:
        table = part.drop(columns=part.geometry.name)
        names = {str(column).lower() for column in table.columns}
        if not names & {*LONS} or not names & {*LATS}:
            spots = part.geometry.to_crs("EPSG:4326")
            table.insert(0, "lon", spots.x.round(7))
            table.insert(1, "lat", spots.y.round(7))
        table.to_csv(
            self.path,
            mode="a" if self._begun else "w",
            header=not self._begun,
            index=False,
            lineterminator="\n",
        )

    def _geopackage(self, part: GeoDataFrame) -> None:
        import pyogrio

        pyogrio.write_dataframe(
            part,
            self.path,
            driver="GPKG",
            layer="points",
            append=self._begun,
            geometry_type="Point",
        )

    def _geoparquet(self, part: GeoDataFrame) -> None:
        import pyarrow
        from pyarrow.parquet import ParquetWriter

        name = part.geometry.name
        table = part.to_wkb()
        if self._parquet is None:
            found = pyarrow.Schema.from_pandas(table, preserve_index=False)
            fields = [
                pyarrow.field(f.name, pyarrow.string() if f.type == pyarrow.null() else f.type)
                for f in found
            ]
            crs = part.crs.to_json_dict() if part.crs else None
            column = {"encoding": "WKB", "geometry_types": ["Point"], "crs": crs}
            about = {"version": "1.0.0", "primary_column": name, "columns": {name: column}}
            schema = pyarrow.schema(fields, metadata={b"geo": json.dumps(about).encode()})
            self._parquet = ParquetWriter(self.path, schema)
        self._parquet.write_table(
            pyarrow.Table.from_pandas(table, schema=self._parquet.schema, preserve_index=False)
        )
