"""Ctrl-C → the end within a second, wherever the program is: one line, and nothing left behind.

A library at work in another language hears of nothing until it is done. So a thread waits for the
signal too: it gives the program a moment to leave by itself, and then ends it, after it removed
what is temporary and ended what was started.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, NoReturn

_MOMENT_S: Final = 0.3
_SHOW_CURSOR: Final = b"\x1b[?25h"

_temporary: set[Path] = set()
_held: list[int] | None = None
_asked: list[int] = []
_told = False


class Stopped(BaseException):
    """Leave by way of whatever cleans up behind itself."""


def heed() -> None:
    """Heed Ctrl-C, and the signal that asks a program to end, from now on."""
    read, write = os.pipe()
    os.set_blocking(write, False)
    signal.set_wakeup_fd(write, warn_on_full_buffer=False)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _leave)
    sys.unraisablehook = _unraisable
    threading.Thread(target=_watch, args=(read,), daemon=True).start()


def end_if_asked() -> None:
    """Say that the program was stopped, and exit, if it was; raises SystemExit.

    Whatever became of ``Stopped``: modules in C that are being imported make other errors of it.
    From here on nothing can be stopped any more: what was to be done is done.
    """
    for heard in (signal.SIGINT, signal.SIGTERM):
        signal.signal(heard, signal.SIG_IGN)
    for number in _asked:
        _end_children()
        _tell()
        sys.exit(128 + number)


@contextmanager
def temporary(folder: Path) -> Iterator[Path]:
    """Note a folder that is removed if the program is ended meanwhile."""
    _temporary.add(folder)
    try:
        yield folder
    finally:
        _temporary.discard(folder)


@contextmanager
def held() -> Iterator[None]:
    """Leave only afterwards: for what is short, and would be heard of if it were cut in two."""
    global _held
    _held = []
    try:
        yield
    finally:
        numbers, _held = _held, None
    for number in numbers:
        raise Stopped(number)


def _end_at_once(code: int) -> NoReturn:
    """End the program wherever it is; what is temporary is removed."""
    for folder in list(_temporary):
        shutil.rmtree(folder, ignore_errors=True)
    _end_children()
    _tell()
    os._exit(code)


def _end_children() -> None:
    for child in multiprocessing.active_children():
        child.kill()
    if foreign := sys.modules.get("frontline.intake.formats.gdal_client"):
        foreign.end_all()


def _tell() -> None:
    global _told
    with suppress(OSError):
        if not _told:
            os.write(2, (_SHOW_CURSOR if sys.stderr.isatty() else b"") + b"frontline: stopped\n")
    _told = True


def _unraisable(unraisable: sys.UnraisableHookArgs) -> None:
    """Say nothing of a ``Stopped`` that came where it could not be raised: the thread ends it."""
    if not isinstance(unraisable.exc_value, Stopped):
        sys.__unraisablehook__(unraisable)


def _leave(number: int, frame: object) -> None:
    _asked.append(number)
    if _held is None:
        raise Stopped(number)
    _held.append(number)


def _watch(read: int) -> None:
    number = os.read(read, 1)[0]
    while number not in (signal.SIGINT, signal.SIGTERM):
        number = os.read(read, 1)[0]
    time.sleep(_MOMENT_S)
    _end_at_once(128 + number)
