"""The process in which GDAL and Arrow read an untrusted file: it can do nothing else.

``gdal_client`` starts it and uses its standard input and output. It receives the bytes of one
file, opens no path, knows only the expected format, has no network, and cannot write a file. It
forks for each request, so that every file is read by a process that has read no other, with limits
on memory and processor time; where the system cannot fork it serves one request.

    request  ← one line of JSON, then the parts of the file
    answers  → lines of JSON, each followed by the bytes that it counts
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
import sys
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any, Final
from xml.parsers import expat

DRIVERS: Final[Mapping[str, tuple[str, ...]]] = {
    "gpkg": ("GPKG",),
    "shp": ("ESRI Shapefile",),
    "kml": ("LIBKML", "KML"),
    "parquet": (),
}
"""GDAL drivers of each kind; Arrow reads Parquet."""

_ROWS: Final = 100_000
_EXPANDED: Final = 128 * 1024**2
_DEEP: Final = 100
_XML_CHUNK: Final = 1 << 20
_NEWNET: Final = 0x50000000  # CLONE_NEWNET and CLONE_NEWUSER, of Linux
_RTREE: Final = re.compile(r'CREATE VIRTUAL TABLE "?rtree_[^"\s]+"? USING rtree ?\([^()]*\)', re.I)
_REGISTERS: Final = "gpkg_"

Answer = tuple[dict[str, Any], bytes]


class Stop(Exception):  # noqa: N818  # not an error of the program's, a word to the reader
    """Reason why a file is not read, with the code of its rule."""

    def __init__(self, code: str, said: str) -> None:
        super().__init__(said)
        self.code = code


def main(kind: str) -> None:
    """Serve requests for files of one kind until the standard input ends.

    Parameters
    ----------
    kind : str
        ``gpkg``, ``shp``, ``kml`` or ``parquet``.
    """
    _leave_network()
    _prepare(kind)
    _send({"ready": True})
    while os.read(0, 1):  # a byte announces each request
        if not hasattr(os, "fork"):
            _serve(kind)
            return
        if (child := os.fork()) == 0:
            try:
                _serve(kind)
            finally:
                os._exit(0)
        _, status = os.waitpid(child, 0)
        _send({"done": status})


def _serve(kind: str) -> None:
    asked = json.loads(_line())
    _limit(asked["memory"], asked["seconds"])
    try:
        parts = {name: _read(size) for name, size in asked["parts"].items()}
        read = _parquet if kind == "parquet" else _gdal
        for head, body in read(kind, parts, asked["layer"]):
            _send(head, body)
    except Stop as stop:
        _send({"refused": stop.code, "said": str(stop)})
    except MemoryError:
        _send({"refused": "memory", "said": ""})
    except Exception:  # GDAL and Arrow raise errors of many kinds
        _send({"refused": "broken", "said": ""})


def _leave_network() -> None:
    """Move to a network namespace without connections, where the system allows it."""
    import ctypes

    try:
        ctypes.CDLL(None).unshare(_NEWNET)
    except (AttributeError, OSError, TypeError):
        return


def _prepare(kind: str) -> None:
    """Import the reader of this kind, and disable every other format in GDAL."""
    warnings.simplefilter("ignore")
    if kind == "parquet":
        import shapely  # noqa: F401
    else:
        # pyogrio imports these where installed; they are slow to load and not needed here
        for name in ("geopandas", "pandas", "pyarrow"):
            sys.modules.setdefault(name, None)  # type: ignore[arg-type]
        import pyogrio
        from pyogrio._ogr import _register_drivers

        others = (name for name in pyogrio.list_drivers() if name not in DRIVERS[kind])
        pyogrio.set_gdal_config_options({"GDAL_SKIP": ",".join(others)})
        _register_drivers()
    import pyproj  # noqa: F401


def _limit(memory: int, seconds: int) -> None:
    """Limit this process from here on: additional memory in bytes, processor time in seconds."""
    try:
        import resource
    except ImportError:  # Windows
        return
    limits = {"CORE": 0, "FSIZE": 0, "NOFILE": 64}
    used = resource.getrusage(resource.RUSAGE_SELF)
    limits["CPU"] = int(used.ru_utime + used.ru_stime) + 1 + seconds
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123
            limits["AS"] = int(file.read().split()[0]) * resource.getpagesize() + memory
    except OSError:
        limits["DATA"] = memory
    for name, most in limits.items():
        try:
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (most, most))
        except (ValueError, OSError):
            continue


def _gdal(kind: str, parts: Mapping[str, bytearray], layer: str | None) -> Iterator[Answer]:
    """List the layers with geometry and read one, all for ``*``, or only list them for None."""
    import pyogrio

    options: dict[str, str] = {}
    if kind == "gpkg":
        data = _database(parts[".gpkg"])
        options = {"LIST_ALL_TABLES": "NO", "IMMUTABLE": "YES"}
    elif kind == "kml":
        data = bytes(parts[".kml"])
        _check_xml(data, "kml")
    else:
        data = _zipped(parts)
    layers = {n: str(name) for n, (name, shape) in enumerate(pyogrio.list_layers(data)) if shape}
    yield {"layers": list(layers.values())}, b""
    for number in [n for n, name in layers.items() if layer in ("*", name)]:
        rows, start = _ROWS, 0
        while rows == _ROWS:
            meta, _, shapes, fields = pyogrio.raw.read(
                data,
                layer=number,
                skip_features=start,
                max_features=_ROWS,
                datetime_as_string=True,
                **options,
            )
            rows, start = len(shapes), start + _ROWS
            if rows or start == _ROWS:
                _check_crs(meta["crs"])
                yield _packed(meta, shapes, fields)


def _packed(meta: Mapping[str, Any], shapes: Any, fields: Any) -> Answer:
    """Pack a table as a JSON head and the bytes of its columns."""
    import numpy as np
    import orjson

    blobs: list[bytes] = []
    columns = []
    for name, dtype, values in zip(meta["fields"], meta["dtypes"], fields, strict=True):
        if values.dtype.kind in "iufb":
            blobs.append(values.tobytes())
            kind = values.dtype.str
        else:
            blobs.append(orjson.dumps(values.tolist(), default=lambda item: None))
            kind = "time" if str(dtype).startswith("datetime") else "text"
        columns.append({"name": str(name), "kind": kind, "size": len(blobs[-1])})
    sizes = np.array([-1 if item is None else len(item) for item in shapes], dtype="<i8")
    blobs += [sizes.tobytes(), *(item for item in shapes if item is not None)]
    head = {"columns": columns, "rows": len(shapes), "crs": meta["crs"]}
    return head, b"".join(blobs)


def _parquet(kind: str, parts: Mapping[str, bytearray], layer: str | None) -> Iterator[Answer]:
    """Read a GeoParquet file by batches, each as a stream of Arrow's own."""
    import pyarrow
    import shapely
    from pyarrow.parquet import ParquetFile

    with ParquetFile(pyarrow.BufferReader(parts[".parquet"])) as file:
        metadata = file.schema_arrow.metadata or {}
        about = json.loads(metadata.get(b"geo", b"{}"))
        name = about.get("primary_column")
        column = about["columns"][name] if name else {}
        if name and column["encoding"] != "WKB":
            raise Stop("FL025", "the geometry is not WKB: only WKB is supported")
        crs = column.get("crs", "OGC:CRS84")
        if name and crs is not None:
            _check_crs(crs)
        yield {"layers": [name or ""], "geometry": name, "crs": crs}, b""
        if layer is None:
            return
        rows = file.iter_batches(_ROWS, use_threads=False)
        for batch in rows if file.metadata.num_rows else [file.read(use_threads=False)]:
            _check_expanded(batch)
            if name:
                shapely.from_wkb(batch.column(name).to_pylist())
            stream_bytes = BytesIO()
            with pyarrow.ipc.new_stream(stream_bytes, batch.schema) as stream:
                stream.write(batch)
            yield {"rows": len(batch)}, stream_bytes.getvalue()


