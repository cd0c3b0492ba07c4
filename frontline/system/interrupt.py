"""Ctrl-C → exit within a second with one line on stderr, leaving no temporary files.

Compiled library code does not notice a signal before it returns. Therefore a thread waits for the
signal too: it gives the program a moment to exit by itself, then removes temporary folders, kills
child processes and ends the program.
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
    """A request to stop, raised in the running code so that clean-up code runs."""


def handle_signals() -> None:
    """Handle SIGINT (Ctrl-C) and SIGTERM from now on."""
    read_end, write_end = os.pipe()
    os.set_blocking(write_end, False)
    signal.set_wakeup_fd(write_end, warn_on_full_buffer=False)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _raise_stopped)
    sys.unraisablehook = _ignore_stopped
    threading.Thread(target=_wait_for_signal, args=(read_end,), daemon=True).start()


def exit_if_stopped() -> None:
    """Exit with a message if the program was asked to stop; ignore signals from here on.

    A request counts even if ``Stopped`` was lost: C modules turn it into other errors while they
    are imported.

    Raises
    ------
    SystemExit
        If a signal was received: 128 plus its number.
    """
    for signal_number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signal_number, signal.SIG_IGN)
    for number in _received:
        _kill_children()
        _report_stop()
        sys.exit(128 + number)


@contextmanager
def removed_on_exit(folder: Path) -> Iterator[Path]:
    """Register a folder to remove if the program ends within the block.

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
    """Defer a request to stop to the end of the block, for short work that must not be cut off.

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


def _end_immediately(code: int) -> NoReturn:
    """End the program immediately, after removing temporary folders."""
    for folder in list(_temporary):
        shutil.rmtree(folder, ignore_errors=True)
    _kill_children()
    _unlink_semaphores()
    _report_stop()
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


def _report_stop() -> None:
    global _reported
    with suppress(OSError):
        if not _reported:
            os.write(2, (_SHOW_CURSOR if sys.stderr.isatty() else b"") + b"frontline: stopped\n")
    _reported = True


def _ignore_stopped(unraisable: sys.UnraisableHookArgs) -> None:
    """Ignore a ``Stopped`` that cannot be raised: the watching thread ends the program."""
    if not isinstance(unraisable.exc_value, Stopped):
        sys.__unraisablehook__(unraisable)


def _raise_stopped(number: int, frame: object) -> None:
    _received.append(number)
    if _deferred is None:
        raise Stopped(number)
    _deferred.append(number)


def _wait_for_signal(read_end: int) -> None:
    number = os.read(read_end, 1)[0]
    while number not in (signal.SIGINT, signal.SIGTERM):
        number = os.read(read_end, 1)[0]
    time.sleep(_GRACE_S)
    _end_immediately(128 + number)
