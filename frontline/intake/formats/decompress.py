"""Compressed streams and zip directories, read within limits before they are trusted."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import IO, Final, Protocol

from frontline.errors import RefusedInput
from frontline.intake.formats.files import MAX_BYTES

BROKEN: Final = (
    zipfile.BadZipFile,
    tarfile.TarError,
    lzma.LZMAError,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)
"""Errors that the libraries raise for damaged archives."""

_XZ_MEMORY: Final = 128 * 1024**2
_HEADER_SIZE: Final = 64 * 1024
_SKIP_SIZE: Final = 1024**2
_LONG_NUMBER: Final = re.compile(rb"[0-9]{200}")
_END_RECORD: Final = b"PK\x05\x06"
_END_RECORD_64: Final = b"PK\x06\x07"
_ENTRY_SIZE: Final = 46
_LOCAL_HEADER_SIZE: Final = 30
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class _ReadableStream(Protocol):
    def read(self, size: int, /) -> bytes: ...


def expanded_stream(
    file: IO[bytes], magic: bytes, on_progress: Callable[[int], None]
) -> ExpandedStream:
    """Expand a gzip, bzip2 or xz stream, recognized by its first bytes; pass others through.

    Parameters
    ----------
    file : binary file
        Stream at its beginning.
    magic : bytes
        Its first bytes.
    on_progress : callable
        Called with the number of expanded bytes so far; may raise to stop.

    Returns
    -------
    ExpandedStream
        Expanded stream.
    """
    if magic.startswith(b"\x1f\x8b"):
        return ExpandedStream(gzip.GzipFile(fileobj=file), on_progress)
    if magic.startswith(b"BZh"):
        return ExpandedStream(bz2.BZ2File(file), on_progress)
    if magic.startswith(b"\xfd7zXZ\x00"):
        return ExpandedStream(_Xz(file), on_progress)
    return ExpandedStream(file, on_progress)


class ExpandedStream(io.RawIOBase):
    """A forward-only stream for tarfile, with bounded reads.

    Parameters
    ----------
    file : object with ``read``
        Expanding stream.
    seen : callable
        Called with the number of expanded bytes so far; may raise to stop.
    """

    def __init__(self, file: _ReadableStream, on_progress: Callable[[int], None]) -> None:
        self._file, self._on_progress = file, on_progress
        self._position, self._max_read = 0, _HEADER_SIZE

    @contextmanager
    def long_reads(self) -> Iterator[None]:
        """Allow reads of the size of a file instead of a header."""
        self._max_read = MAX_BYTES
        yield
        self._max_read = _HEADER_SIZE

    def read(self, size: int | None = -1) -> bytes:
        """Read exactly ``size`` bytes, or fewer at the end.

        Parameters
        ----------
        size : int
            Number of bytes, at most the size of a header or, within ``long_reads``, of a file.

        Returns
        -------
        bytes
            Expanded bytes.

        Raises
        ------
        RefusedInput
            If the size is impossible or a header is meaningless.
        """
        if size is None or not 0 <= size <= self._max_read:
            raise RefusedInput("FL022", "not a valid tar: a member has an impossible size")
        data = self._file.read(size)
        self._position += len(data)
        self._on_progress(self._position)
        # tarfile parses numbers in time that grows with the square of their length
        if self._max_read == _HEADER_SIZE and _LONG_NUMBER.search(data):
            raise RefusedInput("FL022", "not a valid tar: a header is meaningless")
        return data

    def seekable(self) -> bool:
        """Return True: seeking forwards is supported."""
        return True

    def tell(self) -> int:
        """Return the number of bytes read so far."""
        return self._position

    def seek(self, position: int, whence: int = 0) -> int:
        """Skip forwards to a position.

        Parameters
        ----------
        position : int
            Position from the beginning, in bytes.
        whence : int, optional
            Only 0, from the beginning, is supported.

        Returns
        -------
        int
            Position reached.

        Raises
        ------
        RefusedInput
            If the position lies before the current one: members would overlap.
        """
        if whence or position < self._position:
            raise RefusedInput("FL022", "not a valid tar: its members overlap")
        while self._position < position:
            data = self._file.read(min(_SKIP_SIZE, position - self._position))
            if not data:
                break
            self._position += len(data)
            self._on_progress(self._position)
        return self._position

    def finish(self) -> None:
        """Read to the end, so that a truncated stream raises its error."""
        while self.read(_HEADER_SIZE):
            continue


class _Xz:
    """A reader of xz with limited memory, unlike ``lzma.open``."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._decoder = lzma.LZMADecompressor(memlimit=_XZ_MEMORY)

    def read(self, size: int) -> bytes:
        expanded = bytearray()
        while len(expanded) < size:
            if self._decoder.eof:
                compressed = self._decoder.unused_data.lstrip(b"\x00") or self._file.read(
                    _HEADER_SIZE
                )
                if not compressed.strip(b"\x00"):
                    break
                self._decoder = lzma.LZMADecompressor(memlimit=_XZ_MEMORY)
            elif self._decoder.needs_input:
                compressed = self._file.read(_HEADER_SIZE)
                if not compressed:
                    raise EOFError("it ends too early")
            else:
                compressed = b""
            expanded += self._decoder.decompress(compressed, size - len(expanded))
        return bytes(expanded)


