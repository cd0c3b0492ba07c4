"""A path → its bytes, read once: of a regular file, within its folder, no larger than may be.

A file is judged by what was opened, never by its name a moment before: no link is followed that
was put there since, nothing waits for a pipe, and what grows while it is read is refused.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import IO, Final

from frontline.errors import Refused

MAX_BYTES: Final = 256 * 1024 * 1024
"""A larger file is refused."""

_READ: Final = (
    os.O_RDONLY
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)  # of Windows
    | getattr(os, "O_NONBLOCK", 0)  # opening a pipe waits for no writer
)
_NO_LINK: Final = getattr(os, "O_NOFOLLOW", 0)
_BENEATH: Final = os.open in os.supports_dir_fd and bool(_NO_LINK)


def read_within(path: Path, root: Path, most: int = MAX_BYTES) -> bytes:
    """Read a file that lies in the folder ``root``, links within it followed; raises Refused."""
    try:
        real, top = path.resolve(), root.resolve()
    except (OSError, RuntimeError) as error:  # a link to itself
        raise Refused("FL079", "a link that leads nowhere") from error
    if not real.is_relative_to(top):
        raise Refused("FL006", "the file lies outside the map folder")
    try:
        with os.fdopen(_beneath(top, real.relative_to(top).parts), "rb") as file:
            return _whole(file, most)
    except OSError as error:
        raise _unread(error) from error


def open_file(path: Path) -> IO[bytes]:
    """Open a regular file that a user named, wherever it is; raises Refused."""
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
    """Read a regular file that a user named, wherever it is; raises Refused."""
    with open_file(path) as file:
        try:
            return _whole(file, most)
        except OSError as error:
            raise _unread(error) from error


def too_large(most: int) -> Refused:
    """Say that a file is larger than it may be."""
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
        raise Refused("FL079", "not a regular file")


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
        return Refused("FL009", "this is a folder, and a file is needed here")
    reason = getattr(error, "strerror", None) or "its name is not one of a file"
    return Refused("FL009", f"the file cannot be read: {reason}")
