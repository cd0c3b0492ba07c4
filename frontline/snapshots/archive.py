"""Folder, zip or tar → its map files, one after another, within bounds.

Links are not followed, not even within an archive. Expanded bytes are counted as they are read,
whatever the archive declares. A zip inside counts as a folder, one level deep.
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

from frontline.errors import RefusedInput, UsageError
from frontline.intake.formats.decompress import (
    BROKEN,
    ExpandedStream,
    check_directory,
    check_entries,
    expanded_stream,
)
from frontline.intake.formats.files import MAX_BYTES, open_file, read_within

MAX_FILES: Final = 100_000
MAX_TOTAL: Final = 16 * 1024**3
"""Maximum number of files in an archive, and of expanded bytes."""

RATIO: Final = 250
FLOOR: Final = 64 * 1024**2
"""An archive that expands beyond ``FLOOR`` bytes plus ``RATIO`` times its size is refused."""

MAPS: Final = (".geojson", ".json", ".gpkg", ".parquet", ".geoparquet", ".kml", ".shp")
_SHAPEFILE_PARTS: Final[tuple[str, ...]] = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_ZIPS: Final = (".zip", ".kmz")
_MAX_NAME: Final = 1000
_CONTROL_CHARACTER: Final = re.compile("[\x00-\x1f\x7f-\x9f]")
_ABSOLUTE_PATH: Final = re.compile(r"[/\\]|[A-Za-z]:")


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
    broken: list[tuple[str, RefusedInput]] = field(default_factory=list)
    files: int = 0
    total: int = 0
    size: int | None = None

    def members(self) -> Iterator[Member]:
        """Yield every file that may contain a map; files of a folder are sorted by name.

        Raises
        ------
        RefusedInput
            If the archive is damaged or too large.
        UsageError
            If there is no such folder or archive.
        """
        if not self.path.exists():
            raise UsageError(f"{self.path}: no such folder or archive")
        files = self._files_of_folder() if self.path.is_dir() else self._files_of_archive(self.path)
        yield from self._group_shapefiles(self._with_nested_zips(files))

    def _files_of_folder(self) -> Iterator[tuple[str, bytes]]:
        root = self.path.resolve()
        for folder, subfolders, names in os.walk(root):
            subfolders.sort()
            for name in sorted(names):
                path = Path(folder, name)
                name_in_folder = path.relative_to(root).as_posix()
                if not path.resolve().is_relative_to(root):
                    self.skipped.append((name_in_folder, "a link that leads out of the folder"))
                elif self._is_wanted(name_in_folder):
                    try:
                        data = read_within(path, root)
                    except RefusedInput as refused:
                        self.broken.append((name_in_folder, refused))
                        continue
                    self._count(name_in_folder, len(data))
                    yield name_in_folder, data

    def _files_of_archive(self, path: Path) -> Iterator[tuple[str, bytes]]:
        with open_file(path) as file:
            self.size = os.fstat(file.fileno()).st_size
            magic = file.read(8)
            file.seek(0)
            try:
                if magic.startswith(b"PK"):
                    yield from self._files_of_zip(file)
                else:
                    yield from self._files_of_tar(expanded_stream(file, magic, self._check_bomb))
            except BROKEN as error:
                reason = str(error).splitlines()[0] if str(error) else type(error).__name__
                raise RefusedInput("FL022", f"not a folder, zip or tar: {reason}") from error

    def _files_of_tar(self, file: ExpandedStream) -> Iterator[tuple[str, bytes]]:
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
                elif info.isfile() and self._is_wanted(info.name):
                    content = tar.extractfile(info)
                    with file.long_reads():
                        data = content.read() if content else b""
                    yield info.name, data
        file.finish()

    def _files_of_zip(self, file: IO[bytes], prefix: str = "") -> Iterator[tuple[str, bytes]]:
        check_directory(file, MAX_FILES)
        with zipfile.ZipFile(file) as archive:
            check_entries(archive.infolist())
            for info in sorted(archive.infolist(), key=lambda info: info.filename):
                name = prefix + info.orig_filename
                if info.external_attr >> 28 == 0xA:
                    self.skipped.append((name, "a link"))
                elif not info.is_dir() and self._is_wanted(name):
                    limit = max(FLOOR // 4, RATIO * info.compress_size)
                    try:
                        with archive.open(info) as content:
                            data = content.read(min(MAX_BYTES, limit) + 1)
                    except BROKEN:
                        refused = RefusedInput(
                            "FL025", "the file cannot be expanded: it is damaged"
                        )
                        self.broken.append((name, refused))
                        continue
                    self._count(name, len(data))
                    if len(data) > limit:
                        raise _bomb_refusal(name)
                    yield name, data

    def _with_nested_zips(self, files: Iterator[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
        for name, data in files:
            if not name.lower().endswith(_ZIPS):
                yield name, data
                continue
            try:
                for inner, content in self._files_of_zip(io.BytesIO(data), f"{name}/"):
                    if inner.lower().endswith(_ZIPS):
                        self.skipped.append((inner, "an archive nested two levels deep"))
                    else:
                        yield inner, content
            except BROKEN:
                self.skipped.append((name, "not a readable zip"))

    def _group_shapefiles(self, files: Iterator[tuple[str, bytes]]) -> Iterator[Member]:
        """Yield each file, and last each Shapefile with its parts."""
        parts_by_stem: dict[str, dict[str, bytes]] = {}
        for name, data in files:
            path = PurePosixPath(name)
            if (extension := path.suffix.lower()) in _SHAPEFILE_PARTS:
                parts_by_stem.setdefault(path.with_suffix("").as_posix(), {})[extension] = data
            else:
                yield Member(name, data)
        for stem, parts in parts_by_stem.items():
            if ".shp" in parts:
                ordered_parts = {
                    extension: parts[extension]
                    for extension in _SHAPEFILE_PARTS
                    if extension in parts
                }
                yield Member(f"{stem}.shp", parts[".shp"], ordered_parts)

    def _is_wanted(self, name: str) -> bool:
        path = PurePosixPath(name)
        hidden = path.name.startswith(".") or "__MACOSX" in path.parts
        wanted = not hidden and path.suffix.lower() in (*MAPS, *_SHAPEFILE_PARTS, *_ZIPS)
        reason = _name_fault(name) or ("" if wanted else "not a map file format")
        if reason:
            self.skipped.append((name, reason))
        return not reason

    def _count(self, name: str, size: int) -> None:
        self.files, self.total = self.files + 1, self.total + size
        if size < 0:
            raise RefusedInput("FL022", f'"{name[:_MAX_NAME]}" has a negative size')
        if size > MAX_BYTES:
            raise RefusedInput("FL005", f'"{name}" is larger than {MAX_BYTES // 1024**2} MiB')
        if self.files > MAX_FILES or self.total > MAX_TOTAL:
            limit = f"{MAX_FILES} files or {MAX_TOTAL // 1024**3} GiB"
            raise RefusedInput("FL005", f"the archive expands to more than {limit}")
        self._check_bomb(self.total)

    def _check_bomb(self, total: int) -> None:
        """Refuse an archive that expands far beyond its size."""
        if self.size is not None and total > FLOOR + RATIO * self.size:
            raise _bomb_refusal("")


def _bomb_refusal(name: str) -> RefusedInput:
    which = f'"{name}"' if name else "the archive"
    return RefusedInput("FL074", f"{which} expands to more than {RATIO} times its size")


def _name_fault(name: str) -> str:
    """Return what is wrong with the name of a file in an archive; empty if nothing is."""
    if len(name) > _MAX_NAME:
        return "its name is too long"
    if _CONTROL_CHARACTER.search(name):
        return "its name contains control characters"
    if _ABSOLUTE_PATH.match(name) or ".." in re.split(r"[/\\]", name):
        return "its name leads out of the archive"
    return ""
