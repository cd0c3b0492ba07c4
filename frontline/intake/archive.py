"""Folder, zip or tar → its map files, one after another: nothing outside, nothing without bound.

Links are not followed, not even within an archive; what is expanded is counted as it comes, never
as an archive says it will be. A zip within counts as a folder, one level deep.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final

from frontline.errors import Refused, UsageError
from frontline.intake.files import MAX_BYTES

MAX_FILES: Final = 100_000
MAX_TOTAL: Final = 16 * 1024**3
"""An archive of more files, or of more bytes when expanded, is refused."""

MAPS: Final = (".geojson", ".json", ".gpkg", ".parquet", ".geoparquet", ".kml", ".shp")
_PARTS: Final[tuple[str, ...]] = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_ZIPS: Final = (".zip", ".kmz")
_PACKED: Final[Mapping[bytes, Callable[..., Any]]] = {
    b"\xfd7zXZ\x00": lzma.open,
    b"\x1f\x8b": gzip.open,
    b"BZh": bz2.open,
}
_BROKEN: Final = (
    zipfile.BadZipFile,
    tarfile.TarError,
    lzma.LZMAError,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Member:
    """Hold one file by its name within; a Shapefile with the bytes of all its parts by ending."""

    name: str
    data: bytes
    parts: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(slots=True)
class Archive:
    """Read a folder or archive once; ``skipped`` fills up with what was left out, and why."""

    path: Path
    skipped: list[tuple[str, str]] = field(default_factory=list)
    files: int = 0
    total: int = 0

    def members(self) -> Iterator[Member]:
        """Yield every file that can hold a map, those of a folder by name.

        Raises Refused for what is no archive, is broken or too large, UsageError where there is
        nothing.
        """
        if not self.path.exists():
            raise UsageError(f"{self.path}: there is no such folder or archive")
        files = self._folder() if self.path.is_dir() else self._opened(self.path)
        yield from self._grouped(self._unzipped(files))

    def _folder(self) -> Iterator[tuple[str, bytes]]:
        root = self.path.resolve()
        for folder, folders, names in os.walk(root):
            folders.sort()
            for name in sorted(names):
                path = Path(folder, name)
                within = path.relative_to(root).as_posix()
                if not path.resolve().is_relative_to(root):
                    self.skipped.append((within, "a link that leads out of the folder"))
                elif self._wanted(within) and path.is_file():
                    self._count(within, path.stat().st_size)
                    yield within, path.read_bytes()

    def _opened(self, path: Path) -> Iterator[tuple[str, bytes]]:
        with path.open("rb") as file:
            magic = file.read(8)
            file.seek(0)
            try:
                if magic.startswith(b"PK"):
                    yield from self._zip(file)
                else:
                    unpack = next((f for m, f in _PACKED.items() if magic.startswith(m)), None)
                    yield from self._tar(unpack(file) if unpack else file)
            except _BROKEN as error:
                reason = str(error).splitlines()[0] if str(error) else type(error).__name__
                raise Refused("FL022", f"not a folder, zip or tar: {reason}") from error

    def _tar(self, file: IO[bytes]) -> Iterator[tuple[str, bytes]]:
        with tarfile.open(fileobj=_Bounded(file), mode="r:") as tar:
            for info in tar:
                self._count(info.name, info.size)
                if info.islnk() or info.issym():
                    self.skipped.append((info.name, "a link"))
                elif info.isfile() and self._wanted(info.name):
                    content = tar.extractfile(info)
                    yield info.name, content.read() if content else b""

    def _zip(self, file: IO[bytes], within: str = "") -> Iterator[tuple[str, bytes]]:
        with zipfile.ZipFile(file) as archive:
            for info in sorted(archive.infolist(), key=lambda info: info.filename):
                name = within + info.filename
                if info.external_attr >> 28 == 0xA:
                    self.skipped.append((name, "a link"))
                elif not info.is_dir() and self._wanted(name):
                    with archive.open(info) as content:
                        data = content.read(MAX_BYTES + 1)
                    self._count(name, len(data))
                    yield name, data

    def _unzipped(self, files: Iterator[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
        for name, data in files:
            if not name.lower().endswith(_ZIPS):
                yield name, data
                continue
            try:
                inner = list(self._zip(io.BytesIO(data), f"{name}/"))
            except _BROKEN:
                self.skipped.append((name, "not a zip that can be read"))
                continue
            yield from (one for one in inner if not one[0].lower().endswith(_ZIPS))

    def _grouped(self, files: Iterator[tuple[str, bytes]]) -> Iterator[Member]:
        """Bring the parts of a Shapefile together: they come last."""
        shapes: dict[str, dict[str, bytes]] = {}
        for name, data in files:
            path = PurePosixPath(name)
            if (ending := path.suffix.lower()) in _PARTS:
                shapes.setdefault(path.with_suffix("").as_posix(), {})[ending] = data
            else:
                yield Member(name, data)
        for stem, parts in shapes.items():
            if ".shp" in parts:
                whole = {ending: parts[ending] for ending in _PARTS if ending in parts}
                yield Member(f"{stem}.shp", parts[".shp"], whole)

    def _wanted(self, name: str) -> bool:
        path = PurePosixPath(name)
        hidden = path.name.startswith(".") or "__MACOSX" in path.parts
        wanted = not hidden and path.suffix.lower() in (*MAPS, *_PARTS, *_ZIPS)
        if not wanted:
            self.skipped.append((name, "not a kind of file that holds a map"))
        return wanted

    def _count(self, name: str, size: int) -> None:
        self.files, self.total = self.files + 1, self.total + size
        if size > MAX_BYTES:
            raise Refused("FL005", f'"{name}" is larger than {MAX_BYTES // 1024**2} MiB')
        if self.files > MAX_FILES or self.total > MAX_TOTAL:
            limit = f"{MAX_FILES} files or {MAX_TOTAL // 1024**3} GiB"
            raise Refused("FL005", f"holds more than {limit} when expanded")


class _Bounded(io.RawIOBase):
    """Read a stream without ever handing out more at once than a file may be large."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file

    def read(self, size: int | None = -1) -> bytes:
        if size is None or not 0 <= size <= MAX_BYTES:
            raise Refused("FL005", f"holds a part that is larger than {MAX_BYTES // 1024**2} MiB")
        return self.file.read(size)

    def seekable(self) -> bool:
        return True

    def seek(self, at: int, whence: int = 0) -> int:
        return self.file.seek(at, whence)

    def tell(self) -> int:
        return self.file.tell()