def check_entries(entries: Iterable[zipfile.ZipInfo]) -> None:
    """Refuse a zip with overlapping, encrypted, unusually compressed or equally named files.

    A small zip whose files share their bytes can expand to any size (Fifield, "A better zip bomb",
    WOOT 2019). Of two files with the same name, it is unknown which one counts.

    Parameters
    ----------
    entries : iterable of ZipInfo
        Directory of the zip.

    Raises
    ------
    RefusedInput
        For the first such entry.
    """
    sorted_entries = sorted(entries, key=lambda entry: entry.header_offset)
    for entry, next_entry in pairwise(sorted_entries):
        end = (
            entry.header_offset
            + _LOCAL_HEADER_SIZE
            + len(entry.orig_filename)
            + entry.compress_size
        )
        if end > next_entry.header_offset:
            raise RefusedInput("FL074", "the files of the zip overlap, which no program writes")
    names: set[str] = set()
    for entry in sorted_entries:
        if entry.flag_bits & 1:
            raise RefusedInput("FL081", "the zip is encrypted: unpack it with its password first")
        if entry.compress_type not in _METHODS:
            raise RefusedInput(
                "FL081", "the zip uses an unsupported compression method: pack it again"
            )
        if entry.orig_filename in names:
            raise RefusedInput(
                "FL075", f'the archive has two files named "{entry.orig_filename[:200]}"'
            )
        names.add(entry.orig_filename)


def check_directory(file: IO[bytes], max_files: int) -> None:
    """Refuse a zip with too many files before its directory is read into memory.

    Parameters
    ----------
    file : binary file
        Zip, seekable.
    max_files : int
        Maximum number of files.

    Raises
    ------
    RefusedInput
        If there are more files.
    BadZipFile
        If the end record is missing.
    """
    size = file.seek(0, 2)
    start = max(0, size - 65_536 - 22 - 20)
    file.seek(start)
    tail = file.read()
    file.seek(0)
    record_at = tail.rfind(_END_RECORD)
    if record_at < 0 or len(tail) < record_at + 22:
        raise zipfile.BadZipFile("it ends too early")
    count, directory_size = struct.unpack_from("<HL", tail, record_at + 10)
    if record_at >= 20 and tail[record_at - 20 : record_at - 16] == _END_RECORD_64:
        (record64_at,) = struct.unpack_from("<Q", tail, record_at - 12)
        file.seek(min(record64_at, size))
        record = file.read(56)
        file.seek(0)
        if len(record) == 56:
            count, directory_size = struct.unpack_from("<QQ", record, 32)
    if max(count, directory_size // (_ENTRY_SIZE * 3)) > max_files:
        raise RefusedInput("FL005", f"the archive has more than {max_files:,} files")
