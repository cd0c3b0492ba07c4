"""Tables of points ↔ files, one part at a time, so that no table is in memory as a whole."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from frontline.errors import DataError, Issue, UsageError, Wrong
from frontline.inert import inert_cell
from frontline.intake.plainly import IN_QUOTES, plain_csv

if TYPE_CHECKING:
    import pandas
    from geopandas import GeoDataFrame

ENDINGS: Final = (".csv", ".gpkg", ".parquet")

_PART: Final = 100_000
Kind = Literal["csv", "gpkg", "parquet"]
_KINDS: Final = {"csv": "CSV", "gpkg": "a GeoPackage", "parquet": "GeoParquet"}


def kind_of(path: Path) -> Kind:
    """Tell by its content what a file is; raises UsageError for what is not read."""
    try:
        with path.open("rb") as file:
            magic = file.read(16)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from error
    if magic.startswith(b"SQLite format 3\x00"):
        return "gpkg"
    if magic.startswith(b"PAR1"):
        return "parquet"
    if magic.lstrip()[:1] in (b"{", b"["):
        raise UsageError(f"{path}: is JSON; CSV, GeoPackage and GeoParquet are read")
    return "csv"


def read_parts(path: Path, layer: str | None = None) -> Iterator[pandas.DataFrame]:
    """Yield a table by parts, whose index is the line of a CSV file, else the number of the row.

    Parts are GeoDataFrames where the file has geometry. The values of CSV stay the text that they
    are. ``layer`` is that of a GeoPackage which has several. Raises UsageError for another kind of
    file, DataError for what cannot be read.
    """
    kind = kind_of(path)
    try:
        if kind == "csv":
            yield from _csv(path)
        elif kind == "gpkg":
            yield from _geopackage(path, layer)
        else:
            yield from _parquet(path)
    except (DataError, UsageError, MemoryError):
        raise
    except Exception as error:  # whatever GDAL or Arrow make of a broken file
        said = f"cannot be read as {_KINDS[kind]}: it is broken"
        raise DataError([Issue(path.as_posix(), 0, "FL025", said)]) from error


def _csv(path: Path) -> Iterator[pandas.DataFrame]:
    import pandas

    def refuse(line: int, code: str, said: str) -> DataError:
        return DataError([Issue(path.as_posix(), line, code, said)])

    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        try:
            head = file.readline()
            file.seek(0)
            reader = csv.reader(file, delimiter=max(",;\t", key=head.count), strict=True)
            header = next(reader, [])
            if twice := sorted({name for name in header if header.count(name) > 1}):
                said = f'the column "{twice[0]}" is there {header.count(twice[0])} times; keep one'
                raise refuse(1, "FL013", said)
            if not header:
                raise refuse(0, "FL002", "the file is empty")
            begun = False
            while rows := list(islice(_rows(reader, len(header)), _PART)):
                lines, cells = zip(*rows, strict=True)
                begun = True
                yield pandas.DataFrame(list(cells), lines, header, dtype=object)
            if not begun:
                yield pandas.DataFrame([], (), header, dtype=object)
        except UnicodeDecodeError as error:
            raise refuse(0, "FL003", f"is not UTF-8 after line {reader.line_num}") from error
        except Wrong as error:
            raise refuse(reader.line_num, error.code, str(error)) from error
        except csv.Error as error:
            raise refuse(reader.line_num, "FL011", f"not valid CSV: {plain_csv(error)}") from error


def _rows(reader: Any, width: int) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the line on which it begins; raises Wrong if cells are too many."""
    before = reader.line_num
    for row in reader:
        line, before = before + 1, reader.line_num
        if len(row) > width:
            raise Wrong("FL014", f"{len(row)} cells, but the header has {width} columns{IN_QUOTES}")
        if row:
            yield line, row + [""] * (width - len(row))


def _geopackage(path: Path, layer: str | None) -> Iterator[pandas.DataFrame]:
    import pyogrio

    layers = [name for name, kind in pyogrio.list_layers(path) if kind]
    if layer is None and len(layers) > 1:
        raise UsageError(f"{path}: layer: say which: {', '.join(layers)}")
    if layer is not None and layer not in layers:
        raise UsageError(f'{path}: layer: there is no "{layer}"; there are {", ".join(layers)}')
    if not layers:
        raise UsageError(f"{path}: layer: there is no layer of points")
    layer = layer or layers[0]
    rows = pyogrio.read_info(path, layer, force_feature_count=True)["features"]
    for start in range(0, max(rows, 1), _PART):
        part = pyogrio.read_dataframe(path, layer=layer, skip_features=start, max_features=_PART)
        yield part.set_index(part.index + start + 1)


