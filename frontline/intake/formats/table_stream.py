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

from frontline.errors import DataError, InvalidValue, Issue, RefusedInput, UsageError
from frontline.intake.formats import gdal_client
from frontline.intake.formats.csv_rows import (
    MAX_COLUMNS,
    duplicate_column,
    too_many_cells,
    too_many_columns,
)
from frontline.intake.formats.csv_text import cell_texts
from frontline.intake.formats.decode import decode
from frontline.intake.formats.file_format import DEFAULT_FORMAT, SEPARATORS, FileFormat
from frontline.intake.formats.files import open_file, read_file
from frontline.intake.formats.gis_layers import chosen_layer, needs_arrow
from frontline.intake.formats.parser_messages import plain_csv
from frontline.intake.formats.sniff import refuse_disguised
from frontline.system.spreadsheet import escape_cell

if TYPE_CHECKING:
    import pandas
    from geopandas import GeoDataFrame

EXTENSIONS: Final = (".csv", ".gpkg", ".parquet")

_MAX_ROWS: Final = 100_000
_CHECKED_BYTES: Final = 4 * 1024 * 1024
_MAX_CELLS: Final = 2_500_000
_MAX_CHARACTERS: Final = 32_000_000
"""Maximum number of rows, cells and characters of a part."""

_MAX_LINE: Final = 4 * 1024**2
_HEAD_SIZE: Final = 4096
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
            start = file.read(_HEAD_SIZE)
        if (kind := gdal_client.kind_of(start)) is not None:
            return kind
        refuse_disguised(start, "CSV, GeoPackage or GeoParquet")
    except RefusedInput as refused:
        if refused.code in ("FL001", "FL009"):
            raise UsageError(f"{path}: {refused}") from refused
        raise DataError([refused.issue(path)]) from refused
    if start.lstrip()[:1] in (b"{", b"["):
        raise UsageError(
            f"{path}: is JSON: expected CSV, GeoPackage or GeoParquet, export it as one of them"
        )
    return "csv"


def read_parts(
    path: Path, layer: str | None = None, file_format: FileFormat = DEFAULT_FORMAT
) -> Iterator[pandas.DataFrame]:
    """Yield a table in parts, so that it is never in memory as a whole.

    Parameters
    ----------
    path : Path
        CSV, GeoPackage or GeoParquet.
    layer : str, optional
        Layer of a GeoPackage that has several.
    file_format : FileFormat, optional
        Encoding and separator of CSV.

    Yields
    ------
    DataFrame
        A GeoDataFrame if there is geometry. The index is the line of a CSV file, or else the row
        number from 1; values of CSV stay text.

    Raises
    ------
    UsageError
        If the layer is missing or unknown, or if pyarrow is missing.
    DataError
        If the file cannot be read.
    """
    kind = kind_of(path)
    try:
        yield from (
            _csv(path, file_format) if kind == "csv" else _parts_from_worker(kind, path, layer)
        )
    except gdal_client.NeedsPackage as error:
        raise needs_arrow(path) from error
    except RefusedInput as refused:
        raise DataError([refused.issue(path)]) from refused


