"""Ctrl-C → exit within a second, wherever the program is: one line, and no temporary files.

A library at work in compiled code does not notice a signal before it returns. Therefore a thread
waits for the signal too: it gives the program a moment to leave by itself, then removes temporary
folders, kills child processes and ends the program.
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

_GRACE_S: Final = 0.3
_SHOW_CURSOR: Final = b"\x1b[?25h"

_temporary: set[Path] = set()
_deferred: list[int] | None = None
_received: list[int] = []
_reported = False


class Stopped(BaseException):
    """A request to stop, raised wherever the program is, so that clean-up code runs."""


def handle_signals() -> None:
    """Handle SIGINT (Ctrl-C) and SIGTERM from now on."""
    read, write = os.pipe()
    os.set_blocking(write, False)
    signal.set_wakeup_fd(write, warn_on_full_buffer=False)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _raise_stopped)
    sys.unraisablehook = _ignore_stopped
    threading.Thread(target=_watch, args=(read,), daemon=True).start()


def exit_if_stopped() -> None:
    """Exit with a line if the program was asked to stop, and ignore signals from here on.

    The request counts even where ``Stopped`` was lost: C modules turn it into other errors while
    they are being imported.

    Raises
    ------
    SystemExit
        If a signal was received: 128 plus its number.
    """
    for handled in (signal.SIGINT, signal.SIGTERM):
        signal.signal(handled, signal.SIG_IGN)
    for number in _received:
        _kill_children()
        _report()
        sys.exit(128 + number)


@contextmanager
def removed_on_exit(folder: Path) -> Iterator[Path]:
    """Register a folder that is removed if the program is ended within the block.

    Parameters
    ----------
    folder : Path
        Temporary folder.

    Yields
    ------
    Path
        The folder.
    """
    _temporary.add(folder)
    try:
        yield folder
    finally:
        _temporary.discard(folder)


@contextmanager
def deferred() -> Iterator[None]:
    """Defer a request to stop to the end of the block: for short work that must not be cut.

    Raises
    ------
    Stopped
        At the end of the block, if a signal was received within it.
    """
    global _deferred
    _deferred = []
    try:
        yield
    finally:
        numbers, _deferred = _deferred, None
    for number in numbers:
        raise Stopped(number)


def _end_at_once(code: int) -> NoReturn:
    """End the program wherever it is, after removing temporary folders."""
    for folder in list(_temporary):
        shutil.rmtree(folder, ignore_errors=True)
    _kill_children()
    _unlink_semaphores()
    _report()
    os._exit(code)


def _kill_children() -> None:
    for child in multiprocessing.active_children():
        child.kill()
    if client := sys.modules.get("frontline.intake.formats.gdal_client"):
        client.end_all()


def _unlink_semaphores() -> None:
    """Unlink the semaphores shared with other processes, as an exit with finalizers would.

    Otherwise the resource tracker of ``multiprocessing`` does it, with a warning about each.
    """
    util = sys.modules.get("multiprocessing.util")
    synchronize = sys.modules.get("multiprocessing.synchronize")
    if not util or not synchronize:
        return
    for finalizer in list(getattr(util, "_finalizer_registry", {}).values()):
        if getattr(finalizer, "_callback", None) is synchronize.SemLock._cleanup:
            with suppress(OSError):
                finalizer()


def _report() -> None:
    global _reported
    with suppress(OSError):
        if not _reported:
            os.write(2, (_SHOW_CURSOR if sys.stderr.isatty() else b"") + b"frontline: stopped\n")
    _reported = True


def _ignore_stopped(unraisable: sys.UnraisableHookArgs) -> None:
    """Ignore a ``Stopped`` where nothing can be raised: the thread ends the program."""
    if not isinstance(unraisable.exc_value, Stopped):
        sys.__unraisablehook__(unraisable)


def _raise_stopped(number: int, frame: object) -> None:
    _received.append(number)
    if _deferred is None:
        raise Stopped(number)
    _deferred.append(number)


def _watch(read: int) -> None:
    number = os.read(read, 1)[0]
    while number not in (signal.SIGINT, signal.SIGTERM):
        number = os.read(read, 1)[0]
    time.sleep(_GRACE_S)
    _end_at_once(128 + number)