def _parquet(path: Path) -> Iterator[pandas.DataFrame]:
    import geopandas
    import pandas
    import shapely

    with _arrow(path):
        from pyarrow.parquet import ParquetFile
    with ParquetFile(path) as file:
        about = json.loads((file.schema_arrow.metadata or {}).get(b"geo", b"{}"))
        name = about.get("primary_column")
        if name and about["columns"][name]["encoding"] != "WKB":
            raise UsageError(f"{path}: the geometry is not in WKB, which alone is read")
        done = 0
        batches = file.iter_batches(_PART) if file.metadata.num_rows else [file.read()]
        for batch in batches:
            # Arrow's own types, so that each part comes and goes with those of the file.
            part = batch.to_pandas(types_mapper=pandas.ArrowDtype, ignore_metadata=True)
            part.index = range(done + 1, done + len(part) + 1)
            done += len(part)
            if name is None:
                yield part
                continue
            crs = about["columns"][name].get("crs", "OGC:CRS84")
            shapes = shapely.from_wkb(part[name].to_numpy(dtype=object, na_value=None))
            part[name] = geopandas.GeoSeries(shapes, part.index, crs=crs)
            yield geopandas.GeoDataFrame(part, geometry=name)


class Sink:
    """Append parts to a table in a file: CSV, GeoPackage or GeoParquet, by its ending.

    CSV has no geometry; ``spelled`` says that positions are in its columns already, else ``lon``
    and ``lat`` are added. ``close`` when done.
    """

    def __init__(self, path: Path, *, spelled: bool) -> None:
        self.path = path
        self._spelled = spelled
        self._begun = False
        self._parquet: Any = None

    def append(self, part: GeoDataFrame) -> None:
        """Add the rows of a part, which has the columns of the first.

        Raises UsageError for columns that the format cannot have.
        """
        write = {".csv": self._csv, ".gpkg": self._geopackage, ".parquet": self._geoparquet}
        try:
            write[self.path.suffix](part)
        except (UsageError, OSError, MemoryError):
            raise
        except Exception as error:  # whatever GDAL or Arrow make of a column
            reason = (str(error) or type(error).__name__).splitlines()[0]
            raise UsageError(f"{self.path.name}: cannot be written: {reason}") from error
        self._begun = True

    def close(self) -> None:
        """Write what is left to be written."""
        if self._parquet is not None:
            self._parquet.close()

    def _csv(self, part: GeoDataFrame) -> None:
        import pandas

        table = part.drop(columns=part.geometry.name)
        if not self._spelled:
            spots = part.geometry.to_crs("EPSG:4326")
            for name, values in (("lon", spots.x), ("lat", spots.y)):
                if name not in table.columns:
                    table[name] = values.round(7)
        for name in table.columns:
            if not pandas.api.types.is_numeric_dtype(table[name]):
                table[name] = table[name].map(inert_cell)
        table.rename(columns=inert_cell).to_csv(
            self.path,
            mode="a" if self._begun else "w",
            header=not self._begun,
            index=False,
            lineterminator="\n",
        )

    def _geopackage(self, part: GeoDataFrame) -> None:
        import pyogrio

        names = [str(name).lower() for name in part.columns]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            said = f"a GeoPackage cannot have the column {', '.join(twice)} in two ways of writing"
            raise UsageError(f"{self.path.name}: {said}; write .csv or .parquet")
        number = "fid"
        while number in names:
            number += "_"
        pyogrio.write_dataframe(
            part,
            self.path,
            driver="GPKG",
            layer="points",
            append=self._begun,
            geometry_type="Point",
            layer_options={"GEOMETRY_NAME": part.geometry.name, "FID": number},
        )

    def _geoparquet(self, part: GeoDataFrame) -> None:
        with _arrow(self.path):
            import pyarrow
        from pyarrow.parquet import ParquetWriter

        name = part.geometry.name
        table = part.to_wkb()
        if self._parquet is None:
            found = pyarrow.Schema.from_pandas(table, preserve_index=False)
            fields = [  # a column that is empty so far is one of text
                pyarrow.field(f.name, pyarrow.string() if f.type == pyarrow.null() else f.type)
                for f in found
            ]
            column = {
                "encoding": "WKB",
                "geometry_types": ["Point"],
                "crs": part.crs.to_json_dict(),
            }
            about = {"version": "1.0.0", "primary_column": name, "columns": {name: column}}
            schema = pyarrow.schema(fields, metadata={b"geo": json.dumps(about).encode()})
            self._parquet = ParquetWriter(self.path, schema)
        self._parquet.write_table(
            pyarrow.Table.from_pandas(table, schema=self._parquet.schema, preserve_index=False)
        )


@contextmanager
def _arrow(path: Path) -> Iterator[None]:
    try:
        yield
    except ImportError as error:
        raise UsageError(f"{path}: GeoParquet needs pyarrow: install frontline[parquet]") from error