def _csv(path: Path, file_format: FileFormat) -> Iterator[pandas.DataFrame]:
    import pandas

    def error_at(line: int, code: str, message: str) -> DataError:
        return DataError([Issue(path.as_posix(), line, code, message)])

    _check_text(path, file_format)
    encoding = "utf-8-sig" if file_format.encoding == "utf-8" else file_format.encoding
    with TextIOWrapper(open_file(path), encoding=encoding, newline="") as file:
        reader = csv.reader(file)
        try:
            first_line = file.readline(_MAX_LINE)
            file.seek(0)
            separator = _separator(first_line, file_format)
            reader = csv.reader(_lines(file), delimiter=separator, strict=True)
            header = next(reader, [])
            if len(header) > MAX_COLUMNS:
                raise RefusedInput("FL083", too_many_columns(len(header)), 1)
            if duplicates := sorted(name for name, count in Counter(header).items() if count > 1):
                message = duplicate_column(duplicates[0], header.count(duplicates[0]))
                raise error_at(1, "FL013", message)
            if not header:
                raise error_at(0, "FL002", "the file is empty")
            has_rows = False
            rows = _rows(reader, len(header))
            while part := _next_part(rows, min(_MAX_ROWS, _MAX_CELLS // len(header))):
                lines, cells = zip(*part, strict=True)
                has_rows = True
                yield pandas.DataFrame(list(cells), lines, header, dtype=object)
            if not has_rows:
                yield pandas.DataFrame([], (), header, dtype=object)
        except UnicodeError as error:
            message = f"the file is not {file_format.encoding.upper()} after line {reader.line_num}"
            raise error_at(reader.line_num, "FL003", message) from error
        except InvalidValue as error:
            raise error_at(reader.line_num, error.code, str(error)) from error
        except csv.Error as error:
            raise error_at(
                reader.line_num, "FL011", f"not valid CSV: {plain_csv(error)}"
            ) from error


def _check_text(path: Path, file_format: FileFormat) -> None:
    """Check that the beginning of a file is in its encoding; raises RefusedInput."""
    with open_file(path) as file:
        data = file.read(_CHECKED_BYTES)
    if len(data) == _CHECKED_BYTES:
        data = data[: data.rfind(b"\n") + 1]
    decode(data, file_format.encoding, lambda name: file_format.setting_hint("encoding", name))


def _separator(header_line: str, file_format: FileFormat) -> str:
    """Detect the separator in the header; raises InvalidValue if several are possible."""
    unquoted = re.sub(r'"[^"]*"', "", header_line)
    candidates = [candidate for candidate in SEPARATORS if candidate in unquoted]
    if file_format.separator or len(candidates) < 2:
        return file_format.separator or next(iter(candidates), ",")
    found = " and ".join(
        "a tab" if candidate == "\t" else f'"{candidate}"' for candidate in candidates
    )
    setting = file_format.setting_hint("separator", candidates[0])
    raise InvalidValue(
        "FL012", f"the header contains {found}, either may be the separator{setting}"
    )


def _lines(file: TextIOWrapper) -> Iterator[str]:
    """Yield the lines of a file; raises InvalidValue for one that is too long."""
    while line := file.readline(_MAX_LINE):
        if len(line) == _MAX_LINE:
            raise InvalidValue("FL083", f"a line has more than {_MAX_LINE:,} characters")
        yield line


def _next_part(rows: Iterator[tuple[int, list[str]]], max_rows: int) -> list[tuple[int, list[str]]]:
    """Return the next rows, fewer if they are long."""
    part, size = [], 0
    for line, cells in islice(rows, max_rows):
        part.append((line, cells))
        size += sum(map(len, cells))
        if size > _MAX_CHARACTERS:
            break
    return part


def _rows(reader: Any, width: int) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the line on which it begins; raises InvalidValue for too many cells."""
    last_line = reader.line_num
    for row in reader:
        line, last_line = last_line + 1, reader.line_num
        if len(row) > width:
            raise InvalidValue("FL014", too_many_cells(len(row), width))
        if row:
            yield line, row + [""] * (width - len(row))


def _parts_from_worker(kind: str, path: Path, layer: str | None) -> Iterator[pandas.DataFrame]:
    """Yield the parts of a file that the worker reads, their rows counted from 1."""
    parts = {f".{kind}": read_file(path)}
    if kind == "gpkg":
        layer = chosen_layer(path, gdal_client.layers(kind, parts), layer)
    row_count = 0
    for part in gdal_client.tables(kind, parts, layer or "*", in_parts=True):
        yield part.set_axis(range(row_count + 1, row_count + len(part) + 1))
        row_count += len(part)


class TableWriter:
    """A writer that appends the parts of a table to a CSV, GeoPackage or GeoParquet file.

    Parameters
    ----------
    path : Path
        File to write; its extension sets the format.
    has_positions : bool
        Whether positions are already in columns; otherwise CSV gets ``lon`` and ``lat``.
    """

    def __init__(self, path: Path, *, has_positions: bool) -> None:
        self.path = path
        self._has_positions = has_positions
        self._has_rows = False
        self._parquet_writer: Any = None

    def append(self, part: GeoDataFrame) -> None:
        """Append the rows of a part with the same columns as the first.

        Parameters
        ----------
        part : GeoDataFrame
            Rows to write.

        Raises
        ------
        UsageError
            If the format cannot represent the columns.
        """
        write = {".csv": self._csv, ".gpkg": self._geopackage, ".parquet": self._geoparquet}
        try:
            write[self.path.suffix](part)
        except (UsageError, OSError, MemoryError):
            raise
        except Exception as error:  # GDAL and Arrow raise errors of many kinds
            reason = (str(error) or type(error).__name__).splitlines()[0]
            raise UsageError(f"{self.path.name}: cannot be written: {reason}") from error
        self._has_rows = True

    def close(self) -> None:
        """Finish the file."""
        if self._parquet_writer is not None:
            self._parquet_writer.close()

    def _csv(self, part: GeoDataFrame) -> None:
        table = part.drop(columns=part.geometry.name)
        if not self._has_positions:
            points = part.geometry.to_crs("EPSG:4326")
            for name, values in (("lon", points.x), ("lat", points.y)):
                if name not in table.columns:
                    table[name] = values.round(7)
        with self.path.open("a" if self._has_rows else "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            if not self._has_rows:
                writer.writerow(map(escape_cell, table.columns))
            writer.writerows(zip(*(cell_texts(table[name]) for name in table.columns), strict=True))

    def _geopackage(self, part: GeoDataFrame) -> None:
        import pyogrio

        names = [str(name).lower() for name in part.columns]
        if duplicates := sorted({name for name in names if names.count(name) > 1}):
            names_text = ", ".join(duplicates)
            message = f"a GeoPackage cannot have columns that differ only in case: {names_text}"
            raise UsageError(f"{self.path.name}: {message}, write .csv or .parquet")
        id_column = "fid"
        while id_column in names:
            id_column += "_"
        pyogrio.write_dataframe(
            part,
            self.path,
            driver="GPKG",
            layer="points",
            append=self._has_rows,
            geometry_type="Point",
            layer_options={"GEOMETRY_NAME": part.geometry.name, "FID": id_column},
        )

    def _geoparquet(self, part: GeoDataFrame) -> None:
        with _arrow(self.path):
            import pyarrow
        from pyarrow.parquet import ParquetWriter

        name = part.geometry.name
        table = part.to_wkb()
        if self._parquet_writer is None:
            inferred = pyarrow.Schema.from_pandas(table, preserve_index=False)
            fields = [  # a column without values so far is written as text
                pyarrow.field(
                    column_field.name,
                    pyarrow.string() if column_field.type == pyarrow.null() else column_field.type,
                )
                for column_field in inferred
            ]
            column = {
                "encoding": "WKB",
                "geometry_types": ["Point"],
                "crs": part.crs.to_json_dict(),
            }
            geo_metadata = {"version": "1.0.0", "primary_column": name, "columns": {name: column}}
            schema = pyarrow.schema(fields, metadata={b"geo": json.dumps(geo_metadata).encode()})
            self._parquet_writer = ParquetWriter(self.path, schema)
        self._parquet_writer.write_table(
            pyarrow.Table.from_pandas(
                table, schema=self._parquet_writer.schema, preserve_index=False
            )
        )


@contextmanager
def _arrow(path: Path) -> Iterator[None]:
    try:
        yield
    except ImportError as error:
        raise needs_arrow(path) from error