def _check_expanded(batch: Any) -> None:
    """Refuse rows that share long texts: expanded, they would be many times as large."""
    import pyarrow.compute
    from pyarrow import types

    for column in batch.columns:
        if types.is_dictionary(column.type):
            values = column.dictionary
            if types.is_string(values.type) or types.is_binary(values.type):
                sizes = pyarrow.compute.binary_length(values).take(column.indices)
                if (pyarrow.compute.sum(sizes).as_py() or 0) > _EXPANDED:
                    raise MemoryError


def _check_crs(crs: Any) -> None:
    """Transform a point, so that a CRS that breaks PROJ breaks it here."""
    from pyproj import CRS, Transformer

    if crs is not None:
        Transformer.from_crs(CRS.from_user_input(crs), "EPSG:4326").transform(0.0, 0.0)


def _database(data: bytearray) -> bytes:
    """Return a GeoPackage of plain tables; raises Stop for views and virtual tables."""
    data[18:20] = b"\x01\x01"  # no write-ahead log comes with it, whatever its header claims
    whole = bytes(data)
    with sqlite3.connect(":memory:") as database:
        database.deserialize(whole)
        database.execute("PRAGMA trusted_schema = OFF")
        rows = database.execute("SELECT type, name, rootpage, sql FROM sqlite_master").fetchall()
        views = {str(name).lower() for kind, name, _, _ in rows if kind == "view"}
        for kind, name, page, sql in rows:
            if kind == "table" and not page and not _RTREE.fullmatch(" ".join(str(sql).split())):
                raise Stop(
                    "FL078", f'the GeoPackage has the virtual table "{name}": export it again'
                )
        if any(name.startswith(_REGISTERS) for name in views):
            raise Stop(
                "FL078", "the GeoPackage has views in place of its own tables: export it again"
            )
        if not any(name == "gpkg_contents" for _, name, _, _ in rows):
            raise Stop("FL070", "an SQLite database, not a GeoPackage")
        listed = database.execute("SELECT table_name FROM gpkg_contents").fetchall()
        for (name,) in listed:
            if str(name).lower() in views:
                raise Stop("FL078", f'layer "{name}" is a view: export it as a table')
    database.close()
    return whole


