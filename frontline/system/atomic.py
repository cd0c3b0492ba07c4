"""Bytes → files, all or nothing: an interruption leaves either the old content or the new.

New files are written to a scratch folder beside their destination and put in place by one rename.
A killed program leaves its scratch folder unlocked; the next writer in that place removes it.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from frontline.errors import UsageError
from frontline.system import interrupt

try:
    import fcntl
except ImportError:  # Windows; leftover scratch folders stay there
    fcntl = None  # type: ignore[assignment]

_SCRATCH: Final = ".frontline-"
_CURRENT_FOLDER: Final = -100  # AT_FDCWD of Linux
_EXCHANGE: Final = 2  # RENAME_EXCHANGE of Linux, RENAME_SWAP of macOS


def write_files(files: Mapping[str, bytes], folder: Path) -> None:
    """Write files into a folder, renaming each into place once all are complete.

    Parameters
    ----------
    files : mapping of str to bytes
        Contents by path, relative to the folder.
    folder : Path
        Folder to write to; it is created if it is missing.

    Raises
    ------
    UsageError
        If the folder cannot be written to.
    """
    with _usage_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with _scratch(folder) as scratch:
            _write_all(scratch, files)
            for name in files:
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (scratch / name).replace(folder / name)


def replace_folder(files: Mapping[str, bytes], folder: Path, without: Collection[str] = ()) -> None:
    """Replace a folder by a new one with the given files, so that two builds never mix.

    Other contents of the old folder are kept. If the program runs inside the folder, the folder
    stays and its files are replaced one by one.

    Parameters
    ----------
    files : mapping of str to bytes
        Contents by path, relative to the folder.
    folder : Path
        Folder to replace; it is created if it is missing.
    without : collection of str, optional
        Paths, relative to the folder, of files of the old folder that the new one does not have.

    Raises
    ------
    UsageError
        If the folder cannot be written to.
    """
    with _usage_errors(folder):
        if _contains_working_folder(folder):
            write_files(files, folder)
            for name in without:
                (folder / name).unlink(missing_ok=True)
            return
        target = folder.resolve()
        target.parent.mkdir(parents=True, exist_ok=True)
        with _scratch(target.parent) as scratch:
            new = scratch / target.name
            new.mkdir()
            _write_all(new, files)
            with _locked(target.parent):
                if target.exists():
                    _keep_other_contents(target, new, {*files, *without})
                    shutil.copystat(target, new)
                    _exchange(new, target)
                else:
                    new.rename(target)


@contextmanager
def replacement(path: Path) -> Iterator[Path]:
    """Yield a temporary path that replaces a file if the block succeeds.

    Parameters
    ----------
    path : Path
        File to replace or create.

    Yields
    ------
    Path
        Temporary path of the same name, to write to.

    Raises
    ------
    UsageError
        If the file cannot be written.
    """
    with _usage_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with _scratch(path.parent) as scratch:
            yield scratch / path.name
            (scratch / path.name).replace(path)


@contextmanager
def _usage_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror or error}") from error


@contextmanager
def _scratch(parent: Path) -> Iterator[Path]:
    """Create a scratch folder for the block, and remove those that killed programs left behind."""
    with _locked(parent):
        for leftover in parent.glob(f"{_SCRATCH}*"):
            if leftover.is_dir() and not leftover.is_symlink():
                with suppress(BlockingIOError), _locked(leftover, wait=False):
                    shutil.rmtree(leftover, ignore_errors=True)
        scratch = Path(tempfile.mkdtemp(dir=parent, prefix=_SCRATCH))
        lock = _lock(scratch)
    try:
        with interrupt.removed_on_exit(scratch):
            yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
        if lock is not None:
            os.close(lock)


@contextmanager
def _locked(folder: Path, *, wait: bool = True) -> Iterator[None]:
    """Lock a folder for the block; without ``wait``, raise BlockingIOError if it is locked."""
    lock = _lock(folder, wait=wait)
    try:
        yield
    finally:
        if lock is not None:
            os.close(lock)


def _lock(folder: Path, *, wait: bool = True) -> int | None:
    """Lock a folder until the returned descriptor is closed; return None without lock support."""
    if fcntl is None:
        return None
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        os.close(descriptor)
        raise
    except OSError:  # the file system has no locks
        pass
    return descriptor


def _write_all(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def _keep_other_contents(old: Path, new: Path, files: Collection[str]) -> None:
    """Put the other contents of an old folder into the new one, as hard links if possible."""
    for folder, folder_names, file_names in os.walk(old):
        subfolder = Path(folder).relative_to(old)
        for name in (*folder_names, *file_names):
            path, target = Path(folder, name), new / subfolder / name
            if path.is_dir() and not path.is_symlink():
                target.mkdir(exist_ok=True)
            elif (subfolder / name).as_posix() not in files:
                _link_or_copy(path, target)


def _link_or_copy(old: Path, new: Path) -> None:
    try:
        os.link(old, new, follow_symlinks=False)
    except OSError:
        shutil.copy2(old, new, follow_symlinks=False)


def _contains_working_folder(folder: Path) -> bool:
    try:
        working_folder = Path.cwd().resolve()
    except OSError:  # the working folder was removed
        return False
    return working_folder.is_relative_to(folder.resolve())


def _exchange(new: Path, old: Path) -> None:
    """Exchange two folders in one step; without system support, move the old one away first."""
    library = ctypes.CDLL(None, use_errno=True) if os.name == "posix" else None
    paths = os.fsencode(new), os.fsencode(old)
    if library is not None and sys.platform == "darwin":
        exchanged = library.renamex_np(*paths, _EXCHANGE) == 0
    elif library is not None and hasattr(library, "renameat2"):
        folder = _CURRENT_FOLDER
        exchanged = library.renameat2(folder, paths[0], folder, paths[1], _EXCHANGE) == 0
    else:
        exchanged = False
    if not exchanged:
        old.rename(new.with_name(f"{new.name}.old"))
        new.rename(old)
