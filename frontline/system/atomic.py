"""Bytes → files: what was there or what is new is there, whole, whenever one is stopped.

New files are made in a scratch folder beside their place, and put there by one rename. The scratch
folder of a program that was killed is locked by nobody: who writes there next removes it.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from frontline.errors import UsageError
from frontline.system import interrupt

try:
    import fcntl
except ImportError:  # Windows, where nothing is swept
    fcntl = None  # type: ignore[assignment]

_SCRATCH: Final = ".frontline-"
_HERE: Final = -100  # AT_FDCWD of Linux
_EXCHANGE: Final = 2  # RENAME_EXCHANGE of Linux, RENAME_SWAP of macOS


def write(files: Mapping[str, bytes], folder: Path) -> None:
    """Write files into a folder, each through a temporary name and a rename.

    All are written in full before the first is renamed. Raises UsageError when the folder cannot
    be written to.
    """
    with _told(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with _scratch(folder) as made:
            _fill(made, files)
            for name in files:
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (made / name).replace(folder / name)


def write_whole(files: Mapping[str, bytes], folder: Path) -> None:
    """Write the files of a folder by putting a new folder in the place of the old one.

    So those of two builds are never mixed. What else the old one holds is in the new one too. A
    folder that somebody stands in stays as it is, with new files. Raises UsageError when it
    cannot be written.
    """
    with _told(folder):
        if _stood_in(folder):
            write(files, folder)
            return
        place = folder.resolve()
        place.parent.mkdir(parents=True, exist_ok=True)
        with _scratch(place.parent) as made:
            new = made / place.name
            new.mkdir()
            _fill(new, files)
            with _locked(place.parent):
                if place.exists():
                    _keep(place, new, files)
                    shutil.copystat(place, new)
                    _exchange(new, place)
                else:
                    new.rename(place)


@contextmanager
def written(path: Path) -> Iterator[Path]:
    """Yield a temporary path of the same name, which is renamed to ``path`` when all went well.

    Raises UsageError when the path cannot be written to.
    """
    with _told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with _scratch(path.parent) as made:
            yield made / path.name
            (made / path.name).replace(path)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror or error}") from error


@contextmanager
def _scratch(parent: Path) -> Iterator[Path]:
    """Make a folder that is gone afterwards, and remove those whose makers were killed."""
    with _locked(parent):
        for left in parent.glob(f"{_SCRATCH}*"):
            if left.is_dir() and not left.is_symlink():
                with suppress(BlockingIOError), _locked(left, wait=False):
                    shutil.rmtree(left, ignore_errors=True)
        made = Path(tempfile.mkdtemp(dir=parent, prefix=_SCRATCH))
        lock = _lock(made)
    try:
        with interrupt.temporary(made):
            yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)
        if lock is not None:
            os.close(lock)


@contextmanager
def _locked(folder: Path, *, wait: bool = True) -> Iterator[None]:
    """Hold a folder's lock; raises BlockingIOError if another does and one would not wait."""
    lock = _lock(folder, wait=wait)
    try:
        yield
    finally:
        if lock is not None:
            os.close(lock)


def _lock(folder: Path, *, wait: bool = True) -> int | None:
    """Lock a folder until what is returned is closed; None where there are no locks."""
    if fcntl is None:
        return None
    found = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(found, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        os.close(found)
        raise
    except OSError:  # some file systems have none
        pass
    return found


def _fill(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def _keep(old: Path, new: Path, files: Mapping[str, bytes]) -> None:
    """Put what a folder holds beside the files into a new one, without copying where it can be."""
    for at, folders, names in os.walk(old):
        within = Path(at).relative_to(old)
        for name in (*folders, *names):
            path, there = Path(at, name), new / within / name
            if path.is_dir() and not path.is_symlink():
                there.mkdir(exist_ok=True)
            elif (within / name).as_posix() not in files:
                _link(path, there)


def _link(old: Path, new: Path) -> None:
    try:
        os.link(old, new, follow_symlinks=False)
    except OSError:
        shutil.copy2(old, new, follow_symlinks=False)


def _stood_in(folder: Path) -> bool:
    """Say whether the folder is that in which the program runs, or holds it."""
    try:
        here = Path.cwd().resolve()
    except OSError:  # it is gone
        return False
    return here.is_relative_to(folder.resolve())


def _exchange(new: Path, old: Path) -> None:
    """Exchange two folders at once; where a system cannot, the old one goes just before."""
    library = ctypes.CDLL(None, use_errno=True) if os.name == "posix" else None
    paths = os.fsencode(new), os.fsencode(old)
    if library is not None and sys.platform == "darwin":
        done = library.renamex_np(*paths, _EXCHANGE) == 0
    elif library is not None and hasattr(library, "renameat2"):
        done = library.renameat2(_HERE, paths[0], _HERE, paths[1], _EXCHANGE) == 0
    else:
        done = False
    if not done:
        old.rename(new.with_name(f"{new.name}.old"))
        new.rename(old)
