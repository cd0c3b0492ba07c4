"""The confined process in which GDAL, Arrow, osmium and rasterio read an untrusted file.

``gdal_client`` starts it and uses its standard input and output. It receives the bytes of one
file, opens no path, reads only the expected format, has no network, and cannot write a file. It
forks for each request, so that every file is read by a fresh process with limits on memory and
processor time; without support for forking, it serves one request.

    request  ← one line of JSON, then the parts of the file
    answers  → lines of JSON, each followed by the number of bytes that it announces
"""

from __future__ import annotations

import json
import os
import sys
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any, Final

from frontline.errors import RefusedInput
from frontline.intake.formats.elevation_model import elevations, is_installed
from frontline.intake.formats.kml_placemarks import placemarks
from frontline.intake.formats.osm_extract import OSM_COLUMNS, Extract
from frontline.intake.formats.plain_geopackage import plain_geopackage
from frontline.intake.formats.stored_dates import check_shapefile

DRIVERS: Final[Mapping[str, tuple[str, ...]]] = {
    "gpkg": ("GPKG",),
    "shp": ("ESRI Shapefile",),
    "kml": ("LIBKML", "KML"),
    "parquet": (),
    "osm": (),
    "tif": (),
}
"""GDAL drivers of each kind; Arrow reads Parquet, osmium OpenStreetMap, rasterio GeoTIFF."""

_ROWS_PER_ANSWER: Final = 100_000
_MAX_EXPANDED: Final = 128 * 1024**2
_NULLABLE: Final = {"b": "boolean", "i": "Int64", "u": "Int64"}
"""Kinds of columns in which GDAL has an empty cell, and NumPy has none → pandas' types."""

_MAX_EXACT: Final = 2**53
_NEW_NETWORK: Final = 0x50000000  # CLONE_NEWNET and CLONE_NEWUSER, of Linux
_CURVES: Final = {
    8: "CircularString",
    9: "CompoundCurve",
    10: "CurvePolygon",
    11: "MultiCurve",
    12: "MultiSurface",
}
"""Types of WKB with arcs (ISO 13249-3), without heights and measures."""

Answer = tuple[dict[str, Any], bytes]


