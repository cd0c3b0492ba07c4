"""GeoPackage, Shapefile, KML and GeoParquet → tables, read by a process that can do nothing else.

This is the client; ``gdal_worker`` reads. Its answers are bounded numbers and text, never code.
Where it crashes, hangs or takes too much, a message says so.
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

from frontline.errors import Refused
from frontline.intake.formats.gdal_answers import arrow_table, packed_table

if TYPE_CHECKING:
    import pandas

MEMORY: Final = 256 * 1024**2
SECONDS: Final = 6
"""Limits of a reading process: memory in bytes plus four times the file's size, and processor time
in seconds plus one for every 4 MiB."""

MAX_ANSWER: Final = 512 * 1024**2
"""Most bytes that a file read at once may expand to."""

_KINDS: Final = {
    "gpkg": "GeoPackage",
    "shp": "Shapefile",
    "kml": "KML",
    "parquet": "GeoParquet",
}
_START_S: Final = 60
_PER_SECOND: Final = 4 * 1024**2
_HEAD: Final = 1 << 20
_KEPT: Final = ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "GDAL_DATA", "PROJ_DATA")
_ENVIRONMENT: Final = {
    "CPL_DEBUG": "OFF",
    "CPL_TMPDIR": "/nowhere",
    "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
    "GDAL_DRIVER_PATH": "disable",
    "GDAL_HTTP_TIMEOUT": "1",
    "GDAL_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "PROJ_NETWORK": "OFF",
}
_START: Final = (
    "import sys; sys.path[:] = {}; "
    "from frontline.intake.formats.gdal_worker import main; main({!r})"
)
_OURS: Final = str(Path(__file__).parents[3])


class NeedsArrow(Exception):  # noqa: N818  # callers word it themselves
    """Error of a file that needs pyarrow where that is not installed."""


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
    Refused
        If the file cannot be read.
    """
    with _Talk(kind, parts, None) as talk:
        head, _ = talk.answer()
        for _ in talk.answers():
            continue
        return list(map(str, head["layers"]))


def tables(
    kind: str, parts: Mapping[str, bytes], layer: str = "*", *, most: int | None = MAX_ANSWER
) -> Iterator[pandas.DataFrame]:
    """Yield the tables of a file, some rows at a time.

    Parameters
    ----------
    kind : str
        ``gpkg``, ``shp``, ``kml`` or ``parquet``.
    parts : Mapping
        Bytes by file extension.
    layer : str, optional
        Layer to read; by default every layer with geometry.
    most : int or None, optional
        Largest total of expanded bytes; None for no limit.

    Yields
    ------
    DataFrame
        A GeoDataFrame where there is geometry.

    Raises
    ------
    Refused
        If the file cannot be read.
    NeedsArrow
        If it needs pyarrow, which is not installed.
    """
    with _Talk(kind, parts, layer) as talk:
        about, _ = talk.answer()
        total = 0
        for head, body in talk.answers():
            total += len(body)
            if most is not None and total > most:
                raise Refused("FL072", f"the file expands to more than {most // 1024**2} MiB")
            yield arrow_table(about, body) if kind == "parquet" else packed_table(head, body)


class _Process:
    """A process that reads files of one kind, one after another."""

    def __init__(self, kind: str) -> None:
        paths = [_OURS, *(path for path in sys.path if path)]
        kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
        self.process = subprocess.Popen(  # noqa: S603  # our own code, run by our own Python
            [sys.executable, "-I", "-X", "utf8", "-c", _START.format(paths, kind)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**kept, **_ENVIRONMENT},
            bufsize=0,
            start_new_session=True,  # Ctrl-C reaches only us, and we kill it
        )
        self.ready = False
        _alive.add(self)
        pipes = (self.process.stdin, self.process.stdout)
        self.to, self.back = (pipe.fileno() if pipe else -1 for pipe in pipes)
        if os.name == "posix":
            os.set_blocking(self.to, False)

    def end(self) -> None:
        """Kill it, and what it started."""
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


_alive: set[_Process] = set()
_idle: dict[str, list[_Process]] = {}
_lock: Final = threading.Lock()


@atexit.register
def end_all() -> None:
    """Kill every reading process."""
    for process in list(_alive):
        process.end()


