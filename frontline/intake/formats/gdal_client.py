"""GIS files, OpenStreetMap → tables, GeoTIFF → elevations: read in a confined process.

This is the client; ``gdal_worker`` reads. Its answers are numbers and text of limited size, never
code. If it crashes, hangs or needs too much memory, the file is refused with a message.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, Self

from frontline.errors import RefusedInput
from frontline.intake.formats.gdal_answers import arrow_table, packed_table
from frontline.intake.formats.reader_environment import reader_environment

if TYPE_CHECKING:
    import pandas

MEMORY: Final = 256 * 1024**2
SECONDS: Final = 6
"""Limits of a reading process: memory in bytes plus four times the file's size, and processor time
in seconds plus one for every 4 MiB."""

MAX_ANSWER: Final = 512 * 1024**2
"""Maximum number of bytes to which a file read as a whole may expand."""

MAX_ROWS: Final = 300_000
"""Maximum number of rows of a file read as a whole."""

_FORMAT_NAMES: Final = {
    "gpkg": "GeoPackage",
    "shp": "Shapefile",
    "kml": "KML",
    "parquet": "GeoParquet",
    "osm": "OpenStreetMap data",
    "tif": "GeoTIFF",
}
_START_SECONDS: Final = 60
_BYTES_PER_SECOND: Final = 4 * 1024**2
_OSM_EFFORT: Final = (4, 8)
"""Memory and time for OpenStreetMap, in those of other formats: it is packed more tightly."""
_MAX_HEAD: Final = 1 << 20
_START_CODE: Final = (
    "import sys; sys.path[:] = {}; "
    "from frontline.intake.formats.gdal_worker import main; main({!r})"
)
_PACKAGE_PARENT: Final = str(Path(__file__).parents[3])


class NeedsPackage(Exception):  # noqa: N818  # callers word it themselves
    """A file needs a package that is not installed: pyarrow, osmium or rasterio."""


def kind_of(data: bytes) -> Literal["gpkg", "parquet"] | None:
    """Recognize GeoPackage and Parquet by their first bytes.

    Parameters
    ----------
    data : bytes
        Beginning of a file.

    Returns
    -------
    str or None
        ``gpkg`` or ``parquet``; None for anything else.

    Examples
    --------
    >>> kind_of(b"PAR1....")
    'parquet'
    """
    if data.startswith(b"SQLite format 3\x00"):
        return "gpkg"
    return "parquet" if data.startswith(b"PAR1") else None


def layers(kind: str, parts: Mapping[str, bytes]) -> list[str]:
    """List the layers of a file that have geometry.

    Parameters
    ----------
    kind : str
        ``gpkg``, ``shp``, ``kml`` or ``parquet``.
    parts : Mapping
        Bytes by file extension.

    Returns
    -------
    list of str
        Names in the order of the file.

    Raises
    ------
    RefusedInput
        If the file cannot be read.
    """
    return list(map(str, answers(kind, parts, None)[0][0]["layers"]))


def answers(
    kind: str, parts: Mapping[str, bytes], query: str | None
) -> list[tuple[dict[str, Any], bytes]]:
    """Return every answer of a reading process to a query.

    Parameters
    ----------
    kind : str
        ``gpkg``, ``shp``, ``kml``, ``parquet``, ``osm`` or ``tif``.
    parts : Mapping
        Bytes by file extension.
    query : str or None
        What to read; None lists the layers only.

    Returns
    -------
    list of (dict, bytes)
        Head and body of each.

    Raises
    ------
    RefusedInput
        If the file cannot be read.
    NeedsPackage
        If the file needs a package that is not installed.
    """
    with _Request(kind, parts, query) as request:
        return [request.answer(), *request.answers()]


def tables(
    kind: str, parts: Mapping[str, bytes], layer: str = "*", *, in_parts: bool = False
) -> Iterator[pandas.DataFrame]:
    """Yield the tables of a file, some rows at a time.

    Parameters
    ----------
    kind : str
        ``gpkg``, ``shp``, ``kml``, ``parquet`` or ``osm``.
    parts : Mapping
        Bytes by file extension.
    layer : str, optional
        Layer to read; by default every layer with geometry. Of OpenStreetMap, JSON with the
        ``windows`` in degrees and the ``languages`` of names.
    in_parts : bool, optional
        Whether the caller keeps no more than a part, so that the file may have any number of rows.

    Yields
    ------
    DataFrame
        A GeoDataFrame if there is geometry.

    Raises
    ------
    RefusedInput
        If the file cannot be read.
    NeedsPackage
        If the file needs a package that is not installed.
    """
    with _Request(kind, parts, layer) as request:
        geometry_info, _ = request.answer()
        size = rows = 0
        if not in_parts:
            _check_rows(int(geometry_info.get("rows", 0)))
        for head, body in request.answers():
            size, rows = size + len(body), rows + int(head["rows"])
            if not in_parts:
                _check_rows(rows)
                if size > MAX_ANSWER:
                    raise _too_many_bytes()
            yield (
                arrow_table(geometry_info, body) if kind == "parquet" else packed_table(head, body)
            )


def _check_rows(rows: int) -> None:
    if rows > MAX_ROWS:
        raise RefusedInput("FL083", f"more than {MAX_ROWS:,} rows: split the file")


def _too_many_bytes() -> RefusedInput:
    return RefusedInput("FL072", f"the file expands to more than {MAX_ANSWER // 1024**2} MiB")


class _Reader:
    """A process that reads files of one format, one after another."""

    def __init__(self, kind: str) -> None:
        paths = [_PACKAGE_PARENT, *(path for path in sys.path if path)]
        self.process = subprocess.Popen(  # noqa: S603  # our own code, run by our own Python
            [sys.executable, "-I", "-X", "utf8", "-c", _START_CODE.format(paths, kind)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=reader_environment(),
            bufsize=0,
            start_new_session=True,  # Ctrl-C stops only this process, which kills the reader
        )
        self.ready = False
        _alive.add(self)
        pipes = (self.process.stdin, self.process.stdout)
        self.request_pipe, self.answer_pipe = (pipe.fileno() if pipe else -1 for pipe in pipes)
        if os.name == "posix":
            os.set_blocking(self.request_pipe, False)

    def end(self) -> None:
        """Kill the process and its children."""
        _alive.discard(self)
        with suppress(ProcessLookupError, PermissionError):
            if hasattr(os, "killpg"):
                os.killpg(self.process.pid, signal.SIGKILL)
            else:
                self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                with suppress(OSError):
                    pipe.close()


_alive: set[_Reader] = set()
_idle: dict[str, list[_Reader]] = {}
_lock: Final = threading.Lock()


@atexit.register
def end_all() -> None:
    """Kill every reading process."""
    _idle.clear()
    for process in list(_alive):
        process.end()


class _Request:
    """A request to a reading process, and its answers; the process is killed after a failure."""

    def __init__(self, kind: str, parts: Mapping[str, bytes], layer: str | None) -> None:
        self.kind, self.parts = kind, parts
        size = sum(map(len, parts.values()))
        more_memory, more_time = _OSM_EFFORT if kind == "osm" else (1, 1)
        self.memory = MEMORY + 4 * size * more_memory
        self.seconds = (SECONDS + size // _BYTES_PER_SECOND) * more_time
        self.buffer = bytearray()
        self.finished = False

        with _lock:
            idle = [reader for reader in _idle.pop(kind, []) if reader in _alive]
            self.reader = idle.pop() if idle else _Reader(kind)
            _idle[kind] = idle
        try:
            if not self.reader.ready:
                self.deadline = time.monotonic() + _START_SECONDS
                self._read_head(starting=True)
                self.reader.ready = True
            self._send_request(layer, {name: len(data) for name, data in parts.items()})
        except BaseException:
            self.reader.end()
            raise

    def _send_request(self, layer: str | None, sizes: Mapping[str, int]) -> None:
        request = {
            "parts": sizes,
            "layer": layer,
            "memory": self.memory,
            "seconds": self.seconds,
        }
        self._set_deadline()
        with suppress(BrokenPipeError):  # the last answer of a stopped process has the reason
            self._write(b"?" + json.dumps(request).encode() + b"\n")
            for data in self.parts.values():
                self._write(data)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.finished and hasattr(os, "fork"):
            with _lock:
                _idle.setdefault(self.kind, []).append(self.reader)
        else:
            self.reader.end()

    def answers(self) -> Iterator[tuple[dict[str, Any], bytes]]:
        """Yield the remaining answers; raises RefusedInput."""
        while True:
            head, body = self.answer()
            if self.finished:
                return
            yield head, body

    def answer(self) -> tuple[dict[str, Any], bytes]:
        """Return the next answer, empty after the last; raises RefusedInput."""
        self._set_deadline()
        head = self._read_head()
        if "refused" in head:
            raise self._refused(str(head["refused"]), str(head["message"]))
        if "done" in head:
            if head["done"]:
                raise self._crashed(int(head["done"]))
            self.finished = True
            return {}, b""
        size = int(head["size"])
        if not 0 <= size <= MAX_ANSWER:
            raise _too_many_bytes()
        return head, self._read_bytes(size)

    def _refused(self, code: str, message: str) -> RefusedInput:
        self._await_end()
        if code == "memory":
            return self._no_memory()
        if code == "package":
            raise NeedsPackage
        if code == "broken":
            return RefusedInput(
                "FL025", f"not valid {_FORMAT_NAMES[self.kind]}: the file is damaged"
            )
        return RefusedInput(code, message)

    def _await_end(self) -> None:
        """Wait until the refusing child has ended, so that its parent can read the next file."""
        self.finished = "done" in self._read_head()

    def _crashed(self, status: int) -> RefusedInput:
        """Return why the child ended without an answer, from its exit status."""
        signal_number = status & 0x7F
        if signal_number in (getattr(signal, "SIGXCPU", -1), getattr(signal, "SIGKILL", -1)):
            return self._too_long()
        return RefusedInput("FL073", "reading the file crashes: it is damaged and was not read")

    def _too_long(self) -> RefusedInput:
        limit = "a second" if self.seconds == 1 else f"{self.seconds} seconds"
        return RefusedInput("FL071", f"reading the file takes more than {limit}: it was not read")

    def _no_memory(self) -> RefusedInput:
        limit_mib = self.memory // 1024**2
        return RefusedInput(
            "FL072", f"reading the file takes more than {limit_mib} MiB of memory: it was not read"
        )

    def _set_deadline(self) -> None:
        """Set the deadline of the next answer: its processor time plus a margin."""
        self.deadline = time.monotonic() + self.seconds + 2

    def _read_head(self, *, starting: bool = False) -> dict[str, Any]:
        while b"\n" not in self.buffer:
            if len(self.buffer) > _MAX_HEAD or not self._receive(_MAX_HEAD):
                if starting:
                    raise RefusedInput(
                        "FL073", "the file cannot be read: the reading process does not start"
                    )
                raise RefusedInput(
                    "FL073", "reading the file fails: it is damaged and was not read"
                )
        line, _, rest = self.buffer.partition(b"\n")
        self.buffer = rest
        answer = json.loads(line)
        return answer if isinstance(answer, dict) else {}

    def _read_bytes(self, size: int) -> bytes:
        while len(self.buffer) < size:
            if not self._receive(1 << 20):
                raise RefusedInput(
                    "FL073", "reading the file fails: it is damaged and was not read"
                )
        data = bytes(self.buffer[:size])
        del self.buffer[:size]
        return data

    def _receive(self, size: int) -> bool:
        """Receive more bytes, if there are any; raises RefusedInput if it takes too long."""
        seconds_left = max(0.0, self.deadline - time.monotonic())
        if (
            os.name == "posix"
            and not select.select([self.reader.answer_pipe], [], [], seconds_left)[0]
        ):
            raise self._too_long()
        data = os.read(self.reader.answer_pipe, size)
        self.buffer += data
        return bool(data)

    def _write(self, data: bytes) -> None:
        view, position = memoryview(data), 0
        while position < len(view):
            seconds_left = max(0.0, self.deadline - time.monotonic())
            if (
                os.name == "posix"
                and not select.select([], [self.reader.request_pipe], [], seconds_left)[1]
            ):
                raise self._too_long()
            position += os.write(self.reader.request_pipe, view[position:])
