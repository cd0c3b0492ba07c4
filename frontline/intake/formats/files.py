"""A path → its bytes: of a regular file, within its folder, within a size limit.

Checks are made on the open file, never on its name a moment before: a link put there meanwhile is
not followed, nothing waits for a pipe, and a file that grows while it is read is refused.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import IO, Final

from frontline.errors import Refused

MAX_BYTES: Final = 256 * 1024 * 1024
"""Largest file, in bytes."""

_READ: Final = (
    os.O_RDONLY
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)  # Windows only
    | getattr(os, "O_NONBLOCK", 0)  # opening a pipe does not wait for a writer
)
_NO_LINK: Final = getattr(os, "O_NOFOLLOW", 0)
_BENEATH: Final = os.open in os.supports_dir_fd and bool(_NO_LINK)


def read_within(path: Path, root: Path, most: int = MAX_BYTES) -> bytes:
    """Read a regular file of a folder; links are followed within it only.

    Parameters
    ----------
    path : Path
        File to read.
    root : Path
        Folder that must contain it.
    most : int, optional
        Largest allowed size in bytes.

    Returns
    -------
    bytes
        Content of the file.

    Raises
    ------
    Refused
        If it lies outside, cannot be read, is no regular file or is too large.
    """
    try:
        real, top = path.resolve(), root.resolve()
    except (OSError, RuntimeError) as error:  # a link to itself
        raise Refused("FL079", "the link leads nowhere") from error
    if not real.is_relative_to(top):
        raise Refused("FL006", "the file lies outside the map folder")
    try:
        with os.fdopen(_beneath(top, real.relative_to(top).parts), "rb") as file:
            return _whole(file, most)
    except OSError as error:
        raise _unread(error) from error


def open_file(path: Path) -> IO[bytes]:
    """Open a regular file that a user named, anywhere.

    Parameters
    ----------
    path : Path
        File to open.

    Returns
    -------
    binary file
        Open for reading.

    Raises
    ------
    Refused
        If it cannot be opened or is no regular file.
    """
    try:
        file = os.fdopen(os.open(path, _READ), "rb")
    except (OSError, ValueError) as error:
        raise _unread(error) from error
    try:
        _check(file)
    except BaseException:
        file.close()
        raise
    return file


def read_file(path: Path, most: int = MAX_BYTES) -> bytes:
    """Read a regular file that a user named, anywhere.

    Parameters
    ----------
    path : Path
        File to read.
    most : int, optional
        Largest allowed size in bytes.

    Returns
    -------
    bytes
        Content of the file.

    Raises
    ------
    Refused
        If it cannot be read, is no regular file or is too large.
    """
    with open_file(path) as file:
        try:
            return _whole(file, most)
        except OSError as error:
            raise _unread(error) from error


def too_large(most: int) -> Refused:
    """Create the refusal of a file that is too large.

    Parameters
    ----------
    most : int
        Largest allowed size in bytes.

    Returns
    -------
    Refused
        FL005.
    """
    return Refused("FL005", f"the file is larger than {most // 1024**2} MiB")


def _beneath(top: Path, parts: tuple[str, ...]) -> int:
    """Open a file below a folder, step by step, so that no step can be made a link meanwhile."""
    if not parts:
        raise IsADirectoryError
    if not _BENEATH:
        return os.open(top.joinpath(*parts), _READ)
    at = os.open(top, _READ | os.O_DIRECTORY)
    try:
        for part in parts[:-1]:
            below = os.open(part, _READ | os.O_DIRECTORY | _NO_LINK, dir_fd=at)
            os.close(at)
            at = below
        return os.open(parts[-1], _READ | _NO_LINK, dir_fd=at)
    finally:
        os.close(at)


def _check(file: IO[bytes]) -> None:
    """Refuse what is no regular file: a folder, pipe, device or socket."""
    mode = os.fstat(file.fileno()).st_mode
    if stat.S_ISDIR(mode):
        raise IsADirectoryError
    if not stat.S_ISREG(mode):
        raise Refused("FL079", "not a regular file: it is a device, pipe or socket")


def _whole(file: IO[bytes], most: int) -> bytes:
    _check(file)
    if os.fstat(file.fileno()).st_size > most:
        raise too_large(most)
    data = file.read(most + 1)  # it may have grown since
    if len(data) > most:
        raise too_large(most)
    return data


def _unread(error: Exception) -> Refused:
    if isinstance(error, FileNotFoundError):
        return Refused("FL001", "the file is missing")
    if isinstance(error, IsADirectoryError):
        return Refused("FL009", "this is a folder: expected a file")
    reason = getattr(error, "strerror", None) or "its name is not valid"
    return Refused("FL009", f"the file cannot be read: {reason}")