def main(kind: str) -> None:
    """Serve requests for files of one kind until the standard input ends.

    Parameters
    ----------
    kind : str
        ``gpkg``, ``shp``, ``kml``, ``parquet``, ``osm`` or ``tif``.
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
    request = json.loads(_line())
    _limit(request["memory"], request["seconds"])
    try:
        parts = {name: _read(size) for name, size in request["parts"].items()}
        read = {"parquet": _parquet, "kml": _kml, "osm": _osm, "tif": _tif}.get(kind, _gdal)
        for head, body in read(kind, parts, request["layer"]):
            _send(head, body)
    except RefusedInput as refused:
        _send({"refused": refused.code, "message": str(refused)})
    except MemoryError:
        _send({"refused": "memory", "message": ""})
    except ModuleNotFoundError:  # of pyarrow, osmium or rasterio, the only optional ones
        _send({"refused": "package", "message": ""})
    except Exception:  # GDAL, Arrow and osmium raise errors of many kinds
        _send({"refused": "broken", "message": ""})


def _leave_network() -> None:
    """Move to a network namespace without connections, if the system allows it."""
    import ctypes

    try:
        ctypes.CDLL(None).unshare(_NEW_NETWORK)
    except (AttributeError, OSError, TypeError):
        return


def _prepare(kind: str) -> None:
    """Import the reader of this kind, and disable every other format in GDAL."""
    warnings.simplefilter("ignore")
    if kind in ("parquet", "osm"):
        import shapely  # noqa: F401
    elif kind == "tif":
        is_installed()
    else:
        # pyogrio imports these if installed; they are slow to load and not needed here
        for name in ("geopandas", "pandas", "pyarrow"):
            sys.modules.setdefault(name, None)  # type: ignore[arg-type]
        import pyogrio
        from pyogrio._ogr import _register_drivers

        others = (name for name in pyogrio.list_drivers() if name not in DRIVERS[kind])
        pyogrio.set_gdal_config_options({"GDAL_SKIP": ",".join(others)})
        _register_drivers()
    import pyproj  # noqa: F401


def _limit(memory: int, seconds: int) -> None:
    """Limit the further use of memory, in bytes, and of processor time, in seconds."""
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
    for name, limit in limits.items():
        try:
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (limit, limit))
        except (ValueError, OSError):
            continue


def _gdal(kind: str, parts: Mapping[str, bytearray], layer: str | None) -> Iterator[Answer]:
    """List the layers with geometry, then read one of them, all for ``*`` or none for None."""
    import pyogrio

    options: dict[str, str] = {}
    if kind == "gpkg":
        data = plain_geopackage(parts[".gpkg"])
        options = {"LIST_ALL_TABLES": "NO", "IMMUTABLE": "YES"}
    else:
        check_shapefile(bytes(parts[".dbf"]))
        data = _zipped(parts)
        options = {"encoding": "ISO-8859-1"}  # one letter per byte, decoded by the client
    listed = [(str(name), geometry_type) for name, geometry_type in pyogrio.list_layers(data)]
    layers = {number: name for number, (name, type) in enumerate(listed) if type}
    if not layers:
        tables = ", ".join(f'"{name[:100]}"' for name, _ in listed) or "none"
        message = f"no table of the file has a geometry, its tables are {tables}"
        raise RefusedInput("FL027", f"{message}: export them with their geometry")
    yield {"layers": list(layers.values())}, b""
    for number in [number for number, name in layers.items() if layer in ("*", name)]:
        row_count, start = _ROWS_PER_ANSWER, 0
        while row_count == _ROWS_PER_ANSWER:
            meta, _, geometries, fields = pyogrio.raw.read(
                data,
                layer=number,
                skip_features=start,
                max_features=_ROWS_PER_ANSWER,
                datetime_as_string=True,
                **options,
            )
            row_count, start = len(geometries), start + _ROWS_PER_ANSWER
            if row_count or start == _ROWS_PER_ANSWER:
                _check_crs(meta["crs"])
                head, body = _packed(meta, geometries, fields)
                yield {**head, "layer": layers[number] if kind == "gpkg" else ""}, body


def _kml(kind: str, parts: Mapping[str, bytearray], layer: str | None) -> Iterator[Answer]:
    """Read the placemarks of KML; GDAL reads their geometry, and nothing else."""
    import numpy as np
    import pyogrio

    rows, geometry_document = placemarks(bytes(parts[".kml"]))
    yield {"layers": ["placemarks"] if rows else []}, b""
    if not rows and b"NetworkLink" in parts[".kml"]:
        message = "the KML has no placemarks, only links to other files (NetworkLink)"
        raise RefusedInput(
            "FL310", f"{message}: open it in Google Earth and save its folder as KML"
        )
    if not rows or layer is None:
        return
    meta, _, found, [positions] = pyogrio.raw.read(geometry_document, layer=0, columns=["Name"])
    geometries = [None] * len(rows)
    for position, geometry in zip(positions, found, strict=True):
        geometries[int(position)] = geometry
    names = list(dict.fromkeys(name for row in rows for name in row))
    fields = [np.array([*(row.get(name) for row in rows), None], object)[:-1] for name in names]
    yield _packed({**meta, "fields": names, "dtypes": ["object"] * len(names)}, geometries, fields)


def _osm(kind: str, parts: Mapping[str, bytearray], query: str | None) -> Iterator[Answer]:
    """Read the base features within a window; the query is JSON: windows and languages."""
    import numpy as np

    [(suffix, data)] = parts.items()
    extract = Extract(bytes(data), suffix.removeprefix("."), **json.loads(query or "{}"))
    meta = {"fields": OSM_COLUMNS, "dtypes": ["object"] * len(OSM_COLUMNS), "crs": "EPSG:4326"}
    facts = extract.facts()
    yield {"layers": []}, b""
    for rows in extract.batches():
        *columns, geometries = zip(*rows, strict=True) if rows else [()] * (len(OSM_COLUMNS) + 1)
        fields = [np.array([*column, None], object)[:-1] for column in columns]
        yield _packed({**meta, "facts": facts}, geometries, fields)


def _tif(kind: str, parts: Mapping[str, bytearray], query: str | None) -> Iterator[Answer]:
    """Read the elevations of a grid; the query is JSON: bounds, width and height."""
    found = elevations(bytes(parts[".tif"]), **json.loads(query or "{}"))
    yield {"finer": found[0]} if found else {}, found[1].astype("<f4").tobytes() if found else b""


def _packed(meta: Mapping[str, Any], geometries: Any, fields: Any) -> Answer:
    """Pack a table as a JSON head and the bytes of its columns."""
    import numpy as np
    import orjson

    blobs: list[bytes] = []
    columns = []
    for name, dtype, values in zip(meta["fields"], meta["dtypes"], fields, strict=True):
        stored = np.dtype(dtype).kind if values.dtype.kind == "f" else ""
        if stored in _NULLABLE:  # GDAL's binding has made numbers of them, to have an empty one
            blobs.append(orjson.dumps(_with_nulls(str(name), values, stored)))
            kind = _NULLABLE[stored]
        elif values.dtype.kind in "iufb":
            blobs.append(values.tobytes())
            kind = values.dtype.str
        else:
            blobs.append(orjson.dumps(values.tolist(), default=lambda item: None))
            kind = "time" if str(dtype).startswith("datetime") else "text"
        columns.append({"name": str(name), "kind": kind, "size": len(blobs[-1])})
    sizes = np.array(
        [-1 if geometry is None else len(geometry) for geometry in geometries], dtype="<i8"
    )
    blobs += [sizes.tobytes(), *(geometry for geometry in geometries if geometry is not None)]
    head = {"columns": columns, "rows": len(geometries), "crs": meta["crs"]}
    head["facts"] = meta.get("facts", {})
    return head, b"".join(blobs)


def _with_nulls(name: str, values: Any, stored: str) -> list[Any]:
    """Return whole numbers or truths that were read as numbers, with None where there is none."""
    if (abs(values[values == values]) >= _MAX_EXACT).any():
        message = f'"{name}" has empty cells and whole numbers from {_MAX_EXACT:,} on'
        raise RefusedInput("FL109", f"{message}, which would be rounded: store them as text")
    cast = bool if stored == "b" else int
    return [cast(value) if value == value else None for value in values.tolist()]


def _parquet(kind: str, parts: Mapping[str, bytearray], layer: str | None) -> Iterator[Answer]:
    """Read a GeoParquet file in batches, each as an Arrow stream."""
    import pyarrow
    from pyarrow.parquet import ParquetFile

    with ParquetFile(pyarrow.BufferReader(parts[".parquet"])) as file:
        metadata = file.schema_arrow.metadata or {}
        geo_metadata = json.loads(metadata.get(b"geo", b"{}"))
        name = geo_metadata.get("primary_column")
        column = geo_metadata["columns"][name] if name else {}
        if name and column["encoding"] != "WKB":
            raise RefusedInput("FL025", "the geometry is not WKB: only WKB is supported")
        crs = column.get("crs", "OGC:CRS84")
        if name and crs is not None:
            _check_crs(crs)
        rows = file.metadata.num_rows
        yield {"layers": [name or ""], "geometry": name, "crs": crs, "rows": rows}, b""
        if layer is None:
            return
        batches = file.iter_batches(_ROWS_PER_ANSWER, use_threads=False)
        for batch in batches if rows else [file.read(use_threads=False)]:
            _check_expanded(batch)
            if name:
                _check_wkb(batch.column(name).to_pylist())
            stream_bytes = BytesIO()
            with pyarrow.ipc.new_stream(stream_bytes, batch.schema) as stream:
                stream.write(batch)
            yield {"rows": len(batch)}, stream_bytes.getvalue()


def _check_wkb(geometries: list[bytes | None]) -> None:
    """Refuse curves, which GEOS does not draw, and geometry that cannot be read."""
    import shapely

    for number, wkb in enumerate(geometries, 1):
        kind = int.from_bytes(wkb[1:5], "little" if wkb[0] else "big") if wkb else 0
        if (name := _CURVES.get((kind & 0xFFFF) % 1000)) is not None:
            message = f"row {number} is a {name}: export it without curves, as a polygon"
            raise RefusedInput("FL304", message)
    shapely.from_wkb(geometries)


def _check_expanded(batch: Any) -> None:
    """Refuse rows that share long texts, which would be many times as large when expanded."""
    import pyarrow.compute
    from pyarrow import types

    for column in batch.columns:
        if types.is_dictionary(column.type):
            values = column.dictionary
            if types.is_string(values.type) or types.is_binary(values.type):
                sizes = pyarrow.compute.binary_length(values).take(column.indices)
                if (pyarrow.compute.sum(sizes).as_py() or 0) > _MAX_EXPANDED:
                    raise MemoryError


def _check_crs(crs: Any) -> None:
    """Transform a point, so that a CRS that crashes PROJ crashes it in this process."""
    from pyproj import CRS, Transformer

    if crs is not None:
        Transformer.from_crs(CRS.from_user_input(crs), "EPSG:4326").transform(0.0, 0.0)


def _zipped(parts: Mapping[str, bytearray]) -> bytes:
    """Zip the parts of a Shapefile, so that GDAL finds them next to each other."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for extension, data in parts.items():
            archive.writestr(f"map{extension}", data)
    return stream.getvalue()


def _line() -> bytes:
    """Read a line without reading beyond it."""
    line = bytearray()
    while not line.endswith(b"\n"):
        byte = os.read(0, 1)
        if not byte:
            raise EOFError
        line += byte
    return bytes(line)


def _read(size: int) -> bytearray:
    data = bytearray(size)
    view, position = memoryview(data), 0
    with open(0, "rb", buffering=0, closefd=False) as file:
        while position < size:
            count = file.readinto(view[position:])
            if not count:
                raise EOFError
            position += count
    return data


def _send(head: Mapping[str, Any], body: bytes = b"") -> None:
    line = json.dumps({**head, "size": len(body)}).encode() + b"\n"
    for data in (memoryview(line), memoryview(body)):
        position = 0
        while position < len(data):
            position += os.write(1, data[position:])
