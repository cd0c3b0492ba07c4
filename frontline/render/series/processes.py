"""Pictures of one scene, many of them: over several processes, in order.

Each process is started afresh and given the scene once; so it is the same on every system, and a
picture is the same whoever drew it.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import active_children, get_context
from typing import Any, Final

from frontline.scene.scene import Scene
from frontline.system import interrupt

_JOBS: Final = 8
"""To start a process takes about as long as so many jobs."""

Draw = Callable[..., bytes]
"""A function of a module that draws a scene by options."""


def worth(jobs: int) -> int:
    """Return how many processes are worth starting.

    Parameters
    ----------
    jobs : int
        The number of pictures.

    Returns
    -------
    int
        The number of processes: no more than cores.

    Examples
    --------
    >>> worth(1)
    1
    """
    cores = os.cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        cores = len(os.sched_getaffinity(0))
    return min(cores, 1 + jobs // _JOBS)


def drawn(
    scene: Scene, draw: Draw, jobs: Iterable[Mapping[str, Any]], workers: int
) -> Iterator[bytes]:
    """Draw a scene many times over several processes, in order.

    With more than one process, scripts that call this keep what they run under ``__name__ ==
    "__main__"``, as ``multiprocessing`` asks. When the caller stops early, what was begun is
    finished and the rest is left.

    Parameters
    ----------
    scene : Scene
        The map; each process is given it once.
    draw : callable
        Draws the scene by options; a function of a module.
    jobs : iterable of mapping
        The options of each picture.
    workers : int
        The number of processes.

    Yields
    ------
    bytes
        The pictures, in the order of the jobs.
    """
    jobs = list(jobs)
    workers = min(workers, len(jobs))
    if workers <= 1:
        yield from (draw(scene, **job) for job in jobs)
        return
    pool = ProcessPoolExecutor(workers, get_context("spawn"), _begin, (scene, draw))
    try:
        with interrupt.deferred(), _ctrl_c_blocked():
            drawn = pool.map(_draw, jobs)
        yield from drawn
    except interrupt.Stopped:
        for child in active_children():
            child.kill()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _ctrl_c_blocked() -> Iterator[None]:
    """Start processes that Ctrl-C does not reach: cut off early, each would print a traceback."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_given: tuple[Scene, Draw]


def _begin(scene: Scene, draw: Draw) -> None:
    """Take what a process draws; the one that started it decides what Ctrl-C means."""
    global _given
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _given = scene, draw


def _draw(job: Mapping[str, Any]) -> bytes:
    scene, draw = _given
    return draw(scene, **job)
