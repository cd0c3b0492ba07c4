"""A path → the bytes of a regular file within its folder and within a size limit.

The open file is checked, never its name beforehand: a link put in place in between is not followed,
opening a pipe does not block, and a file that grows while it is read is refused.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import IO, Final

from frontline.errors import RefusedInput

MAX_BYTES: Final = 256 * 1024 * 1024
"""Maximum size of a file, in bytes."""

_READ_FLAGS: Final = (
    os.O_RDONLY
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)  # Windows only
    | getattr(os, "O_NONBLOCK", 0)  # opening a pipe does not wait for a writer
)
_NO_FOLLOW: Final = getattr(os, "O_NOFOLLOW", 0)
_CAN_OPEN_BY_STEPS: Final = os.open in os.supports_dir_fd and bool(_NO_FOLLOW)


def read_within(path: Path, root: Path, max_bytes: int = MAX_BYTES) -> bytes:
    """Read a regular file of a folder, following links only within it.

    Parameters
    ----------
    path : Path
        File to read.
    root : Path
        Folder that must contain it.
    max_bytes : int, optional
        Largest allowed size in bytes.

    Returns
    -------
    bytes
        Content of the file.

    Raises
    ------
    RefusedInput
        If the file lies outside, cannot be read, is not regular or is too large.
    """
    try:
        real_path, real_root = path.resolve(), root.resolve()
    except (OSError, RuntimeError) as error:  # a link to itself
        raise RefusedInput("FL079", "the link leads nowhere") from error
    if not real_path.is_relative_to(real_root):
        raise RefusedInput("FL006", "the file lies outside the map folder")
    try:
        with os.fdopen(
            _open_by_steps(real_root, real_path.relative_to(real_root).parts), "rb"
        ) as file:
            return _read_all(file, max_bytes)
    except OSError as error:
        raise _refusal(error) from error


def open_file(path: Path) -> IO[bytes]:
    """Open a regular file named by a user, in any folder.

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
    RefusedInput
        If the file cannot be opened or is not regular.
    """
    try:
        file = os.fdopen(os.open(path, _READ_FLAGS), "rb")
    except (OSError, ValueError) as error:
        raise _refusal(error) from error
    try:
        _check_regular(file)
    except BaseException:
        file.close()
        raise
    return file


def read_file(path: Path, max_bytes: int = MAX_BYTES) -> bytes:
    """Read a regular file named by a user, in any folder.

    Parameters
    ----------
    path : Path
        File to read.
    max_bytes : int, optional
        Largest allowed size in bytes.

    Returns
    -------
    bytes
        Content of the file.

    Raises
    ------
    RefusedInput
        If the file cannot be read, is not regular or is too large.
    """
    with open_file(path) as file:
        try:
            return _read_all(file, max_bytes)
        except OSError as error:
            raise _refusal(error) from error


def too_large(max_bytes: int) -> RefusedInput:
    """Create the refusal of a file that is too large.

    Parameters
    ----------
    max_bytes : int
        Largest allowed size in bytes.

    Returns
    -------
    RefusedInput
        FL005.
    """
    return RefusedInput("FL005", f"the file is larger than {max_bytes // 1024**2} MiB")


def _open_by_steps(root: Path, parts: tuple[str, ...]) -> int:
    """Open a file below a folder step by step, so that no step can become a link in between."""
    if not parts:
        raise IsADirectoryError
    if not _CAN_OPEN_BY_STEPS:
        return os.open(root.joinpath(*parts), _READ_FLAGS)
    folder = os.open(root, _READ_FLAGS | os.O_DIRECTORY)
    try:
        for part in parts[:-1]:
            subfolder = os.open(part, _READ_FLAGS | os.O_DIRECTORY | _NO_FOLLOW, dir_fd=folder)
            os.close(folder)
            folder = subfolder
        return os.open(parts[-1], _READ_FLAGS | _NO_FOLLOW, dir_fd=folder)
    finally:
        os.close(folder)


def _check_regular(file: IO[bytes]) -> None:
    """Refuse anything but a regular file: a folder, pipe, device or socket."""
    mode = os.fstat(file.fileno()).st_mode
    if stat.S_ISDIR(mode):
        raise IsADirectoryError
    if not stat.S_ISREG(mode):
        raise RefusedInput("FL079", "not a regular file: it is a device, pipe or socket")


def _read_all(file: IO[bytes], max_bytes: int) -> bytes:
    _check_regular(file)
    if os.fstat(file.fileno()).st_size > max_bytes:
        raise too_large(max_bytes)
    data = file.read(max_bytes + 1)  # the file may have grown since
    if len(data) > max_bytes:
        raise too_large(max_bytes)
    return data


def _refusal(error: Exception) -> RefusedInput:
    if isinstance(error, FileNotFoundError):
        return RefusedInput("FL001", "the file is missing")
    if isinstance(error, IsADirectoryError):
        return RefusedInput("FL009", "this is a folder: expected a file")
    reason = getattr(error, "strerror", None) or "its name is not valid"
    return RefusedInput("FL009", f"the file cannot be read: {reason}")