class _Talk:
    """One request to a process and its answers; the process is killed unless all went well."""

    def __init__(self, kind: str, parts: Mapping[str, bytes], layer: str | None) -> None:
        self.kind, self.parts = kind, parts
        size = sum(map(len, parts.values()))
        self.memory = MEMORY + 4 * size
        self.seconds = SECONDS + size // _PER_SECOND
        self.buffer = bytearray()
        self.finished = False

        with _lock:
            idle = _idle.get(kind)
            self.reader = idle.pop() if idle else _Process(kind)
        try:
            if not self.reader.ready:
                self.deadline = time.monotonic() + _START_S
                self._head(starting=True)
                self.reader.ready = True
            self._ask(layer, {name: len(data) for name, data in parts.items()})
        except BaseException:
            self.reader.end()
            raise

    def _ask(self, layer: str | None, sizes: Mapping[str, int]) -> None:
        asked = {
            "parts": sizes,
            "layer": layer,
            "memory": self.memory,
            "seconds": self.seconds,
        }
        self._wait()
        with suppress(BrokenPipeError):  # it has stopped, and its last answer has the reason
            self._write(b"?" + json.dumps(asked).encode() + b"\n")
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
        """Yield the remaining answers; raises Refused."""
        while True:
            head, body = self.answer()
            if self.finished:
                return
            yield head, body

    def answer(self) -> tuple[dict[str, Any], bytes]:
        """Return the next answer, empty after the last; raises Refused."""
        self._wait()
        head = self._head()
        if "refused" in head:
            raise self._refused(str(head["refused"]), str(head["said"]))
        if "done" in head:
            if head["done"]:
                raise self._died(int(head["done"]))
            self.finished = True
            return {}, b""
        size = int(head["size"])
        if not 0 <= size <= MAX_ANSWER:
            raise Refused("FL072", f"the file expands to more than {MAX_ANSWER // 1024**2} MiB")
        return head, self._bytes(size)

    def _refused(self, code: str, message: str) -> Refused:
        self._settle()
        if code == "memory":
            return self._no_memory()
        if code == "broken":
            return Refused("FL025", f"not valid {_KINDS[self.kind]}: the file is damaged")
        return Refused(code, message)

    def _settle(self) -> None:
        """Wait for the child that refused to end, so that its parent can take the next file."""
        self.finished = "done" in self._head()

    def _died(self, status: int) -> Refused:
        """Word why it ended without an answer, from its exit status."""
        by = status & 0x7F
        if by in (getattr(signal, "SIGXCPU", -1), getattr(signal, "SIGKILL", -1)):
            return self._too_long()
        return Refused("FL073", "reading the file crashes: it is damaged and was not read")

    def _too_long(self) -> Refused:
        return Refused(
            "FL071", f"reading the file takes more than {self.seconds} seconds: it was not read"
        )

    def _no_memory(self) -> Refused:
        most = self.memory // 1024**2
        return Refused(
            "FL072", f"reading the file takes more than {most} MiB of memory: it was not read"
        )

    def _wait(self) -> None:
        """Set the deadline of the next answer: its processor time, and some for other programs."""
        self.deadline = time.monotonic() + self.seconds + 2

    def _head(self, *, starting: bool = False) -> dict[str, Any]:
        while b"\n" not in self.buffer:
            if len(self.buffer) > _HEAD or not self._more(_HEAD):
                if starting:
                    if self.kind == "parquet":
                        raise NeedsArrow
                    raise Refused(
                        "FL073", "the file cannot be read: the reading process does not start"
                    )
                raise Refused("FL073", "reading the file fails: it is damaged and was not read")
        line, _, rest = self.buffer.partition(b"\n")
        self.buffer = rest
        answer = json.loads(line)
        return answer if isinstance(answer, dict) else {}

    def _bytes(self, size: int) -> bytes:
        while len(self.buffer) < size:
            if not self._more(1 << 20):
                raise Refused("FL073", "reading the file fails: it is damaged and was not read")
        data = bytes(self.buffer[:size])
        del self.buffer[:size]
        return data

    def _more(self, size: int) -> bool:
        """Read on; raises Refused when it takes too long."""
        left = max(0.0, self.deadline - time.monotonic())
        if os.name == "posix" and not select.select([self.reader.back], [], [], left)[0]:
            raise self._too_long()
        data = os.read(self.reader.back, size)
        self.buffer += data
        return bool(data)

    def _write(self, data: bytes) -> None:
        view, at = memoryview(data), 0
        while at < len(view):
            left = max(0.0, self.deadline - time.monotonic())
            if os.name == "posix" and not select.select([], [self.reader.to], [], left)[1]:
                raise self._too_long()
            at += os.write(self.reader.to, view[at:])
