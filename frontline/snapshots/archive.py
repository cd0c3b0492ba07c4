"""Folder, zip or tar → its map files, one after another, within bounds.

Links are not followed, not even within an archive. Expanded bytes are counted as they come, not as
the archive declares them. A zip inside counts as a folder, one level deep.
"""

from __future__ import annotations

import io
import os
import re
import tarfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Final

from frontline.errors import Refused, UsageError
from frontline.intake.formats.decompress import (
    BROKEN,
    Unpacked,
    check_directory,
    check_entries,
    unpacked,
)
from frontline.intake.formats.files import MAX_BYTES, open_file, read_within

MAX_FILES: Final = 100_000
MAX_TOTAL: Final = 16 * 1024**3
"""Most files of an archive, and most expanded bytes."""

RATIO: Final = 250
FLOOR: Final = 64 * 1024**2
"""Expanding to more bytes than this and to more than this many times its size is refused."""

MAPS: Final = (".geojson", ".json", ".gpkg", ".parquet", ".geoparquet", ".kml", ".shp")
_PARTS: Final[tuple[str, ...]] = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_ZIPS: Final = (".zip", ".kmz")
_LONGEST: Final = 1000
_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f]")
_ABSOLUTE: Final = re.compile(r"[/\\]|[A-Za-z]:")


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a folder or archive.

    Attributes
    ----------
    name : str
        Path within the archive.
    data : bytes
        Content.
    parts : Mapping
        Bytes of all parts of a Shapefile by file extension.
    """

    name: str
    data: bytes
    parts: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(slots=True)
class Archive:
    """A folder or archive that is read once.

    Attributes
    ----------
    path : Path
        Folder, zip or tar.
    skipped : list of tuple
        Name and reason of each file that was left out.
    broken : list of tuple
        Name and refusal of each file that could not be read.
    files, total : int
        Number of files and of expanded bytes so far.
    size : int or None
        Size of the archive in bytes; None for a folder.
    """

    path: Path
    skipped: list[tuple[str, str]] = field(default_factory=list)
    broken: list[tuple[str, Refused]] = field(default_factory=list)
    files: int = 0
    total: int = 0
    size: int | None = None

    def members(self) -> Iterator[Member]:
        """Yield every file that may have a map, those of a folder sorted by name.

        Raises
        ------
        Refused
            If the archive is damaged or too large.
        UsageError
            If there is no such folder or archive.
        """
        if not self.path.exists():
            raise UsageError(f"{self.path}: no such folder or archive")
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
                elif self._wanted(within):
                    try:
                        data = read_within(path, root)
                    except Refused as refused:
                        self.broken.append((within, refused))
                        continue
                    self._count(within, len(data))
                    yield within, data

    def _opened(self, path: Path) -> Iterator[tuple[str, bytes]]:
        with open_file(path) as file:
            self.size = os.fstat(file.fileno()).st_size
            magic = file.read(8)
            file.seek(0)
            try:
                if magic.startswith(b"PK"):
                    yield from self._zip(file)
                else:
                    yield from self._tar(unpacked(file, magic, self._check_bomb))
            except BROKEN as error:
                reason = str(error).splitlines()[0] if str(error) else type(error).__name__
                raise Refused("FL022", f"not a folder, zip or tar: {reason}") from error

    def _tar(self, file: Unpacked) -> Iterator[tuple[str, bytes]]:
        with tarfile.open(fileobj=file, mode="r:") as tar:
            for info in tar:
                tar.members = []  # type: ignore[attr-defined]  # tarfile would keep them all
                self._count(info.name, info.size)
                if info.islnk() or info.issym():
                    self.skipped.append((info.name, "a link"))
                elif info.issparse():
                    self.skipped.append((info.name, "a sparse file"))
                elif not (info.isfile() or info.isdir()):
                    self.skipped.append((info.name, "a device or a pipe"))
                elif info.isfile() and self._wanted(info.name):
                    content = tar.extractfile(info)
                    with file.whole():
                        data = content.read() if content else b""
                    yield info.name, data
        file.finish()

    def _zip(self, file: IO[bytes], within: str = "") -> Iterator[tuple[str, bytes]]:
        check_directory(file, MAX_FILES)
        with zipfile.ZipFile(file) as archive:
            check_entries(archive.infolist())
            for info in sorted(archive.infolist(), key=lambda info: info.filename):
                name = within + info.orig_filename
                if info.external_attr >> 28 == 0xA:
                    self.skipped.append((name, "a link"))
                elif not info.is_dir() and self._wanted(name):
                    most = max(FLOOR // 4, RATIO * info.compress_size)
                    try:
                        with archive.open(info) as content:
                            data = content.read(min(MAX_BYTES, most) + 1)
                    except BROKEN:
                        refused = Refused("FL025", "the file cannot be unpacked: it is damaged")
                        self.broken.append((name, refused))
                        continue
                    self._count(name, len(data))
                    if len(data) > most:
                        raise _bomb(name)
                    yield name, data

    def _unzipped(self, files: Iterator[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
        for name, data in files:
            if not name.lower().endswith(_ZIPS):
                yield name, data
                continue
            try:
                for inner, content in self._zip(io.BytesIO(data), f"{name}/"):
                    if inner.lower().endswith(_ZIPS):
                        self.skipped.append((inner, "an archive nested two levels deep"))
                    else:
                        yield inner, content
            except BROKEN:
                self.skipped.append((name, "not a readable zip"))

    def _grouped(self, files: Iterator[tuple[str, bytes]]) -> Iterator[Member]:
        """Group the parts of each Shapefile, which come last."""
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
        reason = _odd(name) or ("" if wanted else "not a map file format")
        if reason:
            self.skipped.append((name, reason))
        return not reason

    def _count(self, name: str, size: int) -> None:
        self.files, self.total = self.files + 1, self.total + size
        if size < 0:
            raise Refused("FL022", f'"{name[:_LONGEST]}" has a negative size')
        if size > MAX_BYTES:
            raise Refused("FL005", f'"{name}" is larger than {MAX_BYTES // 1024**2} MiB')
        if self.files > MAX_FILES or self.total > MAX_TOTAL:
            limit = f"{MAX_FILES} files or {MAX_TOTAL // 1024**3} GiB"
            raise Refused("FL005", f"the archive expands to more than {limit}")
        self._check_bomb(self.total)

    def _check_bomb(self, total: int) -> None:
        """Refuse an archive that expands too much."""
        if self.size is not None and total > FLOOR + RATIO * self.size:
            raise _bomb("")


def _bomb(name: str) -> Refused:
    which = f'"{name}"' if name else "the archive"
    return Refused("FL074", f"{which} expands to more than {RATIO} times its size")


def _odd(name: str) -> str:
    """Word what is wrong with a file name in an archive; empty for a plain one."""
    if len(name) > _LONGEST:
        return "its name is too long"
    if _CONTROL.search(name):
        return "its name contains control characters"
    if _ABSOLUTE.match(name) or ".." in re.split(r"[/\\]", name):
        return "its name leads out of the archive"
    return ""
