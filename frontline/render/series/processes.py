"""Many pictures of one scene, drawn by several processes, in order.

Each process is spawned and receives the scene once. This is the same on every system, and the
pictures do not depend on the process that draws them.
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

_JOBS_PER_PROCESS: Final = 8
"""Number of jobs that take about as long as starting a process."""

Draw = Callable[..., bytes]
"""A module-level function that draws a scene by options."""


def worth(jobs: int) -> int:
    """Return how many processes are worth starting.

    Parameters
    ----------
    jobs : int
        Number of pictures.

    Returns
    -------
    int
        Number of processes, at most the number of cores.

    Examples
    --------
    >>> worth(1)
    1
    """
    cores = os.cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        cores = len(os.sched_getaffinity(0))
    return min(cores, 1 + jobs // _JOBS_PER_PROCESS)


def drawn(
    scene: Scene, draw: Draw, jobs: Iterable[Mapping[str, Any]], workers: int
) -> Iterator[bytes]:
    """Draw many pictures of a scene by several processes, in order.

    With more than one process, calling scripts must guard their code with ``__name__ ==
    "__main__"``, as ``multiprocessing`` requires. If the caller stops early, running jobs are
    finished and the others are cancelled.

    Parameters
    ----------
    scene : Scene
        The map; each process receives it once.
    draw : callable
        Module-level function that draws the scene by options.
    jobs : iterable of mapping
        Options of each picture.
    workers : int
        Number of processes.

    Yields
    ------
    bytes
        Pictures in the order of the jobs.
    """
    jobs = list(jobs)
    workers = min(workers, len(jobs))
    if workers <= 1:
        yield from (draw(scene, **job) for job in jobs)
        return
    pool = ProcessPoolExecutor(workers, get_context("spawn"), _set_up_process, (scene, draw))
    try:
        with interrupt.deferred(), _ctrl_c_blocked():
            drawn = pool.map(_draw_job, jobs)
        yield from drawn
    except interrupt.Stopped:
        for child in active_children():
            child.kill()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _ctrl_c_blocked() -> Iterator[None]:
    """Block Ctrl-C in processes started inside, as each would print a traceback."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    previous_mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, previous_mask)


_task: tuple[Scene, Draw]


def _set_up_process(scene: Scene, draw: Draw) -> None:
    """Store the scene and drawing function of a process, and leave Ctrl-C to its parent."""
    global _task
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _task = scene, draw


def _draw_job(job: Mapping[str, Any]) -> bytes:
    scene, draw = _task
    return draw(scene, **job)
