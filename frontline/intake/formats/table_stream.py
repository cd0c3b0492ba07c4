"""Tables of points ↔ files, in parts, so that no table is in memory as a whole."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from frontline.errors import DataError, Issue, Refused, UsageError, Wrong
from frontline.intake.formats import gdal_client
from frontline.intake.formats.csv_rows import (
    MAX_COLUMNS,
    duplicate_column,
    too_many_cells,
    too_many_columns,
)
from frontline.intake.formats.decode import decode
from frontline.intake.formats.file_format import PLAIN, SEPARATORS, Written
from frontline.intake.formats.files import open_file, read_file
from frontline.intake.formats.parser_messages import plain_csv
from frontline.intake.formats.sniff import refuse_disguised
from frontline.system.spreadsheet import escape_cell

if TYPE_CHECKING:
    import pandas
    from geopandas import GeoDataFrame

ENDINGS: Final = (".csv", ".gpkg", ".parquet")

_PART: Final = 100_000
_LOOKED_AT: Final = 4 * 1024 * 1024
_CELLS: Final = 2_500_000
_CHARACTERS: Final = 32_000_000
"""Most rows, cells and characters of a part."""

_LINE: Final = 4 * 1024**2
_START: Final = 4096
Kind = Literal["csv", "gpkg", "parquet"]


def kind_of(path: Path) -> Kind:
    """Recognize a table by its content.

    Parameters
    ----------
    path : Path
        File to look at.

    Returns
    -------
    str
        ``csv``, ``gpkg`` or ``parquet``.

    Raises
    ------
    UsageError
        If the file is JSON or cannot be read.
    DataError
        If it is anything else.
    """
    try:
        with open_file(path) as file:
            start = file.read(_START)
        if (kind := gdal_client.kind_of(start)) is not None:
            return kind
        refuse_disguised(start, "CSV, GeoPackage or GeoParquet")
    except Refused as refused:
        if refused.code in ("FL001", "FL009"):
            raise UsageError(f"{path}: {refused}") from refused
        raise DataError([refused.issue(path)]) from refused
    if start.lstrip()[:1] in (b"{", b"["):
        raise UsageError(f"{path}: is JSON: expected CSV, GeoPackage or GeoParquet")
    return "csv"


def read_parts(
    path: Path, layer: str | None = None, written: Written = PLAIN
) -> Iterator[pandas.DataFrame]:
    """Yield a table in parts, so that it is never in memory as a whole.

    Parameters
    ----------
    path : Path
        CSV, GeoPackage or GeoParquet.
    layer : str, optional
        Layer of a GeoPackage that has several.
    written : Written, optional
        Encoding and separator of CSV.

    Yields
    ------
    DataFrame
        A GeoDataFrame where there is geometry. The index is the line of a CSV file, else the number
        of the row from 1; values of CSV stay text.

    Raises
    ------
    UsageError
        If the layer is not given or unknown, or pyarrow is missing.
    DataError
        If the file cannot be read.
    """
    kind = kind_of(path)
    try:
        yield from _csv(path, written) if kind == "csv" else _foreign(kind, path, layer)
    except gdal_client.NeedsArrow as error:
        raise _no_arrow(path) from error
    except Refused as refused:
        raise DataError([refused.issue(path)]) from refused


def _csv(path: Path, written: Written) -> Iterator[pandas.DataFrame]:
    import pandas

    def refuse(line: int, code: str, message: str) -> DataError:
        return DataError([Issue(path.as_posix(), line, code, message)])

    _check_text(path, written)
    encoding = "utf-8-sig" if written.encoding == "utf-8" else written.encoding
    with TextIOWrapper(open_file(path), encoding=encoding, newline="") as file:
        reader = csv.reader(file)
        try:
            head = file.readline(_LINE)
            file.seek(0)
            mark = _separator(head, written)
            reader = csv.reader(_lines(file), delimiter=mark, strict=True)
            header = next(reader, [])
            if len(header) > MAX_COLUMNS:
                raise Refused("FL083", too_many_columns(len(header)), 1)
            if twice := sorted(name for name, count in Counter(header).items() if count > 1):
                message = duplicate_column(twice[0], header.count(twice[0]))
                raise refuse(1, "FL013", message)
            if not header:
                raise refuse(0, "FL002", "the file is empty")
            begun = False
            rows = _rows(reader, len(header))
            while part := _some(rows, min(_PART, _CELLS // len(header))):
                lines, cells = zip(*part, strict=True)
                begun = True
                yield pandas.DataFrame(list(cells), lines, header, dtype=object)
            if not begun:
                yield pandas.DataFrame([], (), header, dtype=object)
        except UnicodeError as error:
            said = f"the file is not {written.encoding.upper()} after line {reader.line_num}"
            raise refuse(reader.line_num, "FL003", said) from error
        except Wrong as error:
            raise refuse(reader.line_num, error.code, str(error)) from error
        except csv.Error as error:
            raise refuse(reader.line_num, "FL011", f"not valid CSV: {plain_csv(error)}") from error


def _check_text(path: Path, written: Written) -> None:
    """Refuse a file whose beginning is not in its encoding; raises Refused."""
    with open_file(path) as file:
        data = file.read(_LOOKED_AT)
    if len(data) == _LOOKED_AT:
        data = data[: data.rfind(b"\n") + 1]
    decode(data, written.encoding, lambda name: written.way("encoding", name))


def _separator(head: str, written: Written) -> str:
    """Detect the separator in the header; raises Wrong where several are possible."""
    plain = re.sub(r'"[^"]*"', "", head)
    marks = [mark for mark in SEPARATORS if mark in plain]
    if written.separator or len(marks) < 2:
        return written.separator or next(iter(marks), ",")
    seen = " and ".join("a tab" if mark == "\t" else f'"{mark}"' for mark in marks)
    setting = written.way("separator", marks[0])
    raise Wrong("FL012", f"the header contains {seen}, either may be the separator{setting}")


def _lines(file: TextIOWrapper) -> Iterator[str]:
    """Yield the lines of a file; raises Wrong for one that is too long."""
    while line := file.readline(_LINE):
        if len(line) == _LINE:
            raise Wrong("FL083", f"a line has more than {_LINE:,} characters")
        yield line


def _some(rows: Iterator[tuple[int, list[str]]], most: int) -> list[tuple[int, list[str]]]:
    """Return the next rows, fewer where they are long."""
    part, size = [], 0
    for line, cells in islice(rows, most):
        part.append((line, cells))
        size += sum(map(len, cells))
        if size > _CHARACTERS:
            break
    return part


def _rows(reader: Any, width: int) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the line on which it begins; raises Wrong for too many cells."""
    before = reader.line_num
    for row in reader:
        line, before = before + 1, reader.line_num
        if len(row) > width:
            raise Wrong("FL014", too_many_cells(len(row), width))
        if row:
            yield line, row + [""] * (width - len(row))