def _check_xml(data: bytes, root: str) -> None:
    """Refuse XML with a document type or entities, or nested too deeply.

    The parser decides, not a search for bytes, so the encoding does not matter.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    depth = 0

    def refuse(*_: Any) -> None:
        raise Stop(
            "FL077", "the file has a document type (DTD), which could define entities: remove it"
        )

    def begin(name: str, _: Any) -> None:
        nonlocal depth
        if not depth and name.rpartition(" ")[2] != root:
            raise Stop("FL070", f"XML, but not {root.upper()}")
        depth += 1
        if depth > _DEEP:
            raise Stop("FL077", f"elements are nested more than {_DEEP} levels deep")

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    for at in range(0, len(data), _XML_CHUNK):
        parser.Parse(data[at : at + _XML_CHUNK], at + _XML_CHUNK >= len(data))


def _zipped(parts: Mapping[str, bytearray]) -> bytes:
    """Zip the parts of a Shapefile, so that GDAL finds them beside each other."""
    zipped = BytesIO()
    with zipfile.ZipFile(zipped, "w") as archive:
        for ending, data in parts.items():
            archive.writestr(f"map{ending}", data)
    return zipped.getvalue()


def _line() -> bytes:
    """Read a line, and not a byte more."""
    line = bytearray()
    while not line.endswith(b"\n"):
        byte = os.read(0, 1)
        if not byte:
            raise EOFError
        line += byte
    return bytes(line)


def _read(size: int) -> bytearray:
    data = bytearray(size)
    view, at = memoryview(data), 0
    with open(0, "rb", buffering=0, closefd=False) as file:
        while at < size:
            got = file.readinto(view[at:])
            if not got:
                raise EOFError
            at += got
    return data


def _send(head: Mapping[str, Any], body: bytes = b"") -> None:
    line = json.dumps({**head, "size": len(body)}).encode() + b"\n"
    for data in (memoryview(line), memoryview(body)):
        at = 0
        while at < len(data):
            at += os.write(1, data[at:])
