"""Compressed streams and zip directories, read within bounds before they are trusted."""

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

from frontline.errors import Refused
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

_MEMORY: Final = 128 * 1024**2
_HEADER: Final = 64 * 1024
_STEP: Final = 1024**2
_DIGITS: Final = re.compile(rb"[0-9]{200}")
_END: Final = b"PK\x05\x06"
_END_64: Final = b"PK\x06\x07"
_ENTRY: Final = 46
_LOCAL: Final = 30
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class _Source(Protocol):
    def read(self, size: int, /) -> bytes: ...


def unpacked(file: IO[bytes], magic: bytes, seen: Callable[[int], None]) -> Unpacked:
    """Open a gzip, bzip2 or xz stream by its first bytes; any other is passed through.

    Parameters
    ----------
    file : binary file
        Stream at its beginning.
    magic : bytes
        Its first bytes.
    seen : callable
        Receives the number of expanded bytes so far; may raise to stop.

    Returns
    -------
    Unpacked
        Expanded stream.
    """
    if magic.startswith(b"\x1f\x8b"):
        return Unpacked(gzip.GzipFile(fileobj=file), seen)
    if magic.startswith(b"BZh"):
        return Unpacked(bz2.BZ2File(file), seen)
    if magic.startswith(b"\xfd7zXZ\x00"):
        return Unpacked(_Xz(file), seen)
    return Unpacked(file, seen)


class Unpacked(io.RawIOBase):
    """A forward-only stream for tarfile, with bounded reads.

    Parameters
    ----------
    file : object with ``read``
        Expanding stream.
    seen : callable
        Receives the number of expanded bytes so far; may raise to stop.
    """

    def __init__(self, file: _Source, seen: Callable[[int], None]) -> None:
        self._file, self._seen = file, seen
        self._at, self._most = 0, _HEADER

    @contextmanager
    def whole(self) -> Iterator[None]:
        """Allow reads as long as a file, not just a header."""
        self._most = MAX_BYTES
        yield
        self._most = _HEADER

    def read(self, size: int | None = -1) -> bytes:
        """Read exactly so many bytes, fewer only at the end.

        Parameters
        ----------
        size : int
            Number of bytes, at most that of a header or, within ``whole``, of a file.

        Returns
        -------
        bytes
            Expanded bytes.

        Raises
        ------
        Refused
            If the size is impossible or a header meaningless.
        """
        if size is None or not 0 <= size <= self._most:
            raise Refused("FL022", "not a valid tar: a member has an impossible size")
        data = self._file.read(size)
        self._at += len(data)
        self._seen(self._at)
        # tarfile parses numbers in time that grows with the square of their length
        if self._most == _HEADER and _DIGITS.search(data):
            raise Refused("FL022", "not a valid tar: a header is meaningless")
        return data

    def seekable(self) -> bool:
        """Return True: seeking forwards is supported."""
        return True

    def tell(self) -> int:
        """Return the number of bytes read so far."""
        return self._at

    def seek(self, at: int, whence: int = 0) -> int:
        """Skip forwards to a position.

        Parameters
        ----------
        at : int
            Position from the beginning, in bytes.
        whence : int, optional
            Only 0, from the beginning, is supported.

        Returns
        -------
        int
            Position reached.

        Raises
        ------
        Refused
            If the position lies behind: members would overlap.
        """
        if whence or at < self._at:
            raise Refused("FL022", "not a valid tar: its members overlap")
        while self._at < at:
            data = self._file.read(min(_STEP, at - self._at))
            if not data:
                break
            self._at += len(data)
            self._seen(self._at)
        return self._at

    def finish(self) -> None:
        """Read to the end, so that a truncated stream raises its error."""
        while self.read(_HEADER):
            continue


class _Xz:
    """Read xz with a bound on its memory, which lzma.open has not."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._decoder = lzma.LZMADecompressor(memlimit=_MEMORY)

    def read(self, size: int) -> bytes:
        expanded = bytearray()
        while len(expanded) < size:
            if self._decoder.eof:
                packed = self._decoder.unused_data.lstrip(b"\x00") or self._file.read(_HEADER)
                if not packed.strip(b"\x00"):
                    break
                self._decoder = lzma.LZMADecompressor(memlimit=_MEMORY)
            elif self._decoder.needs_input:
                packed = self._file.read(_HEADER)
                if not packed:
                    raise EOFError("it ends too early")
            else:
                packed = b""
            expanded += self._decoder.decompress(packed, size - len(expanded))
        return bytes(expanded)


def check_entries(entries: Iterable[zipfile.ZipInfo]) -> None:
    """Refuse a zip whose files overlap, are encrypted, have rare compression or share a name.

    Files that share their bytes make a zip of any size out of little (Fifield, "A better zip
    bomb", WOOT 2019); of two files with one name it is unknown which counts.

    Parameters
    ----------
    entries : iterable of ZipInfo
        Directory of the zip.

    Raises
    ------
    Refused
        At the first such entry.
    """
    infos = sorted(entries, key=lambda info: info.header_offset)
    for before, after in pairwise(infos):
        end = before.header_offset + _LOCAL + len(before.orig_filename) + before.compress_size
        if end > after.header_offset:
            raise Refused("FL074", "the files of the zip overlap, which no program writes")
    names: set[str] = set()
    for info in infos:
        if info.flag_bits & 1:
            raise Refused("FL081", "the zip is encrypted: unpack it with its password first")
        if info.compress_type not in _METHODS:
            raise Refused("FL081", "the zip uses an unsupported compression method: pack it again")
        if info.orig_filename in names:
            raise Refused("FL075", f'the archive has two files named "{info.orig_filename[:200]}"')
        names.add(info.orig_filename)


def check_directory(file: IO[bytes], most: int) -> None:
    """Refuse a zip with too many files before its directory is read into memory.

    Parameters
    ----------
    file : binary file
        Zip, seekable.
    most : int
        Largest allowed number of files.

    Raises
    ------
    Refused
        If there are more files.
    BadZipFile
        If the end record is missing.
    """
    size = file.seek(0, 2)
    start = max(0, size - 65_536 - 22 - 20)
    file.seek(start)
    tail = file.read()
    file.seek(0)
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + 22:
        raise zipfile.BadZipFile("it ends too early")
    count, length = struct.unpack_from("<HL", tail, at + 10)
    if at >= 20 and tail[at - 20 : at - 16] == _END_64:
        (where,) = struct.unpack_from("<Q", tail, at - 12)
        file.seek(min(where, size))
        record = file.read(56)
        file.seek(0)
        if len(record) == 56:
            count, length = struct.unpack_from("<QQ", record, 32)
    if max(count, length // (_ENTRY * 3)) > most:
        raise Refused("FL005", f"the archive has more than {most:,} files")