def _foreign(kind: str, path: Path, layer: str | None) -> Iterator[pandas.DataFrame]:
    """Yield the parts of a file that the worker reads, their rows counted from 1."""
    parts = {f".{kind}": read_file(path)}
    if kind == "gpkg":
        layers = gdal_client.layers(kind, parts)
        if layer is None and len(layers) > 1:
            raise UsageError(f"{path}: several layers: choose one with layer: {', '.join(layers)}")
        if layer is not None and layer not in layers:
            raise UsageError(f'{path}: no layer "{layer}": expected one of {", ".join(layers)}')
        if not layers:
            raise UsageError(f"{path}: no layer with geometry")
        layer = layer or layers[0]
    done = 0
    for part in gdal_client.tables(kind, parts, layer or "*", most=None):
        yield part.set_axis(range(done + 1, done + len(part) + 1))
        done += len(part)


class Sink:
    """A file to which the parts of a table are appended: CSV, GeoPackage or GeoParquet.

    Parameters
    ----------
    path : Path
        File to write; its extension sets the format.
    spelled : bool
        True if positions are in columns already; else CSV gets ``lon`` and ``lat``.
    """

    def __init__(self, path: Path, *, spelled: bool) -> None:
        self.path = path
        self._spelled = spelled
        self._begun = False
        self._parquet: Any = None

    def append(self, part: GeoDataFrame) -> None:
        """Append the rows of a part, which has the columns of the first.

        Parameters
        ----------
        part : GeoDataFrame
            Rows to write.

        Raises
        ------
        UsageError
            If the format cannot store the columns.
        """
        write = {".csv": self._csv, ".gpkg": self._geopackage, ".parquet": self._geoparquet}
        try:
            write[self.path.suffix](part)
        except (UsageError, OSError, MemoryError):
            raise
        except Exception as error:  # GDAL and Arrow raise errors of many kinds
            reason = (str(error) or type(error).__name__).splitlines()[0]
            raise UsageError(f"{self.path.name}: cannot be written: {reason}") from error
        self._begun = True

    def close(self) -> None:
        """Finish the file."""
        if self._parquet is not None:
            self._parquet.close()

    def _csv(self, part: GeoDataFrame) -> None:
        import pandas

        table = part.drop(columns=part.geometry.name)
        if not self._spelled:
            points = part.geometry.to_crs("EPSG:4326")
            for name, values in (("lon", points.x), ("lat", points.y)):
                if name not in table.columns:
                    table[name] = values.round(7)
        for name in table.columns:
            if not pandas.api.types.is_numeric_dtype(table[name]):
                table[name] = table[name].map(escape_cell)
        table.rename(columns=escape_cell).to_csv(
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
            message = (
                f"a GeoPackage cannot have columns that differ only in case: {', '.join(twice)}"
            )
            raise UsageError(f"{self.path.name}: {message}, write .csv or .parquet")
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
            inferred = pyarrow.Schema.from_pandas(table, preserve_index=False)
            fields = [  # a column without values so far is written as text
                pyarrow.field(f.name, pyarrow.string() if f.type == pyarrow.null() else f.type)
                for f in inferred
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
        raise _no_arrow(path) from error


def _no_arrow(path: Path) -> UsageError:
    return UsageError(f"{path}: GeoParquet needs pyarrow: install frontline[parquet]")
